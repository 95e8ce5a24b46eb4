"""The data of the printed position: everything the template sets, already in the reader's language and script.

The template decides how things look, this module what they say and in which order: question and demands,
outcome in one sentence, summary, text with evidence, stances by name with their reservations, dissenting
opinions, figures by side, method, notes, review date, citation and hash, language versions, originals.
"""

from typing import Any

from forum.consultation.rules.outcome import OutcomeClass, is_reaction
from forum.core.languages import _, speaking
from forum.publication.rules import labels as say
from forum.publication.rules.canonical import sha256
from forum.publication.rules.content import AUTHENTIC, SIDES, STANCES, Content, Evidence, RollLine, Words
from forum.publication.rules.dates import day, moment
from forum.publication.rules.document_figures import figures
from forum.publication.rules.export import address, citation
from forum.publication.rules.shown import (
    Reader,
    awaited,
    endonym,
    original,
    plain_words,
    reader_of,
    readings,
    wording,
    words,
)


def document(content: Content, language: str, base_url: str) -> dict[str, Any]:
    """What `templates/publication/position.typ` needs to print `content` in the reading `language`."""
    reader = reader_of(content, language)
    with speaking(language):
        return {
            "labels": say.labels(),
            "head": _head(content, reader),
            "demands": list(content.demands),
            "question": words(content.question, reader, marked=False),
            "outcome": _outcome(content),
            "summary": wording(content.summary, reader),
            "paragraphs": _paragraphs(content, reader),
            "stances": _stances(content, reader),
            "dissents": _dissents(content, reader),
            "figures": figures(content),
            "method": _method(content, reader),
            "notes": _notes(content, reader),
            "late": [
                {"name": late.name, "seat": say.seats()[late.seat], "on": day(late.on)}
                for late in content.late_signatures
            ],
            "foot": _foot(content, language, base_url),
            "languages": readings(content.languages),
            "further": _further(content),
            "originals": _originals(content, reader),
        }


def document_title(content: Content, language: str) -> str:
    """The title of the PDF file in the reading `language`."""
    title = wording(content.title, reader_of(content, language))["text"]
    return f"{content.number}: {title}"


def _head(content: Content, reader: Reader) -> dict[str, Any]:
    reaction = bool(content.outcome) and is_reaction(content.template, OutcomeClass(content.outcome))
    plain = "result" if content.template == "rapid" else content.kind  # a rapid one that is not joint is no reaction
    kind = say.kinds()["reaction" if reaction else plain]
    sides = [line for line in content.figures if line.seat in SIDES]
    return {
        "title": wording(content.title, reader),
        "kind": kind,
        "number": content.number,
        "line": _("Version %(version)s, published %(date)s", version=content.version, date=day(content.published_at)),
        "signed": say.signed_by(*sides) if reaction else "",
        "date": [int(part) for part in content.published_at[:10].split("-")],
    }


def _outcome(content: Content) -> dict[str, str]:
    if not content.outcome:
        return {"name": "", "sentence": ""}
    return {"name": say.outcomes()[content.outcome], "sentence": say.outcome_sentence(content)}


def _paragraphs(content: Content, reader: Reader) -> list[dict[str, Any]]:
    kinds = say.evidence_kinds()
    return [
        {
            "no": paragraph.no,
            "body": wording(paragraph.wording, reader, marked=True),
            "evidence": [_evidence(one, kinds[one.kind]) for one in paragraph.evidence],
        }
        for paragraph in content.paragraphs
    ]


def _evidence(one: Evidence, kind: str) -> dict[str, str]:
    """A piece of evidence; only addresses of the web become links."""
    link = one.address if one.address.startswith(("https://", "http://")) else ""
    return {"kind": kind, "reference": one.reference, "label": one.label, "lang": one.language, "link": link}


def _stances(content: Content, reader: Reader) -> list[dict[str, Any]]:
    """The groups in the order of the stances, without those nobody took; names within by alphabet."""
    names = say.stances()
    groups = []
    for stance in STANCES:
        lines = sorted((line for line in content.roll if line.stance == stance), key=lambda line: line.name.casefold())
        if lines:
            rows = [_named(content, line, reader) for line in lines]
            groups.append({"stance": stance, "label": names[stance], "rows": rows})
    return groups


def _named(content: Content, line: RollLine, reader: Reader) -> dict[str, Any]:
    remarks = []
    if line.kind == "individual":
        remarks.append(_("individual seat"))
    if line.left_on:
        remarks.append(_("left on: %(date)s", date=day(line.left_on)))
    if line.withdrawn_on:
        remarks.append(_("name withdrawn on: %(date)s", date=day(line.withdrawn_on)))
    reservations = [
        {
            "on": _about(content, one.paragraph),
            "no": content.paragraph_number(one.paragraph),
            **words(one.words, reader),
            "awaited": awaited(one.words),
        }
        for one in line.reservations
    ]
    return {"name": line.name, "seat": say.seats()[line.seat], "remarks": remarks, "reservations": reservations}


