"""Twenty shuffles of rows and columns: the same groups, the same lists, the same bytes."""

import csv
import io
from collections.abc import Callable
from random import Random

import pytest

from forum.cli.opinion.exports import votes_of
from forum.opinion.analysis.analyse import analyse
from forum.opinion.analysis.results import Parameters
from forum.opinion.rules.polis_files import COMMENTS, MATRIX, read_export
from tests.opinion.changed import whole
from tests.opinion.conftest import CONVERSATIONS, FOLDER
from tests.opinion.test_invariants import same_under_other_names

QUICK = Parameters(permutations=9, subsamples=2, hidden=0.5)
SHUFFLES = 20


def shuffled_export(name: str, seed: int) -> dict[str, bytes]:
    """The files of an export with rows and columns in another order."""
    draw = Random(seed)
    files = {}
    for file in (MATRIX, COMMENTS):
        with (FOLDER / name / file).open(encoding="utf-8", newline="") as opened:
            head, *rows = csv.reader(opened)
        about = [at for at, title in enumerate(head) if not title.isdigit()]  # they stand in front
        statements = [at for at, title in enumerate(head) if title.isdigit()]
        columns = [*draw.sample(about, len(about)), *draw.sample(statements, len(statements))]
        said = io.StringIO(newline="")
        csv.writer(said).writerows([row[at] for at in columns] for row in [head, *draw.sample(rows, len(rows))])
        files[file] = said.getvalue().encode()
    return files


def shuffles(name: str, polis: Callable, seeds: range, parameters: Parameters) -> None:
    votes = polis(name)
    first = whole(analyse(votes, parameters=parameters))
    for seed in seeds:
        again = votes_of(read_export(shuffled_export(name, seed)))
        assert whole(analyse(again, parameters=parameters)) == first


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_rows_and_columns_of_an_export_may_stand_in_any_order(name: str, polis: Callable) -> None:
    shuffles(name, polis, range(2), QUICK)


@pytest.mark.drill
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_twenty_shuffles_give_the_same_groups_and_lists(name: str, polis: Callable) -> None:
    shuffles(name, polis, range(SHUFFLES), Parameters())
    for seed in range(SHUFFLES):
        same_under_other_names(polis(name), seed)
