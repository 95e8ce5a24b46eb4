"""Journey B: a position of both seats, from the first draft to what the public can cite."""

import csv
import io
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from forum.consultation.models import Dissent
from forum.consultation.rules.roll import Seat
from forum.core import clock
from forum.core.db import db, writing
from forum.core.languages import READINGS, speaking
from forum.organisations.operations.mandates import grant_mandate
from forum.publication.rules import labels
from tests.browser import chamber as act
from tests.browser.chamber import Chamber
from tests.browser.hands import Hands
from tests.consultation.answers import take
from tests.consultation.conftest import KOSOVO, PARAGRAPHS, QUESTION, SERBIA, TEXT, Body, Table

pytestmark = [pytest.mark.browser, pytest.mark.database("sqlite")]

FIGURES = {"kosovo": (5, 3, 2, 0, 0, 0, 0), "serbia": (5, 4, 0, 0, 0, 1, 0)}
"""On the roll, then how many of each stance; odd consultations begin with Kosovo (R2)."""
STANCES = {
    ("kosovo", "endorse"): 3, ("kosovo", "reservation"): 2, ("serbia", "endorse"): 4, ("serbia", "dissent"): 1,
    ("regional", "endorse"): 1,
}  # fmt: skip
RESERVATION = "Datat duhet t’i dinë edhe komunat."
DISSENT = "Рок без средстава је само датум. Прво средства, па рок."
DISSENT_EN = "A date without means is only a day. First the means, then the date."
DISSENT_SQ = "Një afat pa mjete është vetëm një ditë. Së pari mjetet, pastaj afati."


@pytest.fixture
def chamber(
    table: Table, open_browser: Callable[..., Any], flask_command: Callable[..., str], sign_in: Callable[..., Any]
) -> Chamber:
    """Five organisations of each seat and a regional one, two facilitators, translators, an administrator."""
    return Chamber(table, open_browser, flask_command, sign_in)


# ---------------------------------------------------------------- the draft
def _begins(chamber: Chamber) -> str:
    """The administrator begins the draft and appoints both facilitators; gives its key."""
    administrator = chamber.comes(chamber.table.administrator, "/en/admin/consultations/new")
    administrator.choose("input[name=template]", "text")
    administrator.page.locator("input[name=demands][value='GOV-2']").check()
    administrator.write("input[name=question]", QUESTION)
    administrator.press("main form.form button[type=submit]")
    administrator.at(r"/facilitate$")
    key = administrator.page.url.split("/consultations/")[1].partition("/")[0]
    for seat in ("kosovo", "serbia"):
        act.appoint(administrator, seat, f"Facilitator {seat.title()}")
    assert "vacant" not in administrator.words()
    administrator.fits()
    return key


def _writes(chamber: Chamber, key: str, hands: Hands) -> None:
    """One facilitator writes everything in English, with what it rests on."""
    for kind, field, said in (
        ("consultation", "scope", "Only dates."), ("position", "title", TEXT["title"][0]),
        ("position", "summary", TEXT["summary"][0]),
    ):  # fmt: skip
        form = f"form[action$='/text/{kind}/{field}']"
        hands.write(f"{form} [name=body]", said)
        hands.press(f"{form} button[type=submit]")
        hands.page.get_by_text(said).first.wait_for()
    for said, proof in zip(PARAGRAPHS, ("GOV-2", "https://example.org/report"), strict=True):
        form = "form[action$='/facilitate/paragraphs']"
        hands.write(f"{form} [name=body]", said[0])
        hands.press(f"{form} button[type=submit]")
        box = hands.page.locator("article.card[id^=p]").last
        box.get_by_text("Add evidence").first.click()
        box.locator("input[name=reference]").fill(proof)
        box.locator("input[name=caption]").fill("A report" if "://" in proof else "")
        hands.press(f"#{box.get_attribute('id')} form[action$='/evidence'] button")
    assert len(chamber.table.paragraphs(key)) == 2
    hands.press("form[action$='/facilitate/translations'] button")


