"""What every page must be, whoever wrote it: `lint(html)` gives the problems, in words."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

UNTRANSLATED = "⟦"
"""Stands before a message that has no translation, where tests ask for marks."""

CONTROLS = ("input", "select", "textarea")
UNLABELLED_INPUTS = {"hidden", "submit", "button", "reset", "image"}
LOADS = {
    "img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src", "video": "src", "audio": "src",
    "object": "data", "embed": "src", "use": "href", "image": "href",
}  # fmt: skip
"""Elements that make a browser ask for something, and where they say what."""

NAVIGATIONAL = {"canonical", "alternate", "license", "author", "next", "prev", "help"}
"""Relations of `link` that are followed only by a reader's wish."""


def lint(html: str, *, language: str | None = None) -> list[str]:
    """Everything wrong with a whole page; `language` is the tag its `lang` must have (`sr-Latn`)."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(html)
    problems = [
        f"HTML: {code} at line {line}, column {column} {values or ''}".rstrip()
        for (line, column), code, values in parser.errors
    ]
    body = root.find("body")
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    for check in (_language_of(language), _title, _headings, _labels, _ids, _alternatives, _inline, _third_parties):
        problems += check(root, elements)
    problems += _words("".join(body.itertext()) if body is not None else "")
    return problems


def _name(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _words(text: str) -> Iterable[str]:
    if UNTRANSLATED in text:
        for message in re.findall(rf"{UNTRANSLATED}[^⟧]*⟧?", text)[:5]:
            yield f"not translated: {message}"
    for leftover in re.findall(r"%\(\w+\)[sd]|\{\{|\{%", text)[:5]:
        yield f"a placeholder was not filled: {leftover}"


def _language_of(expected: str | None) -> Any:
    def check(root: Element, _elements: list[Element]) -> Iterable[str]:
        found = root.get("lang")
        if not found:
            yield "html has no lang"
        elif expected and found != expected:
            yield f"html lang is {found}, not {expected}"

    return check


def _title(_root: Element, elements: list[Element]) -> Iterable[str]:
    titles = [element for element in elements if _name(element) == "title" and "svg" not in str(element.tag)]
    if not any("".join(title.itertext()).strip() for title in titles):
        yield "no title"


def _headings(_root: Element, elements: list[Element]) -> Iterable[str]:
    levels = [(int(name[1]), element) for element in elements if re.fullmatch(r"h[1-6]", name := _name(element))]
    if (count := sum(level == 1 for level, _ in levels)) != 1:
        yield f"{count} h1 instead of one"
    before = 0
    for level, element in levels:
        text = " ".join("".join(element.itertext()).split())
        if not text:
            yield f"an empty h{level}"
        if level > before + 1:
            yield f"h{level} after h{before}: {text}"
        before = level


def _labels(root: Element, elements: list[Element]) -> Iterable[str]:
    named = {element.get("for") for element in elements if _name(element) == "label"}
    ids = {element.get("id") for element in elements if element.get("id")}
    wrapped = {id(inner) for element in elements if _name(element) == "label" for inner in element.iter()}
    for element in elements:
        name = _name(element)
        told = element.get("aria-label") or element.get("aria-labelledby")
        labelled = told or element.get("id") in named or id(element) in wrapped
        if name in CONTROLS and element.get("type", "text") not in UNLABELLED_INPUTS and not labelled:
            yield f"{name} {element.get('name') or element.get('id')} has no label"
        acts = name == "button" or (name == "a" and element.get("href") is not None)
        if acts and not told and not _spoken(element):
            yield f"a {name} without words: {element.get('href') or element.get('name') or ''}"
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
            for target in (element.get(attribute) or "").split():
                if target not in ids:
                    yield f"{attribute} names {target}, which is not on the page"


def _spoken(element: Element) -> bool:
    return bool("".join(element.itertext()).strip()) or any(
        inner.get("alt") or inner.get("aria-label") for inner in element.iter()
    )


def _ids(_root: Element, elements: list[Element]) -> Iterable[str]:
    counted = Counter(element.get("id") for element in elements if element.get("id") is not None)
    for name, count in counted.items():
        if count > 1:
            yield f"id {name} stands {count} times"
        if not name or name.split() != [name]:
            yield f"id {name!r} is empty or has spaces"


def _alternatives(_root: Element, elements: list[Element]) -> Iterable[str]:
    drawings = [element for element in elements if _name(element) == "svg"]
    places = {id(inner) for one in drawings for inner in one.iter() if inner is not one}  # in a drawing that has a name
    for element in elements:
        name = _name(element)
        if name == "img" and element.get("alt") is None:
            yield f"img {element.get('src')} has no alt"
        if name == "svg" and id(element) not in places and element.get("aria-hidden") != "true":
            has_title = any(_name(inner) == "title" for inner in element.iter())
            if not (element.get("aria-label") or element.get("aria-labelledby") or has_title):
                yield "an svg is neither named nor hidden"
        if name == "iframe" and not element.get("title"):
            yield "an iframe has no title"


def _inline(_root: Element, elements: list[Element]) -> Iterable[str]:
    for element in elements:
        name = _name(element)
        if name == "style":
            yield "an inline style element"
        if name == "script" and not element.get("src"):
            yield "an inline script"
        for attribute, value in element.attrib.items():
            if attribute == "style" or attribute.startswith("on"):
                yield f"{name} has {attribute}="
            if value.strip().lower().startswith("javascript:"):
                yield f"{name} has a javascript: address"


def _third_parties(_root: Element, elements: list[Element]) -> Iterable[str]:
    for element in elements:
        name = _name(element)
        if name == "link" and NAVIGATIONAL & set((element.get("rel") or "").split()):
            continue
        address = element.get(LOADS.get(name, ""), "") or (element.get("srcset") or "" if name == "img" else "")
        if re.match(r"(https?:)?//", address.strip()):
            yield f"{name} asks a third party: {address}"
        if name == "form" and re.match(r"(https?:)?//", (element.get("action") or "").strip()):
            yield f"a form goes elsewhere: {element.get('action')}"
