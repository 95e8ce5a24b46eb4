"""The public log as arithmetic: what an entry is, how it is sealed, what breaks a chain (R29).

An entry carries the hash of the one before it, so nothing can be changed, left out or put in between without
every later hash changing. What happened in detail is the *payload*: the entry holds only a salted commitment
to it, so a payload can be erased for a person's sake while the chain goes on holding.
"""

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from forum.core.canonical import canonical, digest

GENESIS = "0" * 64
SALT_BYTES = 32
_HEX64 = re.compile(r"[0-9a-f]{64}\Z")


class EntryType(StrEnum):
    """Everything the log knows how to say. A value once written is never renamed."""

    ORGANISATION_CREATED = "organisation_created"
    ORGANISATION_JOINED = "organisation_joined"
    ORGANISATION_LEFT = "organisation_left"
    ORGANISATION_RENAMED = "organisation_renamed"
    ORGANISATION_SEAT_DECLARED = "organisation_seat_declared"
    ORGANISATION_MERGED = "organisation_merged"
    MANDATE_GRANTED = "mandate_granted"
    MANDATE_ENDED = "mandate_ended"
    ROLE_GRANTED = "role_granted"
    ROLE_ENDED = "role_ended"
    FACTOR_RESET = "factor_reset"
    CONSULTATION_ANNOUNCED = "consultation_announced"
    ROUND_OPENED = "round_opened"
    ROUND_EXTENDED = "round_extended"
    CONSULTATION_SUSPENDED = "consultation_suspended"
    CONSULTATION_RESUMED = "consultation_resumed"
    CONSULTATION_WITHDRAWN = "consultation_withdrawn"
    FACILITATOR_APPOINTED = "facilitator_appointed"
    FACILITATOR_REPLACED = "facilitator_replaced"
    POSITION_FROZEN = "position_frozen"
    ROUND_COUNTED = "round_counted"
    STANCE_RECORDED = "stance_recorded"
    PUBLICATION_PUBLISHED = "publication_published"
    PUBLICATION_ERRATUM = "publication_erratum"
    THREAD_NARROWED = "thread_narrowed"
    POST_HIDDEN = "post_hidden"
    POST_UNHIDDEN = "post_unhidden"
    TRANSLATION_DISPUTED = "translation_disputed"
    PAYLOAD_ERASED = "payload_erased"


class ActorRole(StrEnum):
    """In which role somebody acted; the person is never named (R29)."""

    ADMINISTRATOR = "administrator"
    MODERATOR = "moderator"
    COORDINATOR = "coordinator"
    REPRESENTATIVE = "representative"
    ALTERNATE = "alternate"
    FACILITATOR = "facilitator"
    FACILITATORS = "facilitators"
    TRANSLATOR = "translator"
    MEMBER = "member"
    OPERATOR = "operator"
    WORKER = "worker"


