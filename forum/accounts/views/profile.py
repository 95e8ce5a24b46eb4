"""One's own account: name, languages, shield, sessions, what is stored, and the way out."""

from typing import Any

from flask import Response, request, session, url_for
from flask_login import logout_user

from forum.accounts import forms
from forum.accounts.operations import drafts, exports, passwords, people
from forum.accounts.operations import sessions as sessions_
from forum.accounts.queries import person_by_id, roles_of, security_events, sessions_of
from forum.accounts.views import blueprint
from forum.core.canonical import canonical
from forum.core.errors import NotFound, Unfit
from forum.core.languages import CONTENT
from forum.core.languages import gettext as _
from forum.core.web.access import signed_in
from forum.core.web.requests import fresh_actor, me, page, see_other, submit, whole_number, writing


def _profile(form: forms.ProfileForm, status: int = 200) -> Any:
    shield = forms.ShieldForm(shield=me().shield)
    told = {
        "signed_in": _("Signed in"), "password_changed": _("Password changed"),
        "address_changed": _("Address changed"), "factor_set_up": _("Second factor set up"),
        "factor_removed": _("Second factor removed"), "recovery_code_used": _("Recovery code used"),
        "wrong_code": _("A wrong code was typed"), "suspended": _("Account shut by an administrator"),
        "active": _("Account opened again"),
    }  # fmt: skip
    body = page(
        "accounts/profile.html", form=form, shield=shield, person=person_by_id(me().id), button=forms.ButtonForm(),
        sessions=sessions_of(me().id), events=security_events(me().id), told=told, roles=roles_of(me().id),
        saved=request.args.get("saved") == "1",
    )  # fmt: skip
    return body, status


@blueprint.route("/profile", methods=["GET", "POST"])
@signed_in
def profile() -> Any:
    """Name and languages."""
    person, form = person_by_id(me().id), forms.ProfileForm()
    if person is not None and not form.is_submitted():
        form.name.data, form.name_cyrl.data = person.name, person.name_cyrl or ""
        form.language.data, form.writes_in.data = person.language, person.writes_in or CONTENT[0]
    if not form.validate_on_submit():
        return _profile(form, 422 if form.is_submitted() else 200)

    def act(who: Any) -> str:
        people.change_profile(
            who, name=form.name.data, name_cyrl=form.name_cyrl.data, language=form.language.data,
            writes_in=form.writes_in.data,
        )  # fmt: skip
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


@blueprint.post("/profile/sessions/end")
@signed_in
def end_sessions() -> Any:
    """End one other session by its place in the list, or all of them."""
    which = whole_number("place", 0, 60) if request.args.get("place") else None

    def act(who: Any) -> str:
        if which is None:
            sessions_.end_sessions(who.id, but=who.session_id)
        else:
            lines = sessions_of(who.id)
            if which > len(lines):
                raise NotFound
            sessions_.end_own_session(who, lines[which - 1].id)
        return url_for("accounts.profile", saved=1)

    return see_other(submit(forms.ButtonForm(), act))


@blueprint.get("/profile/download")
@signed_in
def download() -> Response:
    """Everything that names this person, as JSON."""
    body = canonical(exports.export_person(me().id))
    response = Response(body, mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="sofra-my-data.json"'
    return response


@blueprint.route("/profile/close", methods=["GET", "POST"])
@signed_in
def close() -> Any:
    """Close the account for ever."""
    form = forms.EraseForm()
    if not form.validate_on_submit():
        return page("accounts/close.html", form=form), 422 if form.is_submitted() else 200
    person = person_by_id(me().id)
    if person is None or not passwords.verify(form.old_password.data, person.password_hash):
        form.refuse({"old_password": _("This is not your present password.")})
        return page("accounts/close.html", form=form), 422
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
    return see_other(f"/{request.path.split('/')[1]}/")


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
