"""The public log: a page, every line for machines, and its head."""

from collections.abc import Iterator

from flask import Blueprint, Response, jsonify, request, stream_with_context

from forum.audit import forms, queries, rules
from forum.core.errors import NotFound
from forum.core.web.access import public
from forum.core.web.requests import page, whole_number

blueprint = Blueprint("audit", __name__, url_prefix="/<reading:lang>", template_folder="templates")
open_blueprint = Blueprint("audit_open", __name__)


@blueprint.get("/log")
@public(lambda: ("log",))
def log() -> str:
    """A page of the log, newest first, all of it or of one object."""
    object_ = request.args.get("object") or None
    if object_ and len(object_) > 200:
        raise NotFound
    lines, more = queries.page(whole_number("before", 0, 2**31 - 1) or None, object_)
    head = rules.head_note(queries.head())
    return page(
        "audit/log.html", lines=lines, more=more, object=object_, types=forms.types(), roles=forms.roles(), head=head
    )


@open_blueprint.get("/log.jsonl")
@public(lambda: ("log",))
def lines() -> Response:
    """Every entry, one JSON object a line, for the verifier."""

    def body() -> Iterator[bytes]:
        yield from queries.lines()

    return Response(stream_with_context(body()), mimetype="application/jsonl")


@open_blueprint.get("/log/head.json")
@public(lambda: ("log",))
def head() -> Response:
    """The newest entry: note it down, and recognise a shortened log later."""
    found = queries.head()
    return jsonify(n=found.n if found else 0, hash=found.hash if found else rules.GENESIS, note=rules.head_note(found))
