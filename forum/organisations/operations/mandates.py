"""Mandates: granted, ended, expired; who is public is each person's own choice (R4, R7)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, update

from forum.accounts.events import InvitationAccepted, PersonErased
from forum.accounts.models import Person
from forum.accounts.operations.invitations import invite
from forum.accounts.rules.invitations import Offer
from forum.audit import operations as audit
from forum.audit.rules import ActorRole, EntryType
from forum.core import clock
from forum.core.db import db, require_writing, writing
from forum.core.errors import NotFound, Unfit
from forum.core.events import publish
from forum.core.keys import new_key
from forum.core.languages import gettext as _
from forum.core.page_versions import bump, bump_everything
from forum.core.policy import Actor, require
from forum.organisations import policy, queries
from forum.organisations.events import MandateEnded, MandateGranted
from forum.organisations.models import Mandate, MandateEvent, Organisation
from forum.organisations.operations.bodies import refresh_boundaries
from forum.organisations.queries.mandates import as_rules
from forum.organisations.rules import mandates as rules
from forum.organisations.rules.bodies import Kind
from forum.organisations.rules.mandates import MandateProblem, MandateRole


def grant_mandate(
    actor: Actor | None,
    slug: str,
    person_id: int,
    role: str,
    *,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> str:
    """Grant a mandate; a coordinator of the organisation or an administrator (None: the host). Returns its key.

    Raises Unfit for an overlap, an empty time, a second mandate of an individual seat, an organisation that left.
    """
    found = queries.organisation(slug)
    require(actor is None or policy.can_manage_people(actor, found.id))
    by = actor.id if actor else None
    return _grant(found.id, person_id, role, by, _acting(actor, found.id), starts_at=starts_at, ends_at=ends_at)


def _acting(actor: Actor | None, organisation_id: int) -> ActorRole:
    """In which role somebody grants or ends mandates of an organisation, for the log."""
    if actor is None:
        return ActorRole.OPERATOR
    return ActorRole.COORDINATOR if policy.coordinates(actor, organisation_id) else ActorRole.ADMINISTRATOR


def _grant(
    organisation_id: int, person_id: int, role: str, by: int | None, acting: ActorRole, *,
    starts_at: datetime | None = None, ends_at: datetime | None = None,
) -> str:  # fmt: skip
    session, now = require_writing(), clock.now()
    # One after the other for each organisation: two grants at once could overlap without seeing each other.
    found = session.get(Organisation, organisation_id, with_for_update=True, populate_existing=True)
    if found is None or role not in tuple(MandateRole):
        raise NotFound
    new = rules.Mandate(organisation_id, person_id, MandateRole(role), starts_at or now, ends_at)
    existing = as_rules(queries.mandates_of(organisation_id))
    _refuse(rules.grant_problems(new, existing, Kind(found.kind), member=found.member, may=True))
    row = Mandate(
        key=new_key(), organisation_id=organisation_id, person_id=person_id, role=role, starts_at=new.starts_at,
        ends_at=ends_at, granted_by=by, public=False,
    )  # fmt: skip
    session.add(row)
    session.flush()  # its event carries the id
    session.add(MandateEvent(mandate_id=row.id, kind="granted", at=now, by=by, reason=""))
    audit.record(
        EntryType.MANDATE_GRANTED, object=f"organisation/{found.key}", organisation=found.name,
        payload={"role": role}, actor_role=acting,
    )  # fmt: skip
    _changed(organisation_id, found.slug)
    publish(MandateGranted(row.id, organisation_id, person_id, role))
    return row.key


def _refuse(problems: tuple[MandateProblem, ...]) -> None:
    if not problems:
        return
    told = {
        MandateProblem.NOT_YOURS_TO_GRANT: _("This mandate is not yours to grant."),
        MandateProblem.NO_MEMBER: _("This organisation does not sit at the table."),
        MandateProblem.EMPTY_TIME: _("The mandate would end before it begins."),
        MandateProblem.OVERLAP: _("This person already holds this mandate at that time."),
        MandateProblem.INDIVIDUAL_ROLE: _("An individual seat has a representative and no other role."),
        MandateProblem.INDIVIDUAL_TAKEN: _("An individual seat has exactly one mandate."),
    }
    raise Unfit({"role": " ".join(told[problem] for problem in problems)})


def _changed(organisation_id: int, slug: str) -> None:
    bump(f"organisation/{slug}")
    bump_everything()  # how the public reads a shielded person follows from how many colleagues there are (R7)
    refresh_boundaries(organisation_id)


def end_mandate(actor: Actor, key: str, reason: str = "") -> None:
    """End a mandate now: a coordinator, an administrator, or the person itself."""
    line = queries.mandate_by_key(key)
    if line is None:
        raise NotFound
    own = actor.id == line.person_id
    require(policy.can_manage_people(actor, line.organisation_id) or own)
    manages = policy.can_manage_people(actor, line.organisation_id)
    role = _acting(actor, line.organisation_id) if manages else ActorRole(line.role)
    if not _end(line.id, clock.now(), "ended", actor.id, reason, role):
        raise NotFound


def _end(mandate_id: int, at: datetime, kind: str, by: int | None, reason: str, role: ActorRole) -> bool:
    """End it, or note that its time is over; False when it had ended already."""
    session = require_writing()
    row = session.get_one(Mandate, mandate_id, with_for_update=True, populate_existing=True)
    if by is not None:
        if row.ends_at is not None and row.ends_at <= at:
            return False
        row.ends_at = max(at, row.starts_at)  # what has not begun never holds
    session.add(MandateEvent(mandate_id=mandate_id, kind=kind, at=at, by=by, reason=reason))
    found = queries.organisation_by_id(row.organisation_id)
    if found is not None:
        audit.record(
            EntryType.MANDATE_ENDED, object=f"organisation/{found.key}", organisation=found.name,
            payload={"role": row.role, "how": kind}, actor_role=role,
        )  # fmt: skip
        session.flush()  # boundaries read the new end
        _changed(row.organisation_id, found.slug)
    publish(MandateEnded(mandate_id, row.organisation_id, row.person_id, row.role, at))
    return True


def expire_mandates() -> None:
    """The sweep: mandates whose time is over are noted once each: expired, or ended with organisation or person."""
    now = clock.now()
    noted = select(MandateEvent.mandate_id).where(MandateEvent.kind.in_(("ended", "expired")))
    over = (
        select(Mandate.id, and_(Organisation.member, Person.state != "erased"))
        .join(Organisation, Organisation.id == Mandate.organisation_id)
        .join(Person, Person.id == Mandate.person_id)
        .where(Mandate.ends_at <= now, Mandate.id.not_in(noted))
        .order_by(Mandate.id)
        .limit(100)
    )
    rows = db.session.execute(over).all()
    db.session.rollback()
    for mandate_id, both_stand in rows:
        with writing() as session:
            if session.scalar(over.where(Mandate.id == mandate_id)) is not None:
                _end(mandate_id, now, "expired" if both_stand else "ended", None, "", ActorRole.WORKER)


def show_mandate(actor: Actor, key: str, public: bool) -> None:
    """Whether the public sees that one speaks for the organisation: the person's own choice (R7)."""
    line = queries.mandate_by_key(key)
    if line is None or line.person_id != actor.id:
        raise NotFound
    if line.public == public:
        return
    session, now = require_writing(), clock.now()
    session.execute(update(Mandate).where(Mandate.id == line.id).values(public=public))
    session.add(MandateEvent(mandate_id=line.id, kind="visibility", at=now, by=actor.id, reason=""))
    bump_everything()  # as after every change of who is there to be seen (R7)


