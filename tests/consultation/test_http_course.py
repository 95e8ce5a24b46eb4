"""One course in the browser, from the opening to the published position, ordinary and rapid (Journey B)."""

import csv
import io
import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from forum.consultation.rules.stances import LABEL_KEYS
from forum.core.db import db, writing
from forum.organisations.operations.mandates import end_mandate, grant_mandate
from forum.organisations.queries import mandates_of
from forum.publication.queries.verify import verify
from tests.consultation import answers as a
from tests.consultation.conftest import KOSOVO, REGIONAL, SERBIA, Body, Table
from tests.consultation.test_answer_views import Desk
from tests.support import visits

SAID = {
    "Paper Boat": "reservation", "Stone Well": "dissent", "Quiet Square": "stand_aside", "Open Window": "do_not_join",
    "Between Hills": "no_response",
}  # fmt: skip
NAMES = {"kosovo": KOSOVO, "serbia": SERBIA, "regional": REGIONAL}
EXPECTED = Counter((seat, SAID.get(name, "endorse")) for seat, names in NAMES.items() for name in names)
ROWS = {seat: [len(names), *(EXPECTED[seat, stance] for stance in LABEL_KEYS)] for seat, names in NAMES.items()}


class Course:
    """Everybody's browser."""

    def __init__(self, table: Table, app: Flask, sign_in: Callable[..., FlaskClient], number: str):
        self.table, self.number = table, number
        self._open = lambda person: sign_in(person, app.test_client())

    def desk(self, body: Body, person: int) -> Desk:
        return Desk(self._open(person), self.number, body)

    def take(self, body: Body, stance: str, **words: str) -> None:
        """One proposes, the other confirms, each in the own browser."""
        self.desk(body, body.speakers[0]).propose(stance, **words)
        self.desk(body, body.speakers[1]).confirm()

    def everybody_answers(self) -> None:
        orgs = self.table.organisations
        first, second = self.table.paragraphs(self.number)
        self.take(orgs["Stone Well"], "reservation", **{f"reservation_{second}": "Not yet."})
        for name, body in orgs.items():
            if name == "Paper Boat":
                self.take(body, "reservation", **{f"reservation_{first}": "Not *before* March.", "language": "en"})
            elif name not in ("Between Hills", "Wide Road", "Stone Well"):
                self.take(body, SAID.get(name, "endorse"))
        self._changes_before_the_close(orgs["Stone Well"], second)
        self._an_alternate_whose_mandate_ends(orgs["Wide Road"])

    def _changes_before_the_close(self, body: Body, paragraph: str) -> None:
        self.take(body, "dissent", **{f"reservation_{paragraph}": ""})
        desk = self.desk(body, body.speakers[0])
        desk.send(desk.url("dissent"), 303, desk.page("dissent"), body="We see it **otherwise**.", language="en")

    def _an_alternate_whose_mandate_ends(self, body: Body) -> None:
        """What the alternate proposed cannot be confirmed any more; others propose and confirm anew."""
        representative, alternate = body.speakers
        self.desk(body, alternate).propose("dissent")
        (key,) = [one.key for one in mandates_of(body.id) if one.person_id == alternate]
        with writing():
            end_mandate(self.table.actor(self.table.administrator), key)
        refused = self.desk(body, representative).confirm(409)
        assert refused is not None and "no longer speaks for the organisation" in refused.text
        other = self.table.person("wide.road.new")
        with writing():
            grant_mandate(None, body.slug, other, "alternate")
        self.desk(body, representative).propose("endorse")
        self.desk(body, other).confirm()


