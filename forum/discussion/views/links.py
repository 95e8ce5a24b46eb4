"""Addresses without a language, for citations and sharing (R36)."""

from typing import Any

from flask import Blueprint, url_for

from forum.core.languages import READINGS
from forum.core.web.access import visitor
from forum.core.web.chooser import chooser
from forum.core.web.requests import actor
from forum.discussion import queries

links = Blueprint("post_links", __name__)


@links.get("/posts/<key:key>")
@visitor
def post(key: str) -> Any:
    """A post: in one's own language when signed in, else a choice of four."""
    found = queries.post_for(actor(), key)
    return chooser({code: url_for("discussion.post", lang=code, key=found.key) for code in READINGS})
