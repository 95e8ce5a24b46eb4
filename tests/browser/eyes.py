"""Looking at a page as those do who depend on how it is made: what is wrong with it, in words."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import axe_playwright_python

if TYPE_CHECKING:
    from playwright.sync_api import Page

COLOURS = ("color-contrast", "link-in-text-block")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE = """async options => { const found = await axe.run(document, options); return found.violations.flatMap(one =>
  one.nodes.map(node => `${one.id}: ${node.target.join(' ')} — ${node.failureSummary.replace(/\\s+/g, ' ')}`)); }"""

_NEW_KINDS = """([seen, rules]) => { const known = new Set(seen), kinds = new Map(), chains = new Map();
  const told = ['data-state', 'data-class', 'aria-current', 'aria-invalid', 'disabled', 'open', 'role', 'type'];
  const own = one => one.localName + [...one.classList].map(name => '.' + name).join('')
    + told.filter(name => one.hasAttribute(name)).map(name => `[${name}=${one.getAttribute(name)}]`).join('');
  const chain = one => { if (one === document.documentElement) return '';
    if (!chains.has(one)) chains.set(one, chain(one.parentElement) + '>' + own(one)); return chains.get(one); };
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) { const one = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !one.checkVisibility()) continue;
    const kind = chain(one); if (!known.has(kind) && !kinds.has(kind)) kinds.set(kind, one); }
  if (!kinds.size) return {kinds: [], found: []};
  return axe.run({include: [...kinds.values()]}, {runOnly: {type: 'rule', values: rules}, resultTypes: ['violations']})
    .then(found => ({kinds: [...kinds.keys()], found: found.violations.flatMap(one => one.nodes.map(node =>
      `${one.id}: ${node.target.join(' ')} — ${node.failureSummary.replace(/\\s+/g, ' ')}`))})); }"""

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


def axe(page: "Page", *, colours: bool = True) -> list[str]:
    """What axe finds by all its rules; without those of colour where `Contrast` looks at them."""
    _bring_axe(page)
    rules = {"target-size": {"enabled": True}, **{name: {"enabled": colours} for name in COLOURS}}
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": TAGS}, "rules": rules}
    return list(page.evaluate(_AXE, {**options, "resultTypes": ["violations"]}))


def _bring_axe(page: "Page") -> None:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_engine())


class Contrast:
    """Letters that are hard to tell from their ground: axe's rules, asked once of each kind of element.

    A kind is the chain of names, classes and states from the body down, which is all that the stylesheet knows of an
    element; header and footer are looked at on the first page only. Each scheme of colours has eyes of its own.
    """

    def __init__(self) -> None:
        self._seen: dict[str, list[str]] = {}

    def __call__(self, page: "Page", scheme: str = "") -> list[str]:
        """What is hard to read among the kinds that no page had before."""
        _bring_axe(page)
        seen = self._seen.setdefault(scheme, [])
        told = page.evaluate(_NEW_KINDS, [seen, list(COLOURS)])
        seen += told["kinds"]
        return list(told["found"])


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