def _about(content: Content, key: str) -> str:
    number = content.paragraph_number(key)
    return _("On the whole text") if number is None else _("On paragraph %(number)s", number=number)


def _dissents(content: Content, reader: Reader) -> list[dict[str, Any]]:
    shown = []
    for dissent in content.dissents:
        lines = [line for line in map(content.named, dissent.authors) if line is not None]
        shown.append(
            {
                "authors": [{"name": line.name, "seat": say.seats()[line.seat]} for line in lines],
                "filed": _("Filed: %(date)s", date=day(dissent.filed_on)),
                **words(dissent.words, reader),
                "awaited": awaited(dissent.words),
            }
        )
    return shown


def _method(content: Content, reader: Reader) -> dict[str, Any]:
    method = content.method
    facts = [
        (_("Announced, rules and roll frozen"), moment(method.announced_at)),
        (_("Opened"), moment(method.opened_at)),
        (_("Closed"), moment(method.closed_at, deadline=True)),
    ]
    if method.predecessor:
        facts.append((_("Follows"), method.predecessor))
    seats = say.seats()
    places = [
        {
            "name": place.organisation,
            "seat": seats[place.seat],
            "time": _("from %(date)s", date=day(place.from_on))
            if not place.until_on
            else _("from %(date)s until %(end)s", date=day(place.from_on), end=day(place.until_on)),
        }
        for place in method.facilitators
    ]
    kinds = say.deviations()
    hashes = [
        (_("Rules"), method.ruleset_sha256),
        (_("Roll"), method.roll_sha256),
        (_("Frozen text"), method.text_sha256),
    ]
    return {
        "facts": facts,
        "facilitators_label": _("Facilitated by people with a mandate from"),
        "facilitators": places,
        "rules": say.rules_in_words() if content.outcome else [],
        "machine": _machine(content),
        "deviations_label": _("Otherwise than announced"),
        "deviations": [
            {"what": kinds[one.kind], "on": day(one.on), **words(one.reason, reader, marked=False)}
            for one in method.deviations
        ],
        "hashes": hashes,
    }


def _machine(content: Content) -> str:
    """What in this publication was made by a machine, said even when the answer is nothing."""
    if any(value.machine for value in _own_words(content)):
        return _("Some translations were made by a machine; they are marked where they stand.")
    return _("No text in this publication was made by a machine; Latin Serbian is converted from Cyrillic.")


def _notes(content: Content, reader: Reader) -> list[dict[str, Any]]:
    kinds = say.note_kinds()
    return [
        {
            "head": _(
                "%(kind)s, version %(version)s, %(date)s",
                kind=kinds[note.kind],
                version=note.version,
                date=day(note.on),
            ),
            **words(note.words, reader),
        }
        for note in content.notes
    ]


def _further(content: Content) -> list[dict[str, Any]]:
    """The whole text in the languages beyond the authentic ones: translations, which bind nobody."""
    return [
        {
            "name": endonym(code),
            "lang": code,
            "title": content.title[code],
            "summary": content.summary[code],
            "paragraphs": [plain_words(one.wording[code], code) for one in content.paragraphs],
        }
        for code in content.languages
        if code not in AUTHENTIC
    ]


def _foot(content: Content, language: str, base_url: str) -> dict[str, str]:
    return {
        "citation": citation(content, language, base_url),
        "address": address(content, base_url),
        "sha256": sha256(content),
        "previous": content.previous_sha256,
        "version": str(content.version),
        "published": day(content.published_at),
        "review": day(content.review_on),
        "running": _("Version %(version)s", version=content.version),
    }


def _own_words(content: Content) -> list[Words]:
    """Every text that binds in its original, in the order in which it is printed."""
    return [
        *(one.words for line in content.roll for one in line.reservations),
        *(dissent.words for dissent in content.dissents),
        *(deviation.reason for deviation in content.method.deviations),
        *(note.words for note in content.notes),
    ]


def _originals(content: Content, reader: Reader) -> list[dict[str, Any]]:
    """The binding originals of what is shown in translation: reservations and dissents."""
    names = {line.slug: line.name for line in content.roll}
    sources = [
        (line.name, _about(content, one.paragraph), one.words) for line in content.roll for one in line.reservations
    ]
    dissenting = _("Dissenting opinion")
    sources += [(", ".join(names[slug] for slug in one.authors), dissenting, one.words) for one in content.dissents]
    return [
        {"names": who, "what": what, "language": endonym(value.original, value.script), **original(value)}
        for who, what, value in sources
        if value.original != reader.reading.content and reader.reading.content in value.texts
    ]
