"""Coming to the table: the mailed link shows a page, its form accepts (R34)."""

from typing import Any

from flask import current_app, url_for

from forum.accounts.forms import AcceptForm, ButtonForm
from forum.accounts.operations import invitations as operations
from forum.accounts.operations import links, passwords, throttles
from forum.accounts.policy import needs_factor
from forum.accounts.queries import invitation_by_secret, person_by_email, person_by_id, roles_of
from forum.accounts.rules import invitations as rules
from forum.accounts.rules import roles as role_rules
from forum.accounts.rules.tokens import Purpose
from forum.accounts.views import blueprint
from forum.accounts.views.gone import gone
from forum.accounts.views.sign_in import enter, subjects
from forum.accounts.views.sign_in import secret as throttle_key
from forum.core import clock
from forum.core.errors import Conflict, Unfit
from forum.core.languages import reading
from forum.core.web.access import signed_in, visitor
from forum.core.web.requests import actor, fresh_actor, me, page, see_other, writing


@blueprint.route("/invitation/<secret>", methods=["GET", "POST"])
@visitor
def invitation(secret: str) -> Any:
    """An invitation: who invites, to what; a form for a new account, or a button for a known one."""
    found = invitation_by_secret(secret)
    if found is None or not operations.usable(found, clock.now()):
        return _once_more(found)
    if person_by_email(found.email) is not None:
        return _join(secret, found)
    form = AcceptForm()
    if not form.is_submitted():
        form.name.data, form.language.data = found.name, reading().code
    if not form.validate_on_submit():
        return _shown(found, form, 422 if form.is_submitted() else 200)
    offer = rules.offer(found.purpose, found.params)
    if trouble := passwords.problems(form.password.data, (form.name.data, found.email, offer.where)):
        form.refuse({"password": trouble})
        return _shown(found, form, 422)
    hash_ = passwords.hash_password(form.password.data)
    try:
        with writing():
            person_id = operations.accept_invitation(
                secret, name=form.name.data, password_hash=hash_, language=form.language.data, actor=None
            )
    except Unfit as problem:
        form.refuse(problem.problems)
        return _shown(found, form, 422)
    except Conflict:
        return _once_more(invitation_by_secret(secret))  # the same form, sent twice at once
    return enter(person_id, url_for("accounts.welcome", lang=form.language.data), factor_shown=False)


def _shown(found: Any, form: AcceptForm | ButtonForm, status: int = 200) -> Any:
    inviter = person_by_id(found.invited_by) if found.invited_by else None
    template = "accounts/invitation.html" if isinstance(form, AcceptForm) else "accounts/invitation_join.html"
    values = {
        "form": form, "invitation": found, "inviter": inviter.name if inviter else "",
        "offer": rules.offer(found.purpose, found.params),
    }  # fmt: skip
    return page(template, **values), status


def _once_more(found: Any) -> Any:
    """The form that has just accepted comes a second time: it leads where the first one led. Else the link is dead."""
    if found is None or not rules.just_accepted(found.accepted_at, clock.now()):
        return gone()
    who = actor()
    if who is not None and who.id == found.accepted_by:
        return see_other(url_for("accounts.welcome"))
    form = AcceptForm()
    person = person_by_id(found.accepted_by)
    if person is None or not form.validate_on_submit():
        return gone()
    throttles.count(throttle_key(), subjects(found.email))
    if not passwords.verify(form.password.data, person.password_hash) or person.state != "active":
        return gone()
    throttles.give_back(throttle_key(), subjects(found.email))
    return enter(person.id, url_for("accounts.welcome", lang=person.language), factor_shown=False)


def _join(secret: str, found: Any) -> Any:
    """The same for somebody who has an account: signed in, one click."""
    if actor() is None:
        return see_other(url_for("accounts.sign_in", next=url_for("accounts.invitation", secret=secret)))
    form = ButtonForm()
    if not form.validate_on_submit():
        return _shown(found, form)
    try:
        with writing():
            operations.accept_invitation(secret, name="", password_hash=None, language="", actor=fresh_actor())
    except Unfit as problem:
        form.refuse({"": " ".join(problem.problems.values())})
        return _shown(found, form, 422)
    return see_other(url_for("accounts.welcome"))


@blueprint.get("/welcome")
@signed_in
def welcome() -> str:
    """What one can do here, by what one holds."""
    person, now = person_by_id(me().id), clock.now()
    held = [
        (one, role_rules.in_words(one.role, one.as_seat, one.languages)) for one in roles_of(me().id) if one.held(now)
    ]
    return page(
        "accounts/welcome.html", roles=held, needs_factor=needs_factor(me()) and not me().has_factor,
        needs_password=person is not None and person.password_hash is None,
    )  # fmt: skip


@blueprint.route("/one-time/<secret>", methods=["GET", "POST"])
@visitor
def one_time(secret: str) -> Any:
    """A one-time sign-in link of the host: shows a page, its form signs in, once."""
    if links.find(secret, Purpose.ONE_TIME_SIGN_IN) is None:
        return gone()
    form = ButtonForm()
    if not form.validate_on_submit():
        return page("accounts/one_time.html", form=form)
    demo = bool(current_app.config["SOFRA"].loopback)  # R40: only where nobody else can come
    with writing():
        token = links.consume(secret, Purpose.ONE_TIME_SIGN_IN)
        person = person_by_id(token.person_id) if token else None
    if token is None or person is None or person.state != "active":
        return gone()
    shown = demo and bool(token.params.get("demo"))
    return enter(person.id, url_for("accounts.welcome"), factor_shown=shown)
