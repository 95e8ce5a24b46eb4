"""Words: what somebody wrote, made ready before the transaction opens (Markdown, the other script)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

from forum.core.languages import gettext as _
from forum.core.text import markdown, scripts
from forum.core.text.markup import pieces
from forum.core.text.names import UnfitText

RENDERER = markdown.RENDERER
_MARK = re.compile(r"\{\{(?:latn|cyrl):([^{}]*)\}\}")
_AS_TYPED = frozenset({"code", "pre"})


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

    For Serbian a missing script is found in the text (Latin when it says nothing). Raises `ValueError` for what
    cannot be shown: too long, too many links (`core.text.markdown`), or nothing left to read (`UnfitText("empty")`);
    `what_is_wrong` says it to the reader.
    """
    script = (script or scripts.script_of(source) or "Latn") if language == "sr" else None
    html = str(escape(source)) if plain else markdown.render(source)
    if not markdown.plain(html).strip():
        raise UnfitText("empty")
    if not script:
        return Words(source, language, None, html, None, RENDERER)
    other = scripts.convert_html(html, "Latn" if script == "Cyrl" else "Cyrl", _named(source, protected))
    return Words(source, language, script, without_marks(html), other, RENDERER)


def _named(source: str, protected: Sequence[str]) -> list[str]:
    """The protected names that stand in a source: the others need no looking for."""
    return [name for name in protected if any(spelling in source for spelling in scripts.spellings(name))]


def without_marks(html: str) -> str:
    """`html` in the author's own script: `{{latn:…}}` and `{{cyrl:…}}` vanish, and nothing is converted.

    Converting into the own script would turn a Latin *Facebook* in a Cyrillic text into *Фацебоок*.
    """
    if "{{" not in html:
        return html
    out, deep = [], 0
    for piece in pieces(html):
        if piece.tag in _AS_TYPED:
            deep = max(0, deep + piece.opens - piece.closes)
        out.append(piece.source if piece.tag or deep else _MARK.sub(r"\1", piece.source))
    return "".join(out)


def in_cyrillic(source: str, protected: Sequence[str] = ()) -> str:
    """What of a Serbian source typed in Latin letters is kept (R22); a source in Cyrillic stays as it is."""
    return source if scripts.script_of(source) == "Cyrl" else scripts.to_cyrillic(source, _named(source, protected))


def what_is_wrong(problem: ValueError) -> str:
    """Why `words` refused a source, as a sentence for the reader."""
    match problem:
        case markdown.TooLong():
            return _("This text is too long: at most %(limit)s characters.", limit=markdown.MAX_LENGTH)
        case markdown.TooManyLinks():
            return _("There are too many links in this text: at most %(limit)s.", limit=markdown.MAX_LINKS)
        case UnfitText(reason="empty"):
            return _("Please write something here.")
    return _("This text holds characters that cannot be stored. Please remove them.")
