"""The words of organisations as the translation engine knows them (R11, R23).

Before the count they exist for the organisation's own people only. Afterwards everybody reads those of the stances in
force and the opinions of whoever does not endorse; an unconfirmed, a replaced or a dropped one stays inside for ever.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select

from forum.consultation.models import Consultation, Dissent, DissentAuthor, Facilitator, Reservation, Round
from forum.consultation.queries.dissents import endorsing_in
from forum.consultation.rules.stances import Stance
from forum.core import clock
from forum.core.db import UtcDateTime, db
from forum.core.languages import lazy
from forum.core.policy import Actor
from forum.opinion.queries.snapshots import snapshots
from forum.organisations.models import Mandate, Organisation
from forum.translation.rules import About, TextKind


@dataclass(frozen=True, slots=True)
class _Facts:
    """What decides about such a text."""

    key: str
    consultation_id: int
    name: str
    slug: str
    organisations: frozenset[int]
    public: bool

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"/consultations/{self.name}-{self.slug}"

    def readable(self, actor: Actor | None) -> bool:
        """Whether this actor may read it now."""
        own = actor is not None and any(one.organisation_id in self.organisations for one in actor.mandates)
        return self.public or own


Loader = Callable[[Sequence[int]], Mapping[int, _Facts]]
_IDS: Any = bindparam("ids", expanding=True)
_RESERVATIONS = (
    select(
        Reservation.id.label("owner_id"), Reservation.round_id, Reservation.organisation_id, Reservation.version,
        Consultation.id.label("consultation_id"), Consultation.number, Consultation.key, Consultation.slug,
        Organisation.key.label("organisation_key"),
    )
    .join(Round, Round.id == Reservation.round_id)
    .join(Consultation, Consultation.id == Round.consultation_id)
    .join(Organisation, Organisation.id == Reservation.organisation_id)
    .where(Reservation.id.in_(_IDS))
)  # fmt: skip
_BESIDE = (
    select(Reservation.id, Reservation.round_id, Reservation.organisation_id, Reservation.version)
    .where(Reservation.round_id.in_(_IDS))
    .order_by(Reservation.id)
)
_DISSENTS = (
    select(
        Dissent.id, Dissent.key.label("own_key"), Round.id.label("round_id"), Consultation.id.label("consultation_id"),
        Consultation.number, Consultation.key, Consultation.slug,
    )
    .join(Consultation, Consultation.id == Dissent.consultation_id)
    .join(Round, (Round.consultation_id == Consultation.id) & (Round.kind == "endorse"))
    .where(Dissent.id.in_(_IDS), Dissent.withdrawn_at.is_(None))
)  # fmt: skip
_AUTHORS = select(DissentAuthor.dissent_id, DissentAuthor.organisation_id).where(DissentAuthor.dissent_id.in_(_IDS))


def _reservations(ids: Sequence[int]) -> Mapping[int, _Facts]:
    """Facts of these reservations; three statements."""
    rows = db.session.execute(_RESERVATIONS, {"ids": list(ids)}).all()
    rounds = sorted({row.round_id for row in rows})
    places: dict[tuple[int, int, int], list[int]] = {}
    for beside in db.session.execute(_BESIDE, {"ids": rounds}) if rounds else ():
        places.setdefault((beside.round_id, beside.organisation_id, beside.version), []).append(beside.id)
    in_force = {
        (round_id, line["organisation"], line["version"])
        for round_id, found in snapshots("round", rounds, "stances").items()
        for line in found.result["stances"]
        if line["stance"] == Stance.RESERVATION
    }
    found = {}
    for row in rows:
        at = (row.round_id, row.organisation_id, row.version)
        key = f"{row.key}.{row.organisation_key}.{row.version}.{places[at].index(row.owner_id) + 1}"
        found[row.owner_id] = _Facts(
            key, row.consultation_id, row.number or row.key, row.slug, frozenset([row.organisation_id]), at in in_force
        )
    return found


def _dissents(ids: Sequence[int]) -> Mapping[int, _Facts]:
    """Facts of these opinions, of those that stand; three statements."""
    rows = db.session.execute(_DISSENTS, {"ids": list(ids)}).all()
    authors: dict[int, set[int]] = {}
    for dissent_id, organisation_id in db.session.execute(_AUTHORS, {"ids": [row.id for row in rows]}):
        authors.setdefault(dissent_id, set()).add(organisation_id)
    results = snapshots("round", sorted({row.round_id for row in rows}), "stances")
    found = {}
    for row in rows:
        mine, counted = frozenset(authors.get(row.id, ())), results.get(row.round_id)
        public = counted is not None and bool(mine - endorsing_in(counted.result))
        found[row.id] = _Facts(row.own_key, row.consultation_id, row.number or row.key, row.slug, mine, public)
    return found


_SPEAKERS = select(Mandate.person_id).where(
    Mandate.organisation_id.in_(_IDS), Mandate.role.in_(("representative", "alternate")),
    Mandate.starts_at <= bindparam("now", type_=UtcDateTime()),
    or_(Mandate.ends_at.is_(None), Mandate.ends_at > bindparam("now", type_=UtcDateTime())),
    ~select(Facilitator.person_id)
    .where(
        Facilitator.consultation_id == bindparam("consultation_id"), Facilitator.person_id == Mandate.person_id,
        Facilitator.ends_at.is_(None),
    )
    .exists(),
)  # fmt: skip


def _speakers(found: _Facts | None) -> tuple[int, ...]:
    """Whoever may speak for the organisations behind a text now: they hand in its other languages themselves."""
    if found is None or not found.organisations:
        return ()
    values = {"ids": list(found.organisations), "now": clock.now(), "consultation_id": found.consultation_id}
    return tuple(sorted(set(db.session.scalars(_SPEAKERS, values))))


_RESERVATION_IDS = (
    select(Reservation.id)
    .join(Round, Round.id == Reservation.round_id)
    .join(Consultation, Consultation.id == Round.consultation_id)
    .join(Organisation, Organisation.id == Reservation.organisation_id)
    .where(
        Consultation.key == bindparam("consultation"), Organisation.key == bindparam("organisation"),
        Reservation.version == bindparam("version"),
    )
    .order_by(Reservation.id)
)  # fmt: skip


def _reservation_of(key: str) -> int | None:
    parts = key.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) < 6 for part in parts[2:]):
        return None
    values = {"consultation": parts[0], "organisation": parts[1], "version": int(parts[2])}
    ids = db.session.scalars(_RESERVATION_IDS, values).all()
    place = int(parts[3])
    return ids[place - 1] if 0 < place <= len(ids) else None


def _dissent_of(key: str) -> int | None:
    return db.session.scalar(select(Dissent.id).where(Dissent.key == key))


def _kind(name: str, label: Any, load: Loader, owner_of: Callable[[str], int | None], limit: int) -> TextKind:
    def one(owner_id: int) -> _Facts | None:
        return load([owner_id]).get(owner_id)

    def about(actor: Actor | None, owner_ids: Iterable[int]) -> Mapping[int, About]:
        found = load(list(dict.fromkeys(owner_ids)))
        return {key: About(facts.key, facts.path, True) for key, facts in found.items() if facts.public}

    def scopes(owner_id: int) -> tuple[str, ...]:
        """None before the count: that an organisation writes must not show in the version of a page (R23)."""
        found = one(owner_id)
        return (f"consultation/{found.name}",) if found and found.public else ()

    return TextKind(
        name=name,
        may_read=lambda actor, owner_id: (found := one(owner_id)) is not None and found.readable(actor),
        may_change=lambda owner_id: one(owner_id) is not None,
        link=lambda owner_id: found.path if (found := one(owner_id)) else None,
        title=lambda owner_id: found.name if (found := one(owner_id)) else "",
        scopes=scopes,
        open_for_translation=lambda owner_id: (found := one(owner_id)) is not None and found.public,
        authors=lambda owner_id: _speakers(one(owner_id)),
        key_of=lambda owner_id: found.key if (found := one(owner_id)) else None,
        owner_of=owner_of,
        label=label,
        limit=limit,
        about=about,
    )


RESERVATION = _kind("reservation", lazy("Reservation"), _reservations, _reservation_of, 2000)
DISSENT = _kind("dissent", lazy("Dissenting opinion"), _dissents, _dissent_of, 6000)