def _translates(chamber: Chamber, name: str) -> None:
    """One piece goes through the browsers of two translators, the rest the short way."""
    first, second = (chamber.comes(person_id) for person_id in chamber.table.translators)
    chamber.opens(first, "/sq/translations?language=sq")
    first.press("main a[href*='/translations/position/'][href*='/title/sq']")
    piece = first.page.url.partition("#")[0]
    if first.page.locator("form[action$='/claim'] button").count():
        first.press("form[action$='/claim'] button")
    first.write("[name=words]", TEXT["title"][1])
    first.press("button[name=then][value=submit]")
    second.go(f"{piece}/review")
    assert TEXT["title"][0] in second.words()
    second.press("button[name=then][value=approve]")
    for language, place in (("sq", 1), ("sr", 2)):
        for field, said in TEXT.items():
            if (field, language) != ("title", "sq"):
                chamber.table.translate("position", name, field, language, said[place], plain=True)
        for paragraph, words in zip(chamber.table.paragraphs(name), PARAGRAPHS, strict=True):
            chamber.table.translate("paragraph", paragraph, "body", language, words[place])


def test_a_position_goes_from_draft_to_publication(chamber: Chamber, tmp_path: Path) -> None:
    table = chamber.table
    key = _begins(chamber)
    kosovo, serbia = (
        chamber.comes(table.facilitators[seat], f"/{reading}/consultations/{key}/facilitate")
        for seat, reading in ((Seat.KOSOVO, "en"), (Seat.SERBIA, "sr-cyrl"))
    )
    _writes(chamber, key, kosovo)
    _translates(chamber, key)
    _opens(chamber, key, kosovo, serbia)
    _answer(chamber)
    _changes_meanwhile(chamber, serbia)
    _reads_on_a_phone(chamber)
    _closes(chamber)
    _is_published(chamber, tmp_path)


def _answer(chamber: Chamber) -> None:
    """A reservation tied to a paragraph, a dissent with its opinion; the others agree without a browser."""
    lamp, bench = chamber.body("Evening Lamp"), chamber.body("River Bench")
    act.proposes(act.speaks(chamber, lamp, reading="sq"), "reservation", RESERVATION, 2)
    assert RESERVATION in act.confirms(chamber, lamp).words()
    hands = act.speaks(chamber, bench, reading="sr-cyrl")
    act.proposes(hands, "dissent")
    act.confirms(chamber, bench, reading="sr-latn")
    hands.go(f"/sr-cyrl/consultations/{chamber.number}/dissent/{bench.slug}")
    hands.write("[name=body]", DISSENT)
    hands.choose("select[name=language]", "sr")
    hands.press("main form button[type=submit]")
    assert DISSENT in hands.words()
    paragraph = chamber.table.paragraphs(chamber.number)[0]
    take(chamber.table, chamber.number, chamber.body("Blue Door"), "reservation", {paragraph: "Within a year."})
    take(chamber.table, chamber.number, chamber.body("Small Harbour"), "stand_aside")
    for name in ("Lime Tree Circle", "Open Window", "Quiet Square", "Stone Well", "Wide Road", "Between Hills"):
        take(chamber.table, chamber.number, chamber.body(name), "endorse")


def _changes_meanwhile(chamber: Chamber, serbia: Hands) -> None:
    """A stance is changed, an alternate leaves between proposal and confirmation, a facilitator is replaced."""
    harbour, boat = chamber.body("Small Harbour"), chamber.body("Paper Boat")
    hands = act.speaks(chamber, harbour)
    assert "In force: Stand aside" in hands.words()
    act.proposes(hands, "endorse")
    assert "In force: Stand aside" in hands.words(), "a change counts when it is confirmed"
    assert "In force: Endorse" in act.confirms(chamber, harbour).words()
    _an_alternate_leaves(chamber, boat)
    _replaces(chamber, serbia)


