"""The whole statement as signed, with its signatories."""

from flask import Blueprint

from forum.core.web.access import public
from forum.core.web.requests import page
from forum.statement import queries

blueprint = Blueprint("statement", __name__, url_prefix="/<reading:lang>", template_folder="templates")


@blueprint.get("/statement")
@public()
def whole() -> str:
    """The statement in the reader's language, the signed English one click away."""
    facts = queries.statement()
    return page("statement/whole.html", statement=facts, signatories=queries.signatories())
