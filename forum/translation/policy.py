"""Who may ask for, write, review and doubt translations (R23, R39). `Piece` was loaded for the same actor."""

from datetime import datetime
from typing import TYPE_CHECKING

from forum.core.policy import Actor
from forum.translation.rules import workflow

if TYPE_CHECKING:
    from forum.translation.queries.pieces import DisputeFacts, Piece


def can_translate(actor: Actor | None, piece: "Piece") -> bool:
    """Anybody at the table who may read the original, once it is open for translation and not frozen."""
    return actor is not None and actor.is_member and piece.readable and piece.is_open and piece.changeable


def can_request(actor: Actor | None, piece: "Piece") -> bool:
    """Whoever may translate may also ask for it, where nobody has yet."""
    return can_translate(actor, piece) and piece.row is None


def can_claim(actor: Actor | None, piece: "Piece", now: datetime) -> bool:
    """A piece that nobody holds."""
    return can_translate(actor, piece) and piece.is_free(now)


def can_write(actor: Actor | None, piece: "Piece", now: datetime) -> bool:
    """Whoever holds it; what nobody holds may be written at once by anybody who may translate."""
    if actor is None or not can_translate(actor, piece):
        return False
    return piece.holder(now) == actor.id or piece.is_free(now)


def can_release(actor: Actor | None, piece: "Piece") -> bool:
    """Its translator gives a claimed or returned piece back to the others, also when the time is over."""
    row = piece.row
    if actor is None or row is None:
        return False
    return row.translator_id == actor.id and row.state in ("claimed", "returned")


def is_author(actor: Actor | None, piece: "Piece") -> bool:
    """Whether the original is this actor's own."""
    return actor is not None and actor.id in piece.authors


def can_hand_in(actor: Actor | None, piece: "Piece", now: datetime) -> bool:
    """An author gives the own words in another language, also before the text is open for translation (R23)."""
    if actor is None or not is_author(actor, piece) or not piece.readable or not piece.changeable:
        return False
    return piece.holder(now) == actor.id or piece.is_free(now)


def can_review(actor: Actor | None, piece: "Piece") -> bool:
    """What was submitted is approved or returned by another person at the table; the author may, too (R39)."""
    if actor is None or piece.row is None or piece.row.state != "submitted":
        return False
    at_the_table = (actor.is_member and piece.is_open) or is_author(actor, piece)
    other = workflow.is_other_person(actor.id, piece.row.translator_id)
    return at_the_table and other and piece.readable and piece.changeable


def can_dispute(actor: Actor | None, piece: "Piece") -> bool:
    """Anybody at the table may doubt a translation that readers see, also in open rounds (R18: a label, no swap)."""
    if actor is None or piece.published is None or not piece.readable:
        return False
    return (actor.is_member or is_author(actor, piece)) and not any(one.by == actor.id for one in piece.disputes)


def can_take_back(actor: Actor | None, dispute: "DisputeFacts") -> bool:
    """Whoever doubted may say that the doubt is gone."""
    return actor is not None and dispute.by == actor.id


def can_settle(actor: Actor | None, piece: "Piece", dispute: "DisputeFacts") -> bool:
    """The author or a translator of the language says what becomes of a doubt; not whoever wrote the translation."""
    if actor is None or piece.published is None or not piece.readable or dispute.by == actor.id:
        return False
    knows = is_author(actor, piece) or piece.target in actor.translates()
    return knows and piece.published.translator_id != actor.id


def can_rework(actor: Actor | None, piece: "Piece", dispute: "DisputeFacts") -> bool:
    """A doubted translation goes back to be written anew, unless the wording is frozen (R12, R18)."""
    return can_settle(actor, piece, dispute) and piece.changeable


def can_see_work(actor: Actor | None, piece: "Piece") -> bool:
    """The page of a translation that is being made: for the table, and for the author."""
    if actor is None or not piece.readable:
        return False
    return (actor.is_member and piece.is_open) or is_author(actor, piece)
