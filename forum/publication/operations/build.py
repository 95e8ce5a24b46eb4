"""From rows to the canonical content of a first version."""

from datetime import datetime

from forum.core.clock import civil
from forum.publication.queries.material import Material, TextVersions, text_versions
from forum.publication.rules.content import (
    Content,
    Deviation,
    Dissent,
    Evidence,
    Facilitator,
    Method,
    Paragraph,
    Reservation,
    RollLine,
    Words,
    figures_of,
)  # fmt: skip

_DEVIATIONS = {
    "extended": "extended",
    "suspended": "suspended",
    "resumed": "resumed",
    "replaced": "facilitator_replaced",
}


def instant(moment: datetime) -> str:
    """An instant with its offset, to the second."""
    return civil(moment).isoformat(timespec="seconds")


def day(moment: datetime) -> str:
    """The civil day of an instant."""
    return civil(moment).date().isoformat()


def first_version(found: Material, published_at: datetime, review_on: datetime) -> Content:
    """The content of version 1, from what is stored."""
    consultation = found.consultation
    number = consultation.number or ""
    roll = _roll(found)
    question = text_versions("consultation", [consultation.id], "question")[consultation.id]
    title = {one.language: one.text for one in found.wordings if one.field == "title"}
    return Content(
        number=number,
        version=1,
        kind="position",
        template=consultation.template,
        published_at=instant(published_at),
        review_on=day(review_on),
        demands=tuple(sorted(found.demands)),
        title=title,
        summary={one.language: one.text for one in found.wordings if one.field == "summary"},
        question=_words(question),
        paragraphs=_paragraphs(found),
        roll=roll,
        figures=figures_of(number, roll),
        outcome=found.result["class"],
        method=_method(found),
        dissents=_dissents(found),
    )


def _words(text: TextVersions) -> Words:
    return Words(text.original, dict(text.texts), text.machine, text.script)


def _roll(found: Material) -> tuple[RollLine, ...]:
    taken = {line["organisation"]: line for line in found.result["stances"]}
    texts = text_versions("reservation", [one.id for one in found.reservations], "body")
    lines = []
    for line in found.roll:
        stance = taken[line.organisation_id]
        reservations = tuple(
            Reservation(_words(texts[one.id]), one.paragraph or "")
            for one in found.reservations
            if one.organisation_id == line.organisation_id and one.version == stance["version"] and one.id in texts
        )
        left = found.left.get(line.organisation_id)
        lines.append(
            RollLine(
                line.slug, line.name, line.seat, line.kind, stance["stance"],
                reservations if stance["stance"] == "reservation" else (), day(left) if left else "",
                key=line.key,
            )
        )  # fmt: skip
    return tuple(lines)


def _paragraphs(found: Material) -> tuple[Paragraph, ...]:
    wordings: dict[int, dict[str, str]] = {}
    places: dict[int, tuple[int, str]] = {}
    for row in found.paragraphs:
        wordings.setdefault(row.id, {})[row.language] = row.text
        places[row.id] = (row.no, row.key)
    return tuple(
        Paragraph(
            no, key, wordings[id_],
            tuple(
                Evidence(one.kind, one.key or one.demand_code or "", one.label or "", "", one.url or "")
                for one in found.evidence
                if one.paragraph_id == id_
            ),
        )
        for id_, (no, key) in sorted(places.items(), key=lambda item: item[1])
    )  # fmt: skip


def _method(found: Material) -> Method:
    consultation, round_ = found.consultation, found.round
    reasons = text_versions("consultation_event", [event.id for event in found.events], "reason")
    deviations = tuple(
        Deviation(_DEVIATIONS[event.kind], day(event.at), _words(reasons[event.id]))
        for event in found.events
        if event.kind in _DEVIATIONS and event.id in reasons
    )
    facilitators = tuple(
        Facilitator(row.name, row.seat, day(row.starts_at), day(row.ends_at) if row.ends_at else "")
        for row in found.facilitators
    )
    assert consultation.announced_at and round_.opens_at and round_.closes_at
    return Method(
        ruleset=consultation.ruleset,
        ruleset_sha256=consultation.ruleset_sha256 or "",
        roll_sha256=consultation.roll_sha256 or "",
        text_sha256=found.position.text_sha256 or "",
        announced_at=instant(consultation.announced_at),
        opened_at=instant(round_.opens_at),
        closed_at=instant(round_.closes_at),
        facilitators=facilitators,
        deviations=deviations,
        predecessor=found.predecessor,
    )


def _dissents(found: Material) -> tuple[Dissent, ...]:
    """The opinions of whoever does not endorse, under the names of the roll (R11)."""
    texts = text_versions("dissent", [one.id for one in found.dissents], "body")
    return tuple(
        Dissent(tuple(author.slug for author in one.authors), _words(texts[one.id]), day(one.filed_at))
        for one in found.dissents
        if one.id in texts
    )
