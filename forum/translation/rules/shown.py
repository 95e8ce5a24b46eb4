"""Which variant of a text a reader is shown, and what is said about it (R39, R22)."""

from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup

from forum.core.languages import Reading, html_tag


class Row(Protocol):
    """What `translation.queries.shown` selects about one text (labels `x_…`)."""

    x_text_id: int
    x_language: str
    x_script: str | None
    x_number: int
    x_html: str
    x_other: str | None
    t_number: int | None
    t_html: str | None
    t_other: str | None
    t_script: str | None
    t_kind: str | None
    n_state: str | None
    x_disputed: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as this reader sees it. `html` is safe to print; `tag` is its `lang`.

    `state`: original (written in the reader's language) · translated · requested · claimed · submitted · returned
    (a translation is under way) · missing (nobody asked yet). `converted`: the script is not the author's.
    `original` and `original_tag` are given when `html` is a translation or a conversion. `by_author`: the translation
    is the author's own version.
    """

    text_id: int
    number: int
    language: str
    html: Markup
    tag: str
    state: str
    converted: bool
    outdated: bool
    disputed: bool
    machine: bool
    original: Markup | None
    original_tag: str
    by_author: bool = False


def _stored(html: str) -> Markup:
    return Markup(html)  # noqa: S704  (rendered and sanitised when it was stored)


def _in_script(html: str, other: str | None, script: str | None, wanted: str | None) -> tuple[str, str | None, bool]:
    if wanted and script and other is not None and script != wanted:
        return other, wanted, True
    return html, script, False


def present(row: Row, spoken: Reading) -> Shown:
    """The variant of a text for a reading: the author's words where the language is the same, else the latest
    reviewed translation, else the author's words with what is known about a translation."""
    own_tag = html_tag(row.x_language, row.x_script)
    written = _stored(row.x_html)
    if row.x_language == spoken.content:
        html, script, converted = _in_script(row.x_html, row.x_other, row.x_script, spoken.script)
        return Shown(
            row.x_text_id, row.x_number, row.x_language, _stored(html), html_tag(row.x_language, script), "original",
            converted, False, False, False, written if converted else None, own_tag,
        )  # fmt: skip
    if row.t_html is not None:
        html, script, _ = _in_script(row.t_html, row.t_other, row.t_script, spoken.script)
        return Shown(
            row.x_text_id, row.x_number, row.x_language, _stored(html), html_tag(spoken.content, script), "translated",
            False, (row.t_number or 0) < row.x_number, bool(row.x_disputed), row.t_kind == "machine", written, own_tag,
            row.t_kind == "author",
        )  # fmt: skip
    return Shown(
        row.x_text_id, row.x_number, row.x_language, written, own_tag, row.n_state or "missing", False, False, False,
        False, None, own_tag,
    )  # fmt: skip
