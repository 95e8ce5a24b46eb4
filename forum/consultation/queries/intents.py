"""Acts that wait for the other signature: what each binds, who signed, what still stands against it (R13, R14, R16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, or_, select

from forum.accounts.models import Person, Totp
from forum.consultation.models import Facilitator, RollOrganisation, StanceVersion
from forum.consultation.models import Round as RoundRow
from forum.consultation.queries import journal, steps
from forum.consultation.queries.course import ConsultationFacts
from forum.consultation.queries.journal import ProposalFacts
from forum.consultation.rules import guards, phases, signatures
from forum.consultation.rules.missing import Missing
from forum.consultation.rules.roll import SIDES, Seat
from forum.consultation.rules.signatures import Act, object_hash
from forum.core.canonical import digest
from forum.core.db import UtcDateTime, db
from forum.organisations.models import Mandate, Organisation
from forum.translation.rules import Words


@dataclass(frozen=True, slots=True)
class Intent:
    """A proposal with its hash, its signatures and what is missing."""

    act: str
    facts: Mapping[str, Any]
    reason: Words
    proposed_at: datetime
    sha256: str
    missing: tuple[Missing, ...]
    signed: frozenset[Seat]

    @property
    def lacking(self) -> tuple[Missing, ...]:
        """What is missing besides signatures."""
        return tuple(one for one in self.missing if one.code not in (steps.SIGNED, "replace.other_agrees"))


def intents_of(facts: ConsultationFacts) -> dict[str, Intent]:
    """Every act that waits, by name."""
    return {act: _intent(facts, proposal) for act, proposal in journal.proposals_of(facts.id).items()}


def _intent(facts: ConsultationFacts, proposal: ProposalFacts) -> Intent:
    if proposal.act == "replace":
        return _replacement(facts, proposal)
    act, bound = Act(proposal.act), proposal.facts
    sha256 = object_hash(act, facts.key, _bound(act, proposal))
    pair = steps.pair_of(facts, act, sha256)
    reason = proposal.reason.source
    if act is Act.EXTEND:
        length, _after = facts.lengths(facts.round.no)
        new = datetime.fromisoformat(bound["to"])
        asked = guards.ExtendFacts(
            facts.state, pair, facts.round.closes_at, new, length.unit, facts.now, facts.round.extended, reason
        )
        lacking = guards.missing_to_extend(asked)
        if facts.round.no != bound["round"] or _iso(facts.round.closes_at) != bound["from"]:
            lacking.append(Missing("extend.changed"))
    elif act is Act.SUSPEND:
        longer = guards.Pair(pair.seated, frozenset(SIDES))  # both sign: asked as if they had
        lacking = guards.missing_to_suspend(guards.SuspendFacts(facts.state, longer, reason))
        lacking += [Missing(steps.SIGNED, {"seat": side.value}) for side in SIDES if side not in pair.signed]
    else:
        phase = phases.round_phase(facts.rounds[-1].dates, facts.now)
        lacking = guards.missing_to_withdraw(guards.WithdrawFacts(facts.state, pair, phase, reason))
    return Intent(
        proposal.act, bound, proposal.reason, proposal.proposed_at, sha256, tuple(lacking), frozenset(pair.signed)
    )


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _bound(act: Act, proposal: ProposalFacts) -> dict[str, Any]:
    reason = proposal.reason.source
    if act is Act.EXTEND:
        before, after = (datetime.fromisoformat(proposal.facts[name]) for name in ("from", "to"))
        return signatures.extend_facts(proposal.facts["round"], before, after, reason)
    if act is Act.SUSPEND:
        return signatures.suspend_facts(proposal.proposed_at, reason)
    return signatures.withdraw_facts(reason)


def alone_before(facts: ConsultationFacts) -> frozenset[Seat]:
    """Seats that have already stopped this consultation alone (R14)."""
    return frozenset(stop.seats[0] for stop in journal.stops_of(facts.id) if len(stop.seats) == 1)


# --- replacement ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who might facilitate, with what R13 asks about them."""

    person_id: int
    name: str
    organisations: Mapping[Seat, int]
    second_factor: bool
    acted: bool
    on_roll: bool
    sat_for: frozenset[Seat]


