"""CSV read strictly, so that whatever is wrong in it is told with its line and column.

A line is a line of the file, as an editor counts them; a column is the number of a field in its row. Both from 1.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

_FIELD = re.compile(r'(?:"[^"]*(?:""[^"]*)*"?)?[^,\r\n]*')
_QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*"|[^"].*|', re.DOTALL)
_END = re.compile(r",|\r\n?|\n|")
_ODD = re.compile(r"[\udc80-\udcff]")
_MARK = "\ufeff"


class BadFile(ValueError):
    """What is wrong with a file, and where; `str()` is the whole sentence for whoever has to mend it."""

    def __init__(self, problem: str, file: str, line: int | None = None, column: int | None = None) -> None:
        self.problem, self.file, self.line, self.column = problem, file, line, column
        place = file if line is None else f"{file}, line {line}, column {column or 1}"
        super().__init__(f"{place}: {problem}")


class Rows:
    """The rows of one file after its header, each with the line it begins on; empty lines are passed over."""

    def __init__(self, name: str, data: bytes) -> None:
        """Raises `BadFile` when there is no header, or when the bytes are not text."""
        self.name, self._text = name, _text(name, data)
        self._reader = csv.reader(io.StringIO(self._text, newline=""), strict=True)
        self.header: list[str] = []
        self.row: list[str] = []
        self.line = 0
        for header in self:
            self.header = [cell.strip() for cell in header]
            break
        else:
            raise BadFile("the file is empty.", name, 1, 1)
        for index, cell in enumerate(self.header):
            if cell in self.header[:index]:
                raise self.bad(f"the column {shown(cell)} is there twice.", index)

    def __iter__(self) -> Iterator[list[str]]:
        """Each row; `line` is where it begins. Raises `BadFile` for one that is not as long as the header."""
        wanted = len(self.header)
        while True:
            self.line = self._reader.line_num + 1
            try:
                row = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise self._misread(str(error)) from error
            if not row:
                continue
            self.row = row
            if wanted and len(row) != wanted:
                fields = "1 field" if len(row) == 1 else f"{len(row)} fields"
                raise self.bad(f"the row has {fields}, the header has {wanted}.", min(len(row), wanted))
            yield row

    def bad(self, problem: str, index: int) -> BadFile:
        """The error for the field at `index` of the present row."""
        before = sum(cell.count("\n") for cell in self.row[:index])
        return BadFile(problem, self.name, self.line + before, index + 1)

    def column(self, *names: str) -> int:
        """Where a column stands that goes by one of these names; raises `BadFile` when there is none."""
        for name in names:
            if name in self.header:
                return self.header.index(name)
        raise BadFile(f"the header has no column {shown(names[0])}.", self.name, 1, 1)

    def _misread(self, error: str) -> BadFile:
        limit = csv.field_size_limit()
        for start, line, column in _places(self._text):
            field = _FIELD.match(self._text, start)
            said = field[0] if field else ""
            if _QUOTED.fullmatch(said) is None:
                return BadFile("a quotation mark is opened and not closed as it should be.", self.name, line, column)
            if len(said) > limit:
                return BadFile(f"the field is longer than {limit:,} characters.", self.name, line, column)
        return BadFile(f"the row cannot be read ({error}).", self.name, self.line, 1)


def shown(cell: str) -> str:
    """A cell as it can be quoted in a message: short and printable."""
    short = cell if len(cell) <= 24 else f"{cell[:24]}…"
    return '"' + "".join(one if one.isprintable() else "\ufffd" for one in short) + '"'


def _text(name: str, data: bytes) -> str:
    text = data.decode("utf-8", "surrogateescape").removeprefix(_MARK)
    odd = _ODD.search(text)
    if odd:
        byte = ord(odd[0]) - 0xDC00
        raise _at(name, text, odd.start(), f"the byte {byte:02X} is not UTF-8; the file must be saved as UTF-8.")
    if "\0" in text:
        raise _at(name, text, text.index("\0"), "there is a NUL byte; this is not a text file, or it is damaged.")
    return text


def _at(name: str, text: str, offset: int, problem: str) -> BadFile:
    start, line, column = 0, 1, 1
    for place in _places(text):
        if place[0] > offset:
            break
        start, line, column = place
    return BadFile(problem, name, line + text.count("\n", start, offset), column)


def _places(text: str) -> Iterator[tuple[int, int, int]]:
    """Where each field starts, its line and its column; walks the whole text, for messages only."""
    at, line, column = 0, 1, 1
    while at < len(text):
        yield at, line, column
        field = _FIELD.match(text, at)
        end = field.end() if field else at
        line += text.count("\n", at, end)
        stop = _END.match(text, end)
        mark = stop[0] if stop else ""
        at = end + len(mark)
        if mark == ",":
            column += 1
        elif mark:
            line, column = line + 1, 1
        else:
            return
