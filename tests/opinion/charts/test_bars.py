"""Split bars, the ranked plot, the table and the words of figures."""

from hypothesis import given, settings

from forum.opinion.analysis.published import Figures
from forum.opinion.rules.charts import words
from forum.opinion.rules.charts.agreement import agreement
from forum.opinion.rules.charts.bars import HELD, PATTERNS, bars, stretches
from forum.opinion.rules.charts.groups import groups
from forum.opinion.rules.charts.table import cells, table
from tests.opinion.charts import samples
from tests.opinion.charts.conftest import shown
from tests.opinion.charts.samples import exactly, partly


@given(shown())
@settings(max_examples=80)
def test_a_bar_is_whole_and_no_answer_is_longer_than_it_is(pair: tuple[dict[str, int], Figures]) -> None:
    truth, figures = pair
    found = stretches(figures)
    assert sum(one.count for one in found) == figures["answered"]["high"]
    assert abs(found[-1].x + found[-1].width - 100) < 0.001
    for one, following in zip(found, found[1:], strict=False):
        assert abs(one.x + one.width - following.x) < 0.001
    for answer, pattern in PATTERNS.items():
        drawn = sum(one.count for one in found if one.pattern == pattern)
        assert drawn <= truth[answer]


def test_what_is_open_stands_between_the_answers_it_may_belong_to() -> None:
    def drawn(figures: Figures) -> list[tuple[str, int]]:
        return [(one.pattern, one.count) for one in stretches(figures)]

    assert drawn(exactly(7, 5, 7)) == [("yes", 7), ("pass", 5), ("no", 7)]
    assert drawn(exactly(5, 0, 9)) == [("yes", 5), ("no", 9)]
    assert drawn(partly(19, agree=(15, 18), pass_disagree=(1, 4))) == [("yes", 15), (HELD, 4)]
    assert drawn(partly(14, disagree=8, agree_pass=6)) == [(HELD, 6), ("no", 8)]
    assert drawn(partly(40, agree=(0, 4), **{"pass": (1, 4)}, disagree=(33, 39))) == [
        (HELD, 6), ("pass", 1), ("no", 33),
    ]  # fmt: skip
    assert drawn(partly(40, agree=30, **{"pass": (1, 4)}, disagree=(6, 9))) == [
        ("yes", 30), ("pass", 1), (HELD, 3), ("no", 6),
    ]  # fmt: skip
    assert drawn(exactly(0, 0, 0)) == []


def test_sides_stand_in_the_order_that_is_asked_for_and_regional_after_them() -> None:
    found = samples.organisations()
    first = bars(found, samples.setting(found))[0]
    assert [one.name for one in first.bars] == ["Kosovo", "Serbia", "Regional"]
    turned = bars(found, samples.setting(found, order=(1, 0)))[0]
    assert [one.name for one in turned.bars] == ["Serbia", "Kosovo", "Regional"]
    assert turned.bars[0].parts == ("agree: 13", "pass: 1", "disagree: 0") == first.bars[1].parts
    assert [one.name for one in bars(found, samples.setting(found))[3].bars] == ["Kosovo", "Serbia"]
    row = agreement(found, samples.setting(found, order=(1, 0))).rows[0]
    assert [(mark.name, mark.shape) for mark in row.marks] == [("Serbia", 0), ("Kosovo", 1)]


def test_members_have_a_bar_and_a_dot_from_twenty_answers_on() -> None:
    for answered, drawn in ((19, False), (20, True)):
        one = samples.proposition(1, "majority", partly(answered, agree=answered), partly(40, agree=40))
        found = samples.published("members", (one,))
        bar = bars(found, samples.setting(found))[0].bars[0]
        assert bar.parts == (f"agree: {answered}",) and bool(bar.stretches) is drawn
        assert bool(agreement(found, samples.setting(found)).rows) is drawn
        found["profile"] = "organisations"
        assert bars(found, samples.setting(found))[0].bars[0].stretches


def test_the_plot_ranks_by_the_side_that_agrees_less_and_names_what_it_leaves_out() -> None:
    found = samples.organisations()
    plot = agreement(found, samples.setting(found))
    assert [row.saying.number for row in plot.rows] == [1, 5, 6, 12, 4, 8, 11, 3, 7, 2, 10]
    assert plot.missing.startswith("Proposition 9 has no mark") and plot.threshold == 60
    assert [mark.words for mark in plot.rows[-2].marks] == ["68\u00a0%", "29\u00a0%"]


