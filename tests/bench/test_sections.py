"""Two commands write one page, and neither destroys what the other wrote."""

from tests.bench.analysis import HEADING, Row, main, section
from tests.bench.sections import section_of, with_section

PAGE = "# Speed\n\nWritten.\n\n## Targets\n\n| a |\n\n## Memory\n\nmuch\n"


def test_a_section_is_added_at_the_end_replaced_and_taken_out() -> None:
    once = with_section(PAGE, "Analysis", "## Analysis\n\nfirst\n")
    assert once == PAGE + "\n## Analysis\n\nfirst\n"
    twice = with_section(once, "Analysis", "## Analysis\n\nsecond\n")
    assert twice == PAGE + "\n## Analysis\n\nsecond\n"
    assert section_of(twice, "Analysis") == "## Analysis\n\nsecond\n"
    assert with_section(twice, "Analysis", "") == PAGE


def test_a_section_in_the_middle_leaves_its_neighbours() -> None:
    assert with_section(PAGE, "Targets", "## Targets\n\n| b |") == (
        "# Speed\n\nWritten.\n\n## Memory\n\nmuch\n\n## Targets\n\n| b |\n"
    )
    assert section_of(PAGE, "Nowhere") == ""


def test_a_missed_target_says_so() -> None:
    rows = [Row("a", 6.1, 6, " ×"), Row("b", 0.5, 1, " s"), Row("c", 3, None, " s")]
    text = section(rows)
    assert text.startswith(f"## {HEADING}\n")
    assert "| a | 6.1 × | ≤ 6 × | **no** |" in text
    assert "| b | 0.5 s | ≤ 1 s | yes |" in text
    assert "| c | 3 s |  |  |" in text
    assert callable(main)
