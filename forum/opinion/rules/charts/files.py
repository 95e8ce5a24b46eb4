"""Charts as files: self-contained SVG with figures in words beside the drawing.

`svg_files(published, texts)` speaks the language of `forum.core.languages.speaking(…)`; no application is needed.
"""

from collections.abc import Mapping, Sequence

from forum.core.languages import gettext as _
from forum.core.languages import pgettext
from forum.opinion.analysis.published import Published
from forum.opinion.rules.charts import words
from forum.opinion.rules.charts.agreement import TICKS, Agreement, agreement
from forum.opinion.rules.charts.bars import HELD, Bar, Barred, bars
from forum.opinion.rules.charts.density import Map, density
from forum.opinion.rules.charts.dots import SHAPES, Dot, Dots, Width, dots
from forum.opinion.rules.charts.drawing import Shape, Sheet
from forum.opinion.rules.charts.groups import Groups, groups
from forum.opinion.rules.charts.setting import Saying, Setting

WIDTH = 960
LEFT, PLOT, RIGHT = 24, 520, 416
"""Where words begin, where drawings begin, how wide they are."""


def setting_of(published: Published, texts: Mapping[int, str], order: Sequence[int] = ()) -> Setting:
    """A setting for files: propositions are named by their ids, sides by their names where the site knows them."""
    known = {"kosovo": pgettext("seat", "Kosovo"), "serbia": pgettext("seat", "Serbia"), "all": _("All who took part")}
    return Setting(
        tuple(known.get(side["name"], side["name"]) for side in published["sides"]),
        pgettext("seat", "Regional"),
        {one["id"]: Saying(one["id"], texts.get(one["id"], "")) for one in published["propositions"]},
        tuple(order),
    )


def svg_files(published: Published, texts: Mapping[int, str], order: Sequence[int] = ()) -> dict[str, str]:
    """SVG by name of file: agreement, bars and dots; groups and map where there are any."""
    setting = setting_of(published, texts, order)
    answers = _("Answers by side") if len(setting.names) > 1 else _("All who took part")
    found = {
        "agreement.svg": _agreement(agreement(published, setting)),
        "bars.svg": _bars(answers, bars(published, setting)),
        "dots.svg": _dots(dots(published, setting, (Width("file", 720),))),
    }
    told = groups(published, setting)
    if told.found:
        found["groups.svg"] = _groups(told)
    where = density(published)
    if where is not None:
        found["map.svg"] = _map(where)
    return found


def _agreement(plot: Agreement) -> str:
    several = len(plot.names) > 1
    sheet = Sheet(WIDTH, _("Share that agrees, ranked by the side that agrees less") if several else words.plot(1))
    limit: Shape = ("line", "limit", {"x1": 10, "x2": 10, "y1": -10, "y2": 10})
    sheet.key([*((_side_mark(place), side) for place, side in enumerate(plot.names)), (limit, plot.threshold_words)])
    sheet.y += 14
    for row in plot.rows:
        top = sheet.y
        for tick in TICKS:
            x = PLOT + RIGHT * tick / 100
            sheet.put("line", "axis", x1=x, x2=x, y1=top + plot.middle - 4, y2=top + plot.middle + 4)
            if row is plot.rows[0]:
                sheet.text(f"{tick} %" if tick == 100 else str(tick), x, top - 6, "tick")
        sheet.put("line", "axis", x1=PLOT, x2=PLOT + RIGHT, y1=top + plot.middle, y2=top + plot.middle)
        limit_x = PLOT + RIGHT * plot.threshold / 100
        sheet.put("line", "limit", x1=limit_x, x2=limit_x, y1=top + 2, y2=top + plot.height - 2)
        for mark in row.marks:
            y, start, end = top + mark.y, *(PLOT + RIGHT * part / 100 for part in (mark.share.start, mark.share.end))
            if not mark.share.exact:
                sheet.put("path", "gap", d=f"M{start:.1f} {y - 5:.1f}v10m0-5H{end:.1f}m0-5v10")
            name, css, shape = _side_mark(mark.shape)
            room = sheet.put("g", transform=f"translate({PLOT + RIGHT * mark.share.middle / 100 - 10:.1f} {y:.1f})")
            sheet.put(name, css, within=room, shape=shape)
        said = " · ".join(f"{mark.name}: {mark.words}" for mark in row.marks)
        sheet.text(said, PLOT, top + plot.height + 16, "meta")
        sheet.y = top + max(_claim(sheet, row.saying, top), plot.height + 22) + 10
        sheet.put("line", "rule", x1=LEFT, x2=WIDTH - LEFT, y1=sheet.y, y2=sheet.y)
        sheet.y += 12
    _note(sheet, plot.missing)
    return str(sheet)


