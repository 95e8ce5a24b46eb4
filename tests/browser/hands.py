"""A person at a browser: with a mouse and a keyboard, or with the keyboard alone. Everything is found by what the
page is made of (names of fields, addresses of forms), so that one journey runs in every language."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MOST_TABS = 250
_WHERE = """element => { const at = document.activeElement, style = getComputedStyle(at);
  const seen = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || at.tagName === 'BODY' || at.id === 'main';
  return {there: element === at, seen, begun: at.tagName !== 'BODY', main: !!element.closest('main')}; }"""


_LEADS_AWAY = """(element, keyboard) => element.tagName === 'A' ? !element.getAttribute('href').startsWith('#')
    && (keyboard || !('answer' in element.dataset && document.documentElement.dataset.scripts))
  : element.type === 'submit' && !element.form.dataset.inPlace"""


class Hands:
    """What a person does on a page."""

    def __init__(self, page: "Page", *, keyboard: bool = False) -> None:
        self.page = page
        self.keyboard = keyboard

    def go(self, path: str) -> None:
        """Open an address of the site; anything but a page that is there fails."""
        answer = self.page.goto(path)
        assert answer is not None and answer.status == 200, f"{path} answers {answer and answer.status}"

    def press(self, selector: str) -> None:
        """Follow a link or press a button."""
        target = self._one(selector)
        if self.keyboard:
            self._reach(target)
        if target.evaluate(_LEADS_AWAY, self.keyboard):
            with self.page.expect_navigation():
                self._act(target)
        else:
            self._act(target)

    def _act(self, target: "Locator") -> None:
        if self.keyboard:
            self.page.keyboard.press("Enter")
        else:
            target.click()

    def write(self, selector: str, text: str) -> None:
        """Type a text into a field, in place of what stands there."""
        target = self._one(selector)
        if not self.keyboard:
            target.fill(text)
            return
        self._reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def choose(self, selector: str, value: str) -> None:
        """Choose in a list, or one of several round buttons (`selector` finds their group by name)."""
        target = self.page.locator(selector).first
        if target.evaluate("element => element.tagName") == "SELECT":
            self._from_list(target, value)
        elif not self.keyboard:
            self.page.locator(f"{selector}[value='{value}']").check()
        else:
            self._from_group(selector, value)

    def _from_list(self, target: "Locator", value: str) -> None:
        if not self.keyboard:
            target.select_option(value)
            return
        self._reach(target)
        self.page.keyboard.press("Home")
        for _ in range(50):
            if target.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} cannot be chosen with the arrows")

    def _from_group(self, selector: str, value: str) -> None:
        wanted = self.page.locator(f"{selector}[value='{value}']")
        chosen = self.page.locator(f"{selector}:checked")
        self._reach(chosen if chosen.count() else self.page.locator(selector).first)
        self.page.keyboard.press("Space")
        for _ in range(10):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} cannot be chosen with the arrows")

    def _one(self, selector: str) -> "Locator":
        found = self.page.locator(f"{selector} >> visible=true")
        assert found.count(), f"{self.page.url} has no {selector}"
        return found.first

    def _reach(self, target: "Locator") -> None:
        """Tab until the thing is focused, by way of *Skip to content*; the focus must be seen at every step."""
        for _ in range(MOST_TABS):
            state = target.evaluate(_WHERE)
            assert state["seen"], f"the focus cannot be seen on {self.page.url}"
            if state["there"]:
                return
            self.page.keyboard.press("Tab")
            if state["main"] and not state["begun"]:
                self.page.keyboard.press("Enter")
                self.page.wait_for_url("**#main")
        raise AssertionError(f"the keyboard does not reach {target} on {self.page.url}")

    def words(self) -> str:
        """What the page says, single-spaced."""
        return " ".join(self.page.locator("main").inner_text().split())

    def fits(self) -> None:
        """Nothing makes the page scroll sideways."""
        wide, room = self.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
        assert wide <= room, f"{self.page.url} is {wide} wide where there is room for {room}"

    def at(self, pattern: str) -> None:
        """The address is of this kind (a regular expression)."""
        self.page.wait_for_url(lambda url: re.search(pattern, url.partition("#")[0]) is not None)
