"""How templates say dates and numbers, and what every page knows (R2, R33, R36)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from babel.dates import format_time
from babel.numbers import format_decimal
from flask import Flask, current_app, g, has_request_context, request, url_for
from jinja2 import pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from forum.core import clock, languages
from forum.core.languages import READINGS, reading
from forum.core.web.requests import actor
from forum.core.web.urls import switch_urls


def date_in_words(value: datetime | date) -> str:
    """12 December 2026 · 12 dhjetor 2026 · 12. decembra 2026."""
    day = clock.civil(value).date() if isinstance(value, datetime) else value
    return _date(day, reading().code)


@lru_cache(maxsize=4096)
def _date(day: date, code: str) -> str:
    return languages.date_in_words(day, code)


def zone_of(moment: datetime) -> str:
    """CET or CEST: the zone as shown; its database name never is."""
    return "CEST" if clock.civil(moment).dst() else "CET"


def datetime_in_words(moment: datetime) -> str:
    """12 December 2026, 14:05 CET."""
    return _datetime(moment.astimezone(UTC).replace(second=0, microsecond=0), reading().code)


@lru_cache(maxsize=4096)
def _datetime(moment: datetime, code: str) -> str:
    local = clock.civil(moment)
    hour = format_time(local.time(), "HH:mm", locale=languages.locale(code))
    return f"{_date(local.date(), code)}, {hour} {zone_of(moment)}"


def cutoff_in_words(moment: datetime) -> str:
    """A cut-off stored as 00:00 is shown as 23:59 of the day before (R33)."""
    local = clock.civil(moment)
    if (local.hour, local.minute) == (0, 0):
        moment = moment - timedelta(minutes=1)
    return datetime_in_words(moment)


def number_in_words(value: int | float) -> str:
    """A number with the separators of the reader."""
    return format_decimal(value, locale=languages.locale(reading().code))


def isoformat(moment: datetime) -> str:
    """For the datetime attribute of <time> and for feeds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_reading(code: str, message: str) -> str:
    """A message in a reading other than the page's: errors without a language say it in all four (R38)."""
    with languages.speaking(code):
        return languages.gettext(message)


@pass_context
def lang_attr(_context: Any, tag: str | None) -> str:
    """` lang="…"` when a fragment is not in the language of the page, else nothing."""
    if not tag or tag == reading().html:
        return ""
    return Markup(' lang="{}"').format(tag)


def _page_context() -> dict[str, Any]:
    spoken = reading()
    if not has_request_context():
        return {"lang": spoken, "readings": list(READINGS.values())}
    config = current_app.config["SOFRA"]
    without = g.get("without_database")
    urls = switch_urls()
    return {
        "lang": spoken,
        "readings": list(READINGS.values()),
        "switch_urls": urls,
        "actor": None if without else actor(),
        "nav": [] if without else navigation(),
        "base_url": config.base_url,
        "canonical_url": config.base_url + urls[spoken.code],
        "alternates": [(READINGS[code].html, config.base_url + url) for code, url in urls.items()],
        "indexable": bool(g.get("public_path")) and not g.get("error_page"),
        "error_page": bool(g.get("error_page")),
        "release": current_app.config["RELEASE"],
        "designation_note": config.designation_note,
        "demo": config.demo,
        "now": clock.now(),
    }


def _in_templates(look_up: Callable[..., str], *, counts: bool) -> Callable[..., str]:
    """A look-up for templates, with the same rule as in Python: a message without values is no format (*400 %*)."""

    @pass_eval_context
    def said(escaping: EvalContext, *words: Any, **values: Any) -> str:
        text = look_up(*words)
        if escaping.autoescape:
            text = Markup(text)  # noqa: S704 (our own words; what is filled in is escaped)
        if counts:
            values.setdefault("num", words[-1])
        return text % values if values else text

    return said


_NAVIGATION: list[tuple[str, str, Any]] = []


def add_navigation(endpoint: str, label: Any, prefix: str) -> None:
    """A place in the main navigation: only what exists is named there, by the feature that has it."""
    if all(known != endpoint for known, _, _ in _NAVIGATION):
        _NAVIGATION.append((endpoint, prefix, label))


def navigation() -> list[tuple[str, str, str, bool]]:
    """(endpoint, url, label, current) of the main navigation."""
    here = request.path.split("/", 2)[-1] if request.path.count("/") > 1 else ""
    return [
        (endpoint, url_for(endpoint), str(label), bool(prefix) and here.startswith(prefix))
        for endpoint, prefix, label in _NAVIGATION
        if endpoint in current_app.view_functions
    ]


def init_app(app: Flask) -> None:
    """Give templates gettext, filters and the page context."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]
    app.jinja_env.globals.update(
        gettext=_in_templates(languages._raw_gettext, counts=False),
        ngettext=_in_templates(languages._raw_ngettext, counts=True),
        pgettext=_in_templates(languages._raw_pgettext, counts=False),
        npgettext=_in_templates(languages._raw_npgettext, counts=True),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        date=date_in_words, datetime=datetime_in_words, cutoff=cutoff_in_words, number=number_in_words,
        iso=isoformat, lang_attr=lang_attr,
    )  # fmt: skip
    app.jinja_env.globals.update(
        has_endpoint=lambda name: name in app.view_functions,
        in_reading=in_reading,
        tag_of=lambda code: READINGS[code].html,
    )
    app.context_processor(_page_context)


__all__ = ["add_navigation", "init_app"]
