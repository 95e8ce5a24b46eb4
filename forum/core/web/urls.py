"""Languages in URLs (R36, R38): the converter, the reading of a request, the same page in other readings."""

from typing import Any

from flask import Flask, current_app, g, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter

from forum.core.languages import READINGS, reading, speak
from forum.core.text.slugs import slug


class ReadingConverter(BaseConverter):
    """`<reading:lang>`: en, sq, sr-latn or sr-cyrl."""

    regex = "en|sq|sr-latn|sr-cyrl"


class KeyConverter(BaseConverter):
    """`<key:name>`: seven base-32 characters."""

    regex = "[a-km-np-z2-9]{7}"


class SlugConverter(BaseConverter):
    """`<slug:name>`: what follows a key or number; any wrong slug is redirected to the right one."""

    regex = "[a-z0-9]+(?:-[a-z0-9]+)*"


class NumberConverter(BaseConverter):
    """`<number:name>`: JS-2027-02."""

    regex = "JS-[0-9]{4}-[0-9]{2,3}"


def init_app(app: Flask) -> None:
    """Add the converters and take the reading from the URL of each request."""
    app.url_map.converters.update(
        reading=ReadingConverter, key=KeyConverter, slug=SlugConverter, number=NumberConverter
    )
    app.url_value_preprocessor(_take_reading)
    app.url_defaults(_add_reading)
    app.before_request(_speak_anyway)


def _take_reading(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.reading_in_url = bool(values and "lang" in values)
    if values and "lang" in values:
        speak(values.pop("lang"))
    else:
        speak(reading_of_path() or "en")


def _speak_anyway() -> None:
    if request.url_rule is None:  # no route: the preprocessor did not run
        code = reading_of_path()
        g.reading_in_url = code is not None
        speak(code or "en")


def _add_reading(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = reading().code


def reading_of_path() -> str | None:
    """The reading that the first part of the path names, if any."""
    first = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
    return first if first in READINGS else None


def home_urls() -> dict[str, str]:
    """The home page in each reading."""
    return {code: f"/{code}/" for code in READINGS}  # also where nothing can be asked any more (503)


def switch_urls() -> dict[str, str]:
    """This page in each reading; home where there is no such page (errors, R28) or the answer is to a form."""
    if (
        g.get("error_page")
        or not request.endpoint
        or not g.get("reading_in_url")
        or request.method not in ("GET", "HEAD")
    ):
        return home_urls()
    values = dict(request.view_args or {})
    for name, value in list(request.args.items())[:12]:
        if name not in values and name.isidentifier() and not name.startswith("_") and len(value) <= 300:
            values[name] = value
    try:
        return {code: url_for(request.endpoint, **(values | {"lang": code})) for code in READINGS}
    except (HTTPException, ValueError, TypeError):
        return home_urls()


def keyed(key: str, title: str) -> dict[str, str]:
    """URL values of an object with a key and a readable title."""
    return {"key": key, "slug": slug(title)}
