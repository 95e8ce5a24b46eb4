"""Who may take a stance for an organisation, and which stance is in force (R10, R11, R13)."""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forum.consultation.rules.missing import Missing, missing
from forum.consultation.rules.ruleset import DISSENT_CHARACTERS
from forum.consultation.rules.stances import Stance

ENDORSING = (Stance.ENDORSE, Stance.RESERVATION)
"""Whoever takes one of these states what it holds back there, and stands behind no dissenting opinion (R11)."""
WHOLE = "whole"
"""What a reservation names when it is about the text as a whole (R11)."""


class Role(StrEnum):
    """Roles of a mandate (R4); coordinators grant mandates and do not speak for the organisation."""

    REPRESENTATIVE = "representative"
    ALTERNATE = "alternate"
    COORDINATOR = "coordinator"


SPEAKING = (Role.REPRESENTATIVE, Role.ALTERNATE)


@dataclass(frozen=True, slots=True)
class Mandate:
    """A person's mandate from the organisation in question, `[starts_at, ends_at)` (R4)."""

    person_id: int
    role: Role
    starts_at: datetime
    ends_at: datetime | None = None

    def speaks_at(self, at: datetime) -> bool:
        """Whether it lets its person speak for the organisation at that instant."""
        return self.role in SPEAKING and self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True, slots=True)
class StanceVersion:
    """One version of an organisation's stance; without `confirmed_at` it is a proposal and changes nothing."""

    version: int
    value: Stance
    proposed_by: int
    proposed_at: datetime
    confirmed_by: int | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who acts, for which organisation, at which instant: what R10 asks for.

    `individual` is set for an individual seat; `facilitators` are the current facilitators of the consultation.
    """

    person_id: int
    at: datetime
    mandates: Sequence[Mandate]
    second_factor: bool
    facilitators: Collection[int]
    on_roll: bool
    round_open: bool
    individual: bool = False


def speakers_at(mandates: Iterable[Mandate], at: datetime, facilitators: Collection[int] = ()) -> frozenset[int]:
    """The people who may speak for the organisation at that instant: no coordinator, no facilitator (R10, R13)."""
    return frozenset(one.person_id for one in mandates if one.speaks_at(at) and one.person_id not in facilitators)


def lacks_second_person(
    mandates: Iterable[Mandate], at: datetime, individual: bool, facilitators: Collection[int] = ()
) -> bool:
    """Whether nobody could confirm: such an organisation is told from the announcement on (R10)."""
    return not individual and len(speakers_at(mandates, at, facilitators)) < 2


def refused_to_propose(speaker: Speaker) -> list[Missing]:
    """Why this person may not propose a stance now; who may act is asked at the moment of acting (R10)."""
    mandated = any(one.person_id == speaker.person_id and one.speaks_at(speaker.at) for one in speaker.mandates)
    tests = (
        (speaker.on_roll, missing("stance.not_on_roll")),
        (speaker.round_open, missing("stance.not_open")),
        (mandated, missing("stance.no_mandate")),
        (speaker.person_id not in speaker.facilitators, missing("stance.facilitator")),
        (speaker.second_factor, missing("stance.second_factor")),
    )
    return [problem for holds, problem in tests if not holds]


def refused_to_confirm(
    speaker: Speaker, versions: Sequence[StanceVersion], version: int, *, mailed_link: bool = False
) -> list[Missing]:
    """Why this person may not confirm that version now (R10).

    Both mandates hold at this instant, the proposer's too; two different people, but for an individual seat the same
    person, from the mailed link. Only the latest proposal can be confirmed.
    """
    result = refused_to_propose(speaker)
    proposal = max(versions, key=lambda one: one.version, default=None)
    if proposal is None or proposal.version != version:
        return [*result, missing("confirm.outdated")]
    if proposal.confirmed_at is not None:
        return [*result, missing("confirm.already")]
    if speaker.individual:
        if proposal.proposed_by != speaker.person_id:
            result.append(missing("confirm.not_the_proposer"))
        if not mailed_link:
            result.append(missing("confirm.mailed_link"))
        return result
    if proposal.proposed_by == speaker.person_id:
        result.append(missing("confirm.same_person"))
    elif proposal.proposed_by not in speakers_at(speaker.mandates, speaker.at, speaker.facilitators):
        result.append(missing("confirm.proposer_may_not"))
    return result


def stance_in_force(versions: Iterable[StanceVersion], closes_at: datetime | None) -> StanceVersion | None:
    """The highest version confirmed before the close; None is *no response* (R10).

    An unconfirmed change changes nothing. Without a close (not settled, or its clock stands still) every confirmation
    counts.
    """
    confirmed = (
        one for one in versions if one.confirmed_at is not None and (closes_at is None or one.confirmed_at < closes_at)
    )
    return max(confirmed, key=lambda one: one.version, default=None)


def waiting_for_confirmation(versions: Iterable[StanceVersion]) -> StanceVersion | None:
    """The latest version, if nobody has confirmed it yet."""
    latest = max(versions, key=lambda one: one.version, default=None)
    return latest if latest is not None and latest.confirmed_at is None else None


def changed(versions: Iterable[StanceVersion], closes_at: datetime | None) -> bool:
    """Whether the organisation changed its confirmed stance before the close."""
    before = [
        one for one in versions if one.confirmed_at is not None and (closes_at is None or one.confirmed_at < closes_at)
    ]
    values = [one.value for one in sorted(before, key=lambda one: one.version)]
    return any(earlier is not later for earlier, later in zip(values, values[1:], strict=False))


def length(text: str) -> int:
    """Characters of a text as people count them: line ends are one, composed letters are one."""
    return len(unicodedata.normalize("NFC", text.replace("\r\n", "\n")))


def stance_problems(
    value: Stance, reservations: Sequence[tuple[str, str]], paragraphs: Collection[str]
) -> list[Missing]:
    """What is wrong with a stance as filled in (R11).

    `reservations` are pairs of a paragraph's key (or `WHOLE`) and the text; a reservation names at least one and says
    something about each, and no other stance carries one.
    """
    if value is not Stance.RESERVATION:
        return [missing("reservation.not_here")] if reservations else []
    if not reservations:
        return [missing("reservation.names_nothing")]
    named = [paragraph for paragraph, _ in reservations]
    problems = [
        missing("reservation.unknown_paragraph", paragraph=paragraph)
        for paragraph in named
        if paragraph != WHOLE and paragraph not in paragraphs
    ]
    problems += [
        missing("reservation.no_text", paragraph=paragraph) for paragraph, text in reservations if not text.strip()
    ]
    if len(set(named)) < len(named):
        problems.append(missing("reservation.twice"))
    return problems


def dissent_problems(
    text: str, authors: Collection[int], roll: Collection[int], endorsing: Collection[int] = ()
) -> list[Missing]:
    """What is wrong with a dissenting opinion: one or more organisations of the roll, at most 6,000 characters (R11).

    `endorsing` are organisations whose stance in force is to endorse, with reservation or without: what they hold
    back travels with their endorsement.
    """
    characters = length(text)
    tests = (
        (bool(text.strip()), missing("dissent.empty")),
        (characters <= DISSENT_CHARACTERS, missing("dissent.too_long", have=characters, most=DISSENT_CHARACTERS)),
        (bool(authors), missing("dissent.no_author")),
        (set(authors) <= set(roll), missing("dissent.not_on_roll")),
        (not set(authors) & set(endorsing), missing("dissent.endorses")),
    )
    return [problem for holds, problem in tests if not holds]
