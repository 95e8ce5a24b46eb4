"""Reading what Polis exports: `participants-votes.csv` or `votes.csv`, and `comments.csv`.

The exports carry agree as 1, disagree as -1, pass as 0 (the database of Polis has the signs the other way round; it is
never read here). An empty cell is no vote. In `votes.csv` people may vote again: the last one counts, by timestamp,
then by place in the file. What moderators rejected (`moderated` -1) and what is about people, not opinions (`is-meta`),
is read and marked, and takes no part in an analysis.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter

from forum.opinion.rules.csv_places import BadFile, Rows, shown

__all__ = ["COMMENTS", "MATRIX", "VOTES", "BadFile", "Export", "Statement", "read_export"]

MATRIX, VOTES, COMMENTS = "participants-votes.csv", "votes.csv", "comments.csv"
REGIONAL = -1
"""The side of whoever stands on none: the cell is empty or says *regional*."""

_VALUES = {"1": 1, "-1": -1, "0": 0}
_NO_VOTE = "is no vote: 1 is agree, -1 disagree, 0 pass"
_TRUE = {"true": True, "false": False, "1": True, "0": False, "": False}
_LONGEST_ID = 15
_MOST_SIDES = 8


@dataclass(frozen=True, slots=True)
class Statement:
    """What people voted on."""

    id: int
    text: str = ""
    moderated: int = 0  # -1 rejected, 0 not decided, 1 accepted
    meta: bool = False  # about who somebody is
    seed: bool = False  # written by the hosts
    known: bool = True  # whether comments.csv has it

    @property
    def considered(self) -> bool:
        """Whether it takes part in the analysis."""
        return self.moderated >= 0 and not self.meta


@dataclass(frozen=True, slots=True)
class Export:
    """One conversation; people and statements by id, votes ordered by person, then statement.

    `person` (int32), `statement` (int32), `value` (int8: 1, -1, 0) are of one length, the number of votes; the first
    two are positions in `participants` and `statements`. `side` has one entry per participant: an index of `sides`,
    or `REGIONAL`. `published`: the group Polis gave, where the export tells.
    """

    source: str  # MATRIX or VOTES
    participants: tuple[int, ...]
    statements: tuple[Statement, ...]
    person: array[int]
    statement: array[int]
    value: array[int]
    sides: tuple[str, ...]
    side: array[int]
    published: tuple[int | None, ...]
    replaced: int = 0  # votes that a later one replaced

    @property
    def ineligible(self) -> tuple[int, ...]:
        """Ids of statements that take no part."""
        return tuple(one.id for one in self.statements if not one.considered)


@dataclass(slots=True)
class _Ballots:
    """What a file of votes says: per person the votes as (statement, value), by statement."""

    source: str
    votes: dict[int, list[tuple[int, int]]]
    statements: list[int]
    side: dict[int, str]
    group: dict[int, int | None]
    replaced: int = 0


def read_export(files: Mapping[str, bytes], *, side_column: str | None = None) -> Export:
    """The conversation in these files, by name.

    Raises `BadFile` (a ValueError) with file, line and column of the first thing that is wrong; a mark at the beginning
    (BOM), line ends of any kind and empty lines do no harm.
    """
    source = next((name for name in (MATRIX, VOTES) if name in files), None)
    if source is None:
        raise BadFile(f"there is no such file, and no {VOTES} either.", MATRIX)
    if COMMENTS not in files:
        raise BadFile("there is no such file; it says which statements moderators rejected.", COMMENTS)
    ballots = (_matrix if source == MATRIX else _ballots)(Rows(source, files[source]), side_column)
    comments = {one.id: one for one in _comments(Rows(COMMENTS, files[COMMENTS]))}
    for unknown in set(ballots.statements) - comments.keys():
        comments[unknown] = Statement(unknown, known=False)
    found = _assembled(ballots, tuple(comments[key] for key in sorted(comments)))
    if not any(found.statements[index].considered for index in set(found.statement)):
        raise BadFile("moderators rejected every statement that has votes.", COMMENTS, 1, 1)
    return found


def _assembled(ballots: _Ballots, statements: tuple[Statement, ...]) -> Export:
    participants = tuple(sorted(ballots.votes))
    position = {one.id: index for index, one in enumerate(statements)}
    person, statement, value = array("i"), array("i"), array("b")
    for index, who in enumerate(participants):
        votes = ballots.votes[who]
        person.extend([index] * len(votes))
        statement.extend([position[what] for what, _ in votes])
        value.extend([how for _, how in votes])
    names = sorted(set(ballots.side.values()) - {""})
    seats = {"": REGIONAL, **{name: index for index, name in enumerate(names)}}
    return Export(
        source=ballots.source, participants=participants, statements=statements,
        person=person, statement=statement, value=value,
        sides=tuple(names) or ("all",),
        side=array("b", [seats[ballots.side[who]] if names else 0 for who in participants]),
        published=tuple(ballots.group.get(who) for who in participants),
        replaced=ballots.replaced,
    )  # fmt: skip


def _matrix(rows: Rows, side_column: str | None) -> _Ballots:
    """`participants-votes.csv`: a row per person, a column per statement."""
    who = rows.column("participant")
    group = rows.header.index("group-id") if "group-id" in rows.header else None
    columns = _statement_columns(rows, side_column)
    sides = _Sides(rows, side_column)
    ids = [int(rows.header[index]) for index in columns]
    pick = itemgetter(*columns) if len(columns) > 1 else lambda row, only=columns[0]: (row[only],)
    found = _Ballots(rows.name, {}, ids, {}, {})
    for row in rows:
        person = _id(rows, who, "participant")
        if person in found.votes:
            raise rows.bad(f"participant {person} is there twice.", who)
        try:
            found.votes[person] = [
                (what, _VALUES[cell]) for what, cell in zip(ids, pick(row), strict=True) if cell
            ]  # fmt: skip
        except KeyError:
            found.votes[person] = _tidied(rows, zip(ids, columns, strict=True))
        found.side[person] = sides.of(row)
        found.group[person] = _id(rows, group, "group") if group is not None and row[group].strip() else None
    if not found.votes:
        raise BadFile("there is a header and nothing below it: no participants, no votes.", rows.name, 1, 1)
    if not any(found.votes.values()):
        raise BadFile("there is not a single vote in it.", rows.name, 2, min(columns) + 1)
    return found


def _tidied(rows: Rows, cells: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The votes of a row with blanks round a number; raises for what is no vote."""
    votes = []
    for what, index in cells:
        cell = rows.row[index].strip()
        if cell and cell not in _VALUES:
            raise rows.bad(f"{shown(rows.row[index])} {_NO_VOTE}, empty not voted.", index)
        if cell:
            votes.append((what, _VALUES[cell]))
    return votes


