"""Links without a language: to the own language of whoever is signed in, else a page of four links (R36)."""

from collections.abc import Mapping

from werkzeug.wrappers import Response

from forum.core.languages import READINGS
from forum.core.web.requests import actor, page, see_other


def chooser(urls: Mapping[str, str]) -> Response | str:
    """303 to the actor's language, or the page with a link per reading (also where nobody negotiates: R38)."""
    who = actor()
    if who is not None and who.language in urls:
        return see_other(urls[who.language])
    return page("chooser.html", choices=[(READINGS[code], url) for code, url in urls.items()])
