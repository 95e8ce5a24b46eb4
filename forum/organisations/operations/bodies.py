"""Organisations through time: entered, joined, renamed, seat declared, merged, left; dated, recorded, logged (R3)."""

from datetime import datetime

from sqlalchemy import delete, or_, update

from forum.accounts.operations import invitations
from forum.audit import operations as audit
from forum.audit.rules import ActorRole, EntryType
from forum.core import clock
from forum.core.db import require_writing, upsert
from forum.core.errors import Conflict, NotFound, Unfit
from forum.core.events import publish
from forum.core.keys import new_key
from forum.core.languages import gettext as _
from forum.core.page_versions import bump, bump_everything, set_boundaries
from forum.core.policy import Actor, require
from forum.core.text.collation import sort_key
from forum.core.text.names import UnfitText, clean_name, skeleton
from forum.core.text.slugs import slug as slug_of
from forum.organisations import policy, queries
from forum.organisations.events import OrganisationChanged
from forum.organisations.models import Mandate, OldSlug, Organisation, OrganisationEvent
from forum.organisations.rules import bodies as rules
from forum.organisations.rules.bodies import EventKind, EventProblem
from forum.statement.queries import signatory

_TYPES = {
    EventKind.JOINED: EntryType.ORGANISATION_JOINED,
    EventKind.LEFT: EntryType.ORGANISATION_LEFT,
    EventKind.RENAMED: EntryType.ORGANISATION_RENAMED,
    EventKind.SEAT_DECLARED: EntryType.ORGANISATION_SEAT_DECLARED,
    EventKind.MERGED_INTO: EntryType.ORGANISATION_MERGED,
}


