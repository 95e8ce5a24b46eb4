"""Who hears that an organisation can hardly answer, that its entry can be checked, that an entry has an error."""

from collections.abc import Mapping, Sequence
from typing import Any

from forum.consultation import events, policy
from forum.consultation.queries import answering
from forum.consultation.queries.course import consultation_by_id
from forum.core import clock
from forum.core.languages import gettext as _
from forum.core.languages import lazy, reading
from forum.core.policy import Actor
from forum.notifications import operations as notifications
from forum.notifications.rules import Delivery, NoticeKind, register, register_job

Params = Mapping[str, Any]


def announced(fact: events.ConsultationAnnounced) -> None:
    """Organisations in which one person alone could act hear of it from the announcement on (R10)."""
    _leave("second", fact.consultation_id, "")


def counted(fact: events.RoundCounted) -> None:
    """The people of the roll's organisations hear that their entry can be checked."""
    _leave("check", fact.consultation_id, "")


def reported(fact: events.EntryReported) -> None:
    """The facilitators hear of an error in an entry."""
    _leave("report", fact.consultation_id, clock.now().isoformat(timespec="microseconds"))


def _leave(what: str, consultation_id: int, moment: str) -> None:
    notifications.fan_out(
        "entries", f"{what}/{consultation_id}/{moment}", what=what, consultation_id=consultation_id, moment=moment
    )


def recipients(what: str, consultation_id: int, moment: str) -> Sequence[Delivery]:
    """Who hears of it as things stand now. Reads only."""
    facts = consultation_by_id(consultation_id)
    if facts is None or not facts.is_announced or facts.withdrawn_at is not None:
        return []
    now = clock.now()
    people: Sequence[int] = [one.person_id for one in facts.seats.values()]
    if what != "report":
        asked = answering.lacking_second(consultation_id, now) if what == "second" else [
            line.organisation_id for line in answering.roll_of(consultation_id)
        ]
        people = answering.people_of(asked, now)
    params = {"number": facts.name, "slug": facts.slug}
    key = f"consultation_{what}/{facts.key}/{moment}"
    return [Delivery(people, f"consultation_{what}", "consultation", consultation_id, params, key)]


def _url(params: Params) -> str:
    return f"/{reading().code}/consultations/{params['number']}-{params['slug']}"


def _reports(params: Params) -> str:
    return f"/{reading().code}/consultations/{params['number']}/reports"


def _member(actor: Actor, _consultation_id: int, _params: Params) -> bool:
    return bool(actor.mandates)


def _facilitator(actor: Actor, consultation_id: int, _params: Params) -> bool:
    return policy.facilitates(actor, consultation_id)


def _second(params: Params) -> str:
    return _(
        "Consultation %(number)s asks your organisation, and fewer than two people can act for it: a stance needs a "
        "second person who confirms it.",
        number=params["number"],
    )


def _check(params: Params) -> str:
    said = params["number"]
    return _("Consultation %(number)s is counted: please check the entry of your organisation.", number=said)


def _report(params: Params) -> str:
    return _("An organisation reports an error in its entry in consultation %(number)s.", number=params["number"])


KINDS = (
    NoticeKind("consultation_second", lazy("My organisation lacks a second person"), _second, _url, _member),
    NoticeKind("consultation_check", lazy("The entry of my organisation can be checked"), _check, _url, _member),
    NoticeKind("consultation_report", lazy("An error in an entry was reported"), _report, _reports, _facilitator),
)


def register_kinds() -> None:
    """Name the kinds of notices, and the job that says who hears of them."""
    for kind in KINDS:
        register(kind)
    register_job("entries", recipients)
