"""Consultations: the public page, the administrator's draft, the facilitators' page, the organisations' answers."""

from flask import Blueprint

blueprint = Blueprint("consultation", __name__, url_prefix="/<reading:lang>", template_folder="../templates")
open_blueprint = Blueprint("consultation_open", __name__)

from forum.consultation.views import answers, course, facilitate, show  # noqa: E402, F401  (they add routes)

__all__ = ["answers", "blueprint", "open_blueprint"]