def create_organisation(
    actor: Actor | None, *, name: str = "", kind: str = "organisation", signatory_number: int | None = None,
    press_contact: str = "", website: str = "",
) -> int:  # fmt: skip
    """Enter an organisation or an individual seat, plain or from a line of the signatory list; it joins at once.

    From a line, name and kind are the line's (trimmed for display). Raises Unfit for a name that is taken or could be
    taken for another. `actor` None: the host, or a seed. Returns the id.
    """
    require(actor is None or policy.can_administer(actor))
    if signatory_number is not None:
        line = signatory(signatory_number)
        name, kind = line.name.strip().rstrip("."), line.kind
    clean = _clean(name)
    if rules.lookalikes(clean, queries.names_taken(), skeleton):
        raise Unfit({"name": _("There is an organisation with this name, or with one that looks the same.")})
    session, now = require_writing(), clock.now()
    row = Organisation(
        key=new_key(), slug=_free_slug(clean), kind=kind, signatory_number=signatory_number, name=clean,
        sort_key=sort_key(clean, "en"), skeleton=skeleton(clean)[:300], seat=None, member=False,
        press_contact=press_contact, website=website, created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()  # events carry its id
    by = actor.id if actor else None
    _event(row.id, EventKind.RENAMED, clean, by, now)
    role = ActorRole.ADMINISTRATOR if actor else ActorRole.OPERATOR
    _log(EntryType.ORGANISATION_CREATED, row, role, {"name": clean, "kind": kind, "signatory": signatory_number or 0})
    _join(row, by, role, now)
    return row.id


def _clean(name: str) -> str:
    try:
        return clean_name(name)
    except UnfitText as problem:
        raise Unfit({"name": _("Please write a name with letters of one script, without odd signs.")}) from problem


def _free_slug(name: str) -> str:
    taken = {line.slug for line in queries.organisations()}
    wanted = slug_of(name)
    candidates = [wanted, *(f"{wanted}-{number}" for number in range(2, 100))]
    for candidate in candidates:
        if candidate not in taken and queries.slug_today(candidate) is None:
            return candidate
    raise Conflict(_("There are too many organisations with such a name."))


def _event(organisation_id: int, kind: EventKind, value: str, by: int | None, at: datetime, reason: str = "") -> None:
    require_writing().add(
        OrganisationEvent(
            organisation_id=organisation_id, kind=kind.value, value=value, effective_at=at, recorded_at=clock.now(),
            by=by, reason=reason,
        )
    )  # fmt: skip


def _log(type_: EntryType, row: Organisation, role: ActorRole, payload: dict[str, object]) -> None:
    audit.record(type_, object=f"organisation/{row.key}", organisation=row.name, payload=payload, actor_role=role)


def _join(row: Organisation, by: int | None, role: ActorRole, now: datetime) -> None:
    row.member = True
    _event(row.id, EventKind.JOINED, "", by, now)
    _log(EntryType.ORGANISATION_JOINED, row, role, {})
    _changed(row, EventKind.JOINED)


def _changed(row: Organisation, kind: EventKind) -> None:
    require_writing().flush()  # who hears of it reads the row
    bump("home", "organisations", f"organisation/{row.slug}")
    publish(OrganisationChanged(row.id, kind.value))


def _locked(slug: str) -> Organisation:
    found = queries.organisation(slug)
    return require_writing().get_one(Organisation, found.id, with_for_update=True, populate_existing=True)


def _refuse(problem: EventProblem | None) -> None:
    if problem is None:
        return
    told = {
        EventProblem.ALREADY_MEMBER: _("This organisation sits at the table already."),
        EventProblem.NOT_MEMBER: _("This organisation does not sit at the table."),
        EventProblem.EMPTY: _("Please write something here."),
        EventProblem.UNCHANGED: _("This is so already."),
        EventProblem.UNKNOWN_SEAT: _("Please choose one."),
        EventProblem.MERGED_INTO_ITSELF: _("An organisation cannot merge into itself."),
        EventProblem.INDIVIDUAL: _("An individual seat is a person and merges with nothing."),
        EventProblem.TARGET_NOT_MEMBER: _("The other organisation does not sit at the table."),
    }
    raise Unfit({"": told[problem]})


def declare_seat(actor: Actor, slug: str, seat: str) -> None:
    """The organisation says where it is based; running consultations keep the seat of their roll (R1, R3)."""
    row = _locked(slug)
    require(policy.can_declare_seat(actor, row.id))
    now = clock.now()
    _refuse(rules.event_problem(rules.standing(queries.all_events(row.id), now), EventKind.SEAT_DECLARED, seat))
    row.seat = seat
    _event(row.id, EventKind.SEAT_DECLARED, seat, actor.id, now)
    role = ActorRole.COORDINATOR if policy.coordinates(actor, row.id) else ActorRole.REPRESENTATIVE
    _log(EntryType.ORGANISATION_SEAT_DECLARED, row, role, {"seat": seat})
    _changed(row, EventKind.SEAT_DECLARED)


def rename_organisation(actor: Actor, slug: str, name: str, reason: str = "") -> str:
    """A new name from now on; old links go on working, what was signed stays as signed. Returns the new slug."""
    row = _locked(slug)
    require(policy.can_administer(actor))
    clean, now = _clean(name), clock.now()
    _refuse(rules.event_problem(rules.standing(queries.all_events(row.id), now), EventKind.RENAMED, clean))
    others = [taken for taken in queries.names_taken() if taken != row.name]
    if rules.lookalikes(clean, others, skeleton):
        raise Unfit({"name": _("There is an organisation with this name, or with one that looks the same.")})
    old_slug, old_name = row.slug, row.name
    row.name, row.sort_key, row.skeleton = clean, sort_key(clean, "en"), skeleton(clean)[:300]
    if slug_of(clean) != old_slug:
        mine = delete(OldSlug).where(OldSlug.slug == slug_of(clean), OldSlug.organisation_id == row.id)
        require_writing().execute(mine)  # back to a name it once had: the old address is its own again
        row.slug = _free_slug(clean)
        require_writing().execute(
            upsert(OldSlug).values(slug=old_slug, organisation_id=row.id).on_conflict_do_nothing()
        )
    _event(row.id, EventKind.RENAMED, clean, actor.id, now, reason)
    _log(EntryType.ORGANISATION_RENAMED, row, ActorRole.ADMINISTRATOR, {"old_name": old_name, "new_name": clean})
    bump(f"organisation/{old_slug}")
    bump_everything()
    _changed(row, EventKind.RENAMED)
    return row.slug


def leave_table(actor: Actor, slug: str, reason: str = "") -> None:
    """The organisation leaves: its mandates end; what it answered stays (R10)."""
    row = _locked(slug)
    require(policy.can_leave(actor, row.id))
    now = clock.now()
    _refuse(rules.event_problem(rules.standing(queries.all_events(row.id), now), EventKind.LEFT))
    _go(row, EventKind.LEFT, "", actor, now, reason)
    _log(EntryType.ORGANISATION_LEFT, row, _role(actor, row.id), {"reason": reason} if reason else {})


def rejoin_table(actor: Actor, slug: str) -> None:
    """An organisation that left sits down again."""
    row = _locked(slug)
    require(policy.can_administer(actor))
    now = clock.now()
    _refuse(rules.event_problem(rules.standing(queries.all_events(row.id), now), EventKind.JOINED))
    _join(row, actor.id, ActorRole.ADMINISTRATOR, now)


def merge_organisations(actor: Actor, slug: str, into: str, reason: str = "") -> None:
    """One organisation goes into another, which keeps its name, seat and place; what was answered stays (R10)."""
    row, target = _locked(slug), _locked(into)
    require(policy.can_administer(actor))
    now = clock.now()
    bodies = [
        rules.Body(one.id, rules.Kind(one.kind), rules.standing(queries.all_events(one.id), now))
        for one in (row, target)
    ]
    _refuse(rules.merge_problem(*bodies))
    _go(row, EventKind.MERGED_INTO, str(target.id), actor, now, reason)
    _log(EntryType.ORGANISATION_MERGED, row, ActorRole.ADMINISTRATOR, {"into": target.key})


def _role(actor: Actor, organisation_id: int) -> ActorRole:
    return ActorRole.COORDINATOR if policy.coordinates(actor, organisation_id) else ActorRole.ADMINISTRATOR


def _go(row: Organisation, kind: EventKind, value: str, actor: Actor, now: datetime, reason: str) -> None:
    row.member = False
    _event(row.id, kind, value, actor.id, now, reason)
    # Whoever spoke for it speaks no longer, from now on; the worker notes the end of each mandate.
    running = (Mandate.organisation_id == row.id, or_(Mandate.ends_at.is_(None), Mandate.ends_at > now))
    require_writing().execute(update(Mandate).where(*running).values(ends_at=now))
    invitations.revoke_about(f"organisation/{row.id}")
    bump_everything()  # how the public reads its shielded people changes (R7)
    _changed(row, kind)


def edit_page(actor: Actor, slug: str, *, press_contact: str, website: str) -> None:
    """Press contact and website, as the public reads them."""
    row = _locked(slug)
    require(policy.can_edit_page(actor, row.id))
    if website and not website.startswith(("https://", "http://")):
        raise Unfit({"website": _("An address begins with https://")})
    row.press_contact, row.website = press_contact, website
    bump(f"organisation/{row.slug}")


def refresh_boundaries(organisation_id: int) -> None:
    """The moments at which the page of an organisation changes by the clock: ends of mandates (R35)."""
    found = queries.organisation_by_id(organisation_id)
    if found is None:
        raise NotFound
    now = clock.now()
    ends = [one.ends_at for one in queries.mandates_of(organisation_id) if one.ends_at and one.ends_at > now]
    set_boundaries(f"organisation/{found.slug}", ends)
