"""What is stored: plain JSON, rounded, without anybody's group."""

import json
from dataclasses import replace
from typing import Any

from forum.opinion.analysis.analyse import analyse
from forum.opinion.analysis.results import Parameters
from forum.opinion.analysis.stored import as_json
from forum.opinion.analysis.synthetic import synthetic

FOUND = analyse(
    synthetic(400, 15, groups=2, sharp=0.85, density=0.9, sides=2), parameters=Parameters(permutations=3, subsamples=2)
)


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    return [leaf for one in value for leaf in leaves(one)] if isinstance(value, list) else [value]


def test_it_is_plain_json_and_comes_back_as_it_was() -> None:
    stored = as_json(FOUND)
    assert json.loads(json.dumps(stored, allow_nan=False)) == stored
    assert all(type(leaf) in (str, int, float, bool, type(None)) for leaf in leaves(stored))
    assert stored["density"] is not None and stored["parameters"]["subsamples"] == 2
    assert set(stored["ranked"]) == {"agreed", "rejected", "differ", "divided", "majority", "open", "too_few"}


def test_numbers_have_six_places_at_most() -> None:
    for leaf in leaves(as_json(FOUND)):
        if isinstance(leaf, float):
            assert leaf == round(leaf, 6)
            assert str(leaf) != "-0.0"
    shaken = replace(FOUND, groups=replace(FOUND.groups, gain=0.1234564999, structure_z=-1e-9))
    assert as_json(shaken)["groups"]["gain"] == 0.123456
    assert str(as_json(shaken)["groups"]["structure_z"]) == "0.0"


def test_nobody_s_group_is_stored() -> None:
    groups = as_json(FOUND)["groups"]
    assert "labels" not in groups
    assert sum(groups["sizes"]) == sum(label is not None for label in FOUND.groups.labels)
