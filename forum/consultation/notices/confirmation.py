"""Who is asked to confirm a stance: colleagues by a notice, an individual seat by its letter (R10). Private, both:
nobody outside the organisation may know that it answers (R23)."""

from collections.abc import Mapping
from typing import Any

from forum.accounts.queries import person_by_id
from forum.consultation.events import StanceProposed
from forum.consultation.queries import answering, stances
from forum.consultation.rules import endorsement
from forum.core import clock
from forum.core.errors import NotFound
from forum.core.languages import gettext as _
from forum.core.languages import lazy, reading
from forum.core.policy import Actor
from forum.notifications import operations as notifications
from forum.notifications.rules import Delivery, NoticeKind
from forum.outbox.rules import MailKind, SignedLink

Params = Mapping[str, Any]


def proposed(fact: StanceProposed) -> None:
    """Whoever may confirm hears of it; in this transaction, because work that waits is counted by administrators."""
    found = answering.endorse_round_by_id(fact.round_id)
    if found is None:
        return
    line = next(one for one in answering.roll_of(found.consultation_id) if one.organisation_id == fact.organisation_id)
    facilitators = answering.facilitators_of(found.consultation_id)
    mandates = answering.mandates_of(fact.organisation_id)
    people = sorted(endorsement.speakers_at(mandates, clock.now(), facilitators) - {fact.proposed_by})
    params = {
        "number": found.name, "slug": line.slug, "organisation": fact.organisation_id, "version": fact.version,
    }  # fmt: skip
    key = f"stance_waits/{fact.round_id}/{fact.organisation_id}/{fact.version}"
    notifications.notify(people, Delivery(people, WAITS.name, "round", fact.round_id, params, key))


def _sentence(params: Params) -> str:
    return _(
        "A stance of your organisation in consultation %(number)s waits for a second person to confirm it.",
        number=params["number"],
    )


def _url(params: Params) -> str:
    return f"/{reading().code}/consultations/{params['number']}/answer/{params['slug']}"


def _still_waits(actor: Actor, round_id: int, params: Params) -> bool:
    """For people of the organisation, as long as that very proposal waits."""
    if not actor.mandates_in(params["organisation"]):
        return False
    waiting = endorsement.waiting_for_confirmation(stances.versions_of(round_id, params["organisation"]))
    return waiting is not None and waiting.version == params["version"]


WAITS = NoticeKind(
    "stance_waits", lazy("A stance waits for my confirmation"), _sentence, _url, _still_waits, private=True
)


def _context(params: Mapping[str, Any], recipient_id: int | None) -> dict[str, Any] | None:
    person = person_by_id(recipient_id) if recipient_id else None
    if person is None or person.state != "active":
        return None
    try:
        found = answering.endorse_round(params["name"])
        line = answering.roll_line(found.consultation_id, params["slug"])
    except NotFound:
        return None
    versions = stances.versions_of(found.id, line.organisation_id)
    latest = max(versions, key=lambda one: one.version, default=None)
    if latest is None or latest.version != params["version"] or latest.confirmed_at is not None:
        return None
    words = (found.name, line.slug, str(latest.version), person.key)
    url = SignedLink("answers.confirm_by_link", "confirm_stance", words, {"name": found.name})
    return {"name": found.name, "url": url}


CONFIRM_MAIL = MailKind("consultation/emails/confirm_stance", _context)
