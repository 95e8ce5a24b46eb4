"""The words of organisations as the translation engine knows them: hidden until the count, then for everybody (R23)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from forum.consultation.models import Consultation, Dissent, DissentAuthor, Reservation, Round
from forum.core.db import db
from forum.core.languages import lazy
from forum.core.policy import Actor
from forum.opinion.models import Snapshot
from forum.organisations.models import Organisation
from forum.translation.rules import TextKind


@dataclass(frozen=True, slots=True)
class _Facts:
    """What decides about such a text."""

    name: str
    slug: str
    organisations: frozenset[int]
    counted: bool
    published: bool


def _counted(round_id: int) -> bool:
    found = select(Snapshot.subject_id).where(Snapshot.subject == "round", Snapshot.subject_id == round_id)
    return db.session.scalar(found) is not None


def _reservation(reservation_id: int) -> _Facts | None:
    row = db.session.execute(
        select(
            Consultation.number, Consultation.key, Consultation.slug, Reservation.organisation_id,
            Reservation.round_id, Consultation.published_at,
        )
        .join(Round, Round.consultation_id == Consultation.id)
        .join(Reservation, Reservation.round_id == Round.id)
        .where(Reservation.id == reservation_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    owners = frozenset([row.organisation_id])
    return _Facts(row.number or row.key, row.slug, owners, _counted(row.round_id), row.published_at is not None)


def _dissent(dissent_id: int) -> _Facts | None:
    row = db.session.execute(
        select(
            Consultation.number, Consultation.key, Consultation.slug, Round.id.label("round_id"),
            Consultation.published_at, Dissent.withdrawn_at,
        )
        .join(Round, Round.consultation_id == Consultation.id)
        .join(Dissent, Dissent.consultation_id == Consultation.id)
        .where(Dissent.id == dissent_id, Round.kind == "endorse")
    ).one_or_none()  # fmt: skip
    if row is None or row.withdrawn_at is not None:
        return None
    owners = frozenset(
        db.session.scalars(select(DissentAuthor.organisation_id).where(DissentAuthor.dissent_id == dissent_id))
    )
    return _Facts(row.number or row.key, row.slug, owners, _counted(row.round_id), row.published_at is not None)


def _may_read(found: _Facts | None, actor: Actor | None) -> bool:
    if found is None:
        return False
    own = actor is not None and any(m.organisation_id in found.organisations for m in actor.mandates)
    return found.counted or own


def _path(found: _Facts | None) -> str | None:
    return f"/consultations/{found.name}-{found.slug}" if found else None


def _scopes(found: _Facts | None) -> tuple[str, ...]:
    return (f"consultation/{found.name}",) if found else ()


def _reservation_key(reservation_id: int) -> str | None:
    row = db.session.execute(
        select(Consultation.key, Organisation.key, Reservation.version, Reservation.paragraph_id)
        .join(Round, Round.id == Reservation.round_id)
        .join(Consultation, Consultation.id == Round.consultation_id)
        .join(Organisation, Organisation.id == Reservation.organisation_id)
        .where(Reservation.id == reservation_id)
    ).one_or_none()
    if row is None:
        return None
    place = db.session.scalars(_places(reservation_id)).all().index(reservation_id) + 1
    return f"{row[0]}.{row[1]}.{row[2]}.{place}"


def _places(reservation_id: int) -> Select[Any]:
    one = select(Reservation).where(Reservation.id == reservation_id).subquery()
    return (
        select(Reservation.id)
        .where(
            Reservation.round_id == one.c.round_id, Reservation.organisation_id == one.c.organisation_id,
            Reservation.version == one.c.version,
        )
        .order_by(Reservation.id)
    )  # fmt: skip


def _reservation_of(key: str) -> int | None:
    parts = key.split(".")
    if len(parts) != 4 or not (parts[2].isdigit() and parts[3].isdigit()):
        return None
    ids = db.session.scalars(
        select(Reservation.id)
        .join(Round, Round.id == Reservation.round_id)
        .join(Consultation, Consultation.id == Round.consultation_id)
        .join(Organisation, Organisation.id == Reservation.organisation_id)
        .where(Consultation.key == parts[0], Organisation.key == parts[1], Reservation.version == int(parts[2]))
        .order_by(Reservation.id)
    ).all()
    place = int(parts[3])
    return ids[place - 1] if 0 < place <= len(ids) else None


def _dissent_key(dissent_id: int) -> str | None:
    return db.session.scalar(select(Dissent.key).where(Dissent.id == dissent_id))


def _dissent_of(key: str) -> int | None:
    return db.session.scalar(select(Dissent.id).where(Dissent.key == key))


def _title(found: _Facts | None) -> str:
    return found.name if found else ""


RESERVATION = TextKind(
    name="reservation",
    may_read=lambda actor, owner_id: _may_read(_reservation(owner_id), actor),
    may_change=lambda owner_id: (found := _reservation(owner_id)) is not None and not found.published,
    link=lambda owner_id: _path(_reservation(owner_id)),
    title=lambda owner_id: _title(_reservation(owner_id)),
    scopes=lambda owner_id: _scopes(_reservation(owner_id)),
    open_for_translation=lambda owner_id: (found := _reservation(owner_id)) is not None and found.counted,
    key_of=_reservation_key,
    owner_of=_reservation_of,
    label=lazy("Reservation"),
    limit=2000,
)
DISSENT = TextKind(
    name="dissent",
    may_read=lambda actor, owner_id: _may_read(_dissent(owner_id), actor),
    may_change=lambda owner_id: (found := _dissent(owner_id)) is not None and not found.published,
    link=lambda owner_id: _path(_dissent(owner_id)),
    title=lambda owner_id: _title(_dissent(owner_id)),
    scopes=lambda owner_id: _scopes(_dissent(owner_id)),
    open_for_translation=lambda owner_id: (found := _dissent(owner_id)) is not None and found.counted,
    key_of=_dissent_key,
    owner_of=_dissent_of,
    label=lazy("Dissenting opinion"),
    limit=6000,
)
