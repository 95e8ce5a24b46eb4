"""Who hears of a consultation: the people of the organisations on its roll, who follows a demand, the facilitators."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, exists, or_, select

from forum.accounts.models import Role
from forum.consultation import events, policy
from forum.consultation.models import Consultation, RollOrganisation, Round, StanceVersion
from forum.consultation.queries.course import ConsultationFacts, consultation_by_id
from forum.core import clock
from forum.core.db import UtcDateTime, db
from forum.core.languages import gettext as _
from forum.core.languages import lazy, ngettext, reading
from forum.core.policy import Actor
from forum.discussion.models import Follow
from forum.notifications import operations as notifications
from forum.notifications.rules import Delivery, NoticeKind, register, register_job
from forum.organisations.models import Mandate

Params = Mapping[str, Any]
_NOW = bindparam("now", type_=UtcDateTime())
_PEOPLE = (
    select(Mandate.person_id)
    .join(RollOrganisation, RollOrganisation.organisation_id == Mandate.organisation_id)
    .where(
        RollOrganisation.consultation_id == bindparam("id"), Mandate.starts_at <= _NOW,
        or_(Mandate.ends_at.is_(None), Mandate.ends_at > _NOW),
    )
    .distinct()
    .order_by(Mandate.person_id)
)  # fmt: skip
_SILENT = _PEOPLE.where(
    ~exists()
    .where(
        Round.consultation_id == RollOrganisation.consultation_id, StanceVersion.round_id == Round.id,
        StanceVersion.organisation_id == RollOrganisation.organisation_id, StanceVersion.confirmed_at.is_not(None),
    )
    .correlate(RollOrganisation)
)  # fmt: skip
_FOLLOWERS = select(Follow.person_id).where(
    Follow.kind == "demand", Follow.object_key.in_(bindparam("codes", expanding=True)), Follow.level == "following"
)
_ADMINISTRATORS = select(Role.person_id).where(
    Role.role == "administrator", Role.starts_at <= _NOW, or_(Role.ends_at.is_(None), Role.ends_at > _NOW)
)


# --- reactions: one row of work each --------------------------------------------------------------------------


def announced(fact: events.ConsultationAnnounced) -> None:
    """The roll and those who follow its demands hear of an announcement."""
    _leave("announced", fact.consultation_id)


def opened(fact: events.RoundOpened) -> None:
    """The roll hears that answers are taken."""
    _leave("opened", fact.consultation_id)


def course_changed(
    fact: events.RoundExtended
    | events.ConsultationSuspended
    | events.ConsultationResumed
    | events.ConsultationWithdrawn,
) -> None:
    """The roll hears of another close, of clocks that stand still or run again, of the end."""
    _leave("changed", fact.consultation_id, moment=clock.now().isoformat(timespec="microseconds"))


def signature_asked(fact: events.SignatureAsked) -> None:
    """The other facilitator hears that a signature is waited for."""
    _leave("signature", fact.consultation_id, seat=fact.signed_seat, moment=fact.object_sha256)


def vacated(fact: events.SeatVacated) -> None:
    """The other facilitator and the administrators hear that nothing can be signed until somebody is appointed."""
    moment = clock.now().isoformat(timespec="microseconds")
    _leave("vacated", fact.consultation_id, seat=fact.seat, moment=moment)


def appointed(fact: events.FacilitatorAppointed) -> None:
    """Whoever facilitates from now on hears of it."""
    moment = clock.now().isoformat(timespec="microseconds")
    _leave("appointed", fact.consultation_id, person_id=fact.person_id, moment=moment)


def _leave(what: str, consultation_id: int, moment: str = "", **more: Any) -> None:
    notifications.fan_out(
        "consultation", f"{what}/{consultation_id}/{moment}", what=what, consultation_id=consultation_id,
        moment=moment, **more,
    )  # fmt: skip


# --- the worker's part ----------------------------------------------------------------------------------------


def recipients(
    what: str,
    consultation_id: int,
    moment: str = "",
    days: int = 0,
    seat: str = "",
    person_id: int = 0,
) -> Sequence[Delivery]:
    """Who hears of it as things stand now; nobody where it is over or gone. Reads only."""
    facts = consultation_by_id(consultation_id)
    if facts is None:
        return []
    if what == "signature":
        people = [one.person_id for where, one in facts.seats.items() if where.value != seat]
    elif what == "vacated":
        people = [one.person_id for one in facts.seats.values()]
        people += db.session.scalars(_ADMINISTRATORS, {"now": facts.now})
    elif what == "appointed":
        people = [person_id]
    elif not facts.is_announced or (facts.withdrawn_at and what in ("announced", "opened", "reminder")):
        return []
    else:
        people = _roll_people(facts, what)
    params = {"number": facts.name, "slug": facts.slug, "days": days, "draft": not facts.is_announced}
    closes = facts.round.closes_at.isoformat() if facts.round.closes_at and what == "reminder" else ""
    key = f"consultation_{what}/{facts.key}/{days}{closes}{moment}"
    kind = "vacant" if what == "vacated" else what
    return [Delivery(people, f"consultation_{kind}", "consultation", consultation_id, params, key)]


def _roll_people(facts: ConsultationFacts, what: str) -> list[int]:
    statement = _SILENT if what == "reminder" else _PEOPLE
    people = list(db.session.scalars(statement, {"id": facts.id, "now": facts.now}))
    if what == "announced":
        people += db.session.scalars(_FOLLOWERS, {"codes": list(facts.demands)})
    return people


# --- the notices ----------------------------------------------------------------------------------------------


def _url(params: Params) -> str:
    return f"/{reading().code}/consultations/{params['number']}-{params['slug']}"


def _cockpit(params: Params) -> str:
    return f"/{reading().code}/consultations/{params['number']}/facilitate"


_ANNOUNCED = select(Consultation.announced_at).where(Consultation.id == bindparam("id"))


def _everybody(_actor: Actor, consultation_id: int, _params: Params) -> bool:
    return db.session.scalar(_ANNOUNCED, {"id": consultation_id}) is not None


def _facilitator(actor: Actor, consultation_id: int, _params: Params) -> bool:
    return policy.facilitates(actor, consultation_id)


def _silent(actor: Actor, consultation_id: int, params: Params) -> bool:
    """A reminder is for those whose organisation still has not answered, when it is read as when it is sent."""
    people = db.session.scalars(_SILENT, {"id": consultation_id, "now": clock.now()})
    return _everybody(actor, consultation_id, params) and actor.id in set(people)


def _worker(actor: Actor, consultation_id: int, _params: Params) -> bool:
    return actor.is_administrator or policy.facilitates(actor, consultation_id)


def _announced(params: Params) -> str:
    return _("Consultation %(number)s was announced.", number=params["number"])


def _opened(params: Params) -> str:
    return _("Consultation %(number)s is open for answers.", number=params["number"])


def _changed(params: Params) -> str:
    return _("The course of consultation %(number)s has changed.", number=params["number"])


def _reminder(params: Params) -> str:
    return ngettext(
        "Consultation %(number)s closes in %(num)s day, and your organisation has not answered.",
        "Consultation %(number)s closes in %(num)s days, and your organisation has not answered.",
        params["days"], number=params["number"],
    )  # fmt: skip


def _signature(params: Params) -> str:
    if params.get("draft"):
        return _("The other facilitator has signed a step of a draft; your signature is waited for.")
    return _(
        "The other facilitator has signed a step of consultation %(number)s; your signature is waited for.",
        number=params["number"],
    )


def _vacated(params: Params) -> str:
    if params.get("draft"):
        return _("A facilitator's place in a draft is vacant: nothing can be signed until somebody is appointed.")
    return _(
        "A facilitator's place in consultation %(number)s is vacant: nothing can be signed until somebody is "
        "appointed.",
        number=params["number"],
    )


def _appointed(params: Params) -> str:
    if params.get("draft"):
        return _("You were appointed facilitator of a consultation that is being drafted.")
    return _("You were appointed facilitator of consultation %(number)s.", number=params["number"])


KINDS = (
    NoticeKind("consultation_announced", lazy("A consultation was announced"), _announced, _url, _everybody),
    NoticeKind("consultation_opened", lazy("A consultation is open"), _opened, _url, _everybody),
    NoticeKind(
        "consultation_reminder", lazy("A consultation closes and my organisation has not answered"), _reminder, _url,
        _silent,
    ),
    NoticeKind("consultation_changed", lazy("The course of a consultation changed"), _changed, _url, _everybody),
    NoticeKind("consultation_signature", lazy("My signature is waited for"), _signature, _cockpit, _facilitator),
    NoticeKind("consultation_vacant", lazy("A facilitator's place is vacant"), _vacated, _cockpit, _worker),
    NoticeKind("consultation_appointed", lazy("I became facilitator"), _appointed, _cockpit, _facilitator),
)  # fmt: skip


def register_kinds() -> None:
    """Name the kinds of notices, and the job that says who hears of them."""
    for kind in KINDS:
        register(kind)
    register_job("consultation", recipients)

