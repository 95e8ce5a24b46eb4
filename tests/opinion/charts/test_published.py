"""Whatever the privacy layer lets through can be drawn, and what is drawn holds the truth."""

import numpy as np
import pytest

from forum.opinion.analysis.publishable import Profile, publishable
from forum.opinion.rules.charts.agreement import agreement
from forum.opinion.rules.charts.bars import bars
from forum.opinion.rules.charts.dots import dots
from forum.opinion.rules.charts.files import svg_files
from forum.opinion.rules.charts.setting import Saying, Setting
from forum.opinion.rules.charts.table import table
from tests.opinion import rounds


@pytest.mark.parametrize("profile", ["organisations", "members"])
def test_what_is_published_of_a_round_is_drawn_and_holds_the_truth(profile: Profile) -> None:
    drawn = 0
    for seed, people in enumerate((12, 47, 90, 200)):
        answered = rounds.opening(np.random.default_rng(seed), people, 10)
        found = publishable(rounds.analysis(answered), profile)
        ids = [one["id"] for one in found["propositions"]]
        setting = Setting(("Kosovo", "Serbia"), "Regional", {one: Saying(one, f"Text {one}") for one in ids})
        plot, marks = agreement(found, setting), dots(found, setting)
        assert len(plot.rows) == len(marks.drawings[0].dots)
        assert bool(plot.missing) is (len(plot.rows) < len(ids))
        for row in plot.rows:
            for mark, seat in zip(row.marks, (0, 1), strict=True):
                cell = answered.cell(seat, ids.index(row.saying.number))
                drawn += 1
                assert mark.share.start - 0.01 <= 100 * cell.agree / cell.answered <= mark.share.end + 0.01
                assert profile == "organisations" or cell.answered >= 20
        for one in bars(found, setting):
            assert one.tier == "too_few" or all(bar.parts for bar in one.bars)
        assert len(table(found, setting)) == 10
        assert {"agreement.svg", "bars.svg", "dots.svg"} <= svg_files(found, {one: f"Text {one}" for one in ids}).keys()
    assert drawn >= 20
