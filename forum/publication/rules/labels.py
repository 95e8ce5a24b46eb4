"""The words of the printed position, in the language being spoken.

Every function looks its messages up when it is called, so that one process prints all languages one after
the other.
"""

from forum.core.languages import _, pgettext
from forum.publication.rules.content import Content, Figures


def labels() -> dict[str, str]:
    """The fixed words of the printed page."""
    return {
        "question": _("The question"),
        "demands": _("Demands of the Joint Statement"),
        "outcome": _("Outcome"),
        "summary": _("In two sentences"),
        "text": _("The position"),
        "evidence": _("Evidence"),
        "stances": _("Stances by name"),
        "stances_note": _("Every organisation and individual seat on the roll, with the stance in force at the close."),
        "individual": _("individual seat"),
        "dissents": _("Dissenting opinions"),
        "dissents_note": _("Set in the same size and published in the same languages as the position."),
        "figures": _("Stances by side"),
        "figures_table": _("Stances by declared seat. Each figure counts organisations and individual seats."),
        "ring_note": _("Each mark is one organisation or individual seat; the sides are set apart by a gap."),
        "seat": _("Seat"),
        "roll": _("On the roll"),
        "conditions": _("Why this is the outcome: the conditions of the rules, with what each side has."),
        "condition": _("Condition"),
        "holds": _("Holds"),
        "method": _("How this came about"),
        "notes": _("Notes and corrections"),
        "late": _("Signed after the close"),
        "late_note": _("These signatures came later; they are no part of the figures and of the outcome."),
        "citation": _("Number, citation, hash"),
        "number": _("Number"),
        "version": _("Version"),
        "published": _("Published"),
        "review": _("To be reviewed by"),
        "cite_as": _("Cite as"),
        "hash": _("Hash of the canonical JSON (SHA-256)"),
        "previous_hash": _("Hash of the version before"),
        "languages": _("Language versions"),
        "originals": _("Originals"),
        "originals_note": _(
            "What organisations wrote themselves binds in the language in which they wrote it. "
            "These are the originals of the texts that this document shows in translation."
        ),
        "page": _("Page"),
    }


def kinds() -> dict[str, str]:
    """What a publication is called."""
    return {
        "position": _("Position"),
        "synthesis": _("Synthesis"),
        "reaction": _("Joint reaction"),
        "result": _("Result"),
    }


def seats() -> dict[str, str]:
    """Where organisations say they are based; no side is named a country."""
    return {
        "kosovo": pgettext("seat", "Kosovo"),
        "serbia": pgettext("seat", "Serbia"),
        "regional": pgettext("seat", "Regional"),
    }


def stances() -> dict[str, str]:
    """The stances as one would read them beside a name."""
    return {
        "endorse": pgettext("stance", "Endorse"),
        "reservation": pgettext("stance", "Endorse with reservation"),
        "stand_aside": pgettext("stance", "Stand aside"),
        "do_not_join": pgettext("stance", "Do not join"),
        "dissent": pgettext("stance", "Dissent"),
        "no_response": pgettext("stance", "No response"),
    }


def outcomes() -> dict[str, str]:
    """The outcome classes."""
    return {
        "joint": pgettext("outcome", "Joint"),
        "joint_with_reservations": pgettext("outcome", "Joint with reservations"),
        "broad": pgettext("outcome", "Broad support"),
        "divergent": pgettext("outcome", "Divergent"),
        "no_quorum": pgettext("outcome", "No quorum"),
    }


def outcome_sentence(content: Content) -> str:
    """The class in one sentence: what it means, never who is right (R9)."""
    if content.template == "rapid":
        joint = _(
            "On each side at least two thirds of those who endorsed or dissented endorse it, and so does at least "
            "a third of the roll of each side."
        )
    else:
        joint = _(
            "On each side at least two thirds of those who endorsed or dissented endorse it, and so does more than "
            "half of the roll of each side."
        )
    sentences = {
        "joint": joint,
        "joint_with_reservations": _(
            "On each side at least two thirds of those who endorsed or dissented endorse it; on at least one side "
            "more than a quarter of the endorsements carry a reservation."
        ),
        "broad": _(
            "On each side at least half of those who endorsed or dissented endorse it; for a joint position "
            "the support on at least one side is not enough."
        ),
        "divergent": _("On at least one side more organisations dissent than endorse."),
        "no_quorum": _("Too few organisations of the roll, or of one side, took a stance; nothing follows from it."),
    }
    return sentences[content.outcome]


