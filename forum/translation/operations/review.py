"""Reviewing a translation (another person, R39) and doubting one."""

from datetime import datetime

from sqlalchemy import select, update

from forum.audit import operations as audit
from forum.audit.rules import ActorRole, EntryType
from forum.core import clock
from forum.core.db import require_writing
from forum.core.errors import Conflict, Unfit
from forum.core.events import publish
from forum.core.keys import new_key
from forum.core.languages import gettext as _
from forum.core.page_versions import bump
from forum.core.policy import Actor, require
from forum.translation import policy
from forum.translation.events import TranslationDisputed, TranslationReturned
from forum.translation.models import Dispute, Translation
from forum.translation.operations.work import announce, fits_the_kind, row_of, store
from forum.translation.queries.pieces import DisputeFacts, Piece
from forum.translation.rules import Words, workflow


def approve_translation(actor: Actor, piece: Piece, *, seen: datetime, correction: Words | None = None) -> None:
    """Readers see it from now on, with the reviewer's correction where there is one.

    `seen`: when the version that the reviewer read was submitted; another one since then is a `Conflict`.
    """
    row = _reviewed(actor, piece, seen)
    if correction is not None and correction.source != row.source:
        require(fits_the_kind(piece, correction))
        store(row, correction)
    row.state, row.reviewer_id, row.reviewed_at = "reviewed", actor.id, clock.now()
    _settle_older(piece, row.source_number, actor.id)
    announce(piece, row, actor.id)


def return_translation(actor: Actor, piece: Piece, *, seen: datetime, note: str) -> None:
    """Give it back to its translator with a note; for 24 hours nobody else takes it.

    Where the original has newer words meanwhile, it is the newer ones that wait.
    """
    row = _reviewed(actor, piece, seen)
    if not note.strip():
        raise Unfit({"note": _("Please say what should be different.")})
    row.state, row.reviewer_id, row.note = "returned", actor.id, note
    row.claimed_until = clock.now() + workflow.CLAIM_LASTS
    _move_to_present(row, piece)
    require_writing().flush()  # handlers read the row
    publish(
        TranslationReturned(
            piece.text.id, piece.kind, piece.text.owner_id, piece.target, row.source_number, actor.id,
            row.translator_id,
        )
    )  # fmt: skip


def _move_to_present(row: Translation, piece: Piece) -> None:
    """From now on it is the present revision that waits; a mere request for that one is taken along."""
    if row.source_number == piece.text.number:
        return
    session = require_writing()
    asked = session.get(Translation, (piece.text.id, piece.target, piece.text.number), populate_existing=True)
    if asked is not None:
        row.deadline, row.requested_by = asked.deadline, row.requested_by or asked.requested_by
        session.delete(asked)
        session.flush()  # its place must be free
    row.source_number = piece.text.number


def _reviewed(actor: Actor, piece: Piece, seen: datetime) -> Translation:
    """The row under review, if it is the one that the reviewer saw."""
    row = piece.row
    if row is not None and row.state != "submitted" and policy.can_see_work(actor, piece):
        raise Conflict(_("Somebody else reviewed this translation a moment ago."))
    require(policy.can_review(actor, piece))
    stored = row_of(piece)
    if stored.submitted_at != seen:
        raise Conflict(_("The translator handed in another version meanwhile. Please read it again."))
    return stored


def open_dispute(actor: Actor, piece: Piece, reason: str) -> None:
    """Doubt a translation that readers see: it is labelled until the doubt is settled (R18, R39)."""
    require(policy.can_dispute(actor, piece))
    assert piece.published is not None
    if not reason.strip():
        raise Unfit({"reason": _("Please say what is wrong with this translation.")})
    require_writing().add(
        Dispute(
            key=new_key(), text_id=piece.text.id, language=piece.target,
            source_number=piece.published.source_number, by=actor.id, reason=reason, opened_at=clock.now(),
        )
    )  # fmt: skip
    if piece.public:  # the log is public: it names no object that the public may not know of (R28)
        audit.record(
            EntryType.TRANSLATION_DISPUTED, object=piece.object, payload={"language": piece.target},
            actor_role=_role(actor, piece),
        )  # fmt: skip
    _label_changed(piece, is_open=True)


def take_back_dispute(actor: Actor, piece: Piece, dispute: DisputeFacts) -> None:
    """Whoever doubted does so no longer."""
    require(policy.can_take_back(actor, dispute))
    _close(dispute, actor, "taken_back")
    _label_changed(piece, is_open=False)


def settle_dispute(actor: Actor, piece: Piece, dispute: DisputeFacts, *, rework: bool) -> None:
    """The translation stays as it is, or goes back to be written anew (readers see the original meanwhile)."""
    require(policy.can_rework(actor, piece, dispute) if rework else policy.can_settle(actor, piece, dispute))
    _close(dispute, actor, "reworked" if rework else "kept")
    if rework:
        assert piece.published is not None
        row = row_of(piece, piece.published.source_number)
        if piece.row is None:
            row.source_number = piece.text.number
        row.state, row.note, row.claimed_until = "returned", dispute.reason, None
        row.reviewer_id, row.reviewed_at = None, None
    _label_changed(piece, is_open=False)


def _close(dispute: DisputeFacts, actor: Actor, outcome: str) -> None:
    done = require_writing().execute(
        update(Dispute)
        .where(Dispute.key == dispute.key, Dispute.closed_at.is_(None))
        .values(closed_at=clock.now(), closed_by=actor.id, outcome=outcome)
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        raise Conflict(_("Somebody else settled this a moment ago."))


def _settle_older(piece: Piece, number: int, by: int) -> None:
    """A newer approved translation answers the doubts about the ones before it."""
    session = require_writing()
    older = select(Dispute.id).where(
        Dispute.text_id == piece.text.id, Dispute.language == piece.target, Dispute.source_number <= number,
        Dispute.closed_at.is_(None),
    )  # fmt: skip
    session.execute(
        update(Dispute).where(Dispute.id.in_(older)).values(closed_at=clock.now(), closed_by=by, outcome="reworked")
    )


def _label_changed(piece: Piece, *, is_open: bool) -> None:
    require_writing().flush()  # handlers read the dispute
    assert piece.published is not None
    bump(*piece.scopes)
    publish(
        TranslationDisputed(
            piece.text.id, piece.kind, piece.text.owner_id, piece.text.field, piece.target,
            piece.published.source_number, is_open,
        )
    )  # fmt: skip


def _role(actor: Actor, piece: Piece) -> ActorRole:
    return ActorRole.TRANSLATOR if piece.target in actor.translates() else ActorRole.MEMBER
