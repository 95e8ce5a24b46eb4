"""The announcement: number, ruleset and roll stand from here on (R14, R20)."""

from dataclasses import replace

from sqlalchemy import select, update

from forum.audit.rules import EntryType
from forum.consultation import policy
from forum.consultation.events import ConsultationAnnounced
from forum.consultation.models import Consultation, RollOrganisation, Round
from forum.consultation.operations.records import log, record_event, touch
from forum.consultation.queries import steps
from forum.consultation.queries.course import ConsultationFacts
from forum.consultation.rules.numbers import next_number
from forum.consultation.rules.roll import roll_hash
from forum.consultation.rules.ruleset import ruleset_hash
from forum.consultation.rules.timetable import earliest_opening, local_year
from forum.core.db import require_writing
from forum.core.events import publish
from forum.core.models import SiteEpoch
from forum.core.policy import Actor, require


def announce(actor: Actor, facts: ConsultationFacts) -> None:
    """Freeze ruleset and roll, give the number; called by the second signature, when nothing is missing."""
    require(policy.can_sign(actor, facts))
    session = require_writing()
    session.execute(select(SiteEpoch.id).with_for_update())  # numbers are given one at a time
    now, year = facts.now, local_year(facts.now)
    taken = session.scalars(select(Consultation.number).where(Consultation.number.like(f"JS-{year}-%")))
    number = str(next_number(year, [one for one in taken if one]))
    roll = steps.drawn_roll(facts, now)
    after = replace(
        facts, number=number, announced_at=now, ruleset_sha256=ruleset_hash(facts.ruleset), roll_sha256=roll_hash(roll)
    )
    session.execute(
        update(Consultation)
        .where(Consultation.id == facts.id)
        .values(
            number=number, announced_at=now, ruleset_sha256=after.ruleset_sha256, roll_sha256=after.roll_sha256,
            version=Consultation.version + 1,
        )
    )  # fmt: skip
    session.add_all(
        RollOrganisation(
            consultation_id=facts.id, organisation_id=line.organisation_id, name=line.name, seat=line.seat.value,
            kind=line.kind,
        )
        for line in roll
    )  # fmt: skip
    earliest = earliest_opening(now, facts.ruleset["announcement_days"])
    planned = max(one for one in (facts.rounds[0].planned_at, earliest) if one)
    session.execute(update(Round).where(Round.id == facts.rounds[0].id).values(planned_at=planned))
    record_event(facts, "announced", now)
    payload = {
        "ruleset": after.ruleset_sha256, "roll": after.roll_sha256, "demands": list(facts.demands),
        "facilitators": [{"seat": seat.value, "organisation": one.organisation_slug}
                         for seat, one in sorted(facts.seats.items())],
    }  # fmt: skip
    log(EntryType.CONSULTATION_ANNOUNCED, after, payload)
    touch(facts.id)
    publish(ConsultationAnnounced(facts.id))
