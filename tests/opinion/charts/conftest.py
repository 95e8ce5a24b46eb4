"""What may be shown of answers that are known: figures in parts, each merged or banded somehow, that hold the truth."""

from typing import Any

from hypothesis import strategies as st

from forum.opinion.analysis.published import Figures, Part

ANSWERS = ("agree", "pass", "disagree")
SPLITS = (
    (("agree",), ("pass",), ("disagree",)),
    (("agree", "pass"), ("disagree",)),
    (("agree",), ("pass", "disagree")),
    (("agree", "disagree"), ("pass",)),
    (("agree", "pass", "disagree"),),
)


@st.composite
def shown(draw: Any) -> tuple[dict[str, int], Figures]:
    """Counts of three answers, somebody answered; and figures that hold them."""
    truth = {answer: draw(st.integers(0, 40)) for answer in ANSWERS}
    truth["agree"] += 0 if sum(truth.values()) else 1
    split = draw(st.permutations(draw(st.sampled_from(SPLITS))))
    less, more = st.integers(0, 4), st.integers(0, 4)
    parts: list[Part] = []
    for of in split:
        count = sum(truth[answer] for answer in of)
        parts.append({"of": list(of), "low": max(count - draw(less), 0), "high": count + draw(more)})
    answered, wide = sum(truth.values()), draw(st.booleans())
    low = max(answered - draw(less), 1) if wide else answered
    return truth, {"answered": {"low": low, "high": answered + draw(more) if wide else answered}, "parts": parts}
