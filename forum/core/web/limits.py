"""General flood limits per address (accounts have exact throttles of their own, as rows: R31)."""

from flask import Flask, request
from flask_limiter.util import get_remote_address

from forum.extensions import limiter

READS = "600 per minute"
WRITES = "120 per minute"
SEARCHES = "60 per minute"


def init_app(app: Flask) -> None:
    """Count every request once, by address; reads and writes apart."""
    if app.config["RATELIMIT_ENABLED"]:
        app.before_request(_count)


def _count() -> None:
    path = request.path
    if path in ("/healthz", "/readyz") or path.startswith("/static/"):
        return
    what, limit = (
        ("w", WRITES) if request.method == "POST" else ("s", SEARCHES) if path.endswith("/search") else ("r", READS)
    )
    address = get_remote_address()
    from limits import parse

    if not limiter.limiter.hit(parse(limit), what, address):
        from forum.core.errors import TooMany

        raise TooMany(60)
