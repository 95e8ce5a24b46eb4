"""Acts that wait for the other signature: what each binds, who signed, what still stands against it (R13, R14, R16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum.consultation.queries import journal, steps
from forum.consultation.queries.candidates import candidate, missing_to_appoint
from forum.consultation.queries.course import ConsultationFacts
from forum.consultation.queries.journal import ProposalFacts
from forum.consultation.rules import guards, phases, signatures
from forum.consultation.rules.missing import Missing
from forum.consultation.rules.roll import SIDES, Seat
from forum.consultation.rules.signatures import Act, object_hash
from forum.core.canonical import digest
from forum.core.languages import html_tag
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
    person: str = ""

    @property
    def tag(self) -> str:
        """The `lang` of its reason."""
        return html_tag(self.reason.language, self.reason.script)

    @property
    def until(self) -> datetime | None:
        """The close that an extension wants."""
        return datetime.fromisoformat(self.facts["to"]) if self.act == Act.EXTEND else None

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


def _replacement(facts: ConsultationFacts, proposal: ProposalFacts) -> Intent:
    bound = proposal.facts
    sha256 = digest(
        {"act": "replace", "consultation": facts.key, "facts": dict(bound), "reason": proposal.reason.source}
    )
    seat = Seat(bound["seat"])
    signed = journal.agreed_to_replace(facts.id, sha256)
    who = candidate(facts, bound["person"])
    other = next(side for side in SIDES if side is not seat)
    lacking = (
        [Missing("replace.mandate", {"seat": seat.value})]
        if who is None
        else missing_to_appoint(facts, seat, who, proposal.reason.source, other_agrees=other in signed)
    )
    name = f"{who.name}, {who.organisations[seat][1]}" if who and seat in who.organisations else ""
    return Intent("replace", bound, proposal.reason, proposal.proposed_at, sha256, tuple(lacking), signed, name)
