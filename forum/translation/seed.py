"""Translations in every state for a worked example (R39)."""

from forum.core import actors
from forum.core.db import writing
from forum.core.policy import Actor
from forum.translation import operations
from forum.translation.queries import Piece, piece_for, protected_names
from forum.translation.rules import Words, words


class Text:
    """A text on its way into a language, by the address of its page."""

    def __init__(self, kind: str, key: str, field: str, language: str) -> None:
        self.address = (kind, key, field, language)

    def request(self, person_id: int) -> None:
        """Somebody asks for it."""
        with writing():
            actor = actors.of(person_id)
            operations.request_translation(actor, self._piece(actor))

    def claim(self, person_id: int, draft: str = "") -> None:
        """Somebody takes it, and may have begun."""
        with writing():
            actor = actors.of(person_id)
            operations.claim_translation(actor, self._piece(actor))
        if draft:
            with writing():
                actor = actors.of(person_id)
                operations.save_draft(actor, self._piece(actor), draft)

    def submit(self, person_id: int, source: str) -> bool:
        """Somebody hands it in; whether it waits for review now (an author's own version may count at once, R39)."""
        made = self._words(person_id, source)
        with writing():
            actor = actors.of(person_id)
            piece = self._piece(actor)
            operations.submit_translation(actor, piece, made, number=piece.text.number)
            after = self._piece(actor).row
            return after is not None and after.state == "submitted"

    def approve(self, person_id: int) -> None:
        """Another person has read it, and readers see it from now on."""
        with writing():
            actor = actors.of(person_id)
            piece = self._piece(actor)
            assert piece.row is not None and piece.row.submitted_at is not None
            operations.approve_translation(actor, piece, seen=piece.row.submitted_at)

    def give_back(self, person_id: int, note: str) -> None:
        """Another person returns it with a note."""
        with writing():
            actor = actors.of(person_id)
            piece = self._piece(actor)
            assert piece.row is not None and piece.row.submitted_at is not None
            operations.return_translation(actor, piece, seen=piece.row.submitted_at, note=note)

    def doubt(self, person_id: int, reason: str) -> None:
        """Somebody doubts what readers see."""
        with writing():
            actor = actors.of(person_id)
            operations.open_dispute(actor, self._piece(actor), reason)

    def _piece(self, actor: Actor) -> Piece:
        return piece_for(actor, *self.address, lock=True)

    def _words(self, person_id: int, source: str) -> Words:
        piece = piece_for(actors.of(person_id), *self.address)
        return words(source, self.address[3], plain=piece.plain, protected=protected_names())
