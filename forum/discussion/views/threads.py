"""Lists of threads, a page of a thread, and opening one."""

from typing import Any

from flask import redirect, request, url_for

from forum.core.errors import Unfit
from forum.core.languages import reading
from forum.core.policy import Actor
from forum.core.web.access import member, public
from forum.core.web.requests import actor, choice, me, page, see_other, submit
from forum.discussion import operations, queries
from forum.discussion.forms import LANGUAGES, ButtonForm, ReplyForm, ThreadForm, with_voices
from forum.discussion.queries import ThreadPage
from forum.discussion.views import compose
from forum.discussion.views.blueprint import addresses, blueprint, key_argument, labels, url_of
from forum.statement import queries as statement

DONE = ("reply", "opened", "edited", "withdrawn", "restored", "followed", "unfollowed", "muted", "read", "same")


@blueprint.get("/threads")
@public(scopes=lambda: ("home",))
def threads() -> str:
    """All threads that this reader may read, the latest post first."""
    found = queries.recent_threads(actor(), reading(), before=request.args.get("before"))
    return page("discussion/threads.html", threads=found, demands=statement.demands())


@blueprint.get("/threads/<key:key>")
@public(scopes=lambda key: (f"thread/{key}",))
def thread_by_key(key: str) -> Any:
    """A thread without its readable part."""
    return redirect(url_of(queries.thread_for(actor(), key)), 301)


@blueprint.get("/threads/<key:key>-<slug:slug>")
@public(scopes=lambda key, slug: (f"thread/{key}",))
def thread(key: str, slug: str) -> Any:
    """A page of a thread, as a tree or in order of time."""
    view = choice("view", ("tree", "flat"), "tree")
    cursors: dict[str, Any] = {name: key_argument(name) for name in ("after", "before", "at")}
    found = queries.thread_page(actor(), key, reading(), view=view, **cursors)
    if found.slug != slug:
        kept = {name: value for name, value in cursors.items() if value}
        return redirect(url_of(found, **kept, **({"view": view} if view == "flat" else {})), 301)
    return page("discussion/thread.html", **shown_thread(found))


def shown_thread(found: ThreadPage, form: Any = None) -> dict[str, Any]:
    """What the template of a thread needs."""
    who = actor()
    reply = form
    if reply is None and found.may_reply:
        place = compose.reply_place(found.opening_key)
        reply = compose.begun(with_voices(ReplyForm(formdata=None), found.voices), who, place)
    button = ButtonForm(formdata=None) if who else None  # its token serves for every button of the page
    return {
        "thread": found, "l": labels(), "form": reply, "language_names": LANGUAGES,
        "k": addresses(found.key) | {"may_reply": found.may_reply, "may_translate": found.insider},
        "demand": statement.demand(found.demand_code) if found.demand_code else None,
        "done": choice("done", DONE), "read_form": button, "follow_form": button if found.may_follow else None,
        "button": button,
        "draft": compose.draft_values(who, compose.reply_place(found.opening_key)) if who else None,
    }  # fmt: skip


@blueprint.route("/demands/<slug:slug>/new-thread", methods=["GET", "POST"])
@member
def new_thread(slug: str) -> Any:
    """Open a thread under a demand."""
    demand = statement.demand(slug)
    who = me()
    place = f"demand/{demand.code}/thread"
    form = with_voices(ThreadForm(), compose.voices_or_404(who, None))
    if not form.is_submitted():
        compose.begun_with_title(form, who, place)
        return _new_page(form, demand, place, 200)
    made = compose.checked(form, who, title=True)
    if made is None or compose.wants_preview():
        if made and compose.wants_preview():
            compose.keep_draft(who, place, form)
        return _new_page(form, demand, place, 200 if made else 422, compose.preview(form, made, who))

    def act(now: Actor) -> str:
        opened = operations.open_thread(
            now, title=made["title"], body=made["body"], visibility=form.visibility.data, voice=form.voice.data,
            demand_code=demand.code,
        )  # fmt: skip
        compose.forget_draft(now, place)
        return url_for("discussion.thread", key=opened.key, slug=opened.slug, done="opened")

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return _new_page(form, demand, place, 422)


def _new_page(form: Any, demand: Any, place: str, status: int, preview: Any = None) -> Any:
    return page(
        "discussion/new_thread.html", form=form, demand=demand, preview=preview,
        draft=compose.draft_values(me(), place),
    ), status  # fmt: skip
