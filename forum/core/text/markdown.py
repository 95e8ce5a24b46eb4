"""What people write, as safe HTML: rendered and sanitised once, when it is stored.

- Headings in a text become paragraphs in bold: a post stands somewhere below the page's own headings, and whoever
  moves by headings (most people with a screen reader do) must find the page's outline, not that of forty posts.
- No images (each would tell a stranger's server who reads here), no raw HTML, no tables, no indented code (people
  indent by accident), no underlined headings (people draw lines under greetings), no reference links.
- A line break is a line break.
- Time grows with the length of the text, whatever it contains: nesting, brackets and links are bounded.
"""

import re
from collections.abc import Sequence
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any

from forum.core.guard import outside_writing
from forum.core.text.markup import pieces

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

# Stored beside every rendered text; raise it when the output changes, so that old texts can be rendered anew.
RENDERER = 1
MAX_LENGTH = 20_000
MAX_LINKS = 50
_MAX_NESTING = 20
# With more brackets than this in one paragraph only those that hold no other bracket can be links.
_CROWD = 60

_TAGS = frozenset(["p", "br", "hr", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre"])
_REL = "nofollow ugc noopener"
_ADDRESS = re.compile(r"://|www\.|mailto:|\]\(", re.IGNORECASE)
_AFTER_WWW = re.compile(
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?::\d{2,5})?(?:[/?#][^\s<>\"“”„|`]{0,1000}[^\s<>\"“”„|`.,;:!?)\]])?/?"
)
# Where a link may lead: a site, a letter, or a page of ours. Not `//host`, which only looks like one.
_LINK = re.compile(r"https?://[^\s/]|mailto:[^\s]|/(?![/\\])|#", re.IGNORECASE)
_BLOCKS = frozenset({"p", "blockquote", "ul", "ol", "li", "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "div"})


class TooLong(ValueError):
    """More than `MAX_LENGTH` characters."""


class TooManyLinks(ValueError):
    """More than `MAX_LINKS` links."""


def render(source: str) -> str:
    """Sanitised HTML of a Markdown text; raises `TooLong` or `TooManyLinks`."""
    outside_writing("Markdown")
    if len(source) > MAX_LENGTH:
        raise TooLong(f"{len(source)} characters, at most {MAX_LENGTH}")
    # Before parsing, roughly: looking for the end of two thousand addresses is what takes the time.
    if sum(1 for _ in _ADDRESS.finditer(source)) > 3 * MAX_LINKS:
        raise TooManyLinks(f"more than {MAX_LINKS} links")
    html = sanitise(_parser().render(source))
    if html.count("<a ") > MAX_LINKS:
        raise TooManyLinks(f"more than {MAX_LINKS} links")
    return html.strip()


def sanitise(html: str) -> str:
    """`html` with only the tags and attributes that `render` writes; what was sanitised comes out unchanged."""
    import nh3

    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={"a": {"href"}, "ol": {"start"}, "*": set()},
        url_schemes={"http", "https", "mailto"},
        link_rel=_REL,
    )


def plain(html: str) -> str:
    """The words of rendered `html`: paragraphs apart, list items marked, quotations behind `>` as in a letter.

    For mail and search. Addresses of links are left out; where the link's text is the address it stays.
    """
    return _Plain(html).text()


def excerpt(html: str, length: int) -> str:
    """The first `length` characters of rendered `html` on one line, cut between words, with an ellipsis.

    Quotations are left out, unless there is nothing else: they are somebody else's words.
    """
    text = " ".join((_Plain(html, quotes=False).text() or plain(html)).split())
    if len(text) <= length:
        return text
    cut = text.rfind(" ", 0, length)
    return text[: cut if cut > length // 2 else max(0, length - 1)].rstrip(" ,;:–-") + "…"


class _Plain:
    """One walk over rendered HTML that collects its lines."""

    def __init__(self, html: str, quotes: bool = True):
        self.lines: list[str] = []
        self.line = ""
        self.depth = 0
        self.lists: list[int | None] = []
        self.preformatted = 0
        self.quotes = quotes
        self.html = html

    def text(self) -> str:
        """Everything read, with at most one blank line between paragraphs."""
        for piece in pieces(self.html):
            if piece.tag is None:
                self._words(unescape(piece.source))
            elif piece.tag in _BLOCKS or piece.tag == "br":
                self._boundary(piece.tag, piece.opens, piece.attribute("start"))
        self._end_line()
        return re.sub(r"(\n(?:> ?)*){3,}", "\n\n", "\n".join(self.lines)).strip()

    def _words(self, words: str) -> None:
        if self.depth and not self.quotes:
            return
        if self.preformatted:
            *whole, last = words.split("\n")
            for part in whole:
                self.line += part
                self._end_line()
            self.line += last
        else:
            words = re.sub(r"\s+", " ", words)
            self.line += words if self.line and not self.line.endswith(" ") else words.lstrip()

    def _boundary(self, tag: str, opens: bool, start: str | None) -> None:
        if tag == "li" and opens:
            self._end_line()
            number = self.lists[-1] if self.lists else None
            self.line = "- " if number is None else f"{number}. "
            if self.lists and number is not None:
                self.lists[-1] = number + 1
            return
        is_bullet_only = re.fullmatch(r"- |\d+\. ", self.line) is not None
        if not is_bullet_only or not opens:
            self._end_line()
        if tag == "blockquote":
            self.depth = max(0, self.depth + (1 if opens else -1))
        elif tag == "pre":
            self.preformatted += 1 if opens else -1
        elif tag in ("ul", "ol"):
            if opens:
                self.lists.append(None if tag == "ul" else int(start) if start and start.isdecimal() else 1)
            elif self.lists:
                self.lists.pop()
        if tag not in ("br", "li") and not opens:
            self.lines.append("")

    def _end_line(self) -> None:
        line = self.line.rstrip()
        if line:
            self.lines.append("> " * self.depth + line)
        self.line = ""


@cache
def _parser() -> "MarkdownIt":
    from linkify_it import LinkifyIt
    from markdown_it import MarkdownIt

    parser = MarkdownIt("js-default", {"html": False, "linkify": True, "breaks": True, "maxNesting": _MAX_NESTING})
    parser.disable(["image", "table", "code", "lheading", "reference", "html_block", "html_inline"])
    # Only what begins like an address: `reč.Da` with its blank forgotten is not a site in somebody's country.
    linkify = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    linkify.add("www.", {"validate": _www, "normalize": _with_scheme})
    linkify.add("ftp:", None).add("//", None)
    parser.linkify = linkify
    full = parser.normalizeLink
    parser.normalizeLink = lambda url: full(f"https://{url}" if url.lower().startswith("www.") else url)  # type: ignore[method-assign]
    parser.validateLink = lambda url: _LINK.match(url) is not None  # type: ignore[method-assign]
    link = next(rule.fn for rule in parser.inline.ruler.__rules__ if rule.name == "link")
    parser.inline.ruler.at("link", lambda state, silent: _may_open_link(state) and link(state, silent))
    parser.add_render_rule("heading_open", lambda *_: "<p><strong>")
    parser.add_render_rule("heading_close", lambda *_: "</strong></p>\n")
    return parser


def _www(_linkify: Any, text: str, position: int) -> int:
    match = _AFTER_WWW.match(text, position)
    return len(match[0]) if match else 0


def _with_scheme(_linkify: Any, match: Any) -> None:
    match.url = f"https://{match.url}"


def _may_open_link(state: "StateInline") -> bool:
    """Whether the bracket at hand is worth the search for its end.

    The parser searches to the end of the paragraph for every opening bracket. Without a `](` there is no link, and
    in a crowd of brackets only the innermost pairs count, found here in one pass.
    """
    if state.src[state.pos] != "[":
        return False
    known = state.env.get("brackets")
    if known is None or known[0] is not state.src:
        known = state.env["brackets"] = (state.src, _openers(state.src))
    return known[1] is None or state.pos in known[1]


def _openers(source: str) -> frozenset[int] | None:
    """Places of the brackets that may begin a link; None for all."""
    if "](" not in source:
        return frozenset()
    if source.count("[") <= _CROWD:
        return None
    return frozenset(match.start() for match in re.finditer(r"\[[^\[\]]*+\]\(", source))


__all__: Sequence[str] = (
    "MAX_LENGTH", "MAX_LINKS", "RENDERER", "TooLong", "TooManyLinks", "excerpt", "plain", "render", "sanitise",
)  # fmt: skip
