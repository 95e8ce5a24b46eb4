"""`flask opinion …`: the analysis for researchers and for doubters, on files alone; no site is needed."""

import click

from forum.cli.opinion.analyse import analyse_command
from forum.cli.opinion.compare import compare_command
from forum.cli.opinion.synthetic import synthetic_command

group = click.Group(
    "opinion",
    commands=[analyse_command, compare_command, synthetic_command],
    help="Analyse exported answers. Reads and writes files only.",
)
