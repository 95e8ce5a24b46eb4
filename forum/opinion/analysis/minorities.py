"""The blocks of a draft that give each part of the table its word: sides, reservations, groups. No numpy here."""

from __future__ import annotations

from forum.opinion.analysis.blocks import Block, Citation, Figure, Kind, exactly
from forum.opinion.analysis.cells import Audience, Cells, ranged
from forum.opinion.analysis.published import PublishedSlate
from forum.opinion.analysis.results import Direction, Refusal, Tier

MOST_VIEWS = 5
"""Views of one side that are said one by one; all of them are counted."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Names of groups, by size."""


def sides(cells: Cells, who: str) -> list[Block]:
    """What a majority on one side holds that is not held on every side, with the minority there, or *none found*."""
    if len(cells.sides) < 2:
        return [_said(Kind.SIDES, "only_side", who, audience, ("sides",)) for audience in cells.sides]
    blocks = []
    for index, audience in enumerate(cells.sides):
        own = cells.own(audience[0])
        count = {"own": exactly(len(own), f"views/{index}")}
        where = (f"views/{index}", audience[0])
        if not own:
            blocks.append(_said(Kind.SIDES, "none_side", who, audience, where, figures=count))
            continue
        if len(own) > MOST_VIEWS:
            count["shown"] = exactly(MOST_VIEWS, "cited")
        cited = tuple(one for one, _ in own[:MOST_VIEWS])
        blocks.append(_said(Kind.SIDES, "side", who, audience, where, cited=cited, figures=count))
        blocks += [_view(cells, who, audience, one, direction) for one, direction in own[:MOST_VIEWS]]
    return blocks


def _view(cells: Cells, who: str, audience: Audience, one: int, direction: Direction) -> Block:
    figures = cells.answers(one, audience[0]) | {
        key: needed for key, needed in cells.needed_for(one, "majority").items() if key.startswith(f"{audience[0]}/")
    }
    return _said(
        Kind.SIDES, "side_view", who, audience, ("needed",), cited=(one,), figures=figures, direction=direction.value
    )


def reservations(cells: Cells, who: str) -> list[Block]:
    """What the proportional short lists hold for minorities, with the certificate of each list, or *none found*."""
    lists = [(f"side_slates/{index}", audience) for index, audience in enumerate(cells.sides)]
    if len(lists) < 2:
        return [
            block for audience in cells.sides
            for block in _list(cells, who, "slate", audience, cells.published["slate"], _of_side(cells, audience))
        ]  # fmt: skip
    blocks = []
    said = {one for at, _ in cells.sides for one, _ in cells.own(at)}
    for (place, audience), slate in zip(lists, cells.published["side_slates"], strict=True):
        found = [one for one in slate["ids"] if one in _of_side(cells, audience)]
        said |= set(found)
        blocks += _list(cells, who, place, audience, slate, found)
    slate = cells.published["slate"]
    found = [one for one in slate["ids"] if not _shared(cells, one) and one not in said]
    return [*blocks, *_list(cells, who, "slate", ("slate", "together"), slate, found)]


def _shared(cells: Cells, one: int) -> bool:
    return cells.proposition(one)["tier"] in (Tier.AGREED, Tier.MAJORITY)


def _of_side(cells: Cells, audience: Audience) -> list[int]:
    """Propositions that are neither shared ground nor agreed by a majority of that side."""
    found = []
    for proposition in cells.published["propositions"]:
        leaning = cells.leaning(proposition["id"], audience[0])
        if not _shared(cells, proposition["id"]) and not (leaning and leaning[0] is Direction.AGREE):
            found.append(proposition["id"])
    return found


def _list(
    cells: Cells, who: str, place: str, audience: Audience, slate: PublishedSlate, reserved: list[int]
) -> list[Block]:
    if not slate["ids"]:
        return [_said(Kind.RESERVATIONS, "empty_list", who, audience, (place,))]
    blocks = []
    for one in slate["ids"]:
        if one in reserved:
            audiences = cells.sides if audience[1] == "together" else [audience]
            figures = cells.answers(one, *(at for at, _ in audiences))
            blocks.append(
                _said(Kind.RESERVATIONS, "reservation", who, audience, (place,), cited=(one,), figures=figures,
                      audiences=[list(one) for one in audiences], list=list(audience))
            )  # fmt: skip
    if not blocks:
        blocks.append(_said(Kind.RESERVATIONS, "none_reservation", who, audience, (place,)))
    return [*blocks, *_certificate(who, place, audience, slate)]


