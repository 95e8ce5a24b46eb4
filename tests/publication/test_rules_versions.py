"""What a later version may change and what it may not (R12)."""

from dataclasses import replace
from typing import Any

import pytest

from forum.publication.rules.canonical import sha256
from forum.publication.rules.checks import Problem
from forum.publication.rules.content import (
    Evidence,
    Facilitator,
    Figures,
    LateSignature,
    Note,
    Reservation,
    Words,
)
from forum.publication.rules.versions import changed_only_allowed
from tests.publication.example import CLOCK, METHOD, POSITION, ROLL, next_version


def found(**changes: Any) -> list[Problem]:
    return changed_only_allowed(POSITION, next_version(**changes))


def line(slug: str, **changes: Any) -> tuple[Any, ...]:
    return tuple(replace(one, **changes) if one.slug == slug else one for one in ROLL)


def first_paragraph(**changes: Any) -> tuple[Any, ...]:
    return (replace(POSITION.paragraphs[0], **changes), *POSITION.paragraphs[1:])


def translated(language: str, text: str) -> Words:
    return replace(CLOCK, texts={**CLOCK.texts, language: text})


NOTE = Note("erratum", "2027-03-01", 2, Words("en", {"en": "A figure was wrong."}))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"notes": (NOTE,)},
        {"title": {**POSITION.title, "tr": "Diplomalar"}},
        {"question": replace(POSITION.question, texts={**POSITION.question.texts, "sr": "Боље?"})},
        {"paragraphs": first_paragraph(evidence=(Evidence("source", "2", "A corrected source"),))},
        {"paragraphs": first_paragraph(wording={**POSITION.paragraphs[0].wording, "bs": "Diploma"})},
        {"roll": line("blue-door", withdrawn_on="2027-02-28")},
        {"roll": line("blue-door", left_on="2027-02-28")},
        {"roll": line("green-hill", reservations=(Reservation(translated("sq", "Më mirë."), "par3"),))},
        {
            "dissents": (
                replace(POSITION.dissents[0], words=Words("en", {**POSITION.dissents[0].words.texts, "sr": "Да"})),
            )
        },
        {"late_signatures": (LateSignature("late", "Organisation Late", "serbia", "organisation", "2027-02-20"),)},
        {"figures": (Figures("kosovo", 5, 5), POSITION.figures[1]), "notes": (NOTE,)},
    ],
)
def test_notes_translations_evidence_figures_names_and_late_signatures_may_come(changes: dict[str, Any]) -> None:
    assert found(**changes) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": {**POSITION.title, "sq": "Tjetër"}}, Problem("frozen", "title.sq")),
        ({"summary": {**POSITION.summary, "en": "Other."}}, Problem("frozen", "summary.en")),
        ({"question": replace(POSITION.question, texts={"en": "Other?"})}, Problem("frozen", "question.en")),
        (
            {"paragraphs": first_paragraph(wording={**POSITION.paragraphs[0].wording, "sr": "Друго."})},
            Problem("frozen", "paragraphs[1].sr"),
        ),
        ({"paragraphs": POSITION.paragraphs[:2]}, Problem("frozen", "paragraphs")),
        ({"paragraphs": first_paragraph(key="other")}, Problem("frozen", "paragraphs")),
        ({"outcome": "joint"}, Problem("changed", "outcome")),
        ({"number": "JS-2027-03"}, Problem("changed", "number")),
        ({"demands": ("GOV-1",)}, Problem("changed", "demands")),
        ({"review_on": "2027-08-01"}, Problem("changed", "review_on")),
        ({"roll": ROLL[:-1]}, Problem("changed", "roll")),
        ({"roll": line("blue-door", stance="dissent")}, Problem("changed", "roll[blue-door]")),
        ({"roll": line("blue-door", seat="serbia")}, Problem("changed", "roll[blue-door]")),
        ({"roll": line("linden-street", left_on="")}, Problem("lost", "roll[linden-street]")),
        ({"roll": line("green-hill", reservations=())}, Problem("changed", "roll[green-hill]")),
        (
            {"roll": line("green-hill", reservations=(Reservation(translated("sr", "Друго."), "par3"),))},
            Problem("frozen", "roll[green-hill].sr"),
        ),
        (
            {"roll": line("green-hill", reservations=(Reservation(Words("sr", {"sr": CLOCK.texts["sr"]}), "par3"),))},
            Problem("frozen", "roll[green-hill]"),
        ),
        ({"dissents": ()}, Problem("changed", "dissents")),
        ({"method": replace(METHOD, roll_sha256="ff" * 32)}, Problem("changed", "method")),
        (
            {"method": replace(METHOD, facilitators=(Facilitator("Organisation Other", "kosovo", "2027-01-10"),))},
            Problem("changed", "method"),
        ),
        ({"figures": (Figures("kosovo", 5, 5), POSITION.figures[1]), "notes": ()}, Problem("unexplained", "figures")),
        ({"previous_sha256": "00" * 32}, Problem("previous", "previous_sha256")),
        ({"version": 3}, Problem("version", "version")),
        ({"published_at": POSITION.published_at}, Problem("order", "published_at")),
        ({"notes": (replace(NOTE, version=1),)}, Problem("version", "notes")),
    ],
)
def test_frozen_words_roll_rules_and_class_may_not_change(changes: dict[str, Any], problem: Problem) -> None:
    assert problem in found(**changes)


def test_what_was_added_stays_in_the_versions_after() -> None:
    late = LateSignature("late", "Organisation Late", "serbia", "organisation", "2027-02-20")
    before = next_version(late_signatures=(late,), title={**POSITION.title, "tr": "Diplomalar"})
    after = replace(before, version=3, previous_sha256=sha256(before), published_at="2027-04-01T09:00:00+00:00")
    assert changed_only_allowed(before, after) == []
    stripped = replace(after, late_signatures=(), notes=(), title=POSITION.title)
    assert changed_only_allowed(before, stripped) == [
        Problem("lost", "title.tr"),
        Problem("lost", "late_signatures"),
        Problem("lost", "notes"),
    ]
