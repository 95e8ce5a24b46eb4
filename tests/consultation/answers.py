"""What organisations answer, done through operations, for the tests from the opening of a round on."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from forum.consultation.models import Consultation, Round
from forum.consultation.operations import dissents, stances
from forum.consultation.queries import answering
from forum.consultation.queries import dissents as dissent_queries
from forum.consultation.queries.dissents import DissentLine
from forum.consultation.queries.stances import versions_of
from forum.consultation.rules import endorsement
from forum.consultation.rules.stances import Stance
from forum.core.db import db, writing
from forum.opinion.queries.snapshots import SnapshotFacts, snapshot
from forum.translation.rules import words
from tests.consultation.conftest import Body, Table


def propose(
    table: Table, number: str, body: Body, stance: Stance | str, reservations: Mapping[str, str] | None = None,
    *, by: int | None = None, seen: int | None = None, language: str = "en",
) -> int:  # fmt: skip
    """The first of the organisation's speakers proposes, having seen the latest version; gives the new version."""
    made = {place: words(text, language) for place, text in (reservations or {}).items()}
    latest = seen if seen is not None else latest_version(number, body)
    with writing():
        who = table.actor(by or body.speakers[0])
        return stances.propose_stance(who, number, body.slug, Stance(stance), made, latest)


def confirm(
    table: Table, number: str, body: Body, version: int, *, by: int | None = None, linked: bool = False
) -> None:
    """The second speaker confirms."""
    with writing():
        who = table.actor(by or body.speakers[1])
        stances.confirm_stance(who, number, body.slug, version, mailed_link=linked)


def take(table: Table, number: str, body: Body, stance: Stance | str, *places: Any, **more: Any) -> int:
    """Propose and confirm."""
    version = propose(table, number, body, stance, *places, **more)
    confirm(table, number, body, version)
    return version


def take_all(table: Table, number: str, stance: Stance | str, *, but: tuple[str, ...] = ()) -> None:
    """Every organisation of the roll takes the same stance, except those named."""
    for name, body in table.organisations.items():
        if name not in but:
            take(table, number, body, stance, {"whole": "Within a year."} if stance == "reservation" else None)


def file(table: Table, number: str, body: Body, text: str, *, by: int | None = None, language: str = "en") -> str:
    """A dissenting opinion; gives its key."""
    made = words(text, language)
    with writing():
        return dissents.file_dissent(table.actor(by or body.speakers[0]), number, body.slug, made)


def round_of(number: str) -> Round:
    """The row of the round."""
    db.session.rollback()
    found = db.session.scalar(select(Round).join(Consultation).where(Consultation.number == number))
    assert found is not None
    return found


def latest_version(number: str, body: Body) -> int:
    """The latest version of an organisation's stance, 0 for none."""
    db.session.rollback()
    found = answering.endorse_round(number)
    latest = max((one.version for one in versions_of(found.id, body.id)), default=0)
    db.session.rollback()
    return latest


def in_force(number: str, body: Body) -> tuple[str, int]:
    """Stance and version of an organisation as counted."""
    lines = result(number).result["stances"]
    return next((one["stance"], one["version"]) for one in lines if one["organisation"] == body.id)


def result(number: str) -> SnapshotFacts:
    """The stored count."""
    db.session.rollback()
    found = snapshot("round", round_of(number).id, "stances")
    assert found is not None, "not counted"
    return found


def count(table: Table, number: str) -> SnapshotFacts:
    """Close and let the worker count."""
    table.close(number)
    table.work()
    return result(number)


def publish(table: Table, number: str) -> None:
    """Count, let the check and what publication may wait for pass, and let the worker publish."""
    count(table, number)
    ends = round_of(number).check_ends_at
    assert ends is not None
    table.go_to(ends)
    table.wait(minutes=1)
    table.work()


def in_force_now(number: str, body: Body) -> str | None:
    """The stance that would count if the round closed now."""
    db.session.rollback()
    found = answering.endorse_round(number)
    stance = endorsement.stance_in_force(versions_of(found.id, body.id), found.closes_at)
    db.session.rollback()
    return stance.value.value if stance else None


def dissents_of(number: str) -> Sequence[DissentLine]:
    """The opinions that were filed."""
    found = dissent_queries.dissents_of(round_of(number).consultation_id)
    db.session.rollback()
    return found
