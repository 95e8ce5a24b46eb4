"""Kinds of text, registered by the features that own them: this engine knows their names only."""

from collections.abc import Callable
from dataclasses import dataclass

from forum.core.policy import Actor


def _none(_owner_id: int) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class TextKind:
    """What the engine must ask the owner of a text.

    `may_read(actor, owner_id)`: may this actor (None: the public) read it now · `may_change(owner_id)`: may its words
    or translations still change (frozen wording never does, R12) · `open_for_translation(owner_id)`: may it stand in
    the list of what waits (R23) · `link(owner_id)`: a path on this site without language, or None · `scopes(owner_id)`:
    page versions to bump when a translation changes · `title(owner_id)`: a short plain title for lists ·
    `authors(owner_id)`: people who wrote it (they may approve) · `plain`: one line without Markdown.
    """

    name: str
    may_read: Callable[[Actor | None, int], bool]
    may_change: Callable[[int], bool]
    link: Callable[[int], str | None]
    title: Callable[[int], str]
    scopes: Callable[[int], tuple[str, ...]] = _none
    open_for_translation: Callable[[int], bool] = lambda owner_id: True
    authors: Callable[[int], tuple[int, ...]] = lambda owner_id: ()
    plain_fields: tuple[str, ...] = ()


_kinds: dict[str, TextKind] = {}


def register(kind: TextKind) -> None:
    """Name a kind of text (from the owner's `init_app`)."""
    _kinds[kind.name] = kind


def kind(name: str) -> TextKind:
    """The registered kind; KeyError when no feature owns it."""
    return _kinds[name]


def kinds() -> dict[str, TextKind]:
    """All registered kinds by name."""
    return dict(_kinds)
