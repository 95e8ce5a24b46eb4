"""The composed pages."""

from flask import Blueprint

blueprint = Blueprint("pages", __name__, url_prefix="/<reading:lang>", template_folder="../templates")
open_blueprint = Blueprint("pages_open", __name__)

from forum.pages.views import demand, desk, feeds, home, organisation, prose, search  # noqa: E402, F401  (add routes)

__all__ = ["blueprint", "open_blueprint"]
