"""Answering, editing, history, withdrawing."""

from dataclasses import replace
from typing import Any

from flask import request

from forum.core.errors import NotFound, Unfit
from forum.core.languages import html_tag, reading
from forum.core.policy import Actor, require
from forum.core.text import diff
from forum.core.web.access import public, signed_in
from forum.core.web.requests import actor, fragment, me, page, see_other, submit, wants_fragment
from forum.discussion import operations, policy, queries, rules
from forum.discussion.forms import ButtonForm, EditForm, EditOpeningForm, ReplyForm, with_voices
from forum.discussion.queries import PostFacts
from forum.discussion.views import compose
from forum.discussion.views.blueprint import addresses, blueprint, labels, post_of, url_of
from forum.translation import queries as texts


@blueprint.route("/threads/<key:key>/reply/<key:post>", methods=["GET", "POST"])
@signed_in
def reply(key: str, post: str) -> Any:
    """Answer a post: a page of its own, or in place for scripts."""
    who = me()
    parent = post_of(who, key, post)
    place = compose.reply_place(post)
    form = with_voices(ReplyForm(), compose.voices_or_404(who, parent.thread.scope))
    if not form.is_submitted():
        require(policy.can_post(who, parent.thread))
        compose.begun(form, who, place)
        _quote(form, parent)
        return _reply_page(form, parent, place, 200)
    made = compose.checked(form, who)
    if made is None or compose.wants_preview():
        if made and compose.wants_preview():
            compose.keep_draft(who, place, form)
        return _reply_page(form, parent, place, 200 if made else 422, compose.preview(form, made, who))

    def act(now: Actor) -> str:
        found = post_of(now, key, post, lock=True)
        posted = operations.post_reply(now, found, body=made["body"], voice=form.voice.data)
        compose.forget_draft(now, place)
        return url_of(found.thread, posted.key, done="reply")

    try:
        location = submit(form, act)
    except Unfit as problem:
        form.refuse(problem.problems)
        return _reply_page(form, parent, place, 422)
    return _in_place(parent, location) if wants_fragment() else see_other(location)


def _quote(form: Any, parent: PostFacts) -> None:
    if request.args.get("quote") == "1" and policy.can_read_words(me(), parent) and not form.body.data:
        text = texts.text_of("post", parent.id, "body")
        form.body.data = rules.quoted(text.source) if text else ""


def _reply_page(form: Any, parent: PostFacts, place: str, status: int, preview: Any = None) -> Any:
    shown = queries.post_view(me(), parent.key, reading(), parent.thread)
    return page(
        "discussion/reply.html", form=form, parent=parent, post=shown, preview=preview, k=addresses(parent.thread.key),
        l=labels(), draft=compose.draft_values(me(), place), back=url_of(parent.thread, parent.key),
    ), status  # fmt: skip


def _in_place(parent: PostFacts, location: str) -> Any:
    """The new post alone, for a script that puts it on the page."""
    key = location.rpartition("#p")[2]
    shown = queries.post_view(me(), key, reading(), parent.thread)
    shown = replace(shown, level=shown.depth)  # the heading says where it stands in the tree
    form = ButtonForm(formdata=None)
    html = page(
        "discussion/_fragment.html", post=shown, k=addresses(parent.thread.key) | {"may_reply": True}, l=labels(),
        form=form,
    )  # fmt: skip
    return fragment(html, 200, location)


@blueprint.route("/threads/<key:key>/edit/<key:post>", methods=["GET", "POST"])
@signed_in
def edit(key: str, post: str) -> Any:
    """New words for one's own post, and for the title with the opening post."""
    who = me()
    found = post_of(who, key, post)
    place = compose.edit_place(post)
    form: Any = EditOpeningForm() if found.seq == 1 else EditForm()
    if not form.is_submitted():
        require(policy.can_edit(who, found))
        _fill(form, found)
        return _edit_page(form, found, 200, resumed=compose.resumed(form, who, place))
    require(found.author_id == who.id)
    made = compose.checked(form, who, title=found.seq == 1)
    if made is None or compose.wants_preview():
        if made:
            compose.keep_draft(who, place, form)
        return _edit_page(form, found, 200 if made else 422, compose.preview(form, made, who))

    def act(now: Actor) -> str:
        fresh = post_of(now, key, post, lock=True)
        changed = operations.edit_post(now, fresh, body=made["body"], made_from=form.made_from)
        if fresh.seq == 1:
            retitled = operations.retitle_thread(now, fresh, title=made["title"], made_from=form.title_made_from)
            changed, fresh = changed or retitled, post_of(now, key, post)
        compose.forget_draft(now, place)
        return url_of(fresh.thread, post, done="edited" if changed else "same")

    try:
        return see_other(submit(form, act))
    except operations.Stale as problem:
        return _both(form, found, problem.reason)
    except Unfit as problem:
        form.refuse(problem.problems)
        return _edit_page(form, found, 422)


