"""The list of positions, a version's page, its files, and the link without a language."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, make_response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from forum.core import clock
from forum.core.errors import NotFound
from forum.core.languages import READINGS, reading
from forum.core.web.access import public
from forum.core.web.chooser import chooser
from forum.core.web.requests import actor, page
from forum.publication import policy
from forum.publication.operations.files import ALL
from forum.publication.queries import pages as queries
from forum.publication.rules.document import document
from forum.publication.rules.labels import outcomes
from forum.publication.rules.page import drawing
from forum.statement import queries as statement

blueprint = Blueprint("publication", __name__, url_prefix="/<reading:lang>", template_folder="../templates")
open_blueprint = Blueprint("publication_open", __name__)
TYPES = {"pdf": "application/pdf", "json": "application/json", "csv": "text/csv; charset=utf-8"}


@blueprint.get("/positions")
@public(lambda: ("publications",))
def index() -> str:
    """Every published position, newest first."""
    lines = queries.latest(reading(), _before(), queries.PER_PAGE + 1)
    more = lines[queries.PER_PAGE - 1].published_at if len(lines) > queries.PER_PAGE else None
    shown = lines[: queries.PER_PAGE]
    return page("publication/index.html", positions=shown, more=more, outcomes=outcomes())


def _before() -> datetime:
    raw = request.args.get("before", "")
    if not raw:
        return clock.now()
    try:
        moment = datetime.fromisoformat(raw)
        if moment.tzinfo is None:
            raise NotFound
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NotFound from error


def _scopes(number: str, **_rest: Any) -> tuple[str, ...]:
    return (f"publication/{number}",)


@blueprint.get("/positions/<number:number>")
@public(_scopes)
def position(number: str) -> str:
    """The newest version."""
    return _page(queries.position(number))


@blueprint.get("/positions/<number:number>/v<int(max=999):version>")
@public(_scopes)
def version(number: str, version: int) -> str:
    """One version; it never changes."""
    return _page(queries.position(number, version))


def _page(found: queries.PositionFacts) -> str:
    base_url = current_app.config["SOFRA"].base_url
    known = statement.demands()
    return page(
        "publication/position.html",
        position=found,
        doc=document(found.content, reading().code, base_url),
        drawing=drawing(found.content),
        demands=[known[code] for code in found.content.demands if code in known],
        further=policy.can_publish_further(actor(), found.consultation_id),
        share=f"{base_url}{url_for('publication_open.open_position', number=found.number)}",
        slugs={line.name: line.slug for line in found.content.roll},
    )


@blueprint.get("/positions/<number:number>.<any(pdf, json, csv):kind>")
@public(_scopes)
def newest_file(number: str, kind: str) -> Response:
    """A file of the newest version."""
    return _file(number, queries.newest_version(number), kind)


@blueprint.get("/positions/<number:number>/v<int(max=999):version>.<any(pdf, json, csv):kind>")
@public(_scopes)
def version_file(number: str, version: int, kind: str) -> Response:
    """A file of one version, served as it was made (R41)."""
    return _file(number, version, kind)


def _file(number: str, version: int, kind: str) -> Response:
    language = ALL if kind == "json" else reading().code
    try:
        body, sha256 = queries.file_of(number, version, language, kind)
    except NotFound:
        return _being_made(number, version)
    response = Response(body, mimetype=None, content_type=TYPES[kind])
    name = f"{number}-v{version}" + ("" if language == ALL else f"-{language}") + f".{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-SHA256"] = sha256
    return response


def _being_made(number: str, version: int) -> Response:
    """202: the version stands, its file is not made yet; an unknown version is not there."""
    queries.position(number, version)
    response = make_response(page("publication/being_made.html", number=number, version=version), 202)
    response.headers["Retry-After"] = "60"
    return response


@open_blueprint.get("/positions/<number:number>")
@public(_scopes)
def open_position(number: str) -> BaseResponse | str:
    """The link that citations and shares use: it leads to the reader's language (R36)."""
    queries.newest_version(number)
    return chooser({code: url_for("publication.position", lang=code, number=number) for code in READINGS})


@open_blueprint.get("/positions/<number:number>/v<int(max=999):version>")
@public(_scopes)
def open_version(number: str, version: int) -> BaseResponse | str:
    """The same for one version."""
    queries.position(number, version)
    urls = {code: url_for("publication.version", lang=code, number=number, version=version) for code in READINGS}
    return chooser(urls)


@open_blueprint.get("/positions/<number:number>.<any(pdf, json, csv):kind>")
@public(_scopes)
def open_file(number: str, kind: str) -> BaseResponse | str:
    """The link to a file without a language."""
    queries.newest_version(number)
    return chooser({code: url_for("publication.newest_file", lang=code, number=number, kind=kind) for code in READINGS})


@open_blueprint.get("/positions/<number:number>/v<int(max=999):version>.<any(pdf, json, csv):kind>")
@public(_scopes)
def open_version_file(number: str, version: int, kind: str) -> BaseResponse | str:
    """The same for one version."""
    queries.position(number, version)
    values: dict[str, Any] = {"number": number, "version": version, "kind": kind}
    return chooser({code: url_for("publication.version_file", lang=code, **values) for code in READINGS})
