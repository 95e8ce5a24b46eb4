"""A page of all charts, for every eye; table and pictures carry the same figures (Show 10)."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from flask import Flask

from forum.core.languages import READINGS
from tests.browser import eyes
from tests.opinion.charts.gallery import gallery
from tests.support.html_lint import lint

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = [pytest.mark.database("sqlite"), pytest.mark.bare]
Range = tuple[int, int]
LABELS = {"agree": 0, "pass": 1, "disagree": 2}


@pytest.fixture
def tree(app: Flask) -> Any:
    """The page in English, parsed."""
    return lxml.html.document_fromstring(gallery(app))


def test_the_page_is_sound_in_every_language(app: Flask) -> None:
    """Ids stand once, drawings are named or hidden, labels and placeholders are whole."""
    for reading, one in READINGS.items():
        html = gallery(app, reading)
        assert not lint(html, language=one.html)
        page = lxml.html.document_fromstring(html)
        ids = set(page.xpath("//@id"))
        led = {href[1:] for href in page.xpath("//main//a/@href") if href.startswith("#")}
        assert led <= ids, "a mark leads nowhere"


# ---------------------------------------------------------------- pictures against the table
def test_bars_and_table_carry_the_same_figures(tree: Any) -> None:
    table, seen = _table(tree), 0
    for prefix in "omp":
        for item in tree.xpath(f"//section[@aria-labelledby='bars-{prefix}']//ol/li"):
            number = item.get("id").removeprefix(prefix)
            for audience in item.xpath(".//ul/li"):
                seen += 1
                _same_bar(audience, table[prefix, number, audience.xpath(".//b")[0].text])
    assert seen == 12 * 2 + 5 + 10 * 2 + 1 + 14


def _same_bar(audience: Any, line: list[tuple[frozenset[int], Range]]) -> None:
    pieces = dict.fromkeys(("yes", "pass", "no", "held"), 0.0)
    for one in audience.xpath(".//*[name()='svg']/*[name()='rect']"):
        pieces[one.get("class")] += float(one.get("width").rstrip("%"))
    words = [" ".join(one.text_content().split()) for one in audience.xpath("./span[contains(@class, 'vals')]/span")]
    assert [_part(one) for one in words] == line[1:]
    if not line or not sum(pieces.values()):
        assert not line or line[0][1][0] < 20
        return
    whole = line[0][1][1]
    lows = {css: sum(low for of, (low, _) in line[1:] if of == {at}) for at, css in enumerate(("yes", "pass", "no"))}
    for css, low in lows.items():
        assert abs(pieces[css] * whole / 100 - low) < 0.01
    assert abs(pieces["held"] * whole / 100 - (whole - sum(lows.values()))) < 0.02


def test_plots_and_table_carry_the_same_figures(tree: Any) -> None:
    table, seen = _table(tree), 0
    for prefix, names in (("o", ("Kosovo", "Serbia")), ("m", ("Kosovo", "Serbia")), ("p", ("Everyone",))):
        for row in tree.xpath(f"//section[@aria-labelledby='over-{prefix}']//ol/li"):
            number = row.xpath(".//a/@href")[0].removeprefix(f"#{prefix}")
            said = [" ".join(one.text_content().split()) for one in row.xpath(".//p[contains(@class, 'vals')]/span")]
            for name, mark, words in zip(names, _marks(row), said, strict=True):
                low, high = _share(table[prefix, number, name])
                assert abs(mark - (low + high) / 2) < 0.02 and words.startswith(name)
                figures = [int(one) for one in re.findall(r"\d+", words)]
                assert figures[0] - 1 < low <= high < figures[-1] + 1
        for drawing in tree.xpath(f"//section[@aria-labelledby='dots-{prefix}']//*[contains(@class, 'square')]"):
            for number, place in _dots(drawing, prefix):
                seen += 1
                for name, shown in zip(names, place, strict=False):
                    low, high = _share(table[prefix, number, name])
                    assert abs(shown - (low + high) / 2) < 0.02, (prefix, number, name)
    assert seen == 2 * (11 + 8 + 14)


def test_the_map_and_its_table_carry_the_same_figures(tree: Any) -> None:
    cells = {}
    for row in tree.xpath("//section[@aria-labelledby='map-m']//tbody/tr"):
        for column, cell in enumerate(row.xpath("./td"), start=1):
            if cell.text:
                cells[column, int(row.xpath("./th[@scope='row']")[0].text)] = int(cell.text)
    svg = tree.xpath("//section[@aria-labelledby='map-m']//*[name()='svg']")[0]
    high = int(svg.get("viewbox").split()[3])  # the parser of lxml writes names of attributes small
    drawn = {}
    for disc in svg.xpath(".//*[name()='circle']"):
        place = (round(float(disc.get("cx")) + 0.5), round(high - float(disc.get("cy")) + 0.5))
        drawn[place] = (float(disc.get("r")) / 0.47) ** 2 * max(cells.values())
    assert drawn.keys() == cells.keys() and len(cells) > 50 and min(cells.values()) >= 10
    assert all(abs(drawn[place] - cells[place]) < 0.5 for place in cells)


def _table(tree: Any) -> dict[tuple[str, str, str], list[tuple[frozenset[int], Range]]]:
    """(round, number, side): answered, then each part as the answers it holds and its range."""
    found = {}
    for prefix in "omp":
        for body in tree.xpath(f"//section[@aria-labelledby='table-{prefix}']//tbody"):
            head, *rows = body.xpath("./tr")
            number = head.xpath(".//span[@class='num']")[0].text.rstrip(".")
            assert head.xpath("./th[@scope='rowgroup'][@colspan='5']")
            for row in rows:
                name = row.xpath("./th[@scope='row']")[0].text
                found[prefix, number, name] = list(_line(row.xpath("./td")))
    return found


def _line(cells: list[Any]) -> Iterator[tuple[frozenset[int], Range]]:
    if cells[0].text.startswith("Not shown"):
        return
    yield frozenset(), _range(cells[0].text)
    place = 0
    for cell in cells[1:]:
        span = int(cell.get("colspan", 1))
        if cell.text != "counted with agree":
            alone = re.fullmatch(r"[\d,]+|[\d,]+ to [\d,]+|fewer than [\d,]+", cell.text)
            yield (frozenset({place}), _range(cell.text)) if alone else _part(cell.text)
        place += span


def _part(words: str) -> tuple[frozenset[int], Range]:
    label, _, count = words.partition(": ")
    named = LABELS if label == "all answers together" else re.split(r", | or ", label)
    return frozenset(LABELS[one] for one in named), _range(count)


def _range(words: str) -> Range:
    numbers = [int(one.replace(",", "")) for one in re.findall(r"[\d,]+", words)]
    return (0, numbers[0] - 1) if words.startswith("fewer") else (numbers[0], numbers[-1])


def _share(line: list[tuple[frozenset[int], Range]]) -> tuple[float, float]:
    """The stretch in which the share that agrees lies, in percent."""
    (fewest, most) = line[0][1]
    of, (low, high) = next(part for part in line[1:] if 0 in part[0])
    return 100 * (low if of == {0} else 0) / most, 100 * min(high, fewest) / fewest


def _marks(row: Any) -> list[float]:
    marks = row.xpath(".//*[contains(@class, 'plot')]/*[contains(concat(@class, ' '), 'm ')]")
    return [float((one.get("cx") or one.get("x")).rstrip("%")) for one in marks]


def _dots(drawing: Any, prefix: str) -> Iterator[tuple[str, tuple[float, float]]]:
    """The number of each mark, and the shares at which it belongs: where its line leads, if it had to move."""
    led = {(one.get("x2"), one.get("y2")): (one.get("x1"), one.get("y1"))
           for one in drawing.xpath("./*[@class='lead']")}  # fmt: skip
    for mark in drawing.xpath("./*[name()='svg']"):
        x, y = led.get((mark.get("x"), mark.get("y")), (mark.get("x"), mark.get("y")))
        number = mark.xpath(".//*[name()='text']")[0].text
        assert mark.xpath("./a")[0].get("href") == f"#{prefix}{number}"
        assert mark.xpath("./a")[0].get("aria-label").startswith(f"Proposition {number}. ")
        yield number, (float(x.rstrip("%")), 100 - float(y.rstrip("%")))


# ---------------------------------------------------------------- for every eye
@pytest.mark.browser
def test_charts_serve_every_eye(app: Flask, open_browser: Callable[..., "BrowserContext"]) -> None:
    """In the dark, by day, with the keyboard, in forced colours, on paper, on a narrow screen in three languages."""
    page, contrast = open_browser(color_scheme="dark", reduced_motion="reduce").new_page(), eyes.Contrast()
    opened = _opener(page, app)
    opened("en")
    wrong = eyes.axe(page, colours=False) + contrast(page, "dark")
    page.emulate_media(color_scheme="light")
    wrong += contrast(page, "light") + page.evaluate(_FINGERS)
    wrong += eyes.focus(page) + eyes.forced_colours(page) + eyes.paper(page) + _told_apart(page)
    page.set_viewport_size({"width": 320, "height": 640})
    wrong += page.evaluate(_FINGERS)
    for reading in ("en", "sr-cyrl", "sq"):
        opened(reading)
        wrong += eyes.width(page)
    assert not wrong, "\n".join(wrong)


def _opener(page: "Page", app: Flask) -> Callable[[str], None]:
    policy = app.test_client().get("/en/about").headers["Content-Security-Policy"]

    def opened(reading: str) -> None:
        page.unroute_all()
        html = gallery(app, reading)
        headers = {"Content-Security-Policy": policy}
        page.route("**/charts", lambda route: route.fulfill(body=html, content_type="text/html", headers=headers))
        page.goto(f"/{reading}/charts")

    return opened


_FINGERS = """() => { const wrong = []; let seen = 0;
  for (const drawing of document.querySelectorAll('.square')) { if (!drawing.checkVisibility()) continue;
    const boxes = [...drawing.querySelectorAll('a')].map(one => one.getBoundingClientRect()); seen += boxes.length;
    boxes.forEach((one, place) => { if (Math.min(one.width, one.height) < 23.99) wrong.push(`a mark of ${one.width}`);
      for (const other of boxes.slice(0, place)) {
        const apart = Math.hypot(...['left,right', 'top,bottom'].map(ends => ends.split(',')
          .reduce((sum, end) => sum + (one[end] - other[end]) / 2, 0)));
        if (apart < 23.99) wrong.push(`marks ${apart} apart on ${innerWidth}`); } }); }
  return seen === 33 ? wrong : [`${seen} marks`]; }"""
"""Axe does not ask how large a link in a drawing is."""

_APART = """() => { const wrong = [], look = (css, of) => getComputedStyle(document.querySelector(css))[of];
  const solid = ['.square .t-agreed', '.square .t-rejected', '.split-bar .yes', '.plot .m:not(.open)',
    '.densities circle'];
  const ground = look('.split-bar .pass', 'fill');
  for (const css of solid) if (look(css, 'fill') === ground) wrong.push(`${css} cannot be seen`);
  for (const css of ['.square .t-majority', '.square .t-differ', '.square .t-open', '.square .limit', '.plot .bar',
    '.split-bar .pass', '#hatch path']) if (look(css, 'stroke') === ground) wrong.push(`${css} cannot be seen`);
  for (const css of ['.split-bar .no', '.split-bar .held'])
    if (!look(css, 'fill').includes('url(')) wrong.push(`${css} has no pattern`);
  for (const width of document.querySelectorAll('.board'))
    if ([...width.querySelectorAll('.square')].filter(one => one.checkVisibility()).length !== 1)
      wrong.push('not one drawing is shown');
  return wrong; }"""


def _told_apart(page: "Page") -> list[str]:
    """Marks and patterns that vanish where colours are the reader's own, dark or light, or on paper."""
    wrong = []
    modes = "active light screen, active dark screen, none dark screen, none dark print, none light screen"
    for forced, scheme, media in map(str.split, modes.split(", ")):
        page.emulate_media(forced_colors=forced, color_scheme=scheme, media=media)  # type: ignore[arg-type]
        wrong += [f"{forced} {scheme} {media}: {problem}" for problem in page.evaluate(_APART)]
    return wrong
