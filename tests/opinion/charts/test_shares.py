"""Shares are rounded so that words never say more than is known."""

from hypothesis import given, settings

from forum.opinion.analysis.published import Figures
from forum.opinion.rules.charts.shares import nearest, share
from tests.opinion.charts.conftest import ANSWERS, shown
from tests.opinion.charts.samples import exactly, partly


@given(shown())
@settings(max_examples=80)
def test_a_share_holds_the_truth_in_drawing_and_in_words(pair: tuple[dict[str, int], Figures]) -> None:
    truth, figures = pair
    for answer in ANSWERS:
        found = share(figures, answer)
        true = 100 * truth[answer] / sum(truth.values())
        assert 0 <= found.start <= found.middle <= found.end <= 100
        assert found.start - 0.01 <= true <= found.end + 0.01
        low, high = found.percents
        assert (low <= true <= high) if not found.exact else abs(low - true) <= 1


def test_only_everybody_is_a_hundred_percent_and_only_nobody_none() -> None:
    assert [nearest(part, 1000) for part in (0, 1, 4, 5, 14, 15, 995, 999, 1000)] == [0, 1, 1, 1, 1, 2, 99, 99, 100]
    assert [nearest(part, 8) for part in range(9)] == [0, 13, 25, 38, 50, 63, 75, 88, 100]


def test_what_is_known_together_with_another_answer_may_be_nothing_or_all_of_it() -> None:
    assert share(partly(14, agree_pass=6, disagree=8), "agree").percents == (0, 43)
    assert share(partly(14, agree=(10, 13), pass_disagree=(1, 4)), "agree").percents == (71, 93)
    assert share(exactly(14, 3, 2), "agree").percents == (74, 74)
    assert not share(partly(30, agree_pass_disagree=30), "agree").known
    assert share(partly(30, agree=(0, 29), pass_disagree=(1, 30)), "agree").known
