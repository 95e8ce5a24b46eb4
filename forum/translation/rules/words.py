"""Words: what somebody wrote, made ready before the transaction opens (Markdown, the other script)."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

from forum.core.text import markdown, scripts

RENDERER = markdown.RENDERER


@dataclass(frozen=True, slots=True)
class Words:
    """A source with its HTML; `html_other` is Serbian in the script it was not written in, else None."""

    source: str
    language: str
    script: str | None
    html: str
    html_other: str | None
    renderer: int


def words(
    source: str, language: str, script: str | None = None, protected: Sequence[str] = (), *, plain: bool = False
) -> Words:
    """Render a source, outside `writing()`. `protected` names are never converted; `plain`: one line, no Markdown.

    For Serbian a missing script is found in the text (Latin when it says nothing). Raises `ValueError` (see
    `core.text.markdown`) for what cannot be rendered.
    """
    script = (script or scripts.script_of(source) or "Latn") if language == "sr" else None
    html = str(escape(source)) if plain else markdown.render(source)
    other = None
    if script:
        other = scripts.convert_html(html, "Latn" if script == "Cyrl" else "Cyrl", protected)
    return Words(source, language, script, html, other, RENDERER)
