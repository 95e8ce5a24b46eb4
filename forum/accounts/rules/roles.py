"""Roles outside organisations: which there are, what each needs, what each is called (R5)."""

from collections.abc import Collection
from enum import StrEnum

from forum.core.languages import CONTENT, lazy

ROLES = ("administrator", "moderator", "translator")
SEATS = ("kosovo", "serbia", "regional")
ROLE_LABELS = {
    "administrator": lazy("Administrator"),
    "moderator": lazy("Moderator"),
    "translator": lazy("Translator"),
}
SEAT_LABELS = {"kosovo": lazy("Kosovo"), "serbia": lazy("Serbia"), "regional": lazy("Regional")}
LANGUAGE_NAMES = {"en": "English", "sq": "shqip", "sr": "srpski / српски"}
"""Endonyms: a language is called what its speakers call it."""


class RoleProblem(StrEnum):
    """Why a role cannot be granted like this."""

    UNKNOWN = "unknown"
    NO_SEAT = "no_seat"
    NO_LANGUAGE = "no_language"


def role_problem(role: str, as_seat: str | None, languages: Collection[str]) -> RoleProblem | None:
    """What a role lacks: moderators are appointed for a seat, translators for languages."""
    if role not in ROLES:
        return RoleProblem.UNKNOWN
    if role == "moderator" and as_seat not in SEATS:
        return RoleProblem.NO_SEAT
    if role == "translator" and not (languages and set(languages) <= set(CONTENT)):
        return RoleProblem.NO_LANGUAGE
    return None


def in_words(role: str, as_seat: str | None, languages: Collection[str]) -> str:
    """A role with what it is for, in the spoken reading: `Moderator (Kosovo)`."""
    name = str(ROLE_LABELS.get(role, role))
    scope = str(SEAT_LABELS[as_seat]) if as_seat in SEAT_LABELS else ""
    scope = scope or ", ".join(LANGUAGE_NAMES[one] for one in languages if one in LANGUAGE_NAMES)
    return f"{name} ({scope})" if scope else name
