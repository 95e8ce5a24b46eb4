"""Every write to texts and translations."""

from forum.translation.operations.review import (
    approve_translation,
    open_dispute,
    return_translation,
    settle_dispute,
    take_back_dispute,
)
from forum.translation.operations.texts import delete_texts, redact_text, revise_text, write_text, write_texts
from forum.translation.operations.work import (
    Stale,
    ask_for,
    claim_translation,
    expire_claims,
    release_translation,
    request_translation,
    save_draft,
    submit_translation,
)

__all__ = [
    "Stale", "approve_translation", "ask_for", "claim_translation", "delete_texts", "expire_claims", "open_dispute",
    "redact_text", "release_translation", "request_translation", "return_translation", "revise_text", "save_draft",
    "settle_dispute", "submit_translation", "take_back_dispute", "write_text", "write_texts",
]  # fmt: skip
