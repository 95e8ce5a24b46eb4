"""Every kind of page, as whoever may open it: in every language, for the eye, for the ear, on paper."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from forum.core.languages import READINGS
from tests.browser import eyes, pages
from tests.security.conftest import Visitors
from tests.security.furnished import Site
from tests.support.visits import Page, visit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext
    from playwright.sync_api import Page as Shown

ROLES = tuple(pages.PAGES)
EVERYBODY = pytest.mark.parametrize("role", ROLES)


@pytest.mark.database("sqlite")
def test_every_kind_of_page_is_on_the_list(app: Flask, site: Site) -> None:
    listed = set(pages.endpoints_of(app, pages.choosers(site)))
    for role in ROLES:
        listed |= set(pages.endpoints_of(app, pages.paths(site, role, "en")))
    readable = pages.readable_endpoints(app)
    assert readable - listed == set(pages.IN_NO_LIST), "a page that nobody opens here, or one listed twice"
    assert listed <= readable


@pytest.mark.database("sqlite")
@EVERYBODY
def test_pages_are_sound_and_translated_in_every_language(
    role: str, app: Flask, visitors: Visitors, site: Site, marked: None
) -> None:
    browser, wrong = visitors.browser(role), []
    for reading in READINGS:
        for path in pages.paths(site, role, reading):
            try:
                found = visit(browser, path, follow=True)
                shown = found.response.request.path
                assert pages.same_view(app, path, shown), f"{path} leads to {shown}"
                wrong += [f"{path}\n{problem}" for problem in _tongues(found)]
            except AssertionError as problem:
                wrong.append(str(problem))
    assert not wrong, _once(wrong)


FOREIGN = {
    "A thread for ": "en", "How it began": "en", "An answer.": "en", "Every agreement gets": "en",
    "We see it otherwise": "en", "A new law is being read": "en", "Within a year": "en",
    "Should agreements be carried out": "en", "Uji i lumit": "sq", "Datat publikohen": "sq", "Mundemi.": "sq",
    "Data për marrëveshjet": "sq", "Çdo marrëveshje": "sq", "Predlažem da": "sr-Latn", "Rokovi za": "sr-Latn",
    "Svaki sporazum": "sr-Latn", "Предлажем да": "sr-Cyrl", "Рокови за": "sr-Cyrl", "Сваки споразум": "sr-Cyrl",
}  # fmt: skip
"""Words that people wrote, as readers meet them, and the tag of their language."""


ENDONYMS = r"\(?[Сс]рпски( \(ћирилица\))?"
"""Names of languages are names, and need no tag."""


def _tongues(found: Page) -> list[str]:
    """Words of people that do not say their language (or, with an empty tag, that it is not known)."""
    wrong = []
    for node in found.tree.xpath("//body//text()[normalize-space()][not(ancestor::textarea)]"):
        place = node.getparent() if node.is_text else node.getparent().getparent()
        tag = next(one.get("lang") for one in (place, *place.iterancestors()) if one.get("lang") is not None)
        told = next((lang for said, lang in FOREIGN.items() if said in node), "")
        if re.search("[а-шђјљњћџ]{3}", re.sub(ENDONYMS, "", node)):
            told = told or "sr-Cyrl"
        if told and tag and tag != told:
            wrong.append(f"is {told} and said to be {tag}: {' '.join(node.split())[:80]}")
    return wrong


def _once(problems: list[str]) -> str:
    """Every problem with the first page that has it."""
    found: dict[str, str] = {}
    for place, *lines in (problem.splitlines() for problem in problems):
        for line in lines or [""]:
            found.setdefault(f"{place.split('/')[1]} {line}", f"{place} {line}")
    return "\n".join(found.values())


@pytest.mark.browser
@pytest.mark.database("sqlite")
@EVERYBODY
def test_pages_serve_every_eye(role: str, site: Site, window_of: Callable[..., "BrowserContext"]) -> None:
    """English in the dark, then by day, with the keyboard, in forced colours, on paper; on a narrow screen every other
    page in Albanian, the others in Cyrillic (the drill looks at all of them in all languages)."""
    page = window_of(role, color_scheme="dark").new_page()
    wrong = _look(page, pages.paths(site, role, "en"), _in_both_schemes(), eyes.focus, eyes.forced_colours, eyes.paper)
    page.set_viewport_size({"width": 320, "height": 640})
    wrong += _look(page, pages.paths(site, role, "sr-cyrl")[::2], eyes.width)
    wrong += _look(page, pages.paths(site, role, "sq")[1::2], eyes.width)
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
@pytest.mark.database("sqlite")
def test_choosers_and_pages_of_nothing_serve_every_eye(
    site: Site, visitors: Visitors, window_of: Callable[..., "BrowserContext"]
) -> None:
    page, nothing = window_of("visitor", color_scheme="dark").new_page(), ["/en/nothing", "/nothing", "/sr-cyrl/desk/x"]
    ways = (_in_both_schemes(), eyes.focus, eyes.forced_colours, eyes.paper)
    wrong = _look(page, [*pages.choosers(site), *nothing], *ways)
    page.set_viewport_size({"width": 320, "height": 640})
    wrong += _look(page, [*pages.choosers(site), *nothing], eyes.width)
    assert not wrong, "\n".join(wrong)
    for path in pages.choosers(site):
        visit(visitors.browser("visitor"), path)
    for path in nothing:
        visit(visitors.browser("visitor"), path, status=404)


@pytest.mark.drill
@pytest.mark.browser
@pytest.mark.database("sqlite")
@pytest.mark.parametrize("reading", READINGS)
@EVERYBODY
def test_pages_serve_every_eye_in_every_language(
    role: str, reading: str, site: Site, window_of: Callable[..., "BrowserContext"]
) -> None:
    ways = (_in_both_schemes(), eyes.focus, eyes.forced_colours, eyes.paper)
    page = window_of(role, color_scheme="dark").new_page()
    wrong = _look(page, pages.paths(site, role, reading), *ways)
    page.set_viewport_size({"width": 320, "height": 640})
    wrong += _look(page, pages.paths(site, role, reading), eyes.width, eyes.axe)
    assert not wrong, "\n".join(wrong)


def _in_both_schemes() -> Callable[["Shown"], list[str]]:
    """Axe's rules in the dark, and those of colour by day too."""
    contrast = eyes.Contrast()

    def looked(page: "Shown") -> list[str]:
        found = eyes.axe(page, colours=False) + contrast(page, "dark")
        page.emulate_media(color_scheme="light")
        found += contrast(page, "light")
        page.emulate_media(color_scheme="dark")
        return found

    return looked


def _look(page: "Shown", paths: Iterable[str], *ways: Callable[["Shown"], list[str]]) -> list[str]:
    wrong = []
    for path in paths:
        page.goto(path)
        wrong += [f"{path} {problem}" for way in ways for problem in way(page)]
    return wrong
