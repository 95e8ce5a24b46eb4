"""The second factor: one-time codes that work once, recovery codes, and who needs a factor at all."""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

STEP_SECONDS = 30
DIGITS = 6
RECOVERY_CODES = 10
RECOVERY_GROUPS, RECOVERY_GROUP = 6, 4
"""24 characters of 5 bits: 120 bits, enough to keep only a fast hash of them (ASVS 6.5.2 asks for 112)."""
FACTOR_RESET_WAIT = timedelta(hours=24)

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1"})

FACTOR_ROLES = frozenset({"facilitator", "moderator", "administrator", "coordinator", "representative", "alternate"})
"""Roles whose acts ask for a second factor; representatives and alternates need it to endorse (R10)."""
FACTOR_FROM_THE_START = frozenset({"facilitator", "moderator", "administrator", "coordinator"})
"""Roles that reach nothing of theirs before the factor is set up."""


def factor_required(roles: Iterable[str], *, endorsing: bool = False) -> bool:
    """Whether somebody in these roles (of R4 and R5, and *facilitator*) needs a second factor."""
    needed = FACTOR_ROLES if endorsing else FACTOR_FROM_THE_START
    return endorsing or not needed.isdisjoint(roles)


# --- one-time codes (RFC 6238) -----------------------------------------------------------------------------


def new_secret() -> str:
    """160 random bits in base 32, as authenticators expect them."""
    import pyotp

    return pyotp.random_base32(32)


def provisioning_uri(secret: str, account: str) -> str:
    """What the square code on the set-up page holds."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name="Sofra")


def typed_code(text: str) -> str | None:
    """The six digits somebody typed, in any way of grouping them; `None` if there are not six."""
    digits = "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "")
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else None


def accepted_step(secret: str, code: str, now: datetime, last_step: int | None, window: int = 1) -> int | None:
    """The time step whose code this is, if it is newer than the last one accepted; else `None`.

    Store the answer in the same transaction (`WHERE last_step IS NULL OR last_step < :step`): a code works once,
    and so does every older one. Of equal codes the newest step is taken, so none of them works again.
    """
    import pyotp

    given = typed_code(code)
    if given is None:
        return None
    generator = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
    current = int(now.timestamp()) // STEP_SECONDS
    found = None
    for step in range(max(current - window, 0), current + window + 1):
        # Every step is computed and compared, whichever fits: the time taken tells nothing.
        if hmac.compare_digest(generator.generate_otp(step), given):
            found = step
    return found if found is not None and (last_step is None or found > last_step) else None


# --- recovery codes ----------------------------------------------------------------------------------------


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes to print, as `0a1b-2c3d-4e5f-6g7h-8j9k-mnpq`; without i, l, o, u."""
    return tuple(_recovery_code() for _ in range(RECOVERY_CODES))


def _recovery_code() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(RECOVERY_GROUP)) for _ in range(RECOVERY_GROUPS))
    return "-".join(groups)


def typed_recovery_code(text: str) -> str | None:
    """The code as printed, from any case, grouping or misread letter; `None` if it cannot be one."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(char for char in folded if char.isalnum()).translate(_MISREAD)
    if len(letters) != RECOVERY_GROUPS * RECOVERY_GROUP or not set(letters) <= set(_ALPHABET):
        return None
    return "-".join(letters[at : at + RECOVERY_GROUP] for at in range(0, len(letters), RECOVERY_GROUP))


def recovery_hash(code: str, person_key: str) -> str:
    """What is stored of a recovery code; bound to the person, so that equal hashes mean nothing."""
    return hashlib.sha256(f"recovery\0{person_key}\0{code}".encode()).hexdigest()


def matching_recovery_hash(text: str, person_key: str, stored: Iterable[str]) -> str | None:
    """Which of the unused stored hashes the typed code opens; the caller deletes it at once."""
    code = typed_recovery_code(text)
    if code is None:
        return None
    wanted, found = recovery_hash(code, person_key), None
    for value in stored:
        if hmac.compare_digest(value, wanted):
            found = value
    return found


# --- a lost factor -----------------------------------------------------------------------------------------


class ResetProblem(StrEnum):
    """Why two people cannot reset a third one's factor."""

    NO_ADMINISTRATOR = "no_administrator"
    ONESELF = "oneself"
    SAME_PERSON = "same_person"
    WRONG_SECOND = "wrong_second"


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who vouches for a person who lost the factor."""

    person_id: int
    administrator: bool = False
    moderator: bool = False
    mandate_in_same_organisation: bool = False


def reset_problem(person_id: int, first: Approver, second: Approver, *, colleagues: int) -> ResetProblem | None:
    """What forbids this reset: it takes an administrator and one more, never the person.

    The other is a mandate-holder of the person's organisation (`colleagues` counts those besides the person and
    the administrator), and only where there is none, a moderator. Where nobody is left, the host resets.
    """
    if not first.administrator:
        return ResetProblem.NO_ADMINISTRATOR
    if person_id in (first.person_id, second.person_id):
        return ResetProblem.ONESELF
    if first.person_id == second.person_id:
        return ResetProblem.SAME_PERSON
    fits = second.mandate_in_same_organisation or (colleagues == 0 and second.moderator)
    return None if fits else ResetProblem.WRONG_SECOND


def reset_ready(asked_at: datetime, now: datetime) -> bool:
    """Whether the day of waiting is over, in which the person can still object from the old address."""
    return now >= asked_at + FACTOR_RESET_WAIT
