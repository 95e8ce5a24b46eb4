"""The format of a publication: everything one version says, in all its languages, without any person's name.

Texts are kept per content language (`en`, `sq`, `sr`, perhaps more); Serbian is kept once, wordings of the
table in Cyrillic (R22), and shown in the reader's script. Dates are ISO 8601 text, figures are integers:
`canonical.to_canonical` has one spelling for each value. Individual seats are named as signatories; nobody
else is (R7, R29).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forum.consultation.rules.numbers import seats_in_order
from forum.consultation.rules.outcome import OutcomeClass
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.stances import LABEL_KEYS

FORMAT = "sofra-publication/1"
AUTHENTIC = ("en", "sq", "sr")
"""The languages in which a frozen wording is equally authentic (R22)."""

SIDES = (Seat.KOSOVO.value, Seat.SERBIA.value)
SEATS = tuple(seat.value for seat in Seat)
STANCES = LABEL_KEYS
CLASSES = tuple(one.value for one in OutcomeClass)
KINDS = ("position", "synthesis")
SEAT_KINDS = ("organisation", "individual")
NOTE_KINDS = ("note", "erratum")
EVIDENCE_KINDS = ("demand", "post", "source", "proposition", "amendment", "figure")
DEVIATION_KINDS = ("extended", "suspended", "resumed", "facilitator_replaced")
DISSENT_LIMIT = 6000
REGIONAL_LINE_FROM = 5


@dataclass(frozen=True, slots=True)
class Words:
    """A text that binds in its original: reservation, dissent, note, reason.

    `texts` holds the original and its translations by content language; `machine` names the languages
    whose version a machine made and nobody has reviewed; `script` is how a Serbian text was written.
    """

    original: str
    texts: Mapping[str, str]
    machine: tuple[str, ...] = ()
    script: str = ""

    @property
    def awaited(self) -> tuple[str, ...]:
        """The authentic languages in which this text is still missing."""
        return tuple(language for language in AUTHENTIC if language not in self.texts)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a paragraph rests on: `reference` is the code, key or number of a thing of that `kind`."""

    kind: str
    reference: str
    label: str = ""
    language: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One numbered paragraph, in every language in which it was frozen."""

    no: int
    key: str
    wording: Mapping[str, str]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Reservation:
    """What an endorsement holds back; `paragraph` is the key of a paragraph, or empty for the whole (R11)."""

    words: Words
    paragraph: str = ""


@dataclass(frozen=True, slots=True)
class RollLine:
    """One line of the roll with the stance in force at the close; silence is `no_response` (R10)."""

    slug: str
    name: str
    seat: str
    kind: str
    stance: str
    reservations: tuple[Reservation, ...] = ()
    left_on: str = ""
    withdrawn_on: str = ""
    key: str = ""
    """The public key of the organisation, with which anybody computes the hash of the roll again."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How one seat of the roll stands; there are no figures of everybody together (R1)."""

    seat: str
    roll: int
    endorse: int = 0
    reservation: int = 0
    stand_aside: int = 0
    do_not_join: int = 0
    dissent: int = 0
    no_response: int = 0

    @property
    def supporting(self) -> int:
        return self.endorse + self.reservation

    @property
    def decided(self) -> int:
        """Endorsements, reservations and dissents: what support is measured against (R9)."""
        return self.supporting + self.dissent


@dataclass(frozen=True, slots=True)
class Dissent:
    """A dissenting opinion of one or more organisations, by their slugs on the roll."""

    authors: tuple[str, ...]
    words: Words
    filed_on: str


@dataclass(frozen=True, slots=True)
class Facilitator:
    """A place of facilitation, by the organisation whose mandate it rested on; never the person (R29)."""

    organisation: str
    seat: str
    from_on: str
    until_on: str = ""


@dataclass(frozen=True, slots=True)
class Deviation:
    """What went otherwise than announced: an extension, a suspension, a replaced facilitator."""

    kind: str
    on: str
    reason: Words


@dataclass(frozen=True, slots=True)
class Method:
    """How the result came about: the rules frozen at the announcement and when each step happened."""

    ruleset: Mapping[str, Any]
    ruleset_sha256: str
    roll_sha256: str
    text_sha256: str
    announced_at: str
    opened_at: str
    closed_at: str
    facilitators: tuple[Facilitator, ...]
    deviations: tuple[Deviation, ...] = ()
    predecessor: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note or an erratum that came with a later version."""

    kind: str
    on: str
    version: int
    words: Words


@dataclass(frozen=True, slots=True)
class LateSignature:
    """A signature under a `rapid` reaction after its close: dated, outside the class (R12)."""

    slug: str
    name: str
    seat: str
    kind: str
    on: str


@dataclass(frozen=True, slots=True)
class Content:
    """One version of a publication."""

    number: str
    version: int
    kind: str
    template: str
    published_at: str
    review_on: str
    demands: tuple[str, ...]
    title: Mapping[str, str]
    summary: Mapping[str, str]
    question: Words
    paragraphs: tuple[Paragraph, ...]
    roll: tuple[RollLine, ...]
    figures: tuple[Figures, ...]
    outcome: str
    method: Method
    dissents: tuple[Dissent, ...] = ()
    notes: tuple[Note, ...] = ()
    late_signatures: tuple[LateSignature, ...] = ()
    previous_sha256: str = ""
    format: str = field(default=FORMAT)

    @property
    def languages(self) -> tuple[str, ...]:
        """The content languages in which the whole frozen text stands, the authentic ones first."""
        wordings = [self.title, self.summary, *(paragraph.wording for paragraph in self.paragraphs)]
        whole = set.intersection(*(set(wording) for wording in wordings))
        return tuple(code for code in AUTHENTIC if code in whole) + tuple(sorted(whole - set(AUTHENTIC)))

    def paragraph_number(self, key: str) -> int | None:
        """The number of the paragraph `key`; None for a reservation about the whole."""
        return next((paragraph.no for paragraph in self.paragraphs if paragraph.key == key), None)

    def named(self, slug: str) -> RollLine | None:
        """The line of the roll with this slug."""
        return next((line for line in self.roll if line.slug == slug), None)


def figures_of(number: str, roll: tuple[RollLine, ...]) -> tuple[Figures, ...]:
    """The figures per side in their order (R2), and of the regional seats from five on the roll (R1)."""
    made = []
    for seat in (one.value for one in seats_in_order(number)):
        stances = [line.stance for line in roll if line.seat == seat]
        if seat in SIDES or len(stances) >= REGIONAL_LINE_FROM:
            made.append(Figures(seat, len(stances), **{stance: stances.count(stance) for stance in STANCES}))
    return tuple(made)
