"""Names and addresses: which are fit, and what the public sees of a shielded person (R7)."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LONGEST_NAME = 120
LONGEST_ADDRESS = 254
LONGEST_LOCAL_PART = 64
_LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "ARMENIAN", "GEORGIAN")


# --- addresses ---------------------------------------------------------------------------------------------


def normal_address(text: str) -> str | None:
    """The address under which a person is unique: trimmed, lower case, host in ASCII; `None` if it is none.

    Dots and `+tags` stay: whether they matter is the provider's affair. Only ASCII before the @, so that no
    look-alike of somebody's address can ask for a reset.
    """
    local, at, host = text.strip().rpartition("@")
    try:
        ascii_host = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    address = f"{local.lower()}@{ascii_host}"
    labels = ascii_host.split(".")
    fits = (
        at
        and local.isascii()
        and len(local) <= LONGEST_LOCAL_PART
        and len(address) <= LONGEST_ADDRESS
        and _LOCAL_PART.match(local.lower())
        and len(labels) >= 2
        and all(_LABEL.match(label) for label in labels)
        and not labels[-1].isdigit()
    )
    return address if fits else None


def unreachable(address: str) -> bool:
    """Whether no letter can ever arrive: `.invalid` is kept free for that (RFC 2606)."""
    return address.endswith(".invalid")


# --- names -------------------------------------------------------------------------------------------------


class NameProblem(StrEnum):
    """Why a name of a person or an organisation is refused."""

    EMPTY = "empty"
    LONG = "long"
    INVISIBLE = "invisible"
    MARKS = "marks"
    SCRIPTS = "scripts"


def clean_name(text: str) -> str:
    """NFC, with single blanks; nothing else is touched: names are never transliterated."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def name_problems(text: str) -> tuple[NameProblem, ...]:
    """What in a name could deceive a reader: invisible signs, stacked marks, two scripts in one word."""
    name = clean_name(text)
    if not any(char.isalnum() for char in name):
        return (NameProblem.EMPTY,)
    checks = {
        NameProblem.LONG: len(name) > LONGEST_NAME,
        NameProblem.INVISIBLE: any(unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Cn") for char in name),
        NameProblem.MARKS: _stacks_marks(name),
        NameProblem.SCRIPTS: any(len(_scripts(word)) > 1 for word in re.split(r"[\W\d_]+", name)),
    }
    return tuple(problem for problem, found in checks.items() if found)


def _stacks_marks(name: str) -> bool:
    count = 0
    for char in unicodedata.normalize("NFD", name):
        count = count + 1 if unicodedata.category(char).startswith("M") else 0
        if count > 2:
            return True
    return False


def _scripts(word: str) -> set[str]:
    return {script for char in word if (script := unicodedata.name(char, "").partition(" ")[0]) in _SCRIPTS}


# --- what others see ---------------------------------------------------------------------------------------


class Audience(StrEnum):
    """For whom a name is shown."""

    PUBLIC = "public"
    MEMBERS = "members"


class Shown(StrEnum):
    """In which words a person appears; the view has a sentence for each."""

    NAME = "name"
    MEMBER_OF = "member_of"
    MEMBER_OF_THE_TABLE = "member_of_the_table"
    FORMER_MEMBER = "former_member"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What decides how a person is shown."""

    name: str
    shielded: bool = False
    erased: bool = False


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """The organisation in whose company a person appears; `public_people` have a public mandate and no shield."""

    name: str
    individual: bool
    people: int
    public_people: int


@dataclass(frozen=True, slots=True)
class DisplayName:
    """How to show a person: `name` is the person's or the organisation's, or nothing."""

    shown: Shown
    name: str = ""


def display_name(person: PersonFacts, organisation: OrganisationFacts | None, audience: Audience) -> DisplayName:
    """How a person is shown to an audience (R7); where a shield would point at one person it says less."""
    if person.erased:
        return DisplayName(Shown.FORMER_MEMBER)
    if not person.shielded or audience == Audience.MEMBERS:
        return DisplayName(Shown.NAME, person.name)
    if organisation is None or _points_at_one(organisation):
        return DisplayName(Shown.MEMBER_OF_THE_TABLE)
    return DisplayName(Shown.MEMBER_OF, organisation.name)


def _points_at_one(organisation: OrganisationFacts) -> bool:
    """Whether *a member of N* would be as good as a name."""
    return organisation.individual or organisation.people < 2 or organisation.public_people == 1
