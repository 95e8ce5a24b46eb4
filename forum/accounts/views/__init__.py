"""Signing in and out, the second factor, invitations, one's own account."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__, url_prefix="/<reading:lang>", template_folder="../templates")

from forum.accounts.views import factor, invitation, password, profile, sign_in  # noqa: E402, F401  (they add routes)

__all__ = ["blueprint"]