def _certificate(who: str, place: str, audience: Audience, slate: PublishedSlate) -> list[Block]:
    certificate = slate["certificate"]
    at = f"{place}/certificate"
    if not certificate["size"] or not certificate["people"]["high"]:
        return []
    share = -(-certificate["people"]["high"] // certificate["size"])
    figures = {
        "size": exactly(certificate["size"], f"{at}/size"),
        "share": exactly(share, f"{at}/share"),
        "ratio": exactly(certificate["ratio"], f"{at}/ratio"),
        "people": ranged(certificate["people"], f"{at}/people"),
    }
    if slate["covered"] is not None and audience[1] != "together":  # no figure of answers of all together (R1)
        figures["covered"] = ranged(slate["covered"], f"{place}/covered")
    template = "certificate" if certificate["ratio"] < 1 else "certificate_failed"
    blocks = [_said(Kind.RESERVATIONS, template, who, audience, (place,), figures=figures)]
    if certificate["proposition"] is not None and certificate["count"] is not None:
        claim = -(-certificate["level"] * certificate["people"]["high"] // certificate["size"])
        witness = {
            "claim": exactly(claim, f"{at}/claim"),
            "count": ranged(certificate["count"], f"{at}/count"),
            "level": exactly(certificate["level"], f"{at}/level"),
            "people": figures["people"],
        }
        blocks.append(
            _said(Kind.RESERVATIONS, "witness", who, audience, (place,), cited=(certificate["proposition"],),
                  figures=witness)
        )  # fmt: skip
    return blocks


def groups(cells: Cells, who: str) -> list[Block]:
    """The groups with what tells them from the others, or why there are none."""
    found = cells.published["groups"]
    if found["k"] < 2:
        return [_no_groups(cells, who)]
    numbers = {"k": exactly(found["k"], "groups/k"), **cells.parameters("stable")}
    if found["stability_mean"] is not None:
        numbers["stability_mean"] = exactly(found["stability_mean"], "groups/stability_mean")
    blocks = [
        Block(Kind.GROUPS, "found", {"electorate": who},
              (Citation("result", "groups"), Citation("result", "parameters")), numbers)
    ]  # fmt: skip
    for index in range(found["k"]):
        audience = (f"groups/{index}", LETTERS[index])
        size = {"size": ranged(found["sizes"][index], f"groups/sizes/{index}")} if index < len(found["sizes"]) else {}
        blocks.append(_said(Kind.GROUPS, "group", who, audience, ("groups",), figures=size))
        views = found["representative"][index] if index < len(found["representative"]) else []
        blocks += [
            _said(Kind.GROUPS, "group_view", who, audience, ("groups",), cited=(one["id"],),
                  figures=cells.answers(one["id"], audience[0]), direction=one["direction"])
            for one in views
        ]  # fmt: skip
        if not views:
            known = not size or size["size"].exact  # the list of a small group is kept back, not empty
            blocks.append(
                _said(Kind.GROUPS, "none_group" if known else "hidden_group", who, audience, ("groups",), figures=size)
            )
    return blocks


_FIGURES = {Refusal.FEW_PEOPLE.value: "least_people", Refusal.UNSTABLE.value: "stable"}


def _no_groups(cells: Cells, who: str) -> Block:
    found = cells.published["groups"]
    figures = cells.parameters(_FIGURES[found["reason"]]) if found["reason"] in _FIGURES else {}
    if found["reason"] == Refusal.UNSTABLE and found["stability_mean"] is not None:
        figures["stability_mean"] = exactly(found["stability_mean"], "groups/stability_mean")
    return Block(
        Kind.GROUPS,
        "none_groups",
        {"electorate": who, "reason": found["reason"]},
        (Citation("result", "groups"), Citation("result", "parameters")),
        figures,
    )


def _said(
    kind: Kind, template: str, who: str, audience: Audience, results: tuple[str, ...], *,
    cited: tuple[int, ...] = (), figures: dict[str, Figure] | None = None, **parameters: object,
) -> Block:  # fmt: skip
    """A block about one audience that cites propositions and parts of the result."""
    return Block(
        kind,
        template,
        {"electorate": who, "audiences": [list(audience)], **parameters},
        (*(Citation("proposition", one) for one in cited), *(Citation("result", one) for one in results)),
        figures or {},
    )
