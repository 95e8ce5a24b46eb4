"""The letters of accounts: what each says when it is written."""

from collections.abc import Mapping
from typing import Any

from forum.accounts.operations.invitations import invitation_context
from forum.accounts.queries import person_by_id
from forum.outbox import rules as outbox
from forum.outbox.rules import MailKind, SignedLink


def _secret_context(params: Mapping[str, Any], recipient_id: int | None) -> dict[str, Any] | None:
    person = person_by_id(recipient_id) if recipient_id else None
    if person is None or person.state != "active" or "secret" not in params:
        return None
    return dict(params)


def _reset_context(params: Mapping[str, Any], recipient_id: int | None) -> dict[str, Any] | None:
    person = person_by_id(recipient_id) if recipient_id else None
    if person is None or person.state != "active":
        return None
    cancel = SignedLink("accounts.cancel_reset", "cancel-reset", (params["key"],))
    return {"step": params["step"], "cancel": cancel}


def register() -> None:
    """Name the letters."""
    outbox.register("invitation", MailKind("accounts/emails/invitation", invitation_context))
    outbox.register("password_reset", MailKind("accounts/emails/password_reset", _secret_context))
    outbox.register("address_change", MailKind("accounts/emails/address_change", _secret_context))
    outbox.register("factor_reset", MailKind("accounts/emails/factor_reset", _reset_context))
