"""The words of a consultation as the translation engine knows them: question, scope, position, public reasons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select

from forum.consultation.models import Consultation, ConsultationEvent, Paragraph, Position
from forum.consultation.queries.phases import visible, visible_binds
from forum.core import clock
from forum.core.db import db
from forum.core.languages import lazy
from forum.core.policy import Actor
from forum.translation.rules import TextKind
from forum.translation.rules.kinds import About

_OWNERS: BindParameter[Any] = bindparam("owners", expanding=True)
_SHARED = (
    Consultation.key, Consultation.number, Consultation.slug, Consultation.announced_at.is_not(None).label("public"),
    Consultation.withdrawn_at.is_(None).label("runs"), visible().label("visible"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Owner:
    """What decides about a text of a consultation; `key` is the public key of its owner."""

    key: str
    name: str
    slug: str
    public: bool
    runs: bool
    readable: bool
    frozen: bool
    place: str

    @property
    def link(self) -> str:
        """Where everybody reads it once announced; before that, where it is written."""
        if not self.public:
            return f"/consultations/{self.name}/facilitate{self.place}"
        return f"/consultations/{self.name}-{self.slug}{self.place}"

    @property
    def may_change(self) -> bool:
        """Frozen words never change (R12); a withdrawn consultation is over."""
        return self.runs and not self.frozen


def _found(statement: Select[Any], actor: Actor | None, owner_ids: Sequence[int]) -> dict[int, _Owner]:
    binds = {"owners": list(owner_ids), "now": clock.now(), **visible_binds(actor)}
    translates = actor is not None and bool(actor.translates())
    return {
        row.owner: _Owner(
            row.own_key, row.number or row.key, row.slug, row.public, row.runs, bool(row.visible) or translates,
            row.frozen, f"#{row.place}" if row.place else "",
        )
        for row in db.session.execute(statement, binds)
    }  # fmt: skip


_NEVER = Consultation.id.is_(None)
_CONSULTATIONS: Any = select(
    Consultation.id.label("owner"), Consultation.key.label("own_key"), *_SHARED, _NEVER.label("frozen"),
    bindparam("place", "").label("place"),
).where(Consultation.id.in_(_OWNERS))  # fmt: skip
_POSITIONS: Any = (
    select(
        Position.id.label("owner"), Consultation.key.label("own_key"), *_SHARED,
        Position.frozen_at.is_not(None).label("frozen"), bindparam("place", "text").label("place"),
    )
    .join(Consultation, Consultation.id == Position.consultation_id)
    .where(Position.id.in_(_OWNERS))
)  # fmt: skip
_PARAGRAPHS: Any = (
    select(
        Paragraph.id.label("owner"), Paragraph.key.label("own_key"), *_SHARED,
        Position.frozen_at.is_not(None).label("frozen"), bindparam("place", "text").label("place"),
    )
    .join(Position, Position.id == Paragraph.position_id)
    .join(Consultation, Consultation.id == Position.consultation_id)
    .where(Paragraph.id.in_(_OWNERS))
)  # fmt: skip
_EVENTS: Any = (
    select(
        ConsultationEvent.id.label("owner"), Consultation.key.label("own_key"), *_SHARED, _NEVER.label("frozen"),
        bindparam("place", "events-h").label("place"),
    )
    .join(Consultation, Consultation.id == ConsultationEvent.consultation_id)
    .where(ConsultationEvent.id.in_(_OWNERS))
)  # fmt: skip


def _by_key(statement: Select[Any]) -> Callable[[str], int | None]:
    return lambda key: db.session.scalar(statement, {"key": key})


_KEY: BindParameter[str] = bindparam("key")
_consultation_of = _by_key(select(Consultation.id).where(Consultation.key == _KEY))
_position_of = _by_key(
    select(Position.id).join(Consultation, Consultation.id == Position.consultation_id).where(Consultation.key == _KEY)
)
_paragraph_of = _by_key(select(Paragraph.id).where(Paragraph.key == _KEY))


def _places(of: Any) -> Select[Any]:
    return (
        select(ConsultationEvent.id)
        .join(Consultation, Consultation.id == ConsultationEvent.consultation_id)
        .where(of)
        .order_by(ConsultationEvent.id)
    )


def _event_key(event_id: int) -> str | None:
    """The key of the consultation and the place of the event in its course."""
    row = db.session.execute(
        select(Consultation.key, Consultation.id)
        .join(ConsultationEvent, ConsultationEvent.consultation_id == Consultation.id)
        .where(ConsultationEvent.id == event_id)
    ).one_or_none()
    if row is None:
        return None
    ids = db.session.scalars(_places(Consultation.id == row.id)).all()
    return f"{row.key}.{ids.index(event_id) + 1}"


def _event_of(key: str) -> int | None:
    name, _, place = key.partition(".")
    if not place.isascii() or not place.isdigit() or len(place) > 4:
        return None
    ids = db.session.scalars(_places(Consultation.key == name)).all()
    return ids[int(place) - 1] if 0 < int(place) <= len(ids) else None


def _kind(
    name: str,
    label: Any,
    statement: Select[Any],
    owner_of: Callable[[str], int | None],
    key_of: Callable[[int], str | None] | None = None,
    **more: Any,
) -> TextKind:
    def one(owner_id: int, actor: Actor | None = None) -> _Owner | None:
        return _found(statement, actor, [owner_id]).get(owner_id)

    def named(owner_id: int, found: _Owner) -> str:
        return (key_of(owner_id) if key_of else None) or found.key

    def about(actor: Actor | None, owner_ids: Sequence[int]) -> Mapping[int, About]:
        found = _found(statement, actor, owner_ids)
        return {
            owner_id: About(named(owner_id, owner), owner.link, owner.public)
            for owner_id, owner in found.items()
            if owner.readable and owner.may_change
        }

    return TextKind(
        name=name,
        may_read=lambda actor, owner_id: (found := one(owner_id, actor)) is not None and found.readable,
        may_change=lambda owner_id: (found := one(owner_id)) is not None and found.may_change,
        open_for_translation=lambda owner_id: (found := one(owner_id)) is not None and found.may_change,
        link=lambda owner_id: found.link if (found := one(owner_id)) else None,
        title=lambda owner_id: found.name if (found := one(owner_id)) else "",
        scopes=lambda owner_id: (f"consultation/{found.name}",) if (found := one(owner_id)) else (),
        key_of=lambda owner_id: named(owner_id, found) if (found := one(owner_id)) else None,
        owner_of=owner_of,
        label=label,
        about=about,
        **more,
    )


KINDS = (
    _kind(
        "consultation", lazy("Consultation"), _CONSULTATIONS, _consultation_of, plain_fields=("question", "scope"),
        limit=6000,
    ),
    _kind(
        "position", lazy("Position"), _POSITIONS, _position_of, plain_fields=("title", "summary"), authentic=True,
        limit=6000,
    ),
    _kind("paragraph", lazy("Paragraph"), _PARAGRAPHS, _paragraph_of, authentic=True, limit=6000),
    _kind(
        "consultation_event", lazy("Public reason"), _EVENTS, _event_of, _event_key, plain_fields=("reason",),
        limit=2000,
    ),
)  # fmt: skip