_AT = bindparam("now", type_=UtcDateTime())
_PERSON = select(
    Person.id, Person.name,
    exists().where(Totp.person_id == Person.id, Totp.confirmed_at.is_not(None)).correlate(Person).label("factor"),
    exists()
    .where(
        RoundRow.consultation_id == bindparam("id"), StanceVersion.round_id == RoundRow.id,
        or_(StanceVersion.proposed_by == Person.id, StanceVersion.confirmed_by == Person.id),
    )
    .correlate(Person).label("acted"),
).where(Person.state == "active")  # fmt: skip
_BY_KEY = _PERSON.where(Person.key == bindparam("key"))
_BY_ID = _PERSON.where(Person.id == bindparam("person_id"))
_MANDATES = (
    select(Organisation.id, Organisation.seat, Organisation.kind, RollOrganisation.organisation_id.label("on_roll"))
    .join(Mandate, Mandate.organisation_id == Organisation.id)
    .outerjoin(
        RollOrganisation,
        (RollOrganisation.organisation_id == Organisation.id) & (RollOrganisation.consultation_id == bindparam("id")),
    )
    .where(
        Mandate.person_id == bindparam("person_id"), Mandate.starts_at <= _AT,
        or_(Mandate.ends_at.is_(None), Mandate.ends_at > _AT), Organisation.member, Organisation.seat.is_not(None),
    )
    .order_by(Organisation.id)
)  # fmt: skip
_SAT = select(Facilitator.seat).where(
    Facilitator.consultation_id == bindparam("id"), Facilitator.person_id == bindparam("person_id")
)


def candidate(facts: ConsultationFacts, *, key: str = "", person_id: int = 0) -> Candidate | None:
    """The person of a public key (or id), or None; three statements."""
    statement = _BY_KEY if key else _BY_ID
    row = db.session.execute(statement, {"id": facts.id, "key": key, "person_id": person_id}).one_or_none()
    if row is None:
        return None
    binds = {"id": facts.id, "person_id": row.id, "now": facts.now}
    mandates = db.session.execute(_MANDATES, binds).all()
    organisations = {Seat(one.seat): one.id for one in mandates}
    on_roll = any(one.on_roll is not None and one.kind == "individual" for one in mandates)
    sat = frozenset(Seat(seat) for seat in db.session.scalars(_SAT, binds))
    return Candidate(row.id, row.name, organisations, bool(row.factor), bool(row.acted), on_roll, sat)


def missing_to_appoint(
    facts: ConsultationFacts, seat: Seat, who: Candidate, reason: str, *, other_agrees: bool
) -> list[Missing]:
    """What stands against appointing this person for this seat (R13)."""
    other = next(side for side in SIDES if side is not seat)
    return guards.missing_to_replace(
        guards.ReplaceFacts(
            facts.state, seat, True, frozenset(facts.seats), other_agrees, reason, frozenset(who.organisations),
            who.second_factor, who.acted, who.on_roll, other in who.sat_for,
        )
    )  # fmt: skip


def _replacement(facts: ConsultationFacts, proposal: ProposalFacts) -> Intent:
    bound = proposal.facts
    sha256 = digest(
        {"act": "replace", "consultation": facts.key, "facts": dict(bound), "reason": proposal.reason.source}
    )
    seat = Seat(bound["seat"])
    signed = journal.agreed_to_replace(facts.id, sha256)
    who = candidate(facts, key=bound["person"])
    other = next(side for side in SIDES if side is not seat)
    lacking = (
        [Missing("replace.mandate", {"seat": seat.value})]
        if who is None
        else missing_to_appoint(facts, seat, who, proposal.reason.source, other_agrees=other in signed)
    )
    return Intent("replace", bound, proposal.reason, proposal.proposed_at, sha256, tuple(lacking), signed)