def _fill(form: Any, post: PostFacts) -> None:
    known = texts.text_of("post", post.id, "body")
    if known is None:
        raise NotFound
    form.body.data, form.language.data, form.number.data = known.source, known.language, known.number
    title = texts.text_of("thread", post.thread.id, "title") if post.seq == 1 else None
    if title:
        form.title.data, form.title_number.data = title.source, title.number


def _edit_page(
    form: Any, post: PostFacts, status: int, preview: Any = None, current: Any = None, resumed: Any = None
) -> Any:
    return page(
        "discussion/edit.html", form=form, post=post, preview=preview, current=current, resumed=resumed,
        draft=compose.draft_values(me(), compose.edit_place(post.key)), back=url_of(post.thread, post.key),
    ), status  # fmt: skip


def _both(form: Any, post: PostFacts, reason: str) -> Any:
    """Both texts: what stands now, and what was typed, ready to be sent once more."""
    known = texts.text_of("post", post.id, "body")
    title = texts.text_of("thread", post.thread.id, "title") if post.seq == 1 else None
    if known is None:
        raise NotFound
    form.number.data = known.number
    if title:
        form.title_number.data = title.number
    form.refuse({"": reason})
    current = {"html": known.html, "tag": html_tag(known.language, known.script), "title": title and title.source}
    return _edit_page(form, post, 409, current=current)


@blueprint.get("/threads/<key:key>/history/<key:post>")
@public(scopes=lambda key, post: (f"thread/{key}",))
def history(key: str, post: str) -> str:
    """Every version of a post, with what changed from one to the next."""
    found = post_of(actor(), key, post)
    known = texts.text_of("post", found.id, "body") if policy.can_read_words(actor(), found) else None
    if known is None:
        raise NotFound
    versions: list[Any] = []
    before = None
    for one in texts.revisions(known.id):
        changes = diff.words(before, one.source) if before is not None else [("same", one.source)]
        versions.append((one, html_tag(one.language, one.script), changes))
        before = one.source
    return page("discussion/history.html", post=found, versions=versions, back=url_of(found.thread, post))


@blueprint.route("/threads/<key:key>/withdraw/<key:post>", methods=["GET", "POST"])
@signed_in
def withdraw(key: str, post: str) -> Any:
    """Take one's own post back, after a question."""
    found = post_of(me(), key, post)
    require(policy.can_withdraw(me(), found))
    form = ButtonForm()
    if not form.validate_on_submit():
        shown = queries.post_view(me(), post, reading(), found.thread)
        status = 422 if form.is_submitted() else 200
        return page(
            "discussion/withdraw.html", form=form, post=shown, thread=found.thread, l=labels(),
            k=addresses(key), back=url_of(found.thread, post),
        ), status  # fmt: skip

    def act(now: Actor) -> str:
        fresh = post_of(now, key, post, lock=True)
        operations.withdraw_post(now, fresh)
        return url_of(post_of(now, key, post).thread, post, done="withdrawn")

    return see_other(submit(form, act))


@blueprint.post("/threads/<key:key>/restore/<key:post>")
@signed_in
def restore(key: str, post: str) -> Any:
    """Bring one's own withdrawn post back."""
    form = ButtonForm()

    def act(now: Actor) -> str:
        operations.restore_post(now, post_of(now, key, post, lock=True))
        return url_of(post_of(now, key, post).thread, post, done="restored")

    return see_other(submit(form, act))


@blueprint.get("/posts/<key:key>")
@public()
def post(key: str) -> Any:
    """A post by its key alone, in a reading."""
    found = queries.post_for(actor(), key)
    return see_other(url_of(found.thread, key))