def _statement_columns(rows: Rows, side_column: str | None) -> list[int]:
    """Columns of statements in the order of their ids; from the first of them on there is nothing else."""
    found: dict[int, int] = {}
    for index, name in enumerate(rows.header):
        if name == side_column:
            continue
        if name.isascii() and name.isdigit() and len(name) <= _LONGEST_ID:
            if int(name) in found:
                raise rows.bad(f"statement {int(name)} is there twice.", index)
            found[int(name)] = index
        elif found:
            raise rows.bad(f"{shown(name)} is no id of a statement: a whole number is expected here.", index)
    if not found:
        raise rows.bad("the header has no column of a statement (a whole number).", len(rows.header) - 1)
    return [found[key] for key in sorted(found)]


class _Sides:
    """The column that says on which side somebody stands, when one was asked for."""

    def __init__(self, rows: Rows, name: str | None) -> None:
        self.rows, self.seen = rows, set[str]()
        self.index = None if name is None else rows.column(name)

    def of(self, row: list[str]) -> str:
        """The side in this row, in small letters; empty for none."""
        if self.index is None:
            return ""
        said = row[self.index].strip().lower()
        side = "" if said == "regional" else said
        self.seen.add(side)
        if len(self.seen - {""}) > _MOST_SIDES:
            raise self.rows.bad(f"this is the {_MOST_SIDES + 1}th side; is it the right column?", self.index)
        return side


def _ballots(rows: Rows, side_column: str | None) -> _Ballots:
    """`votes.csv`: a row per vote, as they were cast."""
    who, what, how = rows.column("voter-id"), rows.column("comment-id"), rows.column("vote")
    when = rows.header.index("timestamp") if "timestamp" in rows.header else None
    sides = _Sides(rows, side_column)
    last: dict[tuple[int, int], tuple[int, int]] = {}
    found = _Ballots(rows.name, {}, [], {}, {})
    for row in rows:
        person, statement = _id(rows, who, "voter"), _id(rows, what, "statement")
        value = _VALUES.get(row[how].strip())
        if value is None:
            raise rows.bad(f"{shown(row[how])} {_NO_VOTE}.", how)
        at = _id(rows, when, "timestamp") if when is not None else 0
        former = last.get((person, statement))
        found.replaced += former is not None
        if former is None or former[0] <= at:
            last[person, statement] = at, value
        side = sides.of(row)
        if found.side.setdefault(person, side) != side:
            raise rows.bad(f"voter {person} stands on another side further up.", sides.index or 0)
    if not last:
        raise BadFile("there is a header and not a single vote below it.", rows.name, 1, 1)
    for (person, statement), (_, value) in sorted(last.items()):
        found.votes.setdefault(person, []).append((statement, value))
    found.statements = sorted({statement for _, statement in last})
    return found


def _comments(rows: Rows) -> Iterable[Statement]:
    """`comments.csv`: what was said, and what moderators decided."""
    key, body, state = rows.column("comment-id"), rows.column("comment-body"), rows.column("moderated")
    meta, seed = (rows.header.index(name) if name in rows.header else None for name in ("is-meta", "is-seed"))
    seen: set[int] = set()
    for row in rows:
        statement = _id(rows, key, "statement")
        if statement in seen:
            raise rows.bad(f"statement {statement} is there twice.", key)
        seen.add(statement)
        moderated = _VALUES.get(row[state].strip())
        if moderated is None:
            raise rows.bad(f"{shown(row[state])} is no decision: -1 is rejected, 0 open, 1 accepted.", state)
        yield Statement(statement, row[body].strip(), moderated, _flag(rows, meta), _flag(rows, seed))


def _flag(rows: Rows, index: int | None) -> bool:
    if index is None:
        return False
    said = _TRUE.get(rows.row[index].strip().lower())
    if said is None:
        raise rows.bad(f"{shown(rows.row[index])} is neither true nor false.", index)
    return said


def _id(rows: Rows, index: int, kind: str) -> int:
    cell = rows.row[index].strip()
    if not (cell.isascii() and cell.isdigit()) or len(cell) > _LONGEST_ID:
        named = "timestamp" if kind == "timestamp" else f"id of a {kind}"
        raise rows.bad(f"{shown(rows.row[index])} is no {named}: a whole number is expected.", index)
    return int(cell)
