"""One thread or two: the same labels, lists and counts; numbers within a billionth."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.house.laws import ROOT
from tests.opinion.conftest import FOLDER

SCRIPT = """
import dataclasses, json, sys
from forum.cli.opinion.exports import read_folder, votes_of
from forum.opinion.analysis.analyse import analyse
from forum.opinion.analysis.results import Parameters
from forum.opinion.analysis.synthetic import synthetic
from pathlib import Path

few = Parameters(permutations=5, subsamples=2, hidden=0.5)
cases = [(synthetic(6000, 60, groups=3, density=0.5, passing=0.1, sides=2), False)]
cases += [(votes_of(read_folder(Path(folder))), True) for folder in sys.argv[1:]]
found = [dataclasses.asdict(analyse(votes, parameters=few, resampled=long)) for votes, long in cases]
print(json.dumps(found, default=str))
"""


def run(threads: int, *folders: str) -> Any:
    env = os.environ | {name: str(threads) for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *folders], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def same(one: Any, two: Any, where: str = "") -> None:
    """Equal, numbers with a fraction within 1e-9."""
    if isinstance(one, float) and isinstance(two, float):
        assert one == pytest.approx(two, rel=1e-9, abs=1e-9), where
    elif isinstance(one, dict):
        assert one.keys() == two.keys(), where
        for key in one:
            same(one[key], two[key], f"{where}/{key}")
    elif isinstance(one, list):
        assert len(one) == len(two), where
        for index, (a, b) in enumerate(zip(one, two, strict=True)):
            same(a, b, f"{where}/{index}")
    else:
        assert one == two, where


def test_one_thread_and_two_give_the_same() -> None:
    folders = [str(FOLDER / name) for name in ("brexit-consensus",) if (FOLDER / name).is_dir()]
    same(run(1, *folders), run(2, *folders))