def _note(sheet: Sheet, said: str) -> None:
    if said:
        sheet.y += sheet.paragraph(said, LEFT, sheet.y + 12, 120, "meta", 18) + 8


def _side_mark(place: int) -> Shape:
    """The shape of a side, round (10, 0): the first a filled square, the second an open circle."""
    if place == 0:
        return "rect", "m", {"x": 4, "y": -6, "width": 12, "height": 12}
    return "circle", "m open" if place == 1 else "m", {"cx": 10, "cy": 0, "r": 6}


def _claim(sheet: Sheet, saying: Saying, top: float, letters: int = 56) -> int:
    return sheet.paragraph(f"{saying.number}. {saying.text}", LEFT, top + 16, letters)


def _patterns(sheet: Sheet) -> None:
    swatch = {"x": 0, "y": -8, "width": 26, "height": 15}
    labels = (("yes", _("agree")), ("pass", _("pass")), ("no", _("disagree")), (HELD, _("not split further")))
    sheet.key((("rect", css, swatch), label) for css, label in labels)


def _bars(title: str, found: Sequence[Barred]) -> str:
    sheet = Sheet(WIDTH, title)
    _patterns(sheet)
    for one in found:
        top = sheet.y
        high = _claim(sheet, one.saying, top)
        high += sheet.paragraph(one.verdict, LEFT, top + high + 14, 60, "meta", 18)
        sheet.y = top + max(high + 16, _stack(sheet, one.bars, top)) + 8
        sheet.put("line", "rule", x1=LEFT, x2=WIDTH - LEFT, y1=sheet.y, y2=sheet.y)
        sheet.y += 12
    return str(sheet)


def _stack(sheet: Sheet, found: Sequence[Bar], top: float) -> float:
    """The bars of one proposition, each with its words; gives how high they are."""
    y = top
    for bar in found:
        sheet.text(bar.name, PLOT, y + 14, "name")
        if not bar.parts:
            y += 26 + sheet.paragraph(bar.answered, PLOT, y + 32, 58, "meta", 17)
            continue
        sheet.text(bar.answered, PLOT + RIGHT, y + 14, "meta end")
        y += 20
        for piece in bar.stretches:
            x, width = PLOT + RIGHT * piece.x / 100, RIGHT * piece.width / 100
            sheet.put("rect", piece.pattern, x=x, y=y, width=width, height=20)
        if bar.stretches:
            sheet.put("line", "half", x1=PLOT + RIGHT / 2, x2=PLOT + RIGHT / 2, y1=y - 3, y2=y + 23)
            y += 24
        y += sheet.paragraph(" · ".join(bar.parts), PLOT, y + 13, 62, "meta", 17) + 8
    return y - top


def _groups(told: Groups) -> str:
    sheet = Sheet(WIDTH, told.heading)
    for sentence in told.sentences:
        sheet.y += sheet.paragraph(sentence, LEFT, sheet.y, 120, "meta", 18) + 4
    barred = any(one.bars for group in told.found for one in group.telling)
    if barred:
        _patterns(sheet)
    for group in told.found:
        sheet.y += 12
        sheet.text(group.name, LEFT, sheet.y + 8, "title")
        sheet.text(" · ".join(filter(None, (group.size, group.nothing))), PLOT, sheet.y + 8, "meta")
        sheet.y += 24
        for one in group.telling:
            top = sheet.y
            high = _claim(sheet, one.saying, top, 56 if barred else 108)
            sheet.text(one.words, LEFT, top + high + 14, "meta")
            sheet.y = top + max(high + 30, _stack(sheet, one.bars, top)) + 8
    return str(sheet)


