"""What a page of a thread is made of: small finished values, built row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum.accounts.rules.names import Shown as NameShown
from forum.core.languages import Reading
from forum.core.policy import Actor
from forum.discussion import policy, rules
from forum.discussion.queries import names
from forum.discussion.queries.facts import PostFacts, ThreadFacts
from forum.translation.rules import Shown, present


@dataclass(slots=True)
class Text:
    """The columns of `translation.queries.shown`, in their order: a slotted value is read faster than a row."""

    x_text_id: int
    x_language: str
    x_script: str | None
    x_number: int
    x_html: str
    x_other: str | None
    t_number: int | None
    t_html: str | None
    t_other: str | None
    t_script: str | None
    t_kind: str | None
    n_state: str | None
    x_disputed: bool


@dataclass(frozen=True, slots=True)
class PostView:
    """One post of a page. `body` is None when the words are out of sight (`state`) or deleted.

    `level`, `opens`, `leaf`, `closes`: see `rules.Nesting`. `next_top` is the next post of the first level, where
    replies stand between. `versions` counts what it said so far.
    """

    key: str
    seq: int
    depth: int
    level: int
    opens: bool
    leaf: bool
    closes: int
    author: str
    organisation: str | None
    organisation_slug: str | None
    voice: str
    state: str
    state_at: datetime | None
    at: datetime
    edited_at: datetime | None
    versions: int
    body: Shown | None
    parent_key: str | None
    parent_author: str
    parent_here: bool
    next_top: str | None
    unread: bool
    mine: bool
    may_edit: bool
    may_withdraw: bool
    may_restore: bool


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A page of a thread. `title` is None when the opening post is out of sight; `before` and `after` are keys of
    posts that continue it; `mark` is how far the reader has read, None: never marked."""

    key: str
    slug: str
    demand_code: str | None
    scope: str | None
    visibility: str
    state: str
    opening_state: str
    title: Shown | None
    post_count: int
    languages: tuple[str, ...]
    created_at: datetime
    posts: tuple[PostView, ...]
    view: str
    opening_key: str
    first_unread: str | None
    unread: int
    mark: int | None
    last_seq: int
    follow: str | None
    demand_follow: str | None
    before: str | None
    after: str | None
    may_reply: bool
    voices: tuple[policy.Voice, ...]
    may_follow: bool
    may_moderate: bool
    insider: bool


_TEXT_FROM = 23
_NOTHING = (False, False, False)


def post_views(
    actor: Actor | None, thread: ThreadFacts, rows: Sequence[Any], reading: Reading, mark: int | None, *,
    flat: bool, public: bool, company: names.Company,
) -> tuple[PostView, ...]:  # fmt: skip
    """The rows of `posts._POSTS` as finished values."""
    nested = rules.nesting([1 if flat else row[3] for row in rows])
    here = {row[1] for row in rows}
    tops = _next_tops(rows, nested) if not flat else {}
    me = actor.id if actor else None
    found = []
    for row, place in zip(rows, nested, strict=True):
        (
            _id, key, seq, depth, author_id, organisation_id, voice, state, state_at, at, edited_at, name, shield,
            person_state, organisation, slug, parent_key, parent_seq, parent_organisation, parent_name, parent_shield,
            parent_state, _path,
        ) = row[:_TEXT_FROM]  # fmt: skip
        author, organisation, slug = _author(
            name, person_state, public and shield, organisation_id, organisation, slug, company
        )
        parent = ""
        if parent_key is not None and parent_seq != 1:
            hidden = public and parent_shield
            parent = _author(parent_name, parent_state, hidden, parent_organisation, "", "", company)[0]
        mine = me is not None and author_id == me
        may = _capabilities(actor, thread, row) if mine else _NOTHING
        text = Text(*row[_TEXT_FROM:])
        body = present(text, reading) if state == "live" and text.x_text_id is not None else None
        new = mark is not None and seq > mark and not mine and state == "live"
        found.append(PostView(
            key, seq, depth, place.level, place.opens, place.leaf, place.closes, author, organisation, slug, voice,
            state, state_at, at, edited_at, text.x_number or 1, body, parent_key, parent, parent_key in here,
            tops.get(key), new, mine, *may,
        ))  # fmt: skip
    return tuple(found)


def _author(
    name: str | None, state: str | None, shield: bool, organisation_id: int | None, organisation: str | None,
    slug: str | None, company: names.Company,
) -> tuple[str, str | None, str | None]:  # fmt: skip
    """(name in words, organisation, slug): a shield that must not point at one person hides the organisation too."""
    if name is not None and state != "erased" and not shield:
        return name, organisation, slug
    found = names.shielded(name, state, organisation_id, company)
    kept = found.shown == NameShown.FORMER_MEMBER and not shield
    return names.in_words(found), organisation if kept else None, slug if kept else None


def _capabilities(actor: Actor | None, thread: ThreadFacts, row: Any) -> tuple[bool, bool, bool]:
    post = PostFacts(
        row[0], row[1], row[2], row[22], row[3], None, row[4], row[5], row[6], row[7], row[9], row[8], thread
    )
    return policy.can_edit(actor, post), policy.can_withdraw(actor, post), policy.can_restore(actor, post)


def _next_tops(rows: Sequence[Any], nested: Sequence[rules.Nesting]) -> dict[str, str]:
    """For each post of the first level with replies: the next one of that level on this page."""
    found: dict[str, str] = {}
    waiting: str | None = None
    for row, place in zip(rows, nested, strict=True):
        if place.level != 1:
            continue
        if waiting is not None:
            found[waiting] = row[1]
        waiting = None if place.leaf else row[1]
    return found