def side_sentence(figures: Figures) -> str:
    """How far one side supports the position, as a fraction and never as a bare percentage."""
    return _(
        "%(seat)s: endorsed by %(supporting)s of %(decided)s that endorsed or dissented, and of %(roll)s on the roll.",
        seat=seats()[figures.seat],
        supporting=figures.supporting,
        decided=figures.decided,
        roll=figures.roll,
    )


def signed_by(first: Figures, second: Figures) -> str:
    """The heading of a joint reaction: who signed, by side, and never *the 47* (R9)."""
    names = seats()
    return _(
        "Signed by %(first)s of %(first_roll)s (seat: %(first_seat)s) and %(second)s of %(second_roll)s "
        "(seat: %(second_seat)s)",
        first=first.supporting,
        first_roll=first.roll,
        first_seat=names[first.seat],
        second=second.supporting,
        second_roll=second.roll,
        second_seat=names[second.seat],
    )


def in_a_line(outcome: str, figures: tuple[Figures, ...]) -> str:
    """A result in a line, for lists and feeds: the outcome, then every stance of each side; never a total (R1)."""
    names, words = seats(), stances()
    parts = [
        _(
            "%(seat)s: %(counts)s.",
            seat=names[line.seat],
            counts=", ".join(f"{words[stance]} {count}" for stance, count in counts(line).items()),
        )
        for line in figures
    ]
    return " ".join([f"{outcomes()[outcome]}." if outcome in outcomes() else "", *parts]).strip()


def ring_alternative(figures: tuple[Figures, ...]) -> str:
    """What the ring of seats shows, for those who do not see it."""
    names, words = seats(), stances()
    parts = [
        _(
            "%(seat)s: %(counts)s.",
            seat=names[line.seat],
            counts=", ".join(f"{words[stance]} {count}" for stance, count in counts(line).items() if count),
        )
        for line in figures
    ]
    return " ".join([_("Seats around the table, by side and stance."), *parts, _("The table has every figure.")])


def counts(line: Figures) -> dict[str, int]:
    """The six figures of a line in the order of the stances."""
    return {
        "endorse": line.endorse,
        "reservation": line.reservation,
        "stand_aside": line.stand_aside,
        "do_not_join": line.do_not_join,
        "dissent": line.dissent,
        "no_response": line.no_response,
    }


def rules_in_words() -> list[str]:
    """What the table of conditions does not say by itself (R1, R9, R10)."""
    return [
        _("Kosovo and Serbia are compared as sides; regional seats count towards the quorum of the whole roll only."),
        _("The first condition that does not hold gives the outcome; it is computed and chosen by nobody."),
        _("Silence is no response, never consent."),
    ]


def conditions(code: str, mode: str, share: str) -> str:
    """A condition of the class in words, with the share the rules ask for (R9)."""
    sentences = {
        "quorum_roll": _("Of the whole roll, at least %(share)s took a stance", share=share),
        "quorum_side": _("Of the side's roll, at least %(share)s endorsed or dissented", share=share),
        "majority": _("Of those who endorsed or dissented, at least %(share)s endorse", share=share),
        "support": _("Of those who endorsed or dissented, at least %(share)s endorse", share=share),
        "backing": _("Of the side's roll, more than %(share)s endorse", share=share)
        if mode == "more_than"
        else _("Of the side's roll, at least %(share)s endorse", share=share),
        "reservations": _("Of the endorsements, at most %(share)s carry a reservation", share=share),
    }
    return sentences[code]


def evidence_kinds() -> dict[str, str]:
    """What a piece of evidence is."""
    return {
        "demand": _("Demand"),
        "post": _("Post"),
        "source": _("Source"),
        "proposition": _("Proposition"),
        "amendment": _("Amendment"),
        "figure": _("Figure"),
    }


def deviations() -> dict[str, str]:
    """What may go otherwise than announced."""
    return {
        "extended": _("The round was extended."),
        "suspended": _("The consultation was suspended."),
        "resumed": _("The consultation was resumed."),
        "facilitator_replaced": _("A facilitator was replaced."),
    }


def note_kinds() -> dict[str, str]:
    """What a later version adds."""
    return {"note": _("Note"), "erratum": _("Correction")}
