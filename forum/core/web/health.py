"""`/healthz`: the process answers. `/readyz`: it can serve; used by whoever sends traffic here."""

from collections.abc import Callable

from flask import Blueprint, Flask, Response, jsonify
from sqlalchemy import text

from forum.core.db import db
from forum.core.web.access import static

blueprint = Blueprint("health", __name__)
_checks: dict[str, Callable[[], bool]] = {}


def add_check(name: str, check: Callable[[], bool]) -> None:
    """One more condition of being ready; it may raise, which counts as no."""
    _checks[name] = check


def init_app(app: Flask) -> None:
    """Register both routes and the database's own check."""
    add_check("database", lambda: db.session.execute(text("SELECT 1 FROM demand LIMIT 1")).first() is not None)
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
@static
def healthz() -> Response:
    """The process is alive; asks nothing of anybody."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@static
def readyz() -> tuple[Response, int]:
    """Every condition by name; 503 unless all hold."""
    found = {name: _holds(check) for name, check in _checks.items()}
    return jsonify(found), 200 if all(found.values()) else 503


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return bool(check())
    except Exception:
        db.session.rollback()
        return False
