"""The administration; every page asks for the role and, within 30 minutes, the second factor (R42)."""

from flask import Blueprint

from forum.core.web.access import privileged

blueprint = Blueprint("admin", __name__, url_prefix="/<reading:lang>/admin", template_folder="../templates")
administrators = privileged("administrator")

from forum.admin.views import invitations, machine, organisations, overview, people, resets  # noqa: E402, F401

__all__ = ["administrators", "blueprint"]
