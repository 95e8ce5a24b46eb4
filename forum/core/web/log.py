"""One JSON line a request. No body, no query string, no address of people beyond what operating needs."""

import json
import logging
import sys
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request


class JsonLines(logging.Formatter):
    """Every log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        told |= getattr(record, "told", {})
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def init_app(app: Flask) -> None:
    """Send the log to standard error and note every request."""
    if not app.testing:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
        logging.getLogger("sofra").setLevel(logging.INFO)
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    took = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1)
    quiet = g.get("log_without_person", False)
    told = {
        "request": g.get("request_id"), "method": request.method, "route": str(request.url_rule or "-"),
        "status": response.status_code, "ms": took,
    } | ({} if quiet else {"address": request.remote_addr})  # fmt: skip
    logging.getLogger("sofra.request").info("request", extra={"told": told})
    return response
