"""What people write comes out as safe, modest HTML, in time that grows with its length only."""

import re
from contextlib import suppress

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.core import guard
from forum.core.text.markdown import (
    MAX_LENGTH,
    MAX_LINKS,
    TooLong,
    TooManyLinks,
    excerpt,
    plain,
    render,
    sanitise,
)

ALLOWED = frozenset({"p", "br", "hr", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre"})

XSS = r"""
<script>alert(1)</script>
<img src=x onerror=alert(1)>
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
<math><mtext></mtext><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<iframe src="javascript:alert(1)"></iframe>
<object data="javascript:alert(1)"></object>
<embed src="javascript:alert(1)">
<a href="javascript:alert(1)">x</a>
<a href="java&#10;script:alert(1)">x</a>
<body onload=alert(1)>
<form action="javascript:alert(1)"><button>x
<input autofocus onfocus=alert(1)>
<details open ontoggle=alert(1)>
<style>@import 'http://a.example/'</style>
<link rel=stylesheet href=http://a.example/>
<base href="javascript:/a/-alert(1)//">
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<template><script>alert(1)</script></template>
<textarea><script>alert(1)</script></textarea>
<xmp><script>alert(1)</script></xmp>
<!--><script>alert(1)</script>
<![CDATA[<script>alert(1)</script>]]>
<?xml version="1.0"?><script>alert(1)</script>
<x onclick=alert(1)>x</x>
[x](javascript:alert(1))
[x](JaVaScRiPt:alert(1))
[x](java script:alert(1))
[x](&#106;avascript:alert(1))
[x](\x6aavascript:alert(1))
[x](<javascript:alert(1)>)
[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)
[x](vbscript:alert(1))
[x](file:///etc/passwd)
[x](%6Aavascript:alert(1))
[x](javascript&colon;alert(1))
[x](http://a.example/"onmouseover="alert(1))
[x](http://a.example "t" onclick=alert(1))
[x](http://a.example 'title" onmouseover="alert(1)')
[<script>alert(1)</script>](http://a.example)
![x](javascript:alert(1))
![x"onerror="alert(1)](http://a.example/x.png)
[![x](http://a.example/x.png)](javascript:alert(1))
<javascript:alert(1)>
<http://a.example/"onclick="alert(1)>
http://a.example/"onclick="alert(1)
www.a.example/'onclick='alert(1)
www.a.example/<script>alert(1)</script>
```"><script>alert(1)</script>
`<script>alert(1)</script>`
[x]: javascript:alert(1) "t"
# <script>alert(1)</script>
> <script>alert(1)</script>
- <script>alert(1)</script>
&lt;script&gt;alert(1)&lt;/script&gt;
**<b onclick=alert(1)>x</b>**
<a href="http://a.example" target=_blank style="position:fixed">x</a>
""".strip().split("\n")


def _inert(html):
    """Parse like a browser and insist on the short list of tags and attributes."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False, treebuilder="etree")
    for element in tree.iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert element.tag in ALLOWED, html
        allowed = {"a": {"href", "rel"}, "ol": {"start"}}.get(element.tag, set())
        assert set(element.attrib) <= allowed, html
        if element.tag == "a" and "href" in element.attrib:
            address = element.attrib["href"].strip().lower()
            assert re.match("https?://|mailto:|/(?!/)|#", address), html
            assert element.attrib["rel"] == "nofollow ugc noopener"


def test_the_corpus_is_long_enough():
    assert len(XSS) >= 40


@pytest.mark.parametrize("payload", XSS)
def test_no_payload_survives(payload):
    for source in (payload, f"text {payload} text", f"> {payload}\n\n- {payload}", payload.replace(" ", "\n")):
        html = render(source)
        _inert(html)
        assert sanitise(html) == html


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from([*"[]()<>*_`~!#>-&\"'\\ \n\tač1.:/", "](", "http://", "www.a.rs", "<a ", "javascript:", "&#"]),
        max_size=80,
    )
)
def test_any_input_is_inert_and_a_fixed_point(parts):
    html = render("".join(parts))
    _inert(html)
    assert sanitise(html) == html
    plain(html)


def test_what_members_need_is_there():
    assert (
        render("**Debelo** *koso* ~~ne~~ `kod`")
        == "<p><strong>Debelo</strong> <em>koso</em> <s>ne</s> <code>kod</code></p>"
    )
    assert render("rreshti 1\nrreshti 2") == "<p>rreshti 1<br>\nrreshti 2</p>"
    assert render("> citim\n\n1. një\n2. dy").startswith(
        "<blockquote>\n<p>citim</p>\n</blockquote>\n<ol>\n<li>një</li>"
    )
    assert '<a href="https://www.primer.rs/a?b=1" rel="nofollow ugc noopener">www.primer.rs/a?b=1</a>.' in render(
        "Vidi www.primer.rs/a?b=1."
    )
    assert '<a href="/sq/demands/gov-1"' in render("[kërkesa](/sq/demands/gov-1)")
    assert '<a href="https://www.primer.rs"' in render("[sajt](www.primer.rs)")
    assert "<a" not in render("[x](//a.example) [x](page) [x](ftp://a.example)")


def test_headings_stay_out_of_the_outline():
    for level in range(1, 7):
        assert render("#" * level + " Naslov") == "<p><strong>Naslov</strong></p>"


def test_images_raw_html_and_tables_are_not_made():
    assert "<img" not in render("![slika](http://a.example/x.png)")
    assert render("<b>x</b>") == "<p>&lt;b&gt;x&lt;/b&gt;</p>"
    assert "<table" not in render("|a|b|\n|-|-|\n|1|2|")


def test_a_forgotten_blank_makes_no_link():
    assert "<a" not in render("To je rat.Ne mir. info@primer.org primer.rs")


def test_a_date_at_the_beginning_of_a_line_keeps_its_number():
    assert plain(render("10. decembra je potpisano")) == "10. decembra je potpisano"


def test_too_long_and_too_many_links():
    with pytest.raises(TooLong):
        render("a" * (MAX_LENGTH + 1))
    render("http://a.rs " * MAX_LINKS)
    with pytest.raises(TooManyLinks):
        render("http://a.rs " * (MAX_LINKS + 1))
    with pytest.raises(TooLong):
        render("http://a." * 4_000)
    with pytest.raises(TooManyLinks):
        render("http://a." * 2_000)


def test_rendering_inside_a_write_is_refused():
    token = guard.inside_writing.set(True)
    try:
        with pytest.raises(guard.ForbiddenInsideWriting):
            render("x")
    finally:
        guard.inside_writing.reset(token)


HOSTILE = {
    "brackets": "[", "closed brackets": "[a]", "images": "![", "quotes": ">", "quote lines": "> > > > a\n",
    "lists": "- ", "list lines": " - a\n", "numbers": "1. ", "stars": "*a ", "double stars": "**a *a ",
    "underscores": "_a", "ticks": "`a", "less": "<", "addresses": "<a:", "entities": "&#", "tildes": "~~a",
    "parentheses": "](((", "mixed": "[`*_~<&", "colons": "a:", "slashes": "//a.", "at": "a@b.c ", "fences": "```\n",
    "escapes": "\\", "headings": "# a\n", "mail": "a@", "dots": "a.",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_time_by_its_length_only(name, growth):
    unit = HOSTILE[name]

    def work(size):
        with suppress(TooManyLinks):
            render((unit * size)[:size])

    render("warm")
    assert growth(work, 4_900) < 10


@pytest.mark.parametrize("brackets", ["[" * 400 + "](/a)", "[" * 900 + "a](/b)" * 3, "[" * 59 + "*a" * 170 + "](/b)"])
def test_crowds_of_brackets_take_time_by_their_length_only(brackets, growth):
    assert growth(lambda size: render((brackets + "\n") * (size // len(brackets))), 4_000) < 10


def test_plain_text_is_a_letter():
    html = render("# Naslov\n\nDobar *dan* &amp; <x>\nred\n\n> tuđe\n> reči\n\n- jedan\n- dva\n\n3. tri\n4. četiri")
    assert plain(html) == "Naslov\n\nDobar dan & <x>\nred\n\n> tuđe\n> reči\n\n- jedan\n- dva\n\n3. tri\n4. četiri"


def test_excerpts_end_between_words_and_leave_quotations_out():
    html = render("> to su tuđe reči\n\nOvo su moje reči, i ima ih mnogo.")
    assert excerpt(html, 100) == "Ovo su moje reči, i ima ih mnogo."
    assert excerpt(html, 20) == "Ovo su moje reči, i…"
    assert excerpt(render("> samo citat"), 50) == "> samo citat"
    assert len(excerpt(render("a" * 300), 50)) == 50