def check_everywhere(number: str, client: FlaskClient, tmp_path: Path) -> Any:
    """The figures on page, paper, in both files and the feed; gives the canonical content."""
    content = json.loads(client.get(f"/en/positions/{number}.json").data)
    assert Counter((line["seat"], line["stance"]) for line in content["roll"]) == EXPECTED
    table = csv.DictReader(io.StringIO(client.get(f"/en/positions/{number}.csv").data.decode("utf-8-sig")))
    assert Counter((row["seat"], row["stance"]) for row in table) == EXPECTED
    page = visits.visit(client, f"/en/positions/{number}")
    lines = page.xpath("(//table)[1]/tbody/tr")
    rows = {row.xpath("th")[0].text: [one.text for one in row.xpath("td")] for row in lines}
    assert rows == {"Kosovo": list(map(str, ROWS["kosovo"])), "Serbia": list(map(str, ROWS["serbia"]))}
    file = tmp_path / "position.pdf"
    file.write_bytes(client.get(f"/en/positions/{number}.pdf").data)
    command = ["pdftotext", "-layout", "-enc", "UTF-8", str(file), "-"]
    paper = re.sub(r"\s+", " ", subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    feed = client.get("/en/feed.atom").get_data(as_text=True)
    for seat in ("kosovo", "serbia"):
        assert f"{seat.title()} {' '.join(map(str, ROWS[seat]))}" in paper
        roll, *counts = ROWS[seat]
        labels = ("Endorse", "Endorse with reservation", "Stand aside", "Do not join", "Dissent", "No response")
        said = ", ".join(f"{label} {count}" for label, count in zip(labels, counts, strict=True))
        assert f"{seat.title()}: {said}." in feed
        assert content["figures"][0 if seat == content["figures"][0]["seat"] else 1]["roll"] == roll
    for words in ("Not before March.", "We see it otherwise."):
        assert words in page.text and words in paper
    return content


def test_a_position_from_its_opening_to_its_publication(
    table: Table, app: Flask, sign_in: Callable[..., FlaskClient], client: FlaskClient, tmp_path: Path
) -> None:
    number = table.opened()
    course = Course(table, app, sign_in, number)
    course.everybody_answers()
    table.close(number)
    facts = table.facts(number)
    assert "Closed, being counted." in visits.visit(client, f"/en/consultations/{number}-{facts.slug}").text
    table.work()
    entry = course.desk(table.organisations["Stone Well"], table.organisations["Stone Well"].speakers[0]).page()
    assert "What everybody reads" in entry.text and "We see it otherwise." in entry.text
    key = a.dissents_of(number)[0].key
    for language, said in (("sq", "Ne e shohim **ndryshe**."), ("sr", "Ми то видимо **другачије**.")):
        table.translate("dissent", key, "body", language, said)
    ends = a.round_of(number).check_ends_at
    assert ends is not None
    table.go_to(ends + timedelta(minutes=1))
    table.work()
    content = check_everywhere(number, client, tmp_path)
    assert content["outcome"] == "joint"
    for reading, said in (("sq", "Ne e shohim ndryshe."), ("sr-latn", "Mi to vidimo drugačije.")):
        page = visits.visit(client, f"/{reading}/positions/{number}")
        assert said in page.text and page.xpath("//details//*[@lang='en']"), "the original is one click away"
    stories = visits.visit(client, "/en/")
    assert number in stories.text
    assert verify(number) == []
    db.session.rollback()


def test_a_rapid_reaction_in_twenty_four_hours(
    table: Table, app: Flask, sign_in: Callable[..., FlaskClient], client: FlaskClient, tmp_path: Path
) -> None:
    number = table.opened("rapid", lengths={1: 24})
    one = a.round_of(number)
    assert one.opens_at is not None and one.closes_at is not None and one.check_ends_at is not None
    assert timedelta(hours=24) <= one.closes_at - one.opens_at < timedelta(hours=25), "up to the full hour"
    assert one.check_ends_at - one.closes_at == timedelta(hours=24)
    db.session.rollback()
    Course(table, app, sign_in, number).everybody_answers()
    a.publish(table, number)
    content = check_everywhere(number, client, tmp_path)
    assert content["outcome"] == "joint"
    (found,) = visits.visit(client, f"/en/positions/{number}").xpath("//div[@class='head']")
    head = " ".join(found.text_content().split())
    assert "Joint reaction" in head and "Signed by 4 of 5 (seat: Kosovo) and 3 of 5 (seat: Serbia)" in head
    assert verify(number) == []
    db.session.rollback()
