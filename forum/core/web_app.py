"""The bare application: settings into Flask, extensions bound, what every request passes."""

import hashlib
import json
import logging
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, before_render_template
from werkzeug.local import LocalProxy

from forum.config import Config
from forum.core import db as database
from forum.core import events, work
from forum.core.guard import outside_writing
from forum.core.web import errors, filters, health, limits, log, requests, security, urls
from forum.extensions import csrf, limiter, login_manager

CORE = Path(__file__).resolve().parent


def bare(config: Config, version: str) -> Flask:
    """A Flask application with our settings and no routes."""
    app = Flask("forum", static_folder=None, template_folder=str(CORE / "templates"))
    app.request_class = security.RequestWithLimits
    # One spelling in the database: `\u00eb` and `\u00EB` would be two for one letter, and a flipped bit no change.
    spelling = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
    engine: dict[str, Any] = {"pool_pre_ping": not config.sqlite, "json_serializer": spelling}
    if config.sqlite:
        config.data_dir.mkdir(parents=True, exist_ok=True)
        engine["connect_args"] = {"check_same_thread": False, "timeout": 5}
    app.config.update(
        SOFRA=config,
        RELEASE=f"{version}+{assets_hash()}",
        SECRET_KEY=config.secret_key,
        SESSION_COOKIE_NAME="sofra",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=14 * 86400,
        SQLALCHEMY_DATABASE_URI=_driver(config.database_url),
        SQLALCHEMY_ENGINE_OPTIONS=engine,
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_MEMORY_SIZE=1_000_000,
        PREFERRED_URL_SCHEME="https" if config.secure else "http",
        RATELIMIT_STORAGE_URI=config.redis_url or "memory://",
        RATELIMIT_STORAGE_OPTIONS={"socket_connect_timeout": 1, "socket_timeout": 1} if config.redis_url else {},
        RATELIMIT_ENABLED=not config.testing,
        TESTING=config.testing,
    )
    return app


def _driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def init_app(app: Flask) -> None:
    """Bind extensions and everything that belongs to no feature."""
    config: Config = app.config["SOFRA"]
    if config.proxies:
        from werkzeug.middleware.proxy_fix import ProxyFix

        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies)  # type: ignore[method-assign]
    database.db.init_app(app)
    with app.app_context():
        database.prepare(database.db.engine)
    app.extensions["migrate"] = LocalProxy(partial(_migrations, app))
    app.login_manager = login_manager  # type: ignore[attr-defined]  # its init_app would read the session after every request (R35)
    login_manager.session_protection = None  # sessions are rows; the address of a phone changes all day
    limiter.init_app(app)
    log.init_app(app)
    urls.init_app(app)
    security.init_app(app)
    filters.init_app(app)
    limits.init_app(app)
    csrf.init_app(app)  # after the host and the limits: who floods with forged forms is counted
    app.before_request(requests.sent_before)
    errors.init_app(app)
    health.init_app(app)
    before_render_template.connect(lambda *_a, **_k: outside_writing("a template"), app, weak=False)
    app.jinja_env.globals["asset"] = asset
    _serve_assets(app)
    events_ready(app)


def _migrations(app: Flask) -> Any:
    """What the commands of migrations ask for; Alembic is loaded by the first of them, never by the web."""
    from flask_migrate import Migrate

    if isinstance(app.extensions["migrate"], LocalProxy):
        Migrate().init_app(app, database.db, directory=str(CORE.parents[1] / "migrations"))
    return app.extensions["migrate"]


def events_ready(app: Flask) -> None:
    """The worker's own kinds of work."""
    work.register("reaction", _run_reaction)
    app.extensions["sofra.events"] = events


def _run_reaction(handler: str, event: str, fact: dict[str, Any]) -> None:
    """Try a reaction that failed in its request once more, in a transaction of its own."""
    from importlib import import_module

    def named(path: str) -> Any:
        module, _, name = path.partition(":")
        return getattr(import_module(module), name)

    with database.writing():
        named(handler)(named(event)(**fact))


def assets_hash() -> str:
    """A hash over all static files: part of their address, so that browsers keep them for ever."""
    digest = hashlib.sha256()
    for path in sorted((CORE / "static").rglob("*")):
        if path.is_file() and path.suffix not in (".gz", ".br"):
            digest.update(path.relative_to(CORE / "static").as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


_ASSETS = f"/static/{assets_hash()}/"


def asset(name: str) -> str:
    """The address of a static file."""
    return _ASSETS + name


def _serve_assets(app: Flask) -> None:
    from whitenoise import WhiteNoise

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(CORE / "static"), prefix=_ASSETS.strip("/"), max_age=31536000,
        immutable_file_test=lambda path, url: True, add_headers_function=_asset_headers,
    )  # fmt: skip


def _asset_headers(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


logging.getLogger("sofra").setLevel(logging.INFO)
