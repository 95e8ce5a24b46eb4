"""The words of a consultation for translators: who may read and change them, when, and where they stand."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from forum.consultation import rules as rules_package
from forum.consultation.operations import drafts, signing, stops
from forum.consultation.queries.position import frozen_position, position_draft
from forum.consultation.rules import course_words
from forum.consultation.rules.missing import Missing
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.signatures import Act
from forum.core.db import db, writing
from forum.core.errors import NotAllowed, NotFound
from forum.core.languages import READINGS, speaking
from forum.translation import operations as translation
from forum.translation.queries import piece_for
from forum.translation.queries.waiting import waiting
from forum.translation.rules import kinds, words
from tests.consultation.conftest import KOSOVO, Table

KS, RS = Seat.KOSOVO, Seat.SERBIA


def piece(table: Table, person_id: int | None, kind: str, key: str, field: str, language: str = "sq") -> Any:
    db.session.rollback()
    return piece_for(table.actor(person_id) if person_id else None, kind, key, field, language)


def places(table: Table, name: str) -> list[tuple[str, str, str]]:
    """(kind, key, field) of every text of a consultation."""
    facts = table.facts(name)
    fields = [("consultation", "question"), ("consultation", "scope"), ("position", "title"), ("position", "summary")]
    return [(kind, facts.key, field) for kind, field in fields] + [
        ("paragraph", key, "body") for key in table.paragraphs(name)
    ]


def test_words_of_a_draft_are_for_its_people_and_for_translators_by_role(table: Table) -> None:
    key = table.drafted()
    outsider = table.organisations[KOSOVO[1]].speakers[0]
    for place in places(table, key):
        for person_id in (table.facilitators[KS], table.administrator, table.translators[0]):
            found = piece(table, person_id, *place)
            assert found.is_open and found.changeable and not found.public, place
            assert found.link.startswith(f"/consultations/{key}/facilitate"), place
        for stranger in (None, outsider):
            with pytest.raises(NotFound):
                piece(table, stranger, *place)


def test_an_announced_text_is_for_everybody_and_a_frozen_one_changes_no_more(table: Table) -> None:
    number = table.announced()
    facts, outsider = table.facts(number), table.organisations[KOSOVO[1]].speakers[0]
    for place in places(table, number):
        found = piece(table, None, *place)
        assert found.public and found.changeable
        assert found.link.startswith(f"/consultations/{number}-{facts.slug}")
        assert found.scopes == (f"consultation/{number}",)
    table.sign(number, Act.FREEZE)
    for kind, key, field in places(table, number):
        found = piece(table, outsider, kind, key, field)
        assert found.changeable is (kind == "consultation") and found.is_open is found.changeable
        assert found.authentic is (kind != "consultation"), "question and scope are not frozen in three languages (R22)"
    who = table.actor(table.translators[0])
    found = piece(table, table.translators[0], "position", facts.key, "title")
    with writing(), pytest.raises(NotAllowed):
        translation.claim_translation(who, found)


def test_what_is_asked_for_stands_in_the_translators_list_until_the_freezing(table: Table) -> None:
    key = table.begun()
    title = words("Dates", "en", plain=True)
    table.do(table.facilitators[KS], key, drafts.write_field, "position", "title", title, 0)
    table.do(table.facilitators[KS], key, drafts.ask_translators)

    def listed(person_id: int) -> set[tuple[str, str]]:
        db.session.rollback()
        who = table.actor(person_id)
        return {(one.kind, one.field) for one in waiting(who, ["sr"], "write").lines}

    assert listed(table.translators[0]) == {("consultation", "question"), ("position", "title")}
    assert listed(table.organisations[KOSOVO[1]].speakers[0]) == set(), "nobody else hears of a draft"


def test_public_reasons_are_translated_like_any_other_words(table: Table, client: FlaskClient) -> None:
    number = table.opened()
    facts = table.facts(number)
    said = words("Një incident.", "sq", plain=True)
    table.do(table.facilitators[KS], number, stops.suspend, said)
    kind = kinds()["consultation_event"]
    key = f"{facts.key}.4"
    owner = kind.owner_of(key)
    assert owner is not None and kind.key_of(owner) == key
    for wrong in (facts.key, f"{facts.key}.0", f"{facts.key}.5", f"{facts.key}.x", f"{facts.key}.99999", "zzzzzzz.1"):
        assert kind.owner_of(wrong) is None
    found = piece(table, None, "consultation_event", key, "reason", "en")
    assert found.public and found.link == f"/consultations/{number}-{facts.slug}#events-h"
    table.translate("consultation_event", key, "reason", "en", "An incident.", plain=True)
    page = client.get(f"/en{found.link.partition('#')[0]}").get_data(as_text=True)
    assert "An incident." in page and 'id="events-h"' in page


def test_a_withdrawn_consultation_is_translated_no_more(table: Table) -> None:
    number = table.opened()
    said = words("Not needed.", "en", plain=True)
    table.do(table.facilitators[KS], number, signing.propose, Act.WITHDRAW, said)
    table.sign(number, Act.WITHDRAW, RS)
    assert not any(piece(table, None, *place).changeable for place in places(table, number))


def test_serbian_written_in_latin_is_frozen_in_cyrillic(table: Table) -> None:
    key = table.drafted()
    facts = table.facts(key)
    typed = words("Rokovi i {{latn:Sofra}}", "sr", plain=True)
    table.do(table.facilitators[RS], key, drafts.write_field, "position", "title", typed, 1)
    for language, source in (("en", "Dates and Sofra"), ("sq", "Datat dhe Sofra")):
        table.translate("position", facts.key, "title", language, source, plain=True)
    title = position_draft(facts.position_id or 0).title
    assert title is not None and title.words["sr"] == "Рокови и Sofra"


def test_a_name_in_cyrillic_stays_in_the_frozen_text_of_latin_readers(table: Table) -> None:
    """Names of organisations are never transliterated; the words around them are."""
    table.organisation("Тиха вода", Seat.SERBIA)
    key = table.drafted()
    facts = table.facts(key)
    typed = words("Рокови за Тиха вода", "sr", plain=True)
    table.do(table.facilitators[RS], key, drafts.write_field, "position", "title", typed, 1)
    for language, source in (("en", "Dates for Тиха вода"), ("sq", "Datat për Тиха вода")):
        table.translate("position", facts.key, "title", language, source, plain=True)
    table.sign(key, Act.ANNOUNCE)
    number = table.facts(key).number or ""
    table.sign(number, Act.FREEZE)
    found = frozen_position(table.facts(number).position_id or 0, READINGS["sr-latn"])
    assert str(found.title.html) == "Rokovi za Тиха вода"


# ---------------------------------------------------------------- sentences
def _codes() -> set[str]:
    """Every code that the rules of the course can give, read from their source."""
    found = set()
    places = Path(rules_package.__file__).parent
    files = [*places.rglob("guards/*.py"), places / "timetable.py", places / "roll.py", places / "ruleset.py",
             places / "templates.py", *places.rglob("kinds/*.py")]  # fmt: skip
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                if node.func.id == "missing" and isinstance(first, ast.Constant):
                    found.add(str(first.value))
                if node.func.id in ("state_missing", "reason_missing") and isinstance(first, ast.Constant):
                    found.add(f"{first.value}.{node.func.id.partition('_')[0]}")
    return found | {f"freeze.{part}" for part in ("title", "summary", "unwritten_title", "unwritten_summary")}


@pytest.mark.parametrize("reading", list(READINGS))
def test_every_code_of_the_rules_is_a_whole_sentence(reading: str) -> None:
    codes = _codes()
    assert {"extend.too_long", "roll.too_small", "signature.missing", "replace.state", "withdraw.reason"} <= codes
    data = {"seat": "kosovo", "language": "sq", "paragraph": 3, "round": 1}
    with speaking(reading):
        for code in sorted(codes | {"extend.changed"}):
            told = course_words.sentence(Missing(code, data))
            assert told != code and " " in told and "%(" not in told, code
        assert course_words.answered(None, 5) != course_words.answered(1, 5) != course_words.answered(2, 5)
        for labels in (
            course_words.states(), course_words.milestones(), course_words.events(), course_words.acts(),
            course_words.translations(), course_words.outcomes(),
        ):  # fmt: skip
            assert all(labels.values())


@pytest.mark.database("sqlite")
def test_pages_of_the_course_have_no_sentence_glued_together(
    table: Table, sign_in: Callable[..., FlaskClient], client: FlaskClient, marked: None
) -> None:
    number = table.opened()
    sign_in(table.facilitators[KS])
    for url in (f"/sq/consultations/{number}/facilitate", f"/sq/consultations/{number}"):
        text = client.get(url, follow_redirects=True).get_data(as_text=True)
        assert "⟦⟦" not in text
