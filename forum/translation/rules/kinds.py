"""Kinds of text, registered by the features that own them: this engine knows their names only."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forum.core.policy import Actor


def _none(_owner_id: int) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class About:
    """What a list says about the owner of a text: its public key, where it stands, whether everybody may read it."""

    key: str
    link: str | None
    public: bool


@dataclass(frozen=True, slots=True)
class TextKind:
    """What the engine must ask the owner of a text.

    `may_read(actor, owner_id)`: may this actor (None: the public) read it now · `may_change(owner_id)`: may its words
    or translations still change (frozen wording never does, R12) · `open_for_translation(owner_id)`: may it stand in
    the list of what waits (R23) · `link(owner_id)`: a path on this site without language, or None · `scopes(owner_id)`:
    page versions to bump when a translation changes · `title(owner_id)`: a short plain title for lists ·
    `authors(owner_id)`: people who wrote it (they may approve) · `plain_fields`: one line without Markdown ·
    `key_of(owner_id)`, `owner_of(key)`: the public key and back (R36) · `label`: what the kind is called (lazy) ·
    `authentic`: its languages bind equally, its Serbian is kept in Cyrillic (R22) · `limit`: most characters ·
    `about(actor, owner_ids)`: the same for a whole list in one statement, holding only what this actor may read and
    what is open for translation; without it each owner is asked in turn · `readable(actor, owner_ids)`: which of them
    may be read now, in one statement.
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
    key_of: Callable[[int], str | None] = lambda owner_id: None
    owner_of: Callable[[str], int | None] = lambda key: None
    label: Any = ""
    authentic: bool = False
    limit: int = 20_000
    about: Callable[[Actor | None, Sequence[int]], Mapping[int, About]] | None = None
    readable: Callable[[Actor | None, Sequence[int]], Collection[int]] | None = None

    def listed(self, actor: Actor | None, owner_ids: Sequence[int]) -> Mapping[int, About]:
        """What a list may name for this actor, by owner id."""
        if self.about is not None:
            return self.about(actor, owner_ids)
        found = {}
        for owner_id in dict.fromkeys(owner_ids):
            key = self.key_of(owner_id)
            if key is not None and self.may_read(actor, owner_id) and self.open_for_translation(owner_id):
                found[owner_id] = About(key, self.link(owner_id), self.may_read(None, owner_id))
        return found


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
