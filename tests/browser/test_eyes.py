"""The eyes of this house see: each way of looking is shown a page with something wrong in it."""

from typing import TYPE_CHECKING

import pytest

from tests.browser import eyes

if TYPE_CHECKING:
    from playwright.sync_api import Page

BAD = """<!doctype html><html lang="en"><head><title>Bad</title><style>
  body { background: #fff; color: #1b2423 } .pale { color: #ccc } .unseen:focus { outline: 0 }
  .wide { width: 900px } button { border: 0; background: #0c4b4a; color: #fff; min-height: 44px }
  .away { position: absolute; left: -900px } .room { overflow-x: auto } h1 { color: #074 }
</style></head><body><header><nav aria-label="Main"><a href="/">Home</a></nav></header><main><h1>Bad</h1>
  <p class="pale">Hard to read</p><p><a class="unseen" href="/x">Unseen</a> <a class="away" href="/y">Away</a></p>
  <p><input name="q"></p><p><button>Go</button></p>
  <div class="wide">Too wide</div><div class="room"><div class="wide">May be scrolled</div></div>
  <p><a href="/1">1</a><br><a href="/2">2</a></p>
</main></body></html>"""

FOUND = {
    eyes.axe: ["color-contrast: .pale", "label: input"],
    eyes.Contrast(): ["color-contrast: .pale"],
    eyes.focus: ['its focus cannot be seen: <a class="unseen"', 'is off the page when focused: <a class="away"'],
    eyes.width: ['908 of 320: <div class="wide">Too wide'],
    eyes.forced_colours: ["has no edge in forced colours: <button>"],
    eyes.paper: ["is printed: <nav", "is printed: <button", "the heading is printed in rgb(0, 119, 68)"],
}


@pytest.mark.browser
@pytest.mark.bare
@pytest.mark.database("sqlite")
def test_each_way_of_looking_sees_what_is_wrong(page: "Page") -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_content(BAD)
    for look, expected in FOUND.items():
        found = look(page)
        for problem in expected:
            assert any(line.startswith(problem) for line in found), f"{look} saw {found}, not {problem}"
    assert not any("May be scrolled" in line for line in eyes.width(page))


@pytest.mark.browser
@pytest.mark.bare
@pytest.mark.database("sqlite")
def test_a_kind_of_element_is_looked_at_once_and_a_new_one_at_once(page: "Page") -> None:
    """Same element in another place or state: another kind."""
    look = eyes.Contrast()
    page.set_content(BAD)
    assert len(look(page, "light")) == 1
    assert look(page, "light") == []
    assert len(look(page, "dark")) == 1
    page.set_content(BAD.replace('<p class="pale">Hard to read</p>', '<div><p class="pale">Hard to read</p></div>'))
    assert len(look(page, "light")) == 1
