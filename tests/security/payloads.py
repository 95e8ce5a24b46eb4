"""Texts that would do something, if anybody let them; and a look whether they did."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import html5lib

MARK = "canary"
"""Stands in every payload: as an element, an attribute or a name, it must never be part of a page's markup."""

LINES = (
    "<script>canary()</script>", "<img src=x onerror=canary()>", "<svg onload=canary()><canary-x>", "<canary-y a=b>",
    "\"><canary-z onmouseover='canary()' x=\"", "' canary-attribute='x",
    "<iframe srcdoc='<script>canary()</script>'>", "</textarea><canary-t>", "</title><canary-u>",
    "<!--><canary-v>-->", "<a href=\"java&#x0a;script:canary()\">canary</a>",
    "<style>@import 'http://canary.example/x.css';</style>", "<math><mtext></p><canary-m>",
    "<base href=//canary.example/>", "<form action=//canary.example><input name=canary>", "{{7191*7}} canary",
    "{% for x in ().__class__ %}canary{% endfor %}", "${7191*7} #{7191*7} <%= 7191*7 %> canary",
    "%(canary)s %s %n {0} {canary.__class__}", "'; DROP TABLE post; -- canary", "canary' OR '1'='1",
    "1); DELETE FROM thread; -- canary", "canary%' ESCAPE '!", "=HYPERLINK(\"http://canary.example\")",
    "canary\r\nSet-Cookie: canary=1", "../../../../etc/passwd canary",
)  # fmt: skip
"""One line each, for every kind of field."""

MARKDOWN = (
    "[canary](javascript:canary())", "[canary](JaVaScRiPt&colon;canary())",
    "[canary](data:text/html,<script>canary()</script>)", "[canary](vbscript:canary())", "<javascript:canary()>",
    "![canary](x \"onerror=canary()\")", "![canary](javascript:canary())",
    "[canary]: javascript:canary()\n\n[canary]", "[canary](<java\tscript:canary()>)", "`<canary-code>`",
    "    <canary-block>", "```html\" onclick=canary()\n<canary-fence>\n```", "<details open ontoggle=canary()>",
    "&lt;script&gt;canary()&lt;/script&gt;", "[canary](//canary.example)",
    "[canary](https://canary.example/\"onmouseover=canary())", "| <canary-a> | b |\n|---|---|\n| c | d |",
    "[![canary](javascript:canary())](javascript:canary())", "{{latn:<canary-latn>}} {{cyrl:<canary-cyrl>}}",
)  # fmt: skip
"""For fields of several paragraphs."""

REFUSED = (
    "canary \u202egnp.exe", "canary \u2066x\u2069 \u202a", "canary " + "Z" + "\u0335\u0336\u0337\u0338" * 9,
    "canary \x00\x08\x1b[31m", "canary \u2028 \ue000", "canary \ufffe",
)  # fmt: skip
"""Never stored: overrides of direction, stacks of marks, control and private characters."""


ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "data", "poster", "background")


def alive(html: str) -> list[str]:
    """What of the payloads has become part of the page's markup, as a browser would read it."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    told: list[str] = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rsplit("}", 1)[-1]
        if MARK in tag or tag in ("iframe", "object", "embed", "style", "base", "math"):
            told.append(f"<{tag}>")
        ours = (element.get("src") or "").startswith("/static/") and not (element.text or "").strip()
        if tag == "script" and not ours:
            told.append("<script>")
        for name, value in element.attrib.items():
            name = name.rsplit("}", 1)[-1]
            if MARK in name or name.startswith("on") or name in ("style", "srcdoc", "ping"):
                told.append(f"<{tag} {name}>")
            if name in ADDRESSES and not _leads(tag, value):
                told.append(f"<{tag} {name}={value[:60]!r}>")
    text = "".join(root.itertext())
    return told + [f"computed: {found}" for found in re.findall(r"50337", text)]


def _leads(tag: str, value: str) -> bool:
    """Whether an address is one that a text may lead to: the web or a mailbox; a picture or a form only here."""
    bare = "".join(char for char in value if not unicodedata.category(char).startswith(("C", "Z")))
    parts = urlsplit(bare)
    if parts.scheme in ("http", "https", "mailto") or (not parts.scheme and not parts.netloc):
        return tag == "a" or not parts.netloc or tag == "link"
    return tag == "img" and bare.startswith("data:image/svg+xml")


def odd_characters(html: str) -> list[str]:
    """Characters that turn a page round or hide something in it."""
    found = {char for char in html if char not in "\n\r\t" and unicodedata.category(char) in ("Cc", "Co", "Cs")}
    found |= set(re.findall("[\u202a-\u202e\u2066-\u2069]", html))
    stacks = re.findall("[\u0300-\u036f\u0483-\u0489]{5,}", html)
    return sorted(map(repr, found)) + [f"a stack of {len(one)} marks" for one in stacks]


def rotated(texts: tuple[str, ...], by: int) -> Iterator[Any]:
    """All of them again and again, beginning elsewhere each time."""
    place = by
    while True:
        yield texts[place % len(texts)]
        place += 1
