"""Search over everything that the searcher may read. Never kept by a cache: it depends on everything."""

from typing import Any

from flask import request

from forum.core.languages import CONTENT, reading
from forum.core.web.access import visitor
from forum.core.web.requests import actor, choice, page, whole_number
from forum.pages.views import blueprint
from forum.search import queries, rules
from forum.statement import queries as statement


@blueprint.get("/search")
@visitor
def search() -> Any:
    """Hits in any script, with or without diacritics, newest first."""
    typed = request.args.get("q", "")[: rules.MOST_CHARACTERS]
    kinds = rules.kinds()
    kind, language = choice("kind", kinds), choice("language", CONTENT)
    demands = statement.demands() if typed or request.args.get("demand") else {}
    demand = choice("demand", demands)
    query = rules.understand(typed)
    found = None
    if query is not None:
        found = queries.search(
            actor(), query, reading(), kind=kind or None, demand=demand or None, language=language or None,
            before=whole_number("before", 0, 2**31 - 1) if request.args.get("before") else None,
        )  # fmt: skip
    labels = {name: str(one.label) for name, one in kinds.items()}
    return page(
        "pages/search.html", q=typed, found=found, kinds=labels, kind=kind, language=language, demand=demand,
        codes=list(statement.demands()),
    )  # fmt: skip