def invite_to_mandate(
    actor: Actor | None, slug: str, *, email: str, name: str, language: str, role: str, ends_at: datetime | None = None
) -> str:
    """Invite somebody by mail to a mandate, for ever or until `ends_at`; returns the key of the invitation."""
    found = queries.organisation(slug)
    require(actor is None or policy.can_manage_people(actor, found.id))
    if role not in tuple(MandateRole):
        raise NotFound
    if not found.member:
        raise Unfit({"": _("This organisation does not sit at the table.")})
    if found.individual and role != "representative":
        raise Unfit({"role": _("An individual seat has a representative and no other role.")})
    if ends_at is not None and ends_at <= clock.now():
        raise Unfit({"ends_on": _("The end must lie in the future.")})
    until = ends_at.isoformat() if ends_at else None
    params = {"organisation_id": found.id, "role": role, "acting": _acting(actor, found.id).value, "ends_at": until}
    return invite(
        actor, email=email, name=name, language=language, purpose="mandate", params=params,
        subject=f"organisation/{found.id}",
    )  # fmt: skip


def describe_offer(params: Mapping[str, Any]) -> Offer:
    """What an invitation to a mandate offers, for its page and its letter."""
    found = queries.organisation_by_id(int(params["organisation_id"]))
    return Offer(str(rules.ROLE_LABELS[MandateRole(params["role"])]), found.name if found else "")


def person_erased(fact: PersonErased) -> None:
    """REQUIRED: an account was closed: whoever is gone speaks for nobody; the worker notes the end of each mandate."""
    now = clock.now()
    running = (Mandate.person_id == fact.person_id, or_(Mandate.ends_at.is_(None), Mandate.ends_at > now))
    require_writing().execute(update(Mandate).where(*running).values(ends_at=now))


def grant_from_invitation(fact: InvitationAccepted) -> None:
    """REQUIRED: an invitation to a mandate was accepted: the mandate begins now."""
    if fact.purpose == "mandate":
        acting = ActorRole(fact.params.get("acting", ActorRole.ADMINISTRATOR))
        until = fact.params.get("ends_at")
        _grant(
            int(fact.params["organisation_id"]), fact.person_id, str(fact.params["role"]), fact.invited_by, acting,
            ends_at=datetime.fromisoformat(until) if until else None,
        )  # fmt: skip
