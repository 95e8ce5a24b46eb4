"""The public log: a page, every line for machines, and its head."""

from flask import Blueprint, Response, jsonify, request

from forum.audit import forms, queries, rules
from forum.core.errors import NotFound
from forum.core.web.access import public
from forum.core.web.requests import choice, page, whole_number

blueprint = Blueprint("audit", __name__, url_prefix="/<reading:lang>", template_folder="templates")
open_blueprint = Blueprint("audit_open", __name__)


def _filter(name: str) -> str | None:
    """A filter of the query string, or None."""
    value = request.args.get(name) or None
    if value and (len(value) > 200 or "\x00" in value):
        raise NotFound
    return value.encode("utf-8", "ignore").decode() if value else None


@blueprint.get("/log")
@public(lambda: ("log",))
def log() -> str:
    """A page of the log, newest first: all of it, or of one object, one organisation, one type."""
    used, before = queries.types_used(), whole_number("before", 0, 2**31 - 1) or None
    filters = {name: _filter(name) for name in ("object", "organisation")} | {"type": choice("type", used) or None}
    lines, more = queries.page(before, **filters)
    names = forms.types()
    return page(
        "audit/log.html", lines=lines, more=more, before=before, filters=filters, types=names, roles=forms.roles(),
        used=sorted((names.get(key, key), key) for key in used), organisations=queries.organisations_named(),
        head=rules.head_note(queries.head()),
    )  # fmt: skip


@open_blueprint.get("/log.jsonl")
@public(lambda: ("log",))
def lines() -> Response:
    """Every entry, one JSON object a line, for the verifier.

    Read at once, not while it is sent: a slow reader shall not keep a transaction open (a line is half a kilobyte).
    """
    return Response(b"".join(queries.lines()), mimetype="application/jsonl")


@open_blueprint.get("/log/head.json")
@public(lambda: ("log",))
def head() -> Response:
    """The newest entry: note it down, and recognise a shortened log later."""
    found = queries.head()
    return jsonify(n=found.n if found else 0, hash=found.hash if found else rules.GENESIS, note=rules.head_note(found))
