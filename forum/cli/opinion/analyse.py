"""`flask opinion analyse-polis`: an export in, a report and on request JSON, a draft and charts out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from forum.cli.opinion import outputs
from forum.cli.opinion.exports import read_folder, topic_of, votes_of
from forum.cli.opinion.layout import titled
from forum.cli.opinion.report import report
from forum.cli.opinion.result import as_json
from forum.cli.opinion.terminal import Progress, Refused, printable, say
from forum.core import languages

if TYPE_CHECKING:
    from forum.opinion.analysis.published import Published
    from forum.opinion.analysis.results import Analysis
    from forum.opinion.rules.polis_files import Export

_FILE = click.Path(path_type=Path)


@click.command("analyse-polis")
@click.argument("folder", metavar="DIR", type=_FILE)
@click.option("--json", "json_file", metavar="FILE", type=_FILE, help="Write the whole result there.")
@click.option("--side-column", metavar="NAME", help="The column that says on which side somebody stands.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="For random samples.")
@click.option("--k", "force_k", type=click.IntRange(1, 26), help="Divide into so many groups, whatever the gates say.")
@click.option("--draft", type=click.Choice(list(languages.READINGS)), help="Print the draft of a synthesis, too.")
@click.option("--svg", "svg_folder", metavar="DIR", type=_FILE, help="Write charts there; in the language of --draft.")
def analyse_command(
    folder: Path, json_file: Path | None, side_column: str | None, seed: int, force_k: int | None, draft: str | None,
    svg_folder: Path | None,
) -> None:  # fmt: skip
    """Analyse the Polis export in DIR and print a report.

    DIR holds comments.csv and participants-votes.csv (or votes.csv). Statements that moderators rejected, or that are
    about the person, take no part. A file that cannot be read ends this with its name, line and column and exit code
    2; then nothing is written.
    """
    if json_file:
        outputs.check(json_file)
    if svg_folder:
        outputs.check_folder(svg_folder)
    began = time.perf_counter()
    export = read_folder(folder, side_column)
    read = time.perf_counter()
    analysis = analysed(export, seed, force_k)
    seconds = read - began, time.perf_counter() - read
    files = {}
    if json_file:
        files[json_file] = as_json(export, analysis, force_k, seconds)
    if svg_folder:
        files |= {svg_folder / name: text for name, text in _charts(export, analysis, draft or "en").items()}
    said = report(export, analysis, topic_of(folder), force_k, seconds)
    if draft:
        said += "\n" + _draft(export, analysis, topic_of(folder), draft)
    outputs.write(files)
    say(said)


def analysed(export: Export, seed: int = 0, force_k: int | None = None) -> Analysis:
    """The whole analysis, with progress on a terminal."""
    from forum.opinion.analysis.analyse import analyse
    from forum.opinion.analysis.results import Parameters

    progress = Progress()
    try:
        return analyse(votes_of(export), parameters=Parameters(seed=seed), force_k=force_k, progress=progress)
    except ValueError as error:
        raise Refused(f"This cannot be analysed: {error}.") from error
    finally:
        progress.end()


def _published(analysis: Analysis) -> Published:
    """What may be shown of it: figures from 5 people on, exact (R24); whoever holds the export has every row anyway."""
    from forum.opinion.analysis.publishable import publishable

    return publishable(analysis, "organisations")


def _draft(export: Export, analysis: Analysis, topic: str, reading: str) -> str:
    from forum.opinion.analysis.blocks import Asked
    from forum.opinion.analysis.draft import draft
    from forum.opinion.rules.draft_text import draft_text

    words = {one.id: printable(one.text) for one in export.statements}
    blocks = draft(_published(analysis), Asked(question=printable(topic) or None))
    with languages.speaking(reading):
        return draft_text(blocks, lambda id_: words.get(id_, ""), names=_names(analysis))


def _names(analysis: Analysis) -> dict[str, str]:
    """What sides are called: the two seats in the spoken language, others as the file has them."""
    seats = {"kosovo": languages.pgettext("seat", "Kosovo"), "serbia": languages.pgettext("seat", "Serbia")}
    return {side.name: seats.get(side.name, titled(side.name)) for side in analysis.sides if side.name != "all"}


def _charts(export: Export, analysis: Analysis, reading: str) -> dict[str, str]:
    from forum.opinion.rules.charts.files import svg_files

    with languages.speaking(reading):
        return svg_files(_published(analysis), {one.id: printable(one.text) for one in export.statements})
