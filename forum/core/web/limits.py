"""General flood limits per address (accounts have exact throttles of their own, as rows: R31)."""

import logging
import time
from functools import cache

from flask import Flask, request
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from forum.extensions import limiter

READS = "600 per minute"
WRITES = "120 per minute"
SEARCHES = "60 per minute"
ASK_AGAIN = 5.0
"""Seconds until Redis is asked again after it did not answer: nobody waits for it meanwhile."""

log = logging.getLogger("sofra.limits")
_own = FixedWindowRateLimiter(MemoryStorage())
_gone = {"until": 0.0}


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
    if not _within(_parsed(limit), what, get_remote_address()):
        from forum.core.errors import TooMany

        raise TooMany(60)


@cache
def _parsed(limit: str) -> RateLimitItem:
    return parse(limit)


def _within(limit: RateLimitItem, what: str, address: str) -> bool:
    """Count at the common place; while that is gone, in this process alone (R40)."""
    now = time.monotonic()
    if now >= _gone["until"]:
        try:
            return bool(limiter.limiter.hit(limit, what, address))
        except Exception:  # of whatever keeps the common count
            log.warning("Redis does not answer: limits count per process", exc_info=True)
            _gone["until"] = now + ASK_AGAIN
    return _own.hit(limit, what, address)
