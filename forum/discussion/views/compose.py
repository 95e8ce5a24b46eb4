"""Writing: the first values of a form, checking its words, the preview, kept drafts."""

from datetime import datetime
from typing import Any

from flask import current_app, request, url_for
from markupsafe import Markup

from forum.accounts.operations import drafts
from forum.core.errors import NotFound
from forum.core.languages import READINGS, html_tag, reading
from forum.core.policy import Actor
from forum.discussion import policy, queries
from forum.discussion.forms import LANGUAGES
from forum.translation.rules import Words


def reply_place(post_key: str) -> str:
    """Where the draft of an answer is kept."""
    return f"post/{post_key}/reply"


def edit_place(post_key: str) -> str:
    """Where the draft of a change is kept."""
    return f"post/{post_key}/edit"


def voices_or_404(actor: Actor, scope: str | None) -> tuple[policy.Voice, ...]:
    """The voices of whoever may write there."""
    found = policy.voices(actor, scope)
    if not found:
        raise NotFound
    return found


def begun(form: Any, actor: Actor | None, place: str) -> Any:
    """A fresh form: the language of the writer, and what was kept of an earlier try."""
    form.language.data = READINGS[actor.language].content if actor and actor.language in READINGS else reading().content
    kept = drafts.draft_at(actor, place)
    if kept is not None and not form.body.data:
        form.body.data = kept.body
        if kept.language in LANGUAGES:
            form.language.data = kept.language
    return form


def begun_with_title(form: Any, actor: Actor, place: str) -> Any:
    """The same for a form that has a title too, whose draft is kept beside."""
    title = drafts.draft_at(actor, f"{place}/title")
    if title is not None:
        form.title.data = title.body
    return begun(form, actor, place)


def resumed(form: Any, actor: Actor, place: str) -> datetime | None:
    """Put an unfinished change into the form; when it was kept, or None where there is none."""
    kept = drafts.draft_at(actor, place)
    if kept is None or kept.body.strip() == (form.body.data or "").strip():
        return None
    form.body.data = kept.body
    if kept.language in LANGUAGES:
        form.language.data = kept.language
    return kept.updated_at


def checked(form: Any, actor: Actor, *, title: bool = False) -> dict[str, Words] | None:
    """The words of a valid form with their HTML, made before anything is written; None when something is wrong."""
    if not form.validate_on_submit():
        return None
    protected = queries.protected_names(actor)
    made = {"body": form.rendered(form.body, protected)}
    if title:
        made["title"] = form.rendered(form.title, protected, plain=True)
    return made if all(made.values()) else None


def wants_preview() -> bool:
    """Whether the button *Preview* was pressed."""
    return request.args.get("preview") == "1"


def preview(form: Any, made: dict[str, Words] | None, actor: Actor) -> dict[str, Any] | None:
    """What the post would look like."""
    if made is None or not wants_preview():
        return None
    body = made["body"]
    return {"html": Markup(body.html), "tag": html_tag(body.language, body.script), "author": actor.name}  # noqa: S704  sanitised by `words`


def keep_draft(actor: Actor, place: str, form: Any) -> None:
    """Keep what was typed on the server, as the script does."""
    drafts.keep_draft(actor, place, form.body.data or "", form.language.data)
    if "title" in form and place.endswith("/thread"):
        drafts.keep_draft(actor, f"{place}/title", form.title.data or "", form.language.data)


def forget_draft(actor: Actor, place: str) -> None:
    """What was sent is no draft any more."""
    drafts.drop_draft(actor, place)
    drafts.drop_draft(actor, f"{place}/title")


def draft_values(actor: Actor, place: str) -> dict[str, str]:
    """What the script needs to keep a draft: its place and where to send it."""
    url = url_for("accounts.keep_draft") if "accounts.keep_draft" in current_app.view_functions else ""
    return {"place": place, "url": url}
