"""Quotations of words that are deleted go too (R29): found and rendered first, taken out in the transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from forum.core.db import db
from forum.discussion import rules
from forum.discussion.models import Post
from forum.translation.models import Revision, Translation, WrittenText
from forum.translation.operations import redact_text
from forum.translation.queries import text_of
from forum.translation.rules import Words, words


@dataclass(frozen=True, slots=True)
class Redaction:
    """What takes the place of the words of one quoting text."""

    post_id: int
    text_id: int
    number: int
    current: Words | None
    revisions: dict[int, Words]
    translations: dict[tuple[str, int], Words]


def find_quotes(post_ids: Sequence[int]) -> list[Redaction]:
    """Later posts of the same thread that quote these, in any of their versions; reads only."""
    found = []
    for post_id in post_ids:
        deleted = text_of("post", post_id, "body")
        if deleted is None:
            continue
        quoted = select(Post.thread_id, Post.seq).where(Post.id == post_id).subquery()
        quoting = (
            select(WrittenText.id, WrittenText.owner_id, WrittenText.number, Revision)
            .join(Post, (Post.id == WrittenText.owner_id) & (WrittenText.kind == "post"))
            .join(quoted, (Post.thread_id == quoted.c.thread_id) & (Post.seq > quoted.c.seq))
            .join(Revision, Revision.text_id == WrittenText.id)
            .where(Revision.source.contains(">"))
            .order_by(WrittenText.id, Revision.number)
        )
        changed: dict[int, dict[int, Words]] = {}
        about: dict[int, tuple[int, int]] = {}
        for text_id, owner_id, number, revision in db.session.execute(quoting):
            rest = rules.without_quotes(revision.source, deleted.source)
            if rest != "\n".join(revision.source.splitlines()):
                changed.setdefault(text_id, {})[revision.number] = words(rest, revision.language, revision.script)
                about[text_id] = (owner_id, number)
        for text_id, revisions in changed.items():
            owner_id, number = about[text_id]
            translations = _translations(text_id, revisions)
            found.append(Redaction(owner_id, text_id, number, revisions.get(number), revisions, translations))
    return found


def _translations(text_id: int, revisions: dict[int, Words]) -> dict[tuple[str, int], Words]:
    rows = db.session.scalars(
        select(Translation).where(Translation.text_id == text_id, Translation.source_number.in_(list(revisions)))
    )
    return {
        (row.language, row.source_number): words(rules.without_any_quotes(row.source), row.language, row.script)
        for row in rows
        if row.source.strip()
    }


def take_out(redaction: Redaction) -> None:
    """The quotations are gone, from this transaction on."""
    redact_text(redaction.text_id, redaction.current, redaction.revisions, redaction.translations)
