"""`flask opinion compare`: what the analysis says of several conversations, and what a plainer list would have been."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from forum.cli.opinion import outputs
from forum.cli.opinion.analyse import analysed
from forum.cli.opinion.comparison import Compared, List, document
from forum.cli.opinion.exports import read_folder, votes_of
from forum.cli.opinion.lens import why_none
from forum.cli.opinion.terminal import say

if TYPE_CHECKING:
    from forum.opinion.analysis.results import Analysis, Slate
    from forum.opinion.rules.polis_files import Export

_PATH = click.Path(path_type=Path)


@click.command("compare")
@click.argument("folders", metavar="DIR...", nargs=-1, required=True, type=_PATH)
@click.option("--to", "file", metavar="FILE", type=_PATH, help="Write the page there; else it is printed.")
def compare_command(folders: tuple[Path, ...], file: Path | None) -> None:
    """Analyse several Polis exports and put their figures side by side, as Markdown.

    Beside each short list stands the list of the same length of what most people agree with.
    """
    if file:
        outputs.check(file)
    page = document([compared(folder) for folder in folders])
    if file:
        outputs.write({file: page})
    else:
        say(page)


def compared(folder: Path) -> Compared:
    """The figures of one conversation."""
    from forum.opinion.analysis.slates import top_k

    began = time.perf_counter()
    export = read_folder(folder)
    analysis = analysed(export)
    seconds = time.perf_counter() - began
    slate, groups = analysis.slate, analysis.groups
    stability = groups.stability_mean, groups.stability_min
    return Compared(
        name=folder.resolve().name,
        people=len(export.participants),
        statements=len(analysis.propositions),
        votes=sum(cell.answered for one in analysis.propositions for cell in (*one.sides, one.regional)),
        published=_published(export),
        groups=", ".join(map(str, groups.sizes)) if groups.k > 1 else "none",
        reason=_reason(analysis) if groups.k == 1 else "",
        stability=None if stability[0] is None or stability[1] is None else (stability[0], stability[1]),
        structure=groups.structure_z,
        gain=groups.gain,
        size=slate.size,
        ours=_list(slate),
        plain=_list(top_k(votes_of(export), slate.size)),
        seconds=seconds,
    )


def _list(slate: Slate) -> List:
    return List(slate.covered, slate.voters, slate.certificate.ratio)


def _reason(analysis: Analysis) -> str:
    said = why_none(analysis.groups, analysis.parameters)
    return said[0].upper() + said[1:]


def _published(export: Export) -> str:
    sizes = Counter(group for group in export.published if group is not None)
    return ", ".join(str(size) for size in sorted(sizes.values(), reverse=True)) or "–"
