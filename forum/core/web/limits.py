"""General flood limits per address (accounts have exact throttles of their own, as rows: R31)."""

import logging
import threading
import time
from functools import cache

from flask import Flask, current_app, request
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse

from forum.extensions import limiter

READS = "600 per minute"
WRITES = "120 per minute"
SEARCHES = "60 per minute"
ASK_AGAIN = 5.0
"""Seconds until Redis is asked again after it did not answer: nobody waits for it meanwhile."""

log = logging.getLogger("sofra.limits")
_gone = {"until": 0.0}


class Counts:
    """Counts of this process, a window of the clock at a time. (The store of the library that does the same starts
    a thread every ten milliseconds: dearer than what it counts.)"""

    def __init__(self) -> None:
        self._counts: dict[tuple[int, str, str], int] = {}
        self._window, self._lock = 0, threading.Lock()

    def hit(self, limit: RateLimitItem, what: str, address: str) -> bool:
        """Count one more; whether that is still within the limit."""
        length = limit.get_expiry()
        window = int(time.time() // length)
        with self._lock:
            if window != self._window:
                self._counts, self._window = {}, window
            found = self._counts[length, what, address] = self._counts.get((length, what, address), 0) + 1
        return found <= limit.amount

    def reset(self) -> None:
        """Begin anew (tests)."""
        self._counts = {}


_own = Counts()


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
    if current_app.config["SOFRA"].redis_url and now >= _gone["until"]:
        try:
            return bool(limiter.limiter.hit(limit, what, address))
        except Exception:  # of whatever keeps the common count
            log.warning("Redis does not answer: limits count per process", exc_info=True)
            _gone["until"] = now + ASK_AGAIN
    return _own.hit(limit, what, address)
