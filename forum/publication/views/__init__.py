"""The public pages and files of positions."""

from forum.publication.views import further  # noqa: F401  (it adds routes)
from forum.publication.views.pages import blueprint, open_blueprint

__all__ = ["blueprint", "open_blueprint"]