def test_figures_in_words() -> None:
    def said(figures: Figures) -> list[str]:
        return [words.answered(figures["answered"]), *(words.part(one) for one in figures["parts"])]

    assert said(exactly(1, 0, 0)) == ["1 answered", "agree: 1", "pass: 0", "disagree: 0"]
    assert said(partly((1200, 1204), agree=(0, 4), pass_disagree=(1196, 1204))) == [
        "answered: 1,200 to 1,204", "agree: fewer than 5", "pass or disagree: 1,196 to 1,204",
    ]  # fmt: skip
    assert [words.tier("agreed", sides) for sides in (1, 2)] == ["Agreed", "Agreed on every side"]


def test_answers_that_are_known_together_share_a_cell() -> None:
    def shown(figures: Figures | None) -> list[tuple[str, int]]:
        return [(cell.words, cell.span) for cell in cells(figures, members=True)]

    assert shown(exactly(7, 5, 7)) == [("19", 1), ("7", 1), ("5", 1), ("7", 1)]
    assert shown(partly(14, agree_pass=6, disagree=8)) == [("14", 1), ("agree or pass: 6", 2), ("8", 1)]
    assert shown(partly(14, disagree_pass=(1, 4), agree=(10, 13))) == [
        ("14", 1), ("10 to 13", 1), ("pass or disagree: 1 to 4", 2),
    ]  # fmt: skip
    assert shown(partly(14, disagree_agree=8, **{"pass": 6})) == [
        ("14", 1), ("agree or disagree: 8", 1), ("6", 1), ("counted with agree", 1),
    ]  # fmt: skip
    assert shown(partly(14, agree_pass_disagree=14)) == [("14", 1), ("all answers together: 14", 3)]
    assert shown(None) == [("Not shown, because single people could be recognised.", 4)]


def test_the_table_has_no_line_for_who_has_no_figures() -> None:
    found = samples.members()
    lines = {rows.saying.number: [line.name for line in rows.lines] for rows in table(found, samples.setting(found))}
    assert lines[1] == ["Kosovo", "Serbia", "Group A", "Group B"] and lines[3] == ["Kosovo", "Serbia"]
    assert lines[4] == ["Kosovo", "Serbia", "Regional", "Group A"]


def test_no_stable_groups_is_a_result_and_says_why() -> None:
    found = samples.organisations()
    sentences = set()
    for reason in ("few_people", "few_propositions", "no_structure", "small", "no_gain", "unstable", "not_shown", "x"):
        found["groups"]["reason"] = reason
        card = groups(found, samples.setting(found))
        assert not card.found and len(card.sentences) == 1
        assert card.heading == ("Groups are not shown" if reason == "not_shown" else "No stable groups")
        sentences |= {*card.sentences}
    assert len(sentences) == 8
    assert any("0.31 on average, 0.60 is needed" in sentence for sentence in sentences)
    found["parameters"]["least_people"] = 10
    found["groups"]["reason"] = "few_people"
    assert groups(found, samples.setting(found)).sentences[0].startswith("Fewer than 10 answered")
    found["groups"]["stability_mean"] = None
    found["groups"]["reason"] = "unstable"
    assert groups(found, samples.setting(found)).sentences not in sentences


def test_groups_are_named_by_letters_and_told_by_their_propositions() -> None:
    found = samples.members()
    found["groups"]["k"] = 3
    found["groups"]["sizes"].append({"low": 1, "high": 9})
    card = groups(found, samples.setting(found))
    assert [(one.name, one.size) for one in card.found] == [
        ("Group A", "size: 55"), ("Group B", "size: 40 to 44"), ("Group C", "size: fewer than 10"),
    ]  # fmt: skip
    assert [one.saying.number for one in card.found[0].telling] == [1, 7]
    assert [one.words for one in card.found[0].telling] == [
        "Group A agrees more than the others.", "Group A disagrees more than the others.",
    ]  # fmt: skip
    assert [one.nothing for one in card.found] == ["", "", "Group C: too small for its answers to be shown."]
    assert "0.84" in card.sentences[0] and "6\u00a0%" in card.sentences[1]
