"""`flask opinion synthetic`: answers that nobody gave, as an export of Polis."""

from __future__ import annotations

from pathlib import Path

import click

from forum.cli.opinion import outputs
from forum.cli.opinion.terminal import Refused
from forum.opinion.rules.polis_written import written

SHARP = 0.8
"""Groups agree with a statement with this chance, or with its opposite."""
_LARGEST = 20_000_000
"""Cells of a table; beyond, a file of it is of no use."""


@click.command("synthetic")
@click.option("--people", type=click.IntRange(1, 1_000_000), default=60, show_default=True, help="People.")
@click.option("--propositions", type=click.IntRange(1, 100_000), default=40, show_default=True, help="Statements.")
@click.option("--groups", type=click.IntRange(1, 26), default=2, show_default=True, help="Groups that answer alike.")
@click.option("--density", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="Share of pairs answered.")
@click.option("--passing", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Chance of a pass.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Other answers.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def synthetic_command(
    people: int, propositions: int, groups: int, density: float, passing: float, seed: int, folder: Path
) -> None:
    """Write invented answers into DIR, which must be new or empty, the way Polis exports them.

    Groups are of equal size, stand in the column group-id, and agree with each statement with a chance of 80 % or of
    20 %; one group alone has a chance of its own for each statement, and no structure. The same options give the same
    files.
    """
    outputs.check_folder(folder)
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder}: it is not empty.")
    if people * propositions > _LARGEST:
        raise Refused(f"{people:,} people times {propositions:,} statements are more than {_LARGEST:,} cells.")
    from forum.opinion.analysis.synthetic import synthetic

    votes = synthetic(
        people, propositions, groups=groups, density=density, passing=passing,
        sharp=None if groups == 1 else SHARP, seed=seed,
    )  # fmt: skip
    triples = zip(votes.person.tolist(), votes.proposition.tolist(), votes.value.tolist(), strict=True)
    texts = {index: f"Invented statement {index}" for index in range(propositions)}
    files = written(triples, range(people), texts, {index: index % groups for index in range(people)})
    outputs.write({folder / name: text for name, text in files.items()})
    click.echo(f"{people:,} people, {propositions:,} statements, {len(votes.value):,} votes: {folder}")
