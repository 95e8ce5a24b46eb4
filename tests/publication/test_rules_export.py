"""A publication as a table and as a citation, in each reading."""

from dataclasses import replace

import pytest

from forum.core.languages import READINGS
from forum.publication.rules.content import LateSignature, RollLine, Words
from forum.publication.rules.dates import moment
from forum.publication.rules.document import document, document_title
from forum.publication.rules.export import CSV_COLUMNS, address, citation, csv_rows
from tests.publication.example import POSITION, ROLL, with_roll

BASE = "https://sofra.example/"


@pytest.mark.parametrize("code", READINGS)
def test_the_table_names_every_seat_of_the_roll_once_and_nothing_else(code: str) -> None:
    header, *rows = csv_rows(POSITION, code)
    assert header == CSV_COLUMNS
    assert {len(row) for row in rows} == {len(CSV_COLUMNS)}
    assert sorted(row[2] for row in rows) == sorted(line.name for line in ROLL)


def test_a_reservation_travels_with_its_paragraph_in_the_language_and_script_of_the_reader() -> None:
    """R11, R22."""

    def row(code: str) -> dict[str, str]:
        header, *rows = csv_rows(POSITION, code)
        return next(dict(zip(header, one, strict=True)) for one in rows if one[2] == "Organisation Green Hill")

    assert row("en")["paragraphs"] == "3"
    assert row("en")["reservation"].startswith("Stopping the clock")
    assert row("sr-cyrl")["reservation"].startswith("Заустављање рока")
    assert row("sr-latn")["reservation"].startswith("Zaustavljanje roka")
    assert row("sq")["reservation_language"] == "sq"


def test_a_late_signature_is_a_row_without_a_stance() -> None:
    late = LateSignature("late", "Organisation Late", "serbia", "organisation", "2027-02-20")
    *_rows, last = csv_rows(replace(POSITION, late_signatures=(late,)), "en")
    assert last[2] == "Organisation Late"
    assert last[5] == ""
    assert last[-1] == "2027-02-20"


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_no_cell_is_a_formula(start: str) -> None:
    line = RollLine("odd", start, "kosovo", "organisation", "endorse")
    rows = csv_rows(with_roll((*ROLL, line)), "en")
    assert any(row[2] == f"'{start}" for row in rows)


def test_the_citation_names_title_number_version_date_and_a_lasting_address() -> None:
    """R36."""
    assert address(POSITION, BASE) == "https://sofra.example/positions/JS-2027-01/v1"
    assert citation(POSITION, "en", BASE) == (
        "Sofra, “Diplomas: what prompt implementation means for a graduate”, position JS-2027-01, version 1 "
        "(16 February 2027), https://sofra.example/positions/JS-2027-01/v1"
    )
    assert "Дипломе: шта брза примена" in citation(POSITION, "sr-cyrl", BASE)
    assert "Diplome: šta brza primena" in citation(POSITION, "sr-latn", BASE)
    assert "16 shkurt 2027" in citation(POSITION, "sq", BASE)


def test_a_deadline_at_midnight_belongs_to_the_day_it_ends() -> None:
    """R33."""
    assert moment("2027-02-08T23:00:00+00:00", deadline=True) == "8 February 2027, 23:59 CET"
    assert moment("2027-02-08T23:00:00+00:00") == "9 February 2027, 00:00 CET"
    assert moment("2027-07-01T10:00:00+00:00", deadline=True) == "1 July 2027, 12:00 CEST"


def test_names_of_organisations_keep_their_script() -> None:
    line = RollLine("sastanak", "Организација Пример", "serbia", "organisation", "endorse")
    content = replace(with_roll((*ROLL, line)), question=Words("sr", {"sr": "Шта пита Организација Пример?"}))
    shown = document(content, "sr-latn", BASE)
    assert shown["question"]["text"] == "Šta pita Организација Пример?"


def test_the_data_of_the_document_hold_no_total_of_everybody() -> None:
    """R1: the quorum of the whole roll is said to hold, without its figure."""
    figures = document(POSITION, "en", BASE)["figures"]
    assert [row["label"] for row in figures["rows"]] == ["Kosovo", "Serbia"]
    quorum, *others = figures["conditions"]
    assert quorum["cells"] == ["", ""]
    assert quorum["holds"] == "yes"
    assert all(cell for one in others for cell in one["cells"])
    assert [one["holds"] for one in figures["conditions"]][-1] == "no"


def test_a_reaction_says_who_signed_by_side_and_only_when_joint() -> None:
    """R9: `signed by a of n and b of m`."""
    assert document(POSITION, "en", BASE)["head"]["signed"] == ""
    rapid = replace(POSITION, template="rapid", outcome="joint")
    assert document(rapid, "en", BASE)["head"]["signed"] == (
        "Signed by 4 of 5 (seat: Kosovo) and 3 of 5 (seat: Serbia)"
    )
    assert document(replace(rapid, outcome="broad"), "en", BASE)["head"]["signed"] == ""


def test_the_title_of_the_file_names_the_publication() -> None:
    assert document_title(POSITION, "sr-latn") == "JS-2027-01: Diplome: šta brza primena znači za diplomca"
