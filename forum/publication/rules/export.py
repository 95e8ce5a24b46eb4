"""A publication as rows of a table, and the line with which it is cited."""

from forum.core.languages import _, speaking
from forum.publication.rules import labels
from forum.publication.rules.canonical import sha256
from forum.publication.rules.content import STANCES, Content, RollLine
from forum.publication.rules.dates import day
from forum.publication.rules.shown import Reader, reader_of, wording, words

CSV_COLUMNS = (
    "number",
    "version",
    "organisation",
    "seat",
    "kind",
    "stance",
    "stance_label",
    "paragraphs",
    "reservation",
    "reservation_language",
    "left_on",
    "withdrawn_on",
    "late_signature_on",
)
"""Column names are the same in every language, so that programs can read every file alike."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_rows(content: Content, language: str) -> list[tuple[str, ...]]:
    """The header and one row per seat on the roll, for the reading `language`; there is no row of totals (R1)."""
    with speaking(language):
        names = labels.stances()
        lines = sorted(content.roll, key=lambda line: (STANCES.index(line.stance), line.name.casefold()))
        reader = reader_of(content, language)
        rows = [_row(content, line, names[line.stance], reader) for line in lines]
        rows += [
            (content.number, str(content.version), late.name, late.seat, late.kind, "", "", "", "", "", "", "", late.on)
            for late in content.late_signatures
        ]
    return [CSV_COLUMNS, *(tuple(_inert(cell) for cell in row) for row in rows)]


def _row(content: Content, line: RollLine, label: str, reader: Reader) -> tuple[str, ...]:
    shown = [words(one.words, reader) for one in line.reservations]
    numbers = [content.paragraph_number(one.paragraph) for one in line.reservations]
    return (
        content.number,
        str(content.version),
        line.name,
        line.seat,
        line.kind,
        line.stance,
        label,
        " ".join(str(number) for number in numbers if number is not None),
        "\n\n".join(one["text"] for one in shown),
        " ".join(dict.fromkeys(one["lang"] for one in shown)),
        line.left_on,
        line.withdrawn_on,
        "",
    )


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def address(content: Content, base_url: str) -> str:
    """The lasting address of this version; it carries no language, the reader chooses (R36)."""
    return f"{base_url.rstrip('/')}/positions/{content.number}/v{content.version}"


def citation(content: Content, language: str, base_url: str) -> str:
    """How to cite this version in the reading `language`: title, number, version, date, address."""
    with speaking(language):
        values = {
            "title": wording(content.title, reader_of(content, language))["text"],
            "number": content.number,
            "version": content.version,
            "date": day(content.published_at),
            "address": address(content, base_url),
        }
        if content.kind == "synthesis":
            return _("Sofra, “%(title)s”, synthesis %(number)s, version %(version)s (%(date)s), %(address)s", **values)
        return _("Sofra, “%(title)s”, position %(number)s, version %(version)s (%(date)s), %(address)s", **values)


def short_hash(content: Content) -> str:
    """The first sixteen digits of the hash, for the foot of a page."""
    return sha256(content)[:16]
