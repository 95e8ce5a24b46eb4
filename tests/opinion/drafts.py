"""Rounds to draft from: answers of two invented sides, their published result, and drafts of them."""

import hashlib
import random
from collections.abc import Mapping
from functools import cache

from forum.opinion.analysis.analyse import analyse
from forum.opinion.analysis.blocks import Asked, Block
from forum.opinion.analysis.draft import draft
from forum.opinion.analysis.publishable import publishable
from forum.opinion.analysis.published import Published
from forum.opinion.analysis.votes import REGIONAL, Votes

PROFILES = ("organisations", "members")
ASKED = {
    "organisations": Asked("organisations", "What should follow an agreement?", "en", "2027-02-01", "2027-02-21"),
    "members": Asked("members", "What should follow an agreement?", "en", "2027-02-01", "2027-02-21"),
    "participants": Asked("participants"),
}
Answers = dict[tuple[int, int], int]


def answers(seed: int, people: int, propositions: int, density: float = 0.9) -> tuple[Answers, dict[int, int]]:
    """(person, proposition) → answer, person → side: propositions everybody likes, nobody, one side, or half of it."""
    rng = random.Random(seed)
    side = {person: (0, 1, 0, 1, 0, 1, 0, 1, REGIONAL)[person % 9] for person in range(people)}
    found: Answers = {}
    for proposition in range(1, propositions + 1):
        kind = rng.choice(["liked", "liked", "disliked", "one side", "half", "passed", "open", "rare"])
        for person in range(people):
            if rng.random() > (0.15 if kind == "rare" else density):
                continue
            likes = {
                "liked": 0.93, "disliked": 0.05, "one side": 0.92 if side[person] == 0 else 0.08,
                "half": 0.95 if person % 4 < 2 else 0.05, "passed": 0.3, "open": 0.55, "rare": 0.5,
            }[kind]  # fmt: skip
            passes = 0.5 if kind == "passed" else 0.04
            found[person, proposition] = 0 if rng.random() < passes else 1 if rng.random() < likes else -1
    return found, side


def votes_of(found: Answers, side: Mapping[int, int]) -> Votes:
    """The arrays of these answers, on the sides Kosovo and Serbia."""
    return Votes.of(
        [(person, proposition, value) for (person, proposition), value in found.items()],
        people=sorted(side), side=side, sides=("kosovo", "serbia"),
    )  # fmt: skip


def published(votes: Votes, profile: str = "organisations", *, resampled: bool = False) -> Published:
    """What may be shown of these answers; unless they are resampled the lens reports its best division, unchecked."""
    found = publishable(analyse(votes, resampled=resampled), profile)  # type: ignore[arg-type]
    return {**found, "code_version": "polity-3", "input_sha256": digest(votes)}


def digest(votes: Votes) -> str:
    """A checksum that changes with any answer."""
    arrays = (votes.person, votes.proposition, votes.value)
    return hashlib.sha256(b"".join(part.tobytes() for part in arrays)).hexdigest()


@cache
def round_of(profile: str, seed: int = 1) -> Published:
    """A round of a profile: 47 organisations, or 180 members."""
    return published(votes_of(*answers(seed, 47 if profile == "organisations" else 180, 24)), profile)


@cache
def drafted(profile: str, seed: int = 1) -> list[Block]:
    """Its draft."""
    return draft(round_of(profile, seed), ASKED[profile])
