"""The blueprint, and what its pages share."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, url_for

from forum.core.errors import NotFound
from forum.core.languages import CONTENT, READINGS, html_tag, lazy, reading
from forum.core.policy import Actor
from forum.core.web.requests import me
from forum.translation import policy, queries
from forum.translation.queries import Piece
from forum.translation.rules.glossary import marked, terms_in

blueprint = Blueprint("translation", __name__, url_prefix="/<reading:lang>", template_folder="../templates")

AT = "/translations/<kind>/<key>/<field>/<language>"
LANGUAGES = {"en": READINGS["en"].endonym, "sq": READINGS["sq"].endonym, "sr": "Srpski / Српски"}
"""Content languages by their own name; Serbian is written in two scripts."""
STATES = {
    "requested": lazy("requested"), "claimed": lazy("being translated"), "submitted": lazy("waits for review"),
    "returned": lazy("returned with a note"), "reviewed": lazy("reviewed"),
}  # fmt: skip


def piece_or_404(address: Mapping[str, str], actor: Actor | None = None, *, lock: bool = False) -> Piece:
    """The piece of a URL, for whoever may see work on it."""
    who = actor or me()
    piece = queries.piece_for(who, address["kind"], address["key"], address["field"], address["language"], lock=lock)
    if not policy.can_see_work(who, piece):
        raise NotFound
    return piece


def url_of(piece: Piece, endpoint: str = "translation.work", **more: Any) -> str:
    """A page of a piece."""
    return url_for(endpoint, **piece.address, **more)


def tag_to_write(piece: Piece) -> str:
    """The language and script in which the box is to be filled: Cyrillic where Serbian binds (R22)."""
    if piece.target != "sr":
        return piece.target
    return html_tag("sr", "Cyrl" if piece.authentic else reading().script or "Latn")


def sides(piece: Piece) -> dict[str, Any]:
    """The original as this reader reads it, with the terms of the glossary marked, for the left side."""
    text, spoken = piece.text, reading()
    html, script = text.html, text.script
    if script and spoken.script and script != spoken.script and text.html_other is not None:
        html, script = text.html_other, spoken.script
    _, _, target_script = tag_to_write(piece).partition("-")
    terms = terms_in(text.source, text.language, text.script, piece.target, target_script or None)
    return {
        "original": marked(html, terms), "original_tag": html_tag(text.language, script), "terms": terms,
        "original_language": LANGUAGES.get(text.language, text.language), "target_language": LANGUAGES[piece.target],
        "target_tag": tag_to_write(piece), "states": STATES, "link": in_reading(piece.link),
    }  # fmt: skip


def in_reading(link: str | None) -> str | None:
    """A path without language, in the spoken reading."""
    return f"/{reading().code}{link}" if link else None


def address_of_notice(kind: str, params: Mapping[str, Any]) -> str:
    """Where a notice leads: to the review, or to the piece."""
    values = {name: params[name] for name in ("kind", "key", "field", "language")}
    return url_for("translation.review" if kind == "translation_waits" else "translation.work", **values)


def languages_of(actor: Actor) -> list[str]:
    """The languages whose list an actor sees first: those translated by role, else the one being read."""
    return sorted(actor.translates() & set(CONTENT)) or [reading().content]
