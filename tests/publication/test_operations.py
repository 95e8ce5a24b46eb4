"""Publishing by the clock and by nobody's leave; further versions add and never change (R9, R11, R12, R14)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.audit.models import LogEntry
from forum.consultation.rules.roll import Seat
from forum.core.clock import civil
from forum.core.db import db, writing
from forum.core.errors import Conflict, NotAllowed, NotFound, Unfit
from forum.core.languages import READINGS
from forum.organisations.operations.bodies import leave_table, rename_organisation
from forum.publication.models import Publication, PublicationFile
from forum.publication.operations import further, publishing
from forum.publication.queries import position
from forum.publication.queries.stances import stances_of
from forum.publication.queries.verify import verify
from forum.publication.rules.canonical import from_canonical
from forum.publication.rules.content import LateSignature, Words
from forum.search import queries as search
from forum.search.rules import understand
from tests.consultation import answers as a
from tests.consultation.conftest import Table
from tests.publication.conftest import answered

pytestmark = pytest.mark.usefixtures("plain_files")
NOTE = Words("en", {"en": "Both addressees have *the text*.", "sq": "Të dy adresuesit e kanë tekstin."})


def further_by(table: Table, person: int, act: Callable[..., int], *args: Any, **kwargs: Any) -> int:
    with writing():
        return act(table.actor(person), *args, **kwargs)


def how_many(model: Any) -> int:
    db.session.rollback()
    return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


@pytest.mark.parametrize("hour", [21, 22, 23])
def test_what_is_due_at_night_is_published_at_night(table: Table, hour: int) -> None:
    """When Belgrade and UTC have other days, the day of review is counted in one of them."""
    number = answered(table, table.opened("rapid"))
    a.count(table, number)
    ends = a.round_of(number).check_ends_at
    assert ends is not None
    table.go_to((ends + timedelta(days=1)).replace(hour=hour, minute=30))
    table.work()
    assert how_many(Publication) == 1
    found = db.session.scalars(select(Publication)).one()
    assert found.review_on is not None
    assert (civil(found.review_on).date() - civil(found.published_at).date()).days == 180


def test_publication_waits_for_the_check_and_at_most_seven_days_for_a_dissent(table: Table) -> None:
    number = answered(table, table.opened())
    a.count(table, number)
    ends = a.round_of(number).check_ends_at
    assert ends is not None
    table.go_to(ends - timedelta(minutes=1))
    table.work()
    assert how_many(Publication) == 0, "the check goes on"
    key = a.dissents_of(number)[0].key
    table.go_to(ends + timedelta(minutes=1))
    table.work()
    assert how_many(Publication) == 0, "a dissent lacks two languages"
    table.translate("dissent", key, "body", "sq", "Ne e shohim ndryshe.")
    table.go_to(ends + timedelta(days=6, hours=23))
    table.work()
    assert how_many(Publication) == 0
    table.go_to(ends + timedelta(days=7))
    table.work()
    table.work()
    assert how_many(Publication) == 1, "published once, with what there is"
    found = position(number).content
    assert found.dissents[0].words.awaited == ("sr",)
    assert table.facts(number).published_at == position(number).published_at
    assert verify(number) == []


def test_a_dissent_that_stands_in_three_languages_delays_nothing(table: Table) -> None:
    number = answered(table, table.opened())
    a.count(table, number)
    key = a.dissents_of(number)[0].key
    for language, words in (("sq", "Ne e shohim ndryshe."), ("sr", "Ми то видимо другачије.")):
        table.translate("dissent", key, "body", language, words)
    ends = a.round_of(number).check_ends_at
    assert ends is not None
    table.go_to(ends)
    table.work()
    content = position(number).content
    assert content.dissents[0].words.awaited == ()
    assert {line.name: line.stance for line in content.roll if line.stance != "endorse"} == {
        "Paper Boat": "reservation", "Stone Well": "dissent", "Wide Road": "stand_aside", "Open Window": "do_not_join",
        "Between Hills": "no_response",
    }  # fmt: skip
    assert content.outcome == "broad" or content.outcome.startswith("joint")


def test_what_left_or_was_renamed_since_keeps_its_entry(table: Table) -> None:
    """R10: noted *left on …*; the name of the roll stays, links and figures hold."""
    number = answered(table, table.opened())
    a.count(table, number)
    admin, orgs = table.administrator, table.organisations
    with writing():
        leave_table(table.actor(admin), orgs["Blue Door"].slug)
        slug = rename_organisation(table.actor(admin), orgs["Stone Well"].slug, "Deep Well")
    table.wait(days=15)
    table.work()
    content = position(number).content
    left = next(line for line in content.roll if line.name == "Blue Door")
    assert left.stance == "endorse" and left.left_on
    assert next(line for line in content.roll if line.name == "Stone Well").stance == "dissent"
    assert verify(number) == []
    with writing():
        later = rename_organisation(table.actor(admin), slug, "Deeper Well")
    assert verify(number) == [], "a later name changes nothing that was published"
    assert [one.stance for one in stances_of(later, READINGS["en"])] == ["dissent"]


def test_further_versions_add_what_r12_allows_each_chained_logged_and_verified(
    table: Table, published: Callable[..., str]
) -> None:
    number = published()
    first = position(number)
    facilitator, admin = table.facilitators[Seat.SERBIA], table.administrator
    for stranger in (table.organisations["Stone Well"].speakers[0], table.translators[0]):
        with pytest.raises(NotAllowed):
            further_by(table, stranger, further.add_note, number, 1, "note", NOTE)
    table.wait(hours=1)
    assert further_by(table, facilitator, further.add_note, number, 1, "erratum", NOTE) == 2
    with pytest.raises(Conflict, match="meanwhile"):
        further_by(table, admin, further.add_note, number, 1, "note", NOTE)
    table.wait(hours=1)
    with pytest.raises(Conflict, match="Nothing would change"):
        further_by(table, admin, further.take_in_translations, number, 2)
    table.translate("dissent", a.dissents_of(number)[0].key, "body", "sr", "Ми то видимо другачије.")
    assert further_by(table, admin, further.take_in_translations, number, 2) == 3
    assert position(number).content.dissents[0].words.awaited == ("sq",)
    table.wait(hours=1)
    with pytest.raises(Unfit):
        further_by(table, admin, further.correct_evidence, number, 3, NOTE, paragraph=1)
    assert further_by(
        table, admin, further.correct_evidence, number, 3, NOTE, paragraph=1, away=0,
        reference="https://example.org/new", label="A better source",
    ) == 4  # fmt: skip
    pieces = position(number).content.paragraphs[0].evidence
    assert [(one.kind, one.label) for one in pieces] == [("source", "A better source")]
    table.wait(hours=1)
    assert further_by(table, facilitator, further.withdraw_name, number, 4, "quiet-square", NOTE) == 5
    withdrawn = position(number).content.named("quiet-square")
    assert withdrawn is not None and withdrawn.withdrawn_on and withdrawn.stance == "endorse"
    table.wait(hours=1)
    head = {"title": "Rokovi", "summary": "Svaki dogovor dobija rok. Rok se objavljuje.", "question": "Pitanje?"}
    assert further_by(table, admin, further.add_language, number, 5, "bs", head, {1: "Rok.", 2: "Javno."}) == 6
    latest = position(number)
    assert latest.content.languages == ("en", "sq", "sr", "bs")
    again = position(number, 1)
    assert (again.content, again.sha256, again.published_at) == (first.content, first.sha256, first.published_at)
    assert (latest.content.outcome, latest.content.figures) == (first.content.outcome, first.content.figures)
    assert verify(number) == []
    told = select(LogEntry.type).where(LogEntry.object.like(f"publication/{number}/%")).order_by(LogEntry.n)
    assert list(db.session.scalars(told)) == [
        "publication_published", "publication_erratum", "publication_published", "publication_erratum",
        "publication_published", "publication_published",
    ]  # fmt: skip
    table.work()
    assert how_many(PublicationFile) == 6 * 9, "PDF and CSV in four readings and one JSON for each version"


def test_nobody_can_change_words_stances_or_outcome_in_a_further_version(
    table: Table, published: Callable[..., str]
) -> None:
    number = published()
    table.wait(hours=1)
    changes = {
        "title": lambda new, on: replace(new, title={**new.title, "en": "Other words"}),
        "stance": lambda new, on: replace(new, roll=(replace(new.roll[0], stance="dissent"), *new.roll[1:])),
        "outcome": lambda new, on: replace(new, outcome="divergent"),
        "roll": lambda new, on: replace(new, roll=new.roll[1:]),
        "dissent": lambda new, on: replace(new, dissents=()),
        "late": lambda new, on: replace(new, late_signatures=(_late(on),)),
    }
    for change in changes.values():
        with pytest.raises(Conflict, match="never changes"):
            further_by(table, table.administrator, further.publish_further, number, 1, change)
    with pytest.raises(Unfit):
        further_by(table, table.administrator, further.add_late_signature, number, 1, "between-hills")
    with pytest.raises(NotFound):
        further_by(table, table.administrator, further.withdraw_name, number, 1, "nobody", NOTE)
    assert how_many(Publication) == 1


def _late(on: str) -> LateSignature:
    return LateSignature("late", "Organisation Late", "serbia", "organisation", on)


def test_a_rapid_reaction_takes_late_signatures_outside_its_class(
    table: Table, published: Callable[..., str]
) -> None:
    number = published("rapid")
    before = position(number).content
    assert (a.round_of(number).check_ends_at or table.facts(number).now) - (
        a.round_of(number).closes_at or table.facts(number).now
    ) == timedelta(hours=24)
    assert before.dissents[0].words.awaited == ("sq", "sr"), "a rapid reaction waits for no translation"
    table.wait(hours=1)
    admin = table.administrator
    outside = table.organisation("New Kite", Seat.SERBIA)
    unseated = table.organisation("No Chair", None)
    for slug in ("blue-door", unseated.slug):
        with pytest.raises(Unfit):
            further_by(table, admin, further.add_late_signature, number, 1, slug)
    assert further_by(table, admin, further.add_late_signature, number, 1, "between-hills") == 2
    table.wait(hours=1)
    assert further_by(table, admin, further.add_late_signature, number, 2, outside.slug) == 3
    with pytest.raises(Unfit):
        further_by(table, admin, further.add_late_signature, number, 3, outside.slug)
    after = position(number).content
    assert [one.name for one in after.late_signatures] == ["Between Hills", "New Kite"]
    assert (after.figures, after.outcome) == (before.figures, before.outcome)
    assert verify(number) == []


def test_what_is_published_is_found_in_every_language_and_in_plain_words(
    table: Table, published: Callable[..., str]
) -> None:
    number = published()
    db.session.rollback()
    for word in ("agreement", "marrëveshje", "споразум", "sporazum"):
        query = understand(word)
        assert query is not None
        found = search.search(None, query, READINGS["en"], kind="position")
        assert [hit.url for hit in found.hits] == [f"/en/positions/{number}"], word
    stored = from_canonical(db.session.scalars(select(Publication.content)).one())
    assert "**date**" in stored.paragraphs[0].wording["en"], "what was frozen is what was written"


def test_two_workers_publish_once(app: Any, table: Table) -> None:
    number = answered(table, table.opened("rapid"))
    a.count(table, number)
    consultation_id = a.round_of(number).consultation_id
    table.wait(hours=25)
    db.session.rollback()

    def publish() -> None:
        with app.app_context():
            publishing.publish_consultation(consultation_id)
            db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(publish), pool.submit(publish)]:
            done.result(30)
    assert how_many(Publication) == 1
