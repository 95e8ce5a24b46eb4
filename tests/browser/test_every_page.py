"""Every kind of page, as whoever may open it: in every language, for the eye, for the ear, on paper."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask

from forum.core.languages import READINGS
from tests.browser import pages
from tests.security.conftest import Visitors
from tests.security.furnished import Site
from tests.support.visits import visit

ROLES = tuple(pages.PAGES)


@pytest.mark.database("sqlite")
def test_every_kind_of_page_is_on_the_list(app: Flask, site: Site) -> None:
    listed = set(pages.endpoints_of(app, pages.choosers(site)))
    for role in ROLES:
        listed |= set(pages.endpoints_of(app, pages.paths(site, role, "en")))
    readable = pages.readable_endpoints(app)
    assert readable - listed == set(pages.IN_NO_LIST), "a page that nobody opens here, or one listed twice"
    assert listed <= readable


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("role", ROLES)
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
            except AssertionError as problem:
                wrong.append(str(problem))
    assert not wrong, _once(wrong)


def _once(problems: list[str]) -> str:
    """Every problem with the first page that has it."""
    found: dict[str, str] = {}
    for place, *lines in (problem.splitlines() for problem in problems):
        for line in lines or [""]:
            found.setdefault(f"{place.split('/')[1]} {line}", f"{place} {line}")
    return "\n".join(found.values())
