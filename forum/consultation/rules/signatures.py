"""Signatures of the two facilitators: they bind an act, the hash of its object, and a seat (R13)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from forum.consultation.rules.roll import SIDES, Seat
from forum.core.canonical import digest


class Act(StrEnum):
    """What is signed."""

    ANNOUNCE = "announce"
    OPEN_ROUND = "open_round"
    SYNTHESIS = "synthesis"
    FREEZE = "freeze"
    EXTEND = "extend"
    SUSPEND = "suspend"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Signature:
    """One facilitator's signature; it survives the replacement of who gave it, not a change of the object."""

    act: Act
    object_sha256: str
    seat: Seat
    person_id: int
    at: datetime


def object_hash(act: Act, consultation: str, facts: Mapping[str, Any]) -> str:
    """What is signed: the act, the consultation's public key and the facts of the act, as one hash.

    Facts hold integers and words only; what changes them voids the signature. Each act has a function below, so
    nobody forgets a part.
    """
    return digest({"act": Act(act).value, "consultation": consultation, "facts": dict(facts)})


def announce_facts(ruleset_sha256: str, roll_sha256: str, question_sha256: str) -> dict[str, Any]:
    """The announcement freezes the ruleset, the roll and the question with its demands (R14)."""
    return {"ruleset": ruleset_sha256, "roll": roll_sha256, "question": question_sha256}


def freeze_facts(text_sha256: str) -> dict[str, Any]:
    """The freezing binds title, summary and paragraphs in the three languages, hashed together (R22)."""
    return {"text": text_sha256}


def open_round_facts(round_no: int, planned_at: datetime | None, content_sha256: str) -> dict[str, Any]:
    """An opening binds the round, its planned time and the content put to the roll."""
    return {"round": round_no, "planned_at": _instant(planned_at), "content": content_sha256}


def extend_facts(round_no: int, closes_at: datetime, new_closes_at: datetime, reason: str) -> dict[str, Any]:
    """An extension binds the old and the new close and its public reason (R16)."""
    return {"round": round_no, "from": _instant(closes_at), "to": _instant(new_closes_at), "reason": reason}


def suspend_facts(since: datetime, reason: str) -> dict[str, Any]:
    """A suspension without an end binds when it began and its public reason (R14)."""
    return {"since": _instant(since), "reason": reason}


def withdraw_facts(reason: str) -> dict[str, Any]:
    """A withdrawal binds its public reason (R14)."""
    return {"reason": reason}


def _instant(at: datetime | None) -> str:
    if at is None:
        return ""
    offset = at.utcoffset()
    if offset is None:
        raise ValueError("an instant needs a time zone")
    return (at - offset).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def is_valid(signature: Signature, act: Act, current_sha256: str) -> bool:
    """Whether the signature still speaks of the object as it is now (R13)."""
    return signature.act is act and signature.seat in SIDES and signature.object_sha256 == current_sha256


def seats_signed(signatures: Iterable[Signature], act: Act, current_sha256: str) -> frozenset[Seat]:
    """The seats whose signature is valid.

    One person never counts for both, also not after changing places: the earlier signature stands.
    """
    persons: dict[Seat, int] = {}
    valid = (one for one in signatures if is_valid(one, act, current_sha256))
    for one in sorted(valid, key=lambda signature: (signature.at, signature.seat)):
        if one.person_id not in persons.values():
            persons.setdefault(one.seat, one.person_id)
    return frozenset(persons)


def both_signed(signatures: Iterable[Signature], act: Act, current_sha256: str) -> bool:
    """Whether both sides have signed the object as it is now, each by a person of its own."""
    return seats_signed(signatures, act, current_sha256) == frozenset(SIDES)


def signed_at(signatures: Iterable[Signature], act: Act, current_sha256: str) -> datetime | None:
    """When the second signature came; None while one is missing."""
    valid = [one for one in signatures if is_valid(one, act, current_sha256)]
    if not both_signed(valid, act, current_sha256):
        return None
    return max(min(one.at for one in valid if one.seat is seat) for seat in SIDES)
