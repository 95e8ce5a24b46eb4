"""Which propositions may be saying the same: suggestions for whoever moderates, never a merger.

Alike in words is not alike in meaning (*should be legal*, *should not be legalised*), so those who answered both must
have answered alike as well. Needs numpy and scipy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from forum.opinion.analysis.votes import REGIONAL, Votes

LIKENESS = 0.70
"""Cosine of the texts, from which they are alike in words."""

CORRELATION = 0.50
"""Correlation of the answers, from which they are answered alike."""

COMMON = 15
"""Electors who answered both, below whom nothing is said."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two propositions (the smaller id first) that may be one; `language` is where the texts are most alike."""

    first: int
    second: int
    language: str
    likeness: float
    correlation: float
    common: int


def duplicates(votes: Votes, texts: Mapping[str, Mapping[int, str]]) -> tuple[Suggestion, ...]:
    """All pairs of eligible propositions to be looked at, the most alike first, then by ids.

    `texts`: by language, then id, the *folded* text (what differs in script, accents or case only is the same to the
    caller's folding). A text is compared with texts of its own language alone: across languages likeness of letters
    says nothing. A pair is suggested when the cosine of `vectors` is at least .70 in some language and Pearson's
    correlation of the answers of those electors of the sides who answered both, 15 at least, is .5 or more. Where all
    of them gave one of the two the same answer there is no correlation, and no suggestion (the note, *Duplicates*).
    Raises ValueError naming the language and id of a text of an unknown proposition.
    """
    place = {one: at for at, one in enumerate(votes.proposition_ids)}
    best: dict[tuple[int, int], tuple[float, str]] = {}
    for language in sorted(texts):
        for one in texts[language]:
            if one not in place:
                raise ValueError(f"text {language} of {one!r}: there is no such proposition")
        known = sorted(one for one in texts[language] if votes.eligible[place[one]])
        for first, second, likeness in alike([texts[language][one] for one in known]):
            pair = known[first], known[second]
            if likeness > best.get(pair, (0.0, ""))[0]:
                best[pair] = likeness, language
    answers = _answers(votes)
    found = []
    for (one, two), (likeness, language) in best.items():
        correlation, common = _correlation(answers, place[one], place[two])
        if common >= COMMON and correlation >= CORRELATION:
            found.append(Suggestion(one, two, language, likeness, correlation, common))
    return tuple(sorted(found, key=lambda one: (-one.likeness, one.first, one.second)))


def alike(texts: Sequence[str]) -> list[tuple[int, int, float]]:
    """Pairs of positions (first < second) whose texts have a cosine of at least .70, with it; rounded to 12 places."""
    if len(texts) < 2:
        return []
    weights = vectors(texts)
    products = (weights @ weights.T).tocoo()
    likeness = np.round(products.data, 12)
    kept = (products.coords[0] < products.coords[1]) & (likeness >= LIKENESS)
    rows = zip(products.coords[0][kept], products.coords[1][kept], likeness[kept], strict=True)
    return sorted((int(one), int(two), min(float(how), 1.0)) for one, two, how in rows)


def vectors(texts: Sequence[str]) -> csr_array:
    """float64[texts, n-grams]: TF-IDF of letters, 3 to 5 within words, rows of length 1 (0 for a text without any).

    Weight (1 + ln tf)·(ln((1 + N)/(1 + df)) + 1) for N texts, df of them with the n-gram.
    """
    counts = [Counter(_grams(text)) for text in texts]
    spread = Counter(gram for count in counts for gram in count)
    column = {gram: at for at, gram in enumerate(sorted(spread))}
    rarity = {gram: log((1 + len(texts)) / (1 + df)) + 1 for gram, df in spread.items()}
    data: list[float] = []
    indices: list[int] = []
    starts = [0]
    for count in counts:
        row = {column[gram]: (1 + log(tf)) * rarity[gram] for gram, tf in sorted(count.items())}
        length = sqrt(sum(one * one for one in row.values())) or 1.0
        indices += row
        data += [one / length for one in row.values()]
        starts.append(len(indices))
    shape = (len(texts), len(column))
    return csr_array((np.array(data, np.float64), np.array(indices, np.int32), np.array(starts, np.int32)), shape=shape)


def _grams(text: str) -> Iterator[str]:
    """Runs of 3, 4 and 5 characters within each word and the blanks around it; a shorter word is a run by itself."""
    for word in text.split():
        padded = f" {word} "
        for length in (3, 4, 5):
            yield padded[:length]
            if len(padded) <= length:
                break
            yield from (padded[at : at + length] for at in range(1, len(padded) - length + 1))


def _answers(votes: Votes) -> csc_array:
    """int8[P, C] of value + 2 (1 disagree, 2 pass, 3 agree), for electors of the sides only."""
    of_side = np.flatnonzero((votes.side != REGIONAL)[votes.person])
    who, what = votes.person.take(of_side), votes.proposition.take(of_side)
    values = (votes.value.take(of_side) + 2).astype(np.int8)
    starts = np.searchsorted(who, np.arange(votes.people + 1, dtype=who.dtype)).astype(np.int32)
    return csr_array((values, what, starts), shape=(votes.people, votes.propositions)).tocsc()


def _correlation(answers: csc_array, one: int, two: int) -> tuple[float, int]:
    """Pearson's correlation of two columns over the rows that have both, 0 without spread; and how many those are."""
    (rows, first), (others, second) = (_column(answers, at) for at in (one, two))
    _, here, there = np.intersect1d(rows, others, assume_unique=True, return_indices=True)
    x, y = first[here].astype(np.int64), second[there].astype(np.int64)
    n = len(x)
    spread, other_spread = (int(n * (one * one).sum() - one.sum() ** 2) for one in (x, y))
    if not spread or not other_spread:
        return 0.0, n
    return int(n * (x * y).sum() - x.sum() * y.sum()) / sqrt(spread * other_spread), n


def _column(answers: csc_array, at: int) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    part = slice(answers.indptr[at], answers.indptr[at + 1])
    return answers.indices[part], answers.data[part]
