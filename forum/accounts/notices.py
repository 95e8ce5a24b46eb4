"""The letters of accounts: what each says when it is written."""

from collections.abc import Mapping
from typing import Any

from forum.accounts.operations.invitations import invitation_context
from forum.accounts.queries import open_reset, person_by_id
from forum.accounts.rules.history import what_happened
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


def _confirm_context(params: Mapping[str, Any], recipient_id: int | None) -> dict[str, Any] | None:
    person = person_by_id(recipient_id) if recipient_id else None
    reset = open_reset(params["key"])
    if person is None or person.state != "active" or reset is None or reset.confirmed_at is not None:
        return None
    return {"reset": reset}


def _changed_context(params: Mapping[str, Any], recipient_id: int | None) -> dict[str, Any] | None:
    person = person_by_id(recipient_id) if recipient_id else None
    if person is None or person.state == "erased":
        return None
    return {"what": what_happened().get(params["what"], params["what"])}


def register() -> None:
    """Name the letters."""
    outbox.register("invitation", MailKind("accounts/emails/invitation", invitation_context))
    outbox.register("password_reset", MailKind("accounts/emails/password_reset", _secret_context))
    outbox.register("address_change", MailKind("accounts/emails/address_change", _secret_context))
    outbox.register("factor_reset_confirm", MailKind("accounts/emails/factor_reset_confirm", _confirm_context))
    outbox.register("account_changed", MailKind("accounts/emails/account_changed", _changed_context))
    outbox.register("factor_reset", MailKind("accounts/emails/factor_reset", _reset_context))