# Entries about what an organisation or an individual seat does as a body. Only these may hold names of
# organisations in their payload; all others point at things by key.
NAMES_ORGANISATIONS = frozenset(
    {
        EntryType.ORGANISATION_CREATED,
        EntryType.ORGANISATION_JOINED,
        EntryType.ORGANISATION_LEFT,
        EntryType.ORGANISATION_RENAMED,
        EntryType.ORGANISATION_SEAT_DECLARED,
        EntryType.ORGANISATION_MERGED,
        EntryType.CONSULTATION_ANNOUNCED,
        EntryType.ROUND_COUNTED,
        EntryType.STANCE_RECORDED,
        EntryType.PUBLICATION_PUBLISHED,
        EntryType.PUBLICATION_ERRATUM,
    }
)
ORGANISATION_NAME_FIELDS = frozenset({"name", "organisation_name", "organisation_names", "old_name", "new_name"})
PERSON_FIELDS = frozenset(
    {
        *("person", "person_id", "person_key", "person_name", "people", "email", "address", "ip", "author"),
        *("author_id", "user", "user_id", "actor", "actor_id", "by", "by_person_id", "proposed_by", "confirmed_by"),
    }
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is to be written: `object` is an opaque address such as `consultation/JS-2027-02`."""

    type: EntryType
    actor_role: ActorRole
    object: str
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log, as stored and as exported."""

    n: int
    at_minute: str
    type: str
    actor_role: str
    organisation: str | None
    object: str
    commitment: str
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Secret:
    """What a commitment hides: erased by deleting it, for the chain does not need it."""

    salt: bytes
    payload: object


class Broken(StrEnum):
    """What can be wrong with an entry."""

    NUMBER = "number"
    PREVIOUS = "previous"
    HASH = "hash"
    COMMITMENT = "commitment"


@dataclass(frozen=True, slots=True)
class Problem:
    """A break in the chain, at the place where it shows (counted from 1)."""

    position: int
    broken: Broken


class UnfitPayload(ValueError):
    """A payload that the public log must not hold (R29)."""


def minute(at: datetime) -> str:
    """The time as the log shows it: UTC, rounded to the minute, `2027-02-03T14:05Z`.

    Rounded down: rounded up, an act before a cut-off would look like one after it.
    """
    if at.tzinfo is None:
        raise ValueError("the log needs times with a zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def check_payload(type_: EntryType, payload: object) -> None:
    """Raise `UnfitPayload` if a field names a person, or an organisation where only keys may stand (R29)."""
    match payload:
        case dict():
            for field, value in payload.items():
                if field in PERSON_FIELDS:
                    raise UnfitPayload(f"the log names no person: {type_} with the field {field}")
                if field in ORGANISATION_NAME_FIELDS and type_ not in NAMES_ORGANISATIONS:
                    raise UnfitPayload(f"{type_} names no organisation: field {field}")
                check_payload(type_, value)
        case list() | tuple():
            for value in payload:
                check_payload(type_, value)


def commitment_of(payload: object, salt: bytes) -> str:
    """SHA-256 of the salt followed by the canonical payload.

    The salt has a fixed length, or one commitment could be read as two different pairs.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return hashlib.sha256(salt + canonical(payload)).hexdigest()


def entry_hash(entry: Entry) -> str:
    """SHA-256 of the canonical entry without its own hash, hence over the hash of the one before."""
    return digest({field: value for field, value in asdict(entry).items() if field != "hash"})


def seal(facts: Facts, at: datetime, commitment: str, prev: Entry | None) -> Entry:
    """The next entry after `prev`; `None` begins the log."""
    if not _HEX64.match(commitment):
        raise ValueError("a commitment is 64 hexadecimal digits")
    entry = Entry(
        n=prev.n + 1 if prev else 1,
        at_minute=minute(at),
        type=EntryType(facts.type).value,
        actor_role=ActorRole(facts.actor_role).value,
        organisation=facts.organisation,
        object=facts.object,
        commitment=commitment,
        prev_hash=prev.hash if prev else GENESIS,
        hash="",
    )
    return replace(entry, hash=entry_hash(entry))


def erasure(n: int, actor_role: ActorRole) -> Facts:
    """The entry that says openly that the payload of entry `n` was erased; the verifier looks for it."""
    return Facts(EntryType.PAYLOAD_ERASED, actor_role, f"log/{n}")


def verify_chain(entries: Iterable[Entry], after: Entry | None = None) -> list[Problem]:
    """Every break in `entries`, which must begin at the genesis or right after `after`.

    Goes on behind a break with what is written there, so one changed entry is one problem or two, not all.
    """
    problems = []
    n, head = (after.n, after.hash) if after else (0, GENESIS)
    for position, entry in enumerate(entries, start=n + 1):
        if entry.n != n + 1:
            problems.append(Problem(position, Broken.NUMBER))
        if entry.prev_hash != head:
            problems.append(Problem(position, Broken.PREVIOUS))
        if entry.hash != entry_hash(entry):
            problems.append(Problem(position, Broken.HASH))
        n, head = entry.n, entry.hash
    return problems


def verify_secret(entry: Entry, secret: Secret) -> bool:
    """Whether this salt and payload are what the entry committed itself to."""
    try:
        return hmac.compare_digest(commitment_of(secret.payload, secret.salt), entry.commitment)
    except (TypeError, ValueError):
        return False


def verify_secrets(entries: Iterable[Entry], secrets: Mapping[int, Secret]) -> list[Problem]:
    """The entries whose payload, where it still exists, does not match; a missing one counts as erased."""
    return [
        Problem(entry.n, Broken.COMMITMENT)
        for entry in entries
        if entry.n in secrets and not verify_secret(entry, secrets[entry.n])
    ]


def normal(text: str) -> str:
    """The one spelling of a text: NFC, as canonical JSON has it."""
    return unicodedata.normalize("NFC", text)


def salt_of(text: str) -> bytes:
    """The salt that a row holds; nothing that can be right when it is not 64 small hexadecimal digits."""
    return bytes.fromhex(text) if _HEX64.match(text) else b""


def stored_line(line: Mapping[str, object]) -> bytes:
    """One line of the export, of what is stored, whatever became of it.

    Nothing is put right on the way out: a letter that is not in NFC any more, a salt in capitals or a payload that
    is no JSON shall be seen by whoever checks.
    """
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"


def export_line(entry: Entry, secret: Secret | None) -> bytes:
    """One line of `/log.jsonl`: canonical JSON and a line feed; an erased payload leaves both fields out."""
    line: dict[str, object] = asdict(entry)
    if secret is not None:
        line |= {"salt": secret.salt.hex(), "payload": secret.payload}
    return canonical(line) + b"\n"


def head_note(entry: Entry | None) -> str:
    """The head as one writes it down (`N:HASH`) to recognise a shortened or forked log later."""
    return f"{entry.n}:{entry.hash}" if entry else f"0:{GENESIS}"
