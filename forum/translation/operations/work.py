"""Asking for a translation, taking it, writing it. `piece` was loaded with `lock=True` in the same transaction."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update

from forum.core import clock
from forum.core.db import db, require_writing, upsert, writing
from forum.core.errors import Conflict, NotFound
from forum.core.events import publish
from forum.core.languages import gettext as _
from forum.core.page_versions import bump
from forum.core.policy import Actor, require
from forum.translation import policy
from forum.translation.events import TranslationRequested, TranslationReviewed, TranslationSubmitted
from forum.translation.models import Translation, WrittenText
from forum.translation.queries.pieces import Piece
from forum.translation.rules import Words, workflow


class Stale(Conflict):
    """The original got new words while somebody translated the former ones; both are shown."""


def request_translation(actor: Actor, piece: Piece) -> None:
    """Ask for a text in a language; whoever asks second asks for the same."""
    require(policy.can_translate(actor, piece))
    if piece.row is not None:
        return
    _ask(piece.text.id, piece.target, piece.text.number, actor.id, None)
    publish(
        TranslationRequested(
            piece.text.id, piece.kind, piece.text.owner_id, piece.target, piece.text.number, actor.id
        )
    )  # fmt: skip


def ask_for(kind: str, owner_id: int, field: str, languages: Iterable[str], deadline: datetime | None = None) -> None:
    """The house itself asks, for what a round needs (R14, R18): first in the list, in order of its deadline."""
    session = require_writing()
    text = session.scalar(
        select(WrittenText).where(
            WrittenText.kind == kind, WrittenText.owner_id == owner_id, WrittenText.field == field
        )
    )  # fmt: skip
    if text is None:
        raise NotFound
    for language in sorted(set(languages) - {text.language}):
        _ask(text.id, language, text.number, None, deadline)


def _ask(text_id: int, language: str, number: int, by: int | None, deadline: datetime | None) -> None:
    values = {
        "text_id": text_id, "language": language, "source_number": number, "kind": "human", "state": "requested",
        "source": "", "html": "", "note": "", "requested_by": by, "requested_at": clock.now(), "deadline": deadline,
    }  # fmt: skip
    insert = upsert(Translation).values(**values)
    if deadline is None:
        insert = insert.on_conflict_do_nothing()
    else:
        known = ["text_id", "language", "source_number"]
        insert = insert.on_conflict_do_update(index_elements=known, set_={"deadline": deadline})
    require_writing().execute(insert)


def row_of(piece: Piece, number: int | None = None) -> Translation:
    """The stored row of a piece, new where nobody began; read again under the lock."""
    session = require_writing()
    at = number or (piece.row.source_number if piece.row else piece.text.number)
    row = session.get(Translation, (piece.text.id, piece.target, at), populate_existing=True)
    if row is None:
        row = Translation(
            text_id=piece.text.id, language=piece.target, source_number=at, kind="human", state="requested",
            requested_at=clock.now(), source="", html="", note="",
        )  # fmt: skip
        session.add(row)
    return row


def claim_translation(actor: Actor, piece: Piece) -> None:
    """Take a piece for 24 hours; what somebody began and left stays in the box."""
    now = clock.now()
    require(policy.can_translate(actor, piece))
    if piece.holder(now) == actor.id:
        return
    if not policy.can_claim(actor, piece, now):
        raise Conflict(_("Somebody else took this translation a moment ago."))
    row = row_of(piece)
    row.state, row.translator_id, row.claimed_until = "claimed", actor.id, now + workflow.CLAIM_LASTS


def release_translation(actor: Actor, piece: Piece) -> None:
    """Give it back to the others; what was written so far stays for whoever goes on."""
    require(policy.can_release(actor, piece))
    row = row_of(piece)
    row.state, row.translator_id, row.claimed_until = "requested", None, None


def save_draft(actor: Actor, piece: Piece, source: str) -> None:
    """Keep what was written so far, and hold the piece for 24 hours more."""
    now = clock.now()
    require(policy.can_write(actor, piece, now) or policy.can_hand_in(actor, piece, now))
    row = row_of(piece)
    row.state, row.translator_id, row.claimed_until = "claimed", actor.id, now + workflow.CLAIM_LASTS
    row.source = source


def submit_translation(actor: Actor, piece: Piece, words: Words, *, number: int, note: str = "") -> None:
    """Hand in a translation of revision `number`; an author's own version counts as R39's rules say.

    Raises `Stale` when the original has newer words, `Conflict` when somebody else holds the piece.
    """
    now = clock.now()
    own = policy.is_author(actor, piece)
    require(policy.can_hand_in(actor, piece, now) if own else policy.can_translate(actor, piece))
    if not (own or policy.can_write(actor, piece, now)):
        raise Conflict(_("Somebody else is translating this now, or it waits for review. Your text is kept below."))
    if number != piece.text.number:
        raise Stale(_("The original changed while you were translating. Both versions are shown below."))
    require(fits_the_kind(piece, words))
    row = row_of(piece)
    store(row, words)
    row.kind = "author" if own else "human"
    row.state = workflow.state_of_own_version(piece.authentic) if own else "submitted"
    row.translator_id, row.claimed_until, row.submitted_at, row.note = actor.id, None, now, note
    row.reviewer_id = None
    require_writing().flush()  # handlers read the row
    if row.state == "reviewed":
        row.reviewed_at = now
        announce(piece, row, actor.id)
    else:
        publish(
            TranslationSubmitted(
                piece.text.id, piece.kind, piece.text.owner_id, piece.target, row.source_number, actor.id
            )
        )  # fmt: skip


def fits_the_kind(piece: Piece, words: Words) -> bool:
    """The words are of the target language, and Serbian that binds is in Cyrillic (R22)."""
    in_cyrillic = words.script == "Cyrl" or words.language != "sr" or not piece.authentic
    return words.language == piece.target and in_cyrillic


def store(row: Translation, words: Words) -> None:
    """Put words into a row."""
    row.source, row.html, row.html_other, row.script = words.source, words.html, words.html_other, words.script


def announce(piece: Piece, row: Translation, reviewer_id: int) -> None:
    """Readers see it from now on."""
    require_writing().flush()  # handlers read the row
    bump(*piece.scopes)
    publish(
        TranslationReviewed(
            piece.text.id, piece.kind, piece.text.owner_id, piece.text.field, piece.target, row.source_number,
            reviewer_id, row.translator_id, row.requested_by,
        )
    )  # fmt: skip


def expire_claims() -> None:
    """What was held for longer than 24 hours is free again, with what was written so far."""
    over = (Translation.state == "claimed", Translation.claimed_until <= clock.now())
    due = db.session.scalar(select(Translation.text_id).where(*over).limit(1))
    db.session.rollback()
    if due is not None:
        with writing() as session:
            free = {"state": "requested", "translator_id": None, "claimed_until": None}
            session.execute(update(Translation).where(*over).values(**free))