def _an_alternate_leaves(chamber: Chamber, boat: Body) -> None:
    """What somebody proposed whose mandate ended cannot be confirmed; a new alternate comes, and it is done anew."""
    table = chamber.table
    representative, alternate = boat.speakers
    gone = act.speaks(chamber, boat, alternate)
    act.proposes(gone, "endorse")
    administrator = chamber.comes(table.administrator, "/en/admin/")
    administrator.go(f"/en/my-organisations/{boat.slug}")
    administrator.press("li:has-text('alternate') form[action*='/mandates/'][action$='/end'] button")
    assert gone.page.goto(gone.page.url).status == 404
    hands = act.speaks(chamber, boat)
    hands.press("form[action$='/confirm'] button")
    assert "Whoever proposed this no longer speaks for the organisation." in hands.words()
    newcomer = table.person("newcomer")
    with writing():
        grant_mandate(None, boat.slug, newcomer, "alternate")
    act.proposes(hands, "endorse")
    act.confirms(chamber, boat, newcomer)


def _replaces(chamber: Chamber, serbia: Hands) -> None:
    """The administrator names another facilitator, with a public reason; the other facilitator agrees."""
    table = chamber.table
    successor = table.person("successor")
    with writing():
        grant_mandate(None, chamber.body("Lime Tree Circle").slug, successor, "coordinator")
    place = f"/consultations/{chamber.number}/facilitate"
    administrator = chamber.comes(table.administrator, f"/en{place}")
    act.appoint(administrator, "kosovo", "Successor", "Moves abroad.")
    chamber.opens(serbia, f"/sr-cyrl{place}")
    act.signs(serbia, "replace")
    chamber.comes(successor, f"/sq{place}").fits()
    former = chamber.comes(table.facilitators[Seat.KOSOVO])
    assert former.page.goto(f"/en{place}").status == 404
    table.facilitators[Seat.KOSOVO] = successor


def _reads_on_a_phone(chamber: Chamber) -> None:
    """A member, on a phone and without scripts: the consultation, then the page of the own organisation."""
    square = chamber.body("Quiet Square")
    phone = {"width": 360, "height": 740, "java_script_enabled": False}
    hands = chamber.comes(square.speakers[0], f"/sr-latn/consultations/{chamber.number}-x", **phone)
    assert "Svaki sporazum dobija" in hands.words()
    hands.fits()
    hands.press(f"main a[href*='/answer/{square.slug}']")
    hands.fits()


def _opens(chamber: Chamber, key: str, kosovo: Hands, serbia: Hands) -> None:
    """Both sign the announcement, the freezing and the opening; then it opens by the clock."""
    for hands, reading in ((kosovo, "en"), (serbia, "sr-cyrl")):
        hands.go(f"/{reading}/consultations/{key}/facilitate")
        act.signs(hands, "announce")
    chamber.number = chamber.table.facts(key).number or ""
    assert chamber.number
    for step in ("freeze", "open_round"):
        for hands, reading in ((kosovo, "en"), (serbia, "sr-cyrl")):
            hands.go(f"/{reading}/consultations/{chamber.number}/facilitate")
            act.signs(hands, step)
            hands.fits()
    chamber.table.open(chamber.number)


# ---------------------------------------------------------------- the result
def _closes(chamber: Chamber) -> None:
    """The clock closes it, the worker counts, an organisation checks its entry, translators see what has closed."""
    table, number = chamber.table, chamber.number
    table.close(number)
    chamber.here.clear()
    reader = Hands(chamber.open().new_page())
    reader.go(f"/en/consultations/{number}-x")
    assert "Closed, being counted." in reader.words() and RESERVATION not in reader.words()
    table.work()
    reader.go(f"/en/consultations/{number}-x")
    assert "Organisations check their entry" in reader.words()
    lamp, wrong = chamber.body("Evening Lamp"), "Our name is written with a capital L."
    hands = chamber.comes(lamp.speakers[0], f"/en/consultations/{number}/answer/{lamp.slug}")
    hands.write("#report-body", wrong)
    hands.press("form[action$='/report'] button")
    assert wrong in hands.words()
    facilitator = chamber.comes(table.facilitators[Seat.SERBIA], f"/sr-latn/consultations/{number}/reports")
    assert wrong in facilitator.words()
    key = db.session.scalars(select(Dissent.key)).one()
    for language, said in (("en", DISSENT_EN), ("sq", DISSENT_SQ)):
        table.translate("dissent", key, "body", language, said)


