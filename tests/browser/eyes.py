"""Looking at a page as those do who depend on how it is made: what is wrong with it, in words."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python

if TYPE_CHECKING:
    from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE = """async options => { const found = await axe.run(document, options); return found.violations.flatMap(one =>
  one.nodes.map(node => `${one.id}: ${node.target.join(' ')} — ${node.failureSummary.replace(/\\s+/g, ' ')}`)); }"""

_FOCUS = """() => { const wrong = [];
  for (const one of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
    const apart = one.disabled || one.type === 'hidden' || one.tabIndex < 0;
    if (apart || !one.checkVisibility({visibilityProperty: true})) continue;
    one.focus();
    if (document.activeElement !== one) { wrong.push(`cannot be focused: ${one.outerHTML.slice(0, 120)}`); continue; }
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const name = one.outerHTML.slice(0, 120);
    if (!ring && style.boxShadow === 'none') wrong.push(`its focus cannot be seen: ${name}`);
    if (box.right < 0 || box.bottom + scrollY < 0) wrong.push(`is off the page when focused: ${name}`);
  } return wrong; }"""

_WIDE = """() => { const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const scrolled = one => { for (let at = one.parentElement; at; at = at.parentElement)
    if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(at).overflowX)) return true; return false; };
  return [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > room + 1
    && !scrolled(one)).map(one => `${Math.round(one.getBoundingClientRect().right)} of ${room}: `
    + one.outerHTML.slice(0, 160)).slice(0, 4); }"""

_COLOURS = """() => { const wrong = [], line = one => ['Top', 'Left'].some(side => {
    const style = getComputedStyle(one); return style[`border${side}Style`] !== 'none'
      && parseFloat(style[`border${side}Width`]) > 0; });
  const own = new Set(['checkbox', 'radio', 'hidden', 'file']);
  for (const one of document.querySelectorAll('button:not(.as-link), .btn, input, select, textarea'))
    if (!own.has(one.type) && one.checkVisibility() && !line(one)) wrong.push(one.outerHTML.slice(0, 120));
  return wrong.map(one => `has no edge in forced colours: ${one}`); }"""

_PAPER = """() => { const seen = one => one.checkVisibility({visibilityProperty: true});
  const wrong = [...document.querySelectorAll('nav, .btn, button, .skip, .no-print')].filter(seen)
    .map(one => `is printed: ${one.outerHTML.slice(0, 100)}`);
  const main = document.querySelector('main'), style = getComputedStyle(main.querySelector('h1'));
  if (!seen(main)) wrong.push('the page itself is not printed');
  if (style.color !== 'rgb(0, 0, 0)') wrong.push(`the heading is printed in ${style.color}`);
  return wrong; }"""


@cache
def _engine() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()


def axe(page: "Page", *rules: str) -> list[str]:
    """What axe finds, by all its rules or by some."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_engine())
    if rules:
        options: dict[str, Any] = {"runOnly": {"type": "rule", "values": rules}}
    else:
        options = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": True}}}
    return list(page.evaluate(_AXE, {**options, "resultTypes": ["violations"]}))


def contrast(page: "Page") -> list[str]:
    """Letters that are hard to tell from their ground."""
    return axe(page, "color-contrast", "link-in-text-block")


def focus(page: "Page") -> list[str]:
    """What the keyboard does not reach, or reaches unseen."""
    page.keyboard.press("Tab")
    return list(page.evaluate(_FOCUS))


def width(page: "Page") -> list[str]:
    """What makes the page scroll sideways."""
    return list(page.evaluate(_WIDE))


def forced_colours(page: "Page") -> list[str]:
    """Controls that vanish where the reader's own colours replace those of the site."""
    page.emulate_media(forced_colors="active")
    found = list(page.evaluate(_COLOURS))
    page.emulate_media(forced_colors="none")
    return found


def paper(page: "Page") -> list[str]:
    """What is printed that nobody can use on paper."""
    page.emulate_media(media="print")
    found = list(page.evaluate(_PAPER))
    page.emulate_media(media="screen")
    return found
