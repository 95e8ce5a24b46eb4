"""Coming to the table: the mailed link shows a page, its form accepts (R34)."""

from typing import Any

from flask import current_app, request, session, url_for
from flask_login import login_user

from forum.accounts.forms import AcceptForm, ButtonForm
from forum.accounts.operations import invitations as operations
from forum.accounts.operations import links, passwords
from forum.accounts.operations import sessions as sessions_
from forum.accounts.queries import invitation_by_secret, person_by_email
from forum.accounts.rules.tokens import Purpose
from forum.accounts.views import blueprint
from forum.accounts.views.sign_in import enter
from forum.core import clock
from forum.core.errors import NotFound, Unfit
from forum.core.languages import reading
from forum.core.web.access import signed_in, visitor
from forum.core.web.requests import actor, fresh_actor, me, page, see_other, writing
from forum.core.web.signed_in import SignedIn


@blueprint.route("/invitation/<secret>", methods=["GET", "POST"])
@visitor
def invitation(secret: str) -> Any:
    """An invitation: who invites, to what; a form for a new account, or a button for a known one."""
    found = invitation_by_secret(secret)
    if not operations.usable(found, clock.now()) or found is None:
        return page("accounts/invitation_gone.html"), 410
    here = url_for("accounts.invitation", secret=secret)
    if person_by_email(found.email) is not None:
        return _join(secret, found, here)
    form = AcceptForm()
    if not form.is_submitted():
        form.name.data, form.language.data = found.name, reading().code
    if not form.validate_on_submit():
        return page("accounts/invitation.html", form=form, invitation=found), 422 if form.is_submitted() else 200
    if trouble := passwords.problems(form.password.data, (form.name.data, found.email)):
        form.refuse({"password": trouble})
        return page("accounts/invitation.html", form=form, invitation=found), 422
    hash_ = passwords.hash_password(form.password.data)
    try:
        with writing():
            person_id = operations.accept_invitation(
                secret, name=form.name.data, password_hash=hash_, language=form.language.data, actor=None
            )
    except Unfit as problem:
        form.refuse(problem.problems)
        return page("accounts/invitation.html", form=form, invitation=found), 422
    return enter(person_id, url_for("accounts.welcome", lang=form.language.data), factor_shown=False)


def _join(secret: str, found: Any, here: str) -> Any:
    """The same for somebody who has an account: signed in, one click."""
    if actor() is None:
        return see_other(url_for("accounts.sign_in", next=here))
    form = ButtonForm()
    if not form.validate_on_submit():
        return page("accounts/invitation_join.html", form=form, invitation=found)
    with writing():
        operations.accept_invitation(secret, name="", password_hash=None, language="", actor=fresh_actor())
    return see_other(url_for("accounts.welcome"))


@blueprint.get("/welcome")
@signed_in
def welcome() -> str:
    """What one can do here, by what one holds."""
    from forum.accounts.policy import needs_factor

    return page("accounts/welcome.html", needs_factor=needs_factor(me()) and not me().has_factor)


@blueprint.route("/one-time/<secret>", methods=["GET", "POST"])
@visitor
def one_time(secret: str) -> Any:
    """A one-time sign-in link of the host: shows a page, its form signs in, once."""
    if links.find(secret, Purpose.ONE_TIME_SIGN_IN) is None:
        return page("accounts/invitation_gone.html"), 410
    form = ButtonForm()
    if not form.validate_on_submit():
        return page("accounts/one_time.html", form=form)
    demo = bool(current_app.config["SOFRA"].loopback)
    with writing():
        token = links.consume(secret, Purpose.ONE_TIME_SIGN_IN)
        if token is None:
            raise NotFound
        shown = demo and bool(token.params.get("demo"))
        key = sessions_.begin_session(token.person_id, request.user_agent.string, factor_shown=shown)
    session.clear()
    session.permanent = True
    session["seen"] = int(clock.now().timestamp())
    login_user(SignedIn(key, None))
    return see_other(url_for("accounts.welcome"))