def _is_published(chamber: Chamber, tmp_path: Path) -> None:
    """At the end of the check, by the worker; every surface shows the same figures."""
    table, number = chamber.table, chamber.number
    reader = Hands(chamber.open().new_page())
    assert reader.page.goto(f"/en/positions/{number}").status == 404
    ends = table.facts(number).round.check_ends_at
    assert ends is not None
    table.go_to(ends + timedelta(minutes=1))
    table.work()
    for reading in READINGS:
        with speaking(reading):
            outcome = str(labels.outcomes()["joint_with_reservations"])
        reader.go(f"/{reading}/positions/{number}")
        assert outcome in reader.words()
        rows = reader.page.locator("#outcome table").first.locator("tbody tr").all_inner_texts()
        assert [tuple(int(cell) for cell in re.findall(r"\d+", row)) for row in rows] == list(FIGURES.values())
        reader.fits()
        paper = _paper(reader, f"/{reading}/positions/{number}.pdf", tmp_path)
        assert outcome in paper and all(" ".join(map(str, line)) in paper for line in FIGURES.values())
        assert Counter(_stances(reader, f"/{reading}/positions/{number}.csv")) == STANCES
        feed = reader.page.request.get(f"/{reading}/feed.atom").text()
        told = re.search(rf"<summary>({outcome}[^<]*)</summary>", feed)
        assert told and [int(found) for found in re.findall(r"\d+", told[1])] == [
            count for line in FIGURES.values() for count in line[1:]
        ]
    data = reader.page.request.get(f"/en/positions/{number}.json").json()
    assert data["outcome"] == "joint_with_reservations"
    assert Counter((line["seat"], line["stance"]) for line in data["roll"]) == STANCES
    reader.go(f"/en/positions/{number}")
    words = reader.words()
    assert DISSENT_EN in words and "Moves abroad." in words
    assert reader.page.locator("#stances li", has_text=RESERVATION).locator("a[href='#n2']").count() == 1
    reader.go("/sq/demands/gov-2-implement-agreements")
    assert reader.page.locator(f"main a[href$='/positions/{number}']").count()


def _paper(reader: Hands, url: str, tmp_path: Path) -> str:
    """The text of a PDF as it stands in its lines."""
    file = tmp_path / "position.pdf"
    file.write_bytes(reader.page.request.get(url).body())
    done = subprocess.run(["pdftotext", "-layout", "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode())


def _stances(reader: Hands, url: str) -> list[tuple[str, str]]:
    rows = csv.DictReader(io.StringIO(reader.page.request.get(url).body().decode("utf-8-sig")))
    return [(row["seat"], row["stance"]) for row in rows]


# ---------------------------------------------------------------- a reaction
def test_a_joint_reaction_takes_a_day(chamber: Chamber) -> None:
    """24 hours to answer, 24 to check; published because it is joint, with how many of each side signed."""
    table = chamber.table
    number = chamber.number = table.opened("rapid", lengths={1: 24})
    began = clock.now()
    for name in (*KOSOVO[1:4], *SERBIA[2:5]):
        take(table, number, chamber.body(name), "endorse")
    square = chamber.body("Quiet Square")
    act.proposes(act.speaks(chamber, square, reading="sr-latn", width=360), "endorse")
    act.confirms(chamber, square)
    table.close(number)
    table.work()
    reader = Hands(chamber.open(width=360).new_page())
    assert reader.page.goto(f"/en/positions/{number}").status == 404
    table.wait(hours=24)
    table.work()
    assert clock.now() - began < timedelta(hours=50)
    reader.go(f"/en/positions/{number}")
    assert re.search(r"3 of 5\b.*\b4 of 5", reader.page.locator(".verdict").inner_text())
    reader.fits()
