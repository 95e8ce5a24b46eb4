"""All figures as a table: what every picture shows, in numbers; merged answers in words (R24, R25)."""

from dataclasses import dataclass

from forum.core.languages import gettext as _
from forum.opinion.analysis.published import Figures, Published, PublishedProposition
from forum.opinion.rules.charts import words
from forum.opinion.rules.charts.setting import Saying, Setting, in_order
from forum.opinion.rules.charts.shares import ANSWERS


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of one or several answers; `figure` False: words."""

    words: str
    span: int = 1
    figure: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One audience."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A proposition and the lines of its audiences."""

    saying: Saying
    verdict: str
    lines: tuple[Line, ...]


def table(published: Published, setting: Setting) -> tuple[Rows, ...]:
    """By number: sides in their order, regional and groups where they have figures (R1)."""
    return tuple(
        Rows(saying, words.verdict(one, len(setting.places)), _lines(published, one, setting))
        for one, saying in in_order(published, setting)
    )


def _lines(published: Published, one: PublishedProposition, setting: Setting) -> tuple[Line, ...]:
    audiences = [(setting.names[index], one["sides"][index]) for index in setting.places]
    if one["regional"] is not None:
        audiences.append((setting.regional, one["regional"]))
    if published["groups"]["k"] > 1:
        audiences += [(words.group(index), figures) for index, figures in enumerate(one["groups"]) if figures]
    members = published["profile"] == "members"
    return tuple(Line(name, cells(figures, members)) for name, figures in audiences)


def cells(figures: Figures | None, members: bool) -> tuple[Cell, ...]:
    """Answered, agree, pass, disagree: answers side by side that are known together share a cell."""
    if figures is None:
        return (Cell(words.not_shown(members), 4, figure=False),)
    found = [Cell(words.count(figures["answered"]))]
    place = 0
    while place < len(ANSWERS):
        part = next(one for one in figures["parts"] if ANSWERS[place] in one["of"])
        if len(part["of"]) == 1:
            found.append(Cell(words.count(part)))
            place += 1
        elif set(part["of"]) == {"agree", "disagree"}:
            together = words.part(part) if ANSWERS[place] == "agree" else _("counted with agree")
            found.append(Cell(together, figure=False))
            place += 1
        else:
            found.append(Cell(words.part(part), len(part["of"]), figure=False))
            place += len(part["of"])
    return tuple(found)
