"""The blueprint, and what the pages of threads share."""

from typing import Any

from flask import Blueprint, current_app, request, url_for

from forum.core.errors import NotFound
from forum.core.languages import READINGS, reading
from forum.core.languages import gettext as _
from forum.core.policy import Actor
from forum.discussion import queries
from forum.discussion.queries import PostFacts, ThreadFacts

blueprint = Blueprint("discussion", __name__, url_prefix="/<reading:lang>", template_folder="../templates")

_KEY = "aaaaaaa"
_ALPHABET = frozenset("abcdefghijkmnpqrstuvwxyz23456789")
ENDONYMS = {one.html: one.endonym for one in READINGS.values()}


def key_argument(name: str) -> str | None:
    """A public key from the query string; raises NotFound for what is none."""
    raw = request.args.get(name)
    if raw is None:
        return None
    if len(raw) != 7 or not _ALPHABET.issuperset(raw):
        raise NotFound
    return raw


def post_of(actor: Actor | None, key: str, post: str, *, lock: bool = False) -> PostFacts:
    """The post of a URL that names its thread too; raises NotFound."""
    found = queries.post_for(actor, post, lock=lock)
    if found.thread.key != key:
        raise NotFound
    return found


def url_of(thread: Any, post_key: str | None = None, **more: Any) -> str:
    """A thread, or the place of one of its posts."""
    if post_key:
        more |= {"at": post_key, "_anchor": f"p{post_key}"}
    slug = thread.shown_slug if isinstance(thread, ThreadFacts) else thread.slug
    return url_for("discussion.thread", key=thread.key, slug=slug, **more)


def addresses(key: str) -> dict[str, Any]:
    """Beginnings of the addresses that each post needs, built once for a page."""

    def beginning(endpoint: str, **values: Any) -> str | None:
        if endpoint not in current_app.view_functions:
            return None
        return url_for(endpoint, **values).rpartition(_KEY)[0]

    return {
        "post": beginning("discussion.post", key=_KEY),
        "reply": beginning("discussion.reply", key=key, post=_KEY),
        "edit": beginning("discussion.edit", key=key, post=_KEY),
        "history": beginning("discussion.history", key=key, post=_KEY),
        "withdraw": beginning("discussion.withdraw", key=key, post=_KEY),
        "restore": beginning("discussion.restore", key=key, post=_KEY),
        "report": beginning("moderation.report", kind="post", key=_KEY),
        "organisation": beginning("pages.organisation", slug=_KEY),
        "translate": beginning(
            "translation.work", kind="post", key=_KEY, field="body", language=reading().content
        ),
        "translate_end": f"/body/{reading().content}",
        "endonyms": ENDONYMS,
    }  # fmt: skip


def labels() -> dict[str, str]:
    """What is said at each post, looked up once for a page."""
    return {
        "reply": _("Reply"), "reply_to": _("Reply to %(name)s, post %(seq)s"), "quote": _("Quote"),
        "quote_of": _("Quote post %(seq)s"), "report": _("Report"), "report_of": _("Report post %(seq)s"),
        "edit": _("Edit"), "withdraw": _("Withdraw"), "restore": _("Bring back"), "own": _("My own view"),
        "organisation": _("For my organisation"), "facilitation": _("Facilitation"),
        "answer": _("reply to %(name)s, level %(level)s"), "in_reply": _("in reply to %(name)s"),
        "post_at": _("Post %(seq)s, %(time)s"), "edited": _("edited, versions: %(num)s"), "new": _("new"),
        "next_top": _("Next top-level post"), "withdrawn": _("Withdrawn by its author"),
        "hidden": _("Hidden by the moderators"), "deleted": _("The words of this post were deleted."),
        "withdrawn_kept": _("You withdrew this post. You can bring it back for 30 days."),
        "withdrawn_long": _("The author took this post back. Date: %(date)s"),
        "hidden_long": _("The moderators took this post out of sight. Date: %(date)s"),
        "original": _("Original"), "show": _("Show original"), "hide": _("Hide original"),
        "human": _("human translation, reviewed"), "by_author": _("the author's own version"),
        "machine": _("machine translation, reviewed"), "converted": _("shown in another script than written"),
        "outdated": _("of an earlier version of the post"), "disputed": _("somebody doubts this translation"),
        "missing": _("no translation yet"), "requested": _("translation requested"),
        "claimed": _("being translated"), "submitted": _("translation waits for review"),
        "returned": _("translation returned with a note"), "translate": _("Request or write a translation"),
        "translate_of": _("Request or write a translation of post %(seq)s"),
    }  # fmt: skip
