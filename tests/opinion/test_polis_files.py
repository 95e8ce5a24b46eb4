"""Exports of Polis are read to the letter, and whatever is wrong in one is told with file, line and column."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion.rules.csv_places import Rows
from forum.opinion.rules.polis_files import COMMENTS, MATRIX, VOTES, BadFile, Export, read_export

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "polis"
CONVERSATIONS = {  # people, statements with votes, votes, votes that a later one replaced, left out by moderators
    "15-per-hour-seattle": (339, 54, 2_872, 123, 23),
    "bg2050-volunteers": (126, 371, 14_283, 58, 56),
    "brexit-consensus": (204, 50, 5_303, 9, 0),
    "london.youth.policing": (26, 36, 638, 2, 3),
    "scoop-hivemind.freshwater": (117, 80, 3_972, 7, 29),
    "scoop-hivemind.ubi": (234, 70, 7_153, 21, 1),
}

SAID = """comment-id,author-id,agrees,disagrees,moderated,is-meta,is-seed,comment-body
0,9,2,1,1,false,true,"Buses should run at night, too"
1,9,1,1,-1,false,false,Rejected
2,9,1,0,1,true,false,"I am
over sixty"
5,9,0,0,0,false,false,Nobody was asked
"""
TABLE = """participant,group-id,n-votes,0,2,1
7,1,3,1,-1,0
3,,0,,,
12,0,2,-1,,1
"""
NAMES = {"matrix": MATRIX, "votes": VOTES, "comments": COMMENTS}
CAST = """timestamp,datetime,comment-id,voter-id,vote
1000,x,0,7,-1
3000,x,0,7,1
2000,x,0,7,0
1000,x,2,7,-1
1000,x,1,7,0
1000,x,0,12,-1
1000,x,1,12,1
"""


def read(side_column: str | None = None, **texts: str | bytes) -> Export:
    """`read(matrix=…, comments=…)`, what is not given as above; None leaves a file out."""
    given = {NAMES[key]: value for key, value in {"comments": SAID, **texts}.items() if value is not None}
    files = {name: value if isinstance(value, bytes) else value.encode() for name, value in given.items()}
    return read_export(files, side_column=side_column)


def answers(export: Export) -> list[tuple[int, int, int]]:
    triples = zip(export.person, export.statement, export.value, strict=True)
    return [(export.participants[who], export.statements[what].id, how) for who, what, how in triples]


def test_the_table_is_read_in_the_order_of_ids() -> None:
    found = read(matrix=TABLE)
    assert found.participants == (3, 7, 12)
    assert answers(found) == [(7, 0, 1), (7, 1, 0), (7, 2, -1), (12, 0, -1), (12, 1, 1)]
    assert [one.id for one in found.statements] == [0, 1, 2, 5], "whoever was said anything and not voted on, too"
    assert found.statements[0].text == "Buses should run at night, too" and found.statements[0].seed
    assert found.ineligible == (1, 2), "rejected, and about the person"
    assert found.published == (None, 1, 0)
    assert found.sides == ("all",) and list(found.side) == [0, 0, 0]


def test_of_votes_cast_again_the_latest_counts() -> None:
    found = read(votes=CAST)
    assert answers(found) == answers(read(matrix=TABLE))
    assert found.replaced == 2 and found.participants == (7, 12)
    untimed = "comment-id,voter-id,vote\n0,7,1\n0,7,-1\n"
    assert answers(read(votes=untimed)) == [(7, 0, -1)], "without a time the place in the file decides"


def test_the_table_goes_before_the_votes() -> None:
    assert read(matrix=TABLE, votes="broken").source == MATRIX


@pytest.mark.parametrize(
    "harmless",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n\n",
        lambda text: text.replace("12,", " 12 ,").replace(",-1", ", -1 "),
        lambda text: text.replace("-1", '"-1"'),
    ],
    ids=["BOM", "CRLF", "no last line end", "empty lines", "blanks", "quotes"],
)  # fmt: skip
def test_what_does_no_harm_is_read(harmless: object) -> None:
    assert callable(harmless)
    for kind, text in (("matrix", TABLE), ("votes", CAST)):
        changed = {kind: harmless(text), "comments": harmless(SAID)}
        assert answers(read(**changed)) == answers(read(**{kind: text}))


def test_a_side_column_is_read_where_one_is_asked_for() -> None:
    table = "participant,seat,0,1,note\n1,Serbia,1,,\n2,kosovo,1,,\n3,,1,,\n4,Regional,1,,\n"
    with pytest.raises(BadFile, match=r"line 1, column 5: \"note\" is no id of a statement"):
        read("seat", matrix=table)
    found = read("seat", matrix=table.replace(",note", "").replace(",,\n", ",\n"))
    assert found.sides == ("kosovo", "serbia") and list(found.side) == [1, 0, -1, -1]
    cast = "comment-id,voter-id,vote,seat\n0,1,1,a\n1,1,1,a\n0,2,1,b\n"
    assert read("seat", votes=cast).sides == ("a", "b")
    with pytest.raises(BadFile, match=r"votes.csv, line 3, column 4: voter 1 stands on another side"):
        read("seat", votes=cast.replace("1,1,1,a", "1,1,1,b"))
    with pytest.raises(BadFile, match=r"line 1, column 1: the header has no column \"seat\""):
        read("seat", matrix=TABLE)
    many = "participant,seat,0\n" + "".join(f"{n},s{n},1\n" for n in range(9))
    with pytest.raises(BadFile, match="line 10, column 2: this is the 9th side"):
        read("seat", matrix=many)


def test_a_statement_without_words_still_counts() -> None:
    found = read(matrix="participant,0,77\n1,1,1\n")
    assert [one.id for one in found.statements if not one.known] == [77] and 77 not in found.ineligible


BROKEN: dict[str, tuple[dict[str, str | bytes | None], str, int | None, int | None, str]] = {
    "no votes at all": ({}, MATRIX, None, None, "no such file"),
    "no comments": ({"matrix": TABLE, "comments": None}, COMMENTS, None, None, "no such file"),
    "empty": ({"matrix": ""}, MATRIX, 1, 1, "the file is empty"),
    "only a mark": ({"matrix": b"\xef\xbb\xbf"}, MATRIX, 1, 1, "the file is empty"),
    "empty comments": ({"matrix": TABLE, "comments": "\n"}, COMMENTS, 1, 1, "the file is empty"),
    "another header": ({"matrix": "person,0\n1,1\n"}, MATRIX, 1, 1, 'no column "participant"'),
    "another header of votes": ({"votes": "a,b\n1,2\n"}, VOTES, 1, 1, 'no column "voter-id"'),
    "another header of comments": ({"matrix": TABLE, "comments": "id\n1\n"}, COMMENTS, 1, 1, "no column"),
    "a column twice": ({"matrix": "participant,0,1,0\n1,1,1,1\n"}, MATRIX, 1, 4, "is there twice"),
    "a statement twice": ({"matrix": "participant,0,1,00\n1,1,1,1\n"}, MATRIX, 1, 4, "statement 0 is there twice"),
    "no statements": ({"matrix": "participant,xid\n1,1\n"}, MATRIX, 1, 2, "no column of a statement"),
    "a statement in words": ({"matrix": "participant,0,one\n1,1,1\n"}, MATRIX, 1, 3, "no id of a statement"),
    "a row too short": ({"matrix": TABLE.replace("3,,0,,,", "3,,0,")}, MATRIX, 3, 5, "4 fields, the header has 6"),
    "a row too long": ({"matrix": TABLE.replace("3,,0,,,", "3,,0,,,,,1")}, MATRIX, 3, 7, "8 fields"),
    "a person in words": ({"matrix": TABLE.replace("12,0", "twelve,0")}, MATRIX, 4, 1, "no id of a participant"),
    "a person with a sign": ({"matrix": TABLE.replace("12,0", "-12,0")}, MATRIX, 4, 1, "a whole number"),
    "half a person": ({"matrix": TABLE.replace("12,0", "1.5,0")}, MATRIX, 4, 1, "a whole number"),
    "a very long number": ({"matrix": TABLE.replace("12,0", "9" * 5000 + ",0")}, MATRIX, 4, 1, "a whole number"),
    "a person twice": ({"matrix": TABLE.replace("12,0", "007,0")}, MATRIX, 4, 1, "participant 7 is there twice"),
    "vote 7": ({"matrix": TABLE.replace(",-1,0", ",7,0")}, MATRIX, 2, 5, '"7" is no vote'),
    "vote 7, cast": ({"votes": CAST.replace("0,12,-1", "0,12,7")}, VOTES, 7, 5, '"7" is no vote'),
    "no vote cast": ({"votes": CAST.replace("0,12,-1", "0,12,")}, VOTES, 7, 5, '"" is no vote'),
    "a voter in words": ({"votes": CAST.replace("0,12,-1", "0,me,-1")}, VOTES, 7, 4, "no id of a voter"),
    "a time in words": ({"votes": CAST.replace("3000", "noon")}, VOTES, 3, 1, "no timestamp"),
    "a header alone": ({"matrix": TABLE.split("\n")[0]}, MATRIX, 1, 1, "nothing below it"),
    "a header alone, cast": ({"votes": CAST.split("\n")[0]}, VOTES, 1, 1, "not a single vote"),
    "nobody voted": ({"matrix": "participant,0,1\n1,,\n2,,\n"}, MATRIX, 2, 2, "not a single vote"),
    "all rejected": ({"matrix": "participant,1\n1,1\n"}, COMMENTS, 1, 1, "rejected every statement"),
    "a huge field": (
        {"matrix": TABLE, "comments": SAID + "6,9,0,0,0,false,false," + "x" * 200_000},
        COMMENTS, 7, 8, "longer than 131,072 characters",
    ),
    "latin-1": (
        {"matrix": TABLE, "comments": SAID.encode().replace(b"Rejected", b"Refus\xe9")},
        COMMENTS, 3, 8, "the byte E9 is not UTF-8",
    ),
    "latin-1 below a line end in quotes": (
        {"matrix": TABLE, "comments": SAID.encode().replace(b"over", "över".encode("latin-1"))},
        COMMENTS, 5, 8, "the byte F6 is not UTF-8",
    ),
    "UTF-16": ({"matrix": TABLE.encode("utf-16")}, MATRIX, 1, 1, "not UTF-8"),
    "NUL": ({"matrix": TABLE.replace("12,0,2", "12,0,\0")}, MATRIX, 4, 3, "a NUL byte"),
    "a quotation mark without its end": ({"matrix": TABLE.replace("12,", '"12,')}, MATRIX, 4, 1, "not closed"),
    "words after a quotation": ({"matrix": TABLE.replace("12,0", '12,"0"1')}, MATRIX, 4, 2, "not closed"),
    "another decision": (
        {"matrix": TABLE, "comments": SAID.replace("1,-1,false", "1,maybe,false")}, COMMENTS, 3, 5, "no decision",
    ),
    "neither true nor false": (
        {"matrix": TABLE, "comments": SAID.replace("1,true", "1,perhaps")}, COMMENTS, 4, 6, "neither true nor false",
    ),
    "said twice": ({"matrix": TABLE, "comments": SAID.replace("\n5,", "\n2,")}, COMMENTS, 6, 1, "2 is there twice"),
    "wrong below a line end in quotes": (
        {"matrix": TABLE, "comments": SAID.replace("\n5,9", "\nfive,9")}, COMMENTS, 6, 1, "no id of a statement",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_told_with_its_place(name: str) -> None:
    texts, file, line, column, words = BROKEN[name]
    with pytest.raises(BadFile) as caught:
        read(**texts)  # type: ignore[arg-type]
    found = caught.value
    assert (found.file, found.line, found.column) == (file, line, column)
    assert words in str(found) and str(found).startswith(file) and str(found).endswith(".")
    assert len(str(found)) < 160 and str(found).isprintable()


def told(texts: dict[str, str | bytes]) -> BadFile | None:
    try:
        read(**texts)
    except BadFile as error:
        return error
    return None


@settings(max_examples=150)
@given(st.data())
def test_damage_of_any_kind_is_read_or_told(data: st.DataObject) -> None:
    """Bytes changed, added, lost: nothing but `BadFile`, with a place inside the file."""
    kind, whole = data.draw(st.sampled_from([("matrix", TABLE), ("votes", CAST), ("comments", SAID)]))
    raw = bytearray(whole.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        raw[at : at + data.draw(st.integers(0, 9))] = data.draw(
            st.binary(max_size=4) | st.sampled_from([b'"', b",", b"\n", b"\r", b"\xef\xbb\xbf", b"\0", b"-", b"7"])
        )
    texts: dict[str, str | bytes] = {"matrix": TABLE, kind: bytes(raw)}
    if kind == "votes":
        texts.pop("matrix")
    error = told(texts)
    if error is not None:
        damaged = bytes(raw) if error.file == NAMES[kind] else SAID.encode()
        lines = damaged.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        assert error.line is not None and error.column is not None
        assert 1 <= error.line <= max(lines, 2) and error.column >= 1


@settings(max_examples=50)
@given(st.lists(st.lists(st.text(alphabet='ab,"\n\r é', max_size=6), min_size=3, max_size=3), min_size=1, max_size=6))
def test_places_are_those_an_editor_shows(rows: list[list[str]]) -> None:
    """The line a row begins on, whatever stands in quotes above it."""
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    found = Rows("x.csv", "\n".join(["a,b,c", *lines]).encode())
    starts = []
    for row, expected in zip(found, rows, strict=True):
        assert row == expected
        starts.append(found.line)
    before = ["a,b,c", *lines]
    counted = [len(("\n".join(before[: n + 1]) + "\n|").replace("\r\n", "\n").replace("\r", "\n").split("\n")) for n in
               range(len(rows))]  # fmt: skip
    assert starts == counted


def test_a_large_conversation_is_read_in_a_moment() -> None:
    """As large as the largest public one: 2,000 people, 900 statements, 225,000 votes."""
    row = ",".join("1" if n % 8 == 0 else "" for n in range(900))
    table = "participant," + ",".join(map(str, range(900))) + "\n"
    table += "".join(f"{n},{row}\n" for n in range(2_000))
    said = "comment-id,moderated,comment-body\n" + "".join(f"{n},1,x\n" for n in range(900))
    began = time.process_time()
    assert len(read(matrix=table, comments=said).value) == 226_000
    assert time.process_time() - began < 3


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_both_files_of_a_public_conversation_say_the_same(name: str) -> None:
    place = DATA / name
    if not place.is_dir():
        pytest.skip(f"the conversation {name} is not here")
    texts = {kind: (place / file).read_bytes() for kind, file in (("matrix", MATRIX), ("votes", VOTES))}
    comments = (place / COMMENTS).read_bytes()
    table, cast = (read(comments=comments, **{kind: text}) for kind, text in texts.items())
    assert answers(table) == answers(cast)
    voted = {table.statements[index].id for index in table.statement}
    people, statements, votes, replaced, left_out = CONVERSATIONS[name]
    assert (len(table.participants), len(table.value)) == (people, votes)
    assert (cast.replaced, len(table.ineligible)) == (replaced, left_out)
    assert voted <= {one.id for one in table.statements} and len(voted) <= statements
    assert all(one.known for one in table.statements)
