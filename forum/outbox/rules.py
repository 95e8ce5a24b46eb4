"""What a kind of mail is: where its three templates stand, and who may still get it when it leaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SignedLink:
    """A link that carries signed words; where it leads is known when the mail is made."""

    endpoint: str
    purpose: str
    words: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MailKind:
    """A kind of mail: the folder of its three templates, and what they say.

    `context(params, recipient_id)` gives None when the right to it is gone: the mail is dropped. A context with
    `unsubscribe_kind` and `recipient_key` gets a one-click way out; a `SignedLink` in it becomes an address.
    """

    folder: str
    context: Callable[[Mapping[str, Any], int | None], Context | None]


_kinds: dict[str, MailKind] = {}


def register(name: str, kind: MailKind) -> None:
    """Name a kind of mail (from the owner's `init_app`)."""
    _kinds[name] = kind


def kinds() -> dict[str, MailKind]:
    """All kinds by name."""
    return dict(_kinds)
