"""Signing in with password and second factor; the same answer and the same work for known and unknown addresses."""

from typing import Any

from flask import current_app, request, session, url_for
from flask_login import current_user, login_user, logout_user

from forum.accounts.forms import ButtonForm, CodeForm, SignInForm
from forum.accounts.operations import factors, passwords, security_events, throttles
from forum.accounts.operations import sessions as operations
from forum.accounts.queries import factor_of, person_by_email, person_by_id
from forum.accounts.rules import names
from forum.accounts.rules import throttles as rules
from forum.accounts.rules.throttles import Scope
from forum.accounts.views import blueprint
from forum.core import clock
from forum.core.errors import SignInNeeded
from forum.core.languages import gettext as _
from forum.core.web.access import signed_in, visitor
from forum.core.web.requests import actor, me, page, safe_next, see_other, writing
from forum.core.web.signed_in import SignedIn

PENDING_SECONDS = 600


def subjects(email: str) -> dict[Scope, str]:
    """What a sign-in is counted against: the account, known or not, and the place it comes from."""
    origin = rules.address_prefix(request.remote_addr or "")
    return {Scope.SIGN_IN_ACCOUNT: email, Scope.SIGN_IN_ADDRESS: origin}


def secret() -> str:
    """The key under which throttles keep their subjects."""
    return str(current_app.config["SECRET_KEY"])


@blueprint.route("/sign-in", methods=["GET", "POST"])
@visitor
def sign_in() -> Any:
    """The password step."""
    form = SignInForm()
    target = safe_next(form.next.data if form.is_submitted() else request.args.get("next"))
    form.next.data = target or ""
    if not form.validate_on_submit():
        if actor() is not None and not form.is_submitted():
            return see_other(target or url_for("pages.desk"))
        return page("accounts/sign_in.html", form=form), 422 if form.is_submitted() else 200
    email = names.normal_address(form.email.data) or form.email.data.lower()
    throttles.count(secret(), subjects(email))
    person = person_by_email(email)
    right = passwords.verify(form.password.data, person.password_hash if person else None)
    if not right or person is None or person.state != "active":
        form.refuse({"password": _("Address and password do not fit together. Check both; capital letters count.")})
        return page("accounts/sign_in.html", form=form), 422
    throttles.give_back(secret(), subjects(email))
    factor = factor_of(person.id)
    if factor is not None and factor.confirmed_at is not None:
        session.clear()
        session["pending"] = [person.id, int(clock.now().timestamp()), target or ""]
        return see_other(url_for("accounts.second_step"))
    return enter(person.id, target, factor_shown=False)


def enter(person_id: int, target: str | None, *, factor_shown: bool) -> Any:
    """Begin a new session and go on; whoever comes for the first time is shown around."""
    browser = request.user_agent.string
    with writing():
        token = operations.begin_session(person_id, browser, factor_shown=factor_shown)
        first = operations.first_time(person_id)
    session.clear()
    session.permanent = True
    session["seen"] = int(clock.now().timestamp())
    login_user(SignedIn(token, None))
    return see_other(target or url_for("accounts.welcome" if first else "pages.desk"))


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@visitor
def second_step() -> Any:
    """The second factor, for those who have one."""
    pending = session.get("pending")
    if not pending or clock.now().timestamp() - pending[1] > PENDING_SECONDS:
        raise SignInNeeded
    form = CodeForm()
    if not form.validate_on_submit():
        return page("accounts/code.html", form=form, step_up=False), 422 if form.is_submitted() else 200
    person = person_by_id(pending[0])
    if person is None or person.state != "active":  # shut or closed since the password was typed
        session.clear()
        raise SignInNeeded
    if not shown(pending[0], form):
        return page("accounts/code.html", form=form, step_up=False), 422
    return enter(pending[0], safe_next(pending[2]), factor_shown=True)


def shown(person_id: int, form: CodeForm) -> bool:
    """Whether the code of a form is right; counted before it is looked at (R31)."""
    counted = {Scope.FACTOR_MINUTES: str(person_id), Scope.FACTOR_HOUR: str(person_id)}
    throttles.count(secret(), counted)
    with writing():
        right = factors.show_factor(person_id, form.code.data)
    if right:
        throttles.give_back(secret(), counted)
        return True
    security_events.note(person_id, "wrong_code")
    form.refuse({"code": _("This code is not right, or it was used already. A new one appears every 30 seconds.")})
    return False


@blueprint.route("/step-up", methods=["GET", "POST"])
@signed_in
def step_up() -> Any:
    """The second factor once more, before a privileged act (R42)."""
    form = CodeForm()
    target = safe_next(form.next.data if form.is_submitted() else request.args.get("next"))
    form.next.data = target or ""
    if not me().has_factor:
        return see_other(url_for("accounts.set_up_factor", next=target))
    if not form.validate_on_submit() or not shown(me().id, form):
        return page("accounts/code.html", form=form, step_up=True), 422 if form.is_submitted() else 200
    with writing():
        operations.step_up(me())
    return see_other(target or url_for("pages.desk"))


@blueprint.route("/sign-out", methods=["GET", "POST"])
@signed_in
def sign_out() -> Any:
    """A link leads to this page; its form signs out (R42)."""
    form = ButtonForm()
    if not form.validate_on_submit():
        return page("accounts/sign_out.html", form=form)
    token = current_user.token
    with writing():
        operations.end_session(token)
    logout_user()
    session.clear()
    response = see_other(f"/{request.path.split('/')[1]}/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
