"""From answers to places: the centred sparse matrix, its main axes, and where each person stands on them.

After means are put in for missing answers and taken off again, a missing answer is exactly 0: the matrix stays sparse.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from forum.opinion.analysis.tallies import CHUNK, counts
from forum.opinion.analysis.votes import Votes

DENSE = 200_000
"""Up to so many entries (people × propositions) the axes come from an exact decomposition."""
SAME = 1e-9
"""What differs relatively by less is the same: ties are decided by ids, never by rounding."""
ROWS = 4_096  # people at a time
OVERSIZE = 6  # directions beyond the wanted axes

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Centred:
    """S, in compressed rows: √w_i·(v_ij - μ_j) where i answered j, elsewhere nothing.

    `values` float64[n], `columns` int32[n], `starts` int32[P + 1], `means` float64[C] (0 where nobody answered),
    `weight` int64[P], `answered` the sum of the weights of all answers, `used` the propositions with an answer.
    """

    values: Floats
    columns: NDArray[np.int32]
    starts: NDArray[np.int32]
    means: Floats
    weight: NDArray[np.int64]
    answered: int
    used: int

    @property
    def shape(self) -> tuple[int, int]:
        """P, C."""
        return len(self.starts) - 1, len(self.means)

    def sparse(self) -> csr_array:
        """S for scipy; shares its memory."""
        return csr_array((self.values, self.columns, self.starts), shape=self.shape)

    def dense(self) -> Floats:
        """S written out, float64[P, C]."""
        full = np.zeros(self.shape)
        full[np.repeat(np.arange(self.shape[0]), np.diff(self.starts)), self.columns] = self.values
        return full


def centre(votes: Votes, value: NDArray[np.int8] | None = None) -> Centred:
    """Take the mean of its column from each answer: v_ij - μ_j, μ_j = Σ_i w_i·v_ij / Σ_i w_i over those who answered.

    `value`: other answers in the same places (permuted copies). The means come from whole numbers and are exact to the
    last bit, whatever the order.
    """
    value = votes.value if value is None else value
    heavy = not bool((votes.weight == 1).all())
    table = counts(votes, value, weighted=heavy)
    count = table.sum(axis=1)
    means = (table[:, 2] - table[:, 0]) / np.maximum(count, 1)
    each = (np.array([-1.0, 0.0, 1.0]) - means[:, None]).ravel()  # what an answer to a proposition becomes
    values = np.empty(len(value))
    for start in range(0, len(value), CHUNK):
        part = slice(start, start + CHUNK)
        each.take(votes.proposition[part] * np.int32(3) + (value[part] + np.int8(1)), out=values[part])
        if heavy:
            values[part] *= np.sqrt(votes.weight)[votes.person[part]]
    used = int((count > 0).sum())
    return Centred(values, votes.proposition, votes.starts(), means, votes.weight, int(count.sum()), used)


def axes(matrix: Centred, wanted: int = 4, steps: int = 8) -> tuple[Floats, Floats]:
    """Find the main axes: W float64[C, d] with orthonormal columns, σ float64[d] from the largest down; d ≤ `wanted`.

    Small matrices are decomposed exactly. Large ones go through a fixed number of steps of subspace iteration from the
    start cos((j + ½)·k), keeping the subspaces of all steps (Musco & Musco 2015, block Krylov): the cost depends on
    the size alone. An axis is turned so that its largest entry is positive (ties: the lowest index). Axes that
    cannot be told from one that is left out (equal σ), or that carry nothing, are left out as well.
    """
    people, columns = matrix.shape
    most = min(people, columns)
    if most == 0 or not len(matrix.values):
        return np.zeros((columns, 0)), np.zeros(0)
    if people * columns <= DENSE:
        squares, vectors = _exact(matrix.dense(), wanted + 1)
    elif columns <= (wanted + OVERSIZE) * 2:
        sparse = matrix.sparse()
        squares, vectors = _eigen((sparse.T @ sparse).toarray(), wanted + 1)
    else:
        sparse = matrix.sparse()
        squares, vectors = _krylov(lambda w: sparse.T @ (sparse @ w), columns, wanted + OVERSIZE, steps, wanted + 1)
    sigma = np.sqrt(np.maximum(squares, 0))
    kept = _apart(sigma, wanted)
    vectors = vectors[:, :kept]
    size = np.abs(vectors)
    largest = np.argmax(size >= size.max(axis=0, initial=0) * (1 - SAME), axis=0)
    sign = np.where(vectors[largest, np.arange(kept)] < 0, -1.0, 1.0)
    return vectors * sign, sigma[:kept]


def top(matrix: Centred, steps: int = 8) -> float:
    """σ of the first axis alone."""
    people, columns = matrix.shape
    if min(people, columns) == 0 or not len(matrix.values):
        return 0.0
    if people * columns <= DENSE:
        full = matrix.dense()
        gram = full @ full.T if people < columns else full.T @ full
        return float(np.sqrt(max(np.linalg.eigvalsh(gram)[-1], 0.0)))
    sigma = axes(matrix, 1, steps)[1]
    return float(sigma[0]) if len(sigma) else 0.0


def _exact(full: Floats, wanted: int) -> tuple[Floats, Floats]:
    """Eigenvalues and vectors of SᵀS, by way of the smaller of SᵀS and SSᵀ."""
    people, columns = full.shape
    if columns <= people:
        return _eigen(full.T @ full, wanted)
    squares, left = _eigen(full @ full.T, wanted)
    vectors = full.T @ left
    length = np.sqrt((vectors**2).sum(axis=0))
    return squares, vectors / np.where(length > 0, length, 1.0)


def _eigen(gram: Floats, wanted: int) -> tuple[Floats, Floats]:
    squares, vectors = np.linalg.eigh(gram)
    return squares[::-1][:wanted], vectors[:, ::-1][:, :wanted]


def _krylov(
    product: Callable[[Floats], Floats], columns: int, width: int, steps: int, wanted: int
) -> tuple[Floats, Floats]:  # fmt: skip
    """Rayleigh-Ritz on the span of X, GX, …, G^(steps - 1)X for G = SᵀS; `steps` passes over the matrix."""
    start = np.cos(np.outer(np.arange(columns) + 0.5, np.arange(width)))
    block = np.linalg.qr(start)[0]
    basis, image = np.zeros((columns, 0)), np.zeros((columns, 0))
    for _ in range(min(steps, -(-columns // width))):
        block = block[:, : columns - basis.shape[1]]  # the last step may be narrower
        moved = product(block)
        basis, image = np.hstack((basis, block)), np.hstack((image, moved))
        block = moved
        for _ in range(2):  # twice is enough, also where nothing new is left
            block = np.linalg.qr(block - basis @ (basis.T @ block))[0]
    small = basis.T @ image
    squares, vectors = _eigen((small + small.T) / 2, wanted)
    return squares, basis @ vectors


def _apart(sigma: Floats, wanted: int) -> int:
    """How many axes are kept: at most `wanted`, none of which equals one that is left out or is nothing."""
    if not len(sigma) or sigma[0] <= 0:
        return 0
    tight = sigma[0] * SAME
    kept = min(wanted, int((sigma > sigma[0] * 1e-7).sum()))
    while 0 < kept < len(sigma) and sigma[kept - 1] - sigma[kept] <= tight:
        kept -= 1
    return kept


def embed(matrix: Centred, vectors: Floats, sigma: Floats, ridge: float = 2.0) -> Floats:
    """Place each person by the answers given: float64[P, d]; who answered nothing is at 0.

    With W̃ = W·σ·√(C/n), C the propositions answered by anybody and n the answers (σ/√P/√density of the note), over the
    propositions o that i answered: z_i = (W̃_oᵀW̃_o + λI)⁻¹ W̃_oᵀ x_o, each axis times ‖W̃‖. The ridge λ pulls people with
    few answers towards the middle where a division by their number would blow them up.
    """
    people, width = matrix.shape[0], len(sigma)
    if not width or not matrix.answered:
        return np.zeros((people, width))
    scale = sigma * np.sqrt(matrix.used / matrix.answered)
    loadings = vectors * scale
    pairs = [(a, b) for a in range(width) for b in range(a + 1)]
    products = np.column_stack([loadings[:, a] * loadings[:, b] for a, b in pairs])
    placed = np.empty((people, width))
    ones = np.ones(0)
    for first in range(0, people, ROWS):
        last = min(first + ROWS, people)
        low, high = int(matrix.starts[first]), int(matrix.starts[last])
        if high - low > len(ones):
            ones = np.ones(high - low)
        place = (matrix.columns[low:high], matrix.starts[first : last + 1] - matrix.starts[first])
        shape = (last - first, matrix.shape[1])
        right = csr_array((matrix.values[low:high], *place), shape=shape) @ loadings
        right /= np.sqrt(matrix.weight[first:last])[:, None]
        square = csr_array((ones[: high - low], *place), shape=shape) @ products
        placed[first:last] = _solve(dict(zip(pairs, square.T, strict=True)), right.T, ridge)
    return placed * scale


def _solve(square: dict[tuple[int, int], Floats], right: Floats, ridge: float) -> Floats:
    """Solve (A + λI)z = b for many people at once: A by its lower triangle, each entry float64[people]; LDLᵀ."""
    width = len(right)
    lower: dict[tuple[int, int], Floats] = {}
    diagonal: list[Floats] = []
    for a in range(width):
        for b in range(a):
            summed = sum((lower[a, c] * lower[b, c] * diagonal[c] for c in range(b)), np.float64(0))
            lower[a, b] = (square[a, b] - summed) / diagonal[b]
        diagonal.append(square[a, a] + ridge - sum((lower[a, c] ** 2 * diagonal[c] for c in range(a)), np.float64(0)))
    found: list[Floats] = []
    for a in range(width):
        found.append(right[a] - sum((lower[a, c] * found[c] for c in range(a)), np.float64(0)))
    for a in reversed(range(width)):
        behind = sum((lower[c, a] * found[c] for c in range(a + 1, width)), np.float64(0))
        found[a] = found[a] / diagonal[a] - behind
    return np.column_stack(found)
