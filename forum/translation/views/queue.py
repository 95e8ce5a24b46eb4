"""The list of what waits for which language."""

from flask import request

from forum.core.languages import CONTENT, lazy
from forum.core.web.access import member
from forum.core.web.requests import choice, me, page
from forum.translation import queries
from forum.translation.rules.waiting import PARTS, cursor
from forum.translation.views.blueprint import LANGUAGES, STATES, blueprint, languages_of

_LABELS = {
    "write": lazy("To translate"), "review": lazy("To review"), "mine": lazy("Mine"),
    "outdated": lazy("Original changed since"), "disputed": lazy("Disputed"),
}  # fmt: skip
_EMPTY = {
    "write": lazy("Nothing waits for a translation here. Readers ask for one below a text."),
    "review": lazy("Nothing waits for your review here."),
    "mine": lazy("You hold no translation at the moment."),
    "outdated": lazy("Every translation is of the present words of its original."),
    "disputed": lazy("No translation is in doubt."),
}


@blueprint.get("/translations")
@member
def queue() -> str:
    """What waits: to be translated, to be reviewed, mine; by language."""
    language = choice("language", CONTENT)
    part = choice("part", PARTS, "write")
    wanted = [language] if language else list(CONTENT) if part == "mine" else languages_of(me())
    waiting = queries.waiting(me(), wanted, part, cursor(request.args.get("after", "")))
    return page(
        "translation/queue.html", waiting=waiting, part=part, parts=_LABELS, language=language, chosen=wanted,
        languages=LANGUAGES, states=STATES, empty=_EMPTY[part],
    )  # fmt: skip
