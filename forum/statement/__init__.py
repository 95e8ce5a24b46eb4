"""The Joint Statement: three sections by addressee, 19 demands, 47 signatories.

Texts, ids, slugs and names are facts of the archive and never change; the English is signed, the others are working
translations and always labelled so. Seven of the nineteen (COM) are what the signatories demand of themselves: the
interface calls those commitments.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
    from forum.core.languages import lazy, reading
    from forum.core.web.filters import add_navigation
    from forum.search import rules as search
    from forum.search.rules import SearchKind
    from forum.statement import models, views  # noqa: F401  (its tables belong to the metadata)

    app.register_blueprint(views.blueprint)
    label = lazy("Demands and commitments")
    search.register(SearchKind("demand", label, lambda slug: f"/{reading().code}/demands/{slug}"))
    add_navigation("statement.whole", lazy("Statement"), "statement")
