"""Hashing passwords, one at a time per process and never under the write lock (R30)."""

import threading
from collections.abc import Iterable
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from forum.accounts.rules import passwords as rules
from forum.accounts.rules.passwords import PasswordProblem
from forum.core.guard import outside_writing
from forum.core.languages import gettext as _
from forum.core.text.folding import fold

_one_at_a_time = threading.Semaphore(1)
_settings: dict[str, Any] = {}


def make_cheap() -> None:
    """For tests: the same code, hardly any work."""
    _settings.update(time_cost=1, memory_cost=8, parallelism=1)
    _hasher.cache_clear()
    _nobody.cache_clear()


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(**_settings)


@cache
def _nobody() -> str:
    return _hasher().hash("the password of nobody at this table")


def hash_password(password: str) -> str:
    """The argon2id hash of a password as it will be typed on any keyboard."""
    outside_writing("hashing a password")
    with _one_at_a_time:
        return _hasher().hash(rules.prepared(password))


def verify(password: str, stored: str | None) -> bool:
    """Whether a password opens this hash; without one the same work is done for nothing (no enumeration)."""
    outside_writing("hashing a password")
    with _one_at_a_time:
        try:
            return _hasher().verify(stored or _nobody(), rules.prepared(password)) and stored is not None
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False


def problems(password: str, words: Iterable[str]) -> str:
    """Why a password is refused, as sentences, or an empty text; `words` are names anybody knows about the person."""
    context = rules.context_words(*words, fold=fold)
    told = {
        PasswordProblem.SHORT: _("The password is too short: at least 12 characters. A sentence is easy to remember."),
        PasswordProblem.LONG: _("The password is too long: at most 200 characters."),
        PasswordProblem.COMMON: _("This password is on the lists that attackers try first. Please choose another one."),
        PasswordProblem.REPEATED: _("The password repeats itself too much."),
    }
    found = rules.password_problems(password, context, fold=fold)
    other = _("The password is too easy to guess from names, dates or rows of keys. Please choose another one.")
    return " ".join(dict.fromkeys(told.get(problem, other) for problem in found))