def _dots(plot: Dots) -> str:
    sheet = Sheet(WIDTH, plot.label)
    shapes = {tier: {"d": path, "transform": "translate(13)"} for tier, path in SHAPES.items()}
    sheet.key((("path", f"t-{tier}", shapes[tier]), label) for tier, label in plot.tiers)
    drawing = plot.drawings[0]
    side = drawing.width.pixels
    left, top, high = 120.0, sheet.y + (28 if plot.flat else 52), float(drawing.height if plot.flat else side)
    sheet.put("rect", "axis", x=left, y=top, width=side, height=high)
    for tick in TICKS:
        x, y = left + side * tick / 100, top + high * (100 - tick) / 100
        sheet.text(f"{tick} %" if tick == 100 else str(tick), x, top + high + 18, "tick")
        if not plot.flat:
            sheet.text(str(tick), left - 10, y + 4, "meta end")
    for css, percent in (("limit", plot.agreed), ("axis", plot.majority)):
        x, y = left + side * percent / 100, top + high * (100 - percent) / 100
        sheet.put("line", css, x1=x, x2=x, y1=top, y2=top + high)
        if not plot.flat:
            sheet.put("line", css, x1=left, x2=left + side, y1=y, y2=y)
        if css == "limit":
            sheet.text(plot.threshold, x, top - 8, "tick")
    if not plot.flat:
        sheet.put("line", "equal", x1=left, y1=top + high, x2=left + side, y2=top)
        sheet.text(plot.axes[1], left, top - 40, "name")
        for said, x, y, css in zip(
            plot.corners, (left, left + side) * 2, (top - 18, top - 18, top + high + 38, top + high + 38),
            ("meta", "meta end") * 2, strict=True,
        ):  # fmt: skip
            sheet.text(said, x, y, css)
    down = high / 100 if not plot.flat else 1.0
    for dot in drawing.dots:
        _reach(sheet, dot, left, top, side, down)
    for dot in drawing.dots:
        _mark(sheet, dot, left + side * dot.x / 100, top + dot.y * down, drawing.linked)
    sheet.y = top + high + (42 if plot.flat else 62)
    sheet.text(plot.axes[0], left + side, sheet.y, "name end")
    sheet.y += 8
    _note(sheet, " ".join(plot.sentences))
    return str(sheet)


def _reach(sheet: Sheet, dot: Dot, left: float, top: float, side: int, down: float) -> None:
    """What lies under the marks: stretches of what is not known exactly, and the way to a mark that had to move."""
    x, y = left + side * dot.at_x / 100, top + dot.at_y * down
    if dot.across:
        start, end = (left + side * part / 100 for part in dot.across)
        sheet.put("line", "reach", x1=start, x2=end, y1=y, y2=y)
    if dot.down:
        sheet.put("line", "reach", x1=x, x2=x, y1=top + dot.down[0] * down, y2=top + dot.down[1] * down)
    if dot.moved:
        sheet.put("line", "lead", x1=x, y1=y, x2=left + side * dot.x / 100, y2=top + dot.y * down)
        sheet.put("circle", "at", cx=x, cy=y, r=2)


def _mark(sheet: Sheet, dot: Dot, x: float, y: float, numbered: bool) -> None:
    scale = "" if numbered else " scale(.42)"
    room = sheet.put("g", transform=f"translate({x:.1f} {y:.1f}){scale}")
    sheet.put("title", said=f"{dot.name}. {dot.saying.text}", within=room)
    sheet.put("circle", "bed", within=room, r=11)
    sheet.put("path", f"t-{dot.tier}", within=room, d=SHAPES[dot.tier])
    if numbered:
        sheet.put("text", "n tight" if dot.saying.number > 99 else "n", str(dot.saying.number), within=room, y=4)


def _map(where: Map) -> str:
    sheet = Sheet(WIDTH, where.sentence)
    side = where.cell
    top = sheet.y
    sheet.put("rect", "axis", x=LEFT, y=top, width=side * where.columns, height=side * where.rows)
    for disc in where.discs:
        one = sheet.put("circle", "disc", cx=LEFT + disc.x * side, cy=top + disc.y * side, r=disc.radius * side)
        sheet.put("title", said=disc.people_words, within=one)
    sheet.y = top + side * where.rows + 12
    sheet.y += sheet.paragraph(where.measure, LEFT, sheet.y + 12, 130, "meta", 18)
    return str(sheet)
