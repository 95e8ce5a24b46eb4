"""One's own account: name, languages, shield, sign-ins, what is stored, and the way out."""

from typing import Any

from flask import Response, request, session, url_for
from flask_login import current_user, logout_user

from forum.accounts import forms
from forum.accounts.operations import drafts, exports, people
from forum.accounts.operations import sessions as sessions_
from forum.accounts.queries import person_by_id, roles_of, security_events, sessions_of
from forum.accounts.rules import roles as role_rules
from forum.accounts.rules.history import browser_in_words, what_happened
from forum.accounts.views import blueprint
from forum.accounts.views.password import right_password, without_password
from forum.core import clock
from forum.core.canonical import canonical
from forum.core.errors import NotFound, Unfit
from forum.core.keys import hashed
from forum.core.languages import CONTENT
from forum.core.web.access import require_step_up, signed_in
from forum.core.web.requests import fresh_actor, me, page, see_other, submit, writing


def _saved() -> bool:
    return request.args.get("saved") == "1"


def _profile(form: forms.ProfileForm, status: int = 200) -> Any:
    now = clock.now()
    roles = [
        (role_rules.in_words(one.role, one.as_seat, one.languages), one) for one in roles_of(me().id) if one.held(now)
    ]
    shield = forms.ShieldForm(formdata=None, shield=me().shield)
    return page("accounts/profile.html", form=form, shield=shield, roles=roles, saved=_saved()), status


@blueprint.route("/profile", methods=["GET", "POST"])
@signed_in
def profile() -> Any:
    """Name and languages."""
    person, form = person_by_id(me().id), forms.ProfileForm()
    if person is not None and not form.is_submitted():
        form.name.data = person.name
        form.language.data, form.writes_in.data = person.language, person.writes_in or CONTENT[0]
    if not form.validate_on_submit():
        return _profile(form, 422 if form.is_submitted() else 200)

    def act(who: Any) -> str:
        people.change_profile(
            who, name=form.name.data, language=form.language.data, writes_in=form.writes_in.data
        )
        return url_for("accounts.profile", lang=form.language.data, saved=1)

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return _profile(form, 422)


@blueprint.post("/profile/shield")
@signed_in
def shield() -> Any:
    """Whether the public sees the name (R7)."""
    form = forms.ShieldForm()

    def act(who: Any) -> str:
        people.change_shield(who, bool(form.shield.data))
        return url_for("accounts.profile", saved=1)

    return see_other(submit(form, act))


@blueprint.get("/settings/sign-in")
@signed_in
def signing_in() -> str:
    """Password, address, second factor; where one is signed in, and what happened to the account."""
    words = what_happened()
    events = [
        (words.get(kind, kind), browser_in_words(detail) if kind == "signed_in" else detail, at)
        for kind, detail, at in security_events(me().id)
    ]
    here = hashed(current_user.token)
    sessions = [
        (one, browser_in_words(one.browser), here.startswith(one.handle)) for one in sessions_of(me().id)
    ]  # fmt: skip
    return page(
        "accounts/signing_in.html", person=person_by_id(me().id), sessions=sessions, events=events,
        button=forms.ButtonForm(formdata=None), saved=_saved(),
    )  # fmt: skip


@blueprint.post("/settings/sign-in/end")
@signed_in
def end_sessions() -> Any:
    """End one sign-in by its handle, or every other one."""
    handle = request.args.get("handle", "")[:64]

    def act(who: Any) -> str:
        if handle:
            sessions_.end_own_session(who, handle)
        else:
            sessions_.end_sessions(who.id, but=who.session_id)
        return url_for("accounts.signing_in", saved=1)

    return see_other(submit(forms.ButtonForm(), act))


@blueprint.get("/profile/data")
@signed_in
def data() -> str:
    """What is stored about a person, to take along; and the way out."""
    return page("accounts/data.html")


def _show_factor_again() -> None:
    """Whoever has a second factor shows it before data leave or the account is closed (R42)."""
    if me().has_factor:
        require_step_up(me())


@blueprint.get("/profile/download")
@signed_in
def download() -> Response:
    """Everything that names this person, as JSON."""
    _show_factor_again()
    body = canonical(exports.export_person(me().id))
    response = Response(body, mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="sofra-my-data.json"'
    return response


@blueprint.route("/profile/close", methods=["GET", "POST"])
@signed_in
def close() -> Any:
    """Close the account for ever."""
    _show_factor_again()
    form = forms.EraseForm()
    without_password(form)
    if not form.validate_on_submit() or not right_password(form):
        return page("accounts/close.html", form=form), 422 if form.is_submitted() else 200
    try:
        with writing():
            who = fresh_actor()
            if who is None:
                raise NotFound
            people.erase_person(who, keep_posts=form.posts.data == "keep")
    except Unfit as problem:
        form.refuse(problem.problems)
        return page("accounts/close.html", form=form), 422
    logout_user()
    session.clear()
    return page("accounts/closed.html", form=form)


@blueprint.post("/drafts")
@signed_in
def keep_draft() -> Any:
    """What scripts send while somebody is typing."""
    place, body = request.form.get("place", "")[:120], request.form.get("body", "")
    language = request.form.get("language")
    if not place or len(body) > drafts.LONGEST or "\x00" in body:
        raise NotFound
    drafts.keep_draft(me(), place, body.encode("utf-8", "ignore").decode(), language if language in CONTENT else None)
    return "", 204
