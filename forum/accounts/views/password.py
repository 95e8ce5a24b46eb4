"""Forgotten password, new password, new address."""

from typing import Any

from flask import request, url_for

from forum.accounts.forms import ButtonForm, ChangeAddressForm, ChangePasswordForm, ForgottenForm, NewPasswordForm
from forum.accounts.operations import links, mails, passwords, people, throttles
from forum.accounts.queries import person_by_id
from forum.accounts.rules import names
from forum.accounts.rules import throttles as rules
from forum.accounts.rules.throttles import Scope
from forum.accounts.rules.tokens import Purpose
from forum.accounts.views import blueprint
from forum.accounts.views.gone import gone
from forum.accounts.views.sign_in import secret as throttle_key
from forum.core.errors import NotFound
from forum.core.languages import gettext as _
from forum.core.web.access import signed_in, visitor
from forum.core.web.requests import me, page, see_other, submit, writing


@blueprint.route("/forgotten", methods=["GET", "POST"])
@visitor
def forgotten() -> Any:
    """Ask for a reset: the same answer and the same one row, whether the address is known or not."""
    form = ForgottenForm()
    email = names.normal_address(form.email.data or "") if form.validate_on_submit() else None
    if form.is_submitted() and form.email.data and email is None:
        form.refuse({"email": _("This does not look like an e-mail address.")})
    if email is None:
        return page("accounts/forgotten.html", form=form, sent=False), 422 if form.is_submitted() else 200
    origin = rules.address_prefix(request.remote_addr or "")
    throttles.count(throttle_key(), {Scope.RESET_ACCOUNT: email, Scope.SIGN_IN_ADDRESS: origin})
    with writing():
        mails.ask_reset(email)
    return page("accounts/forgotten.html", form=form, sent=True)


@blueprint.route("/new-password/<secret>", methods=["GET", "POST"])
@visitor
def new_password(secret: str) -> Any:
    """The mailed link: choose a new password; the second factor stays."""
    token = links.find(secret, Purpose.PASSWORD_RESET)
    person = person_by_id(token.person_id) if token else None
    if person is None or person.state != "active":
        return gone()
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return page("accounts/new_password.html", form=form), 422 if form.is_submitted() else 200
    if trouble := passwords.problems(form.password.data, _known_words(person)):
        form.refuse({"password": trouble})
        return page("accounts/new_password.html", form=form), 422
    hash_ = passwords.hash_password(form.password.data)
    with writing():
        used = links.consume(secret, Purpose.PASSWORD_RESET)
        if used is not None:
            people.change_password(person.id, hash_)
    return see_other(url_for("accounts.sign_in")) if used else gone()


def _known_words(person: Any) -> tuple[str, ...]:
    """What anybody knows about a person: no password lives on it."""
    return (person.name, person.name_cyrl or "", person.email or "")


@blueprint.route("/settings/password", methods=["GET", "POST"])
@signed_in
def change_password() -> Any:
    """A new password; every other session ends. Whoever came by a link of the host and has none chooses the first."""
    form, person = ChangePasswordForm(), person_by_id(me().id)
    first = person is None or person.password_hash is None
    if first:
        del form.old_password
    if not form.validate_on_submit():
        return _choose(form, 422 if form.is_submitted() else 200)
    if person is None or not (first or right_password(form)):
        return _choose(form, 422)
    words = (*_known_words(person), *(mandate.name for mandate in me().mandates))
    if trouble := passwords.problems(form.password.data, words):
        form.refuse({"password": trouble})
        return _choose(form, 422)
    hash_ = passwords.hash_password(form.password.data)

    def act(who: Any) -> str:
        people.change_password(who.id, hash_, keep_session=who.session_id)
        return url_for("accounts.signing_in", saved=1)

    return see_other(submit(form, act))


def _choose(form: ChangePasswordForm, status: int) -> Any:
    return page("accounts/change_password.html", form=form), status


def right_password(form: Any) -> bool:
    """Whether the present password was right; counted like a sign-in. An account without one has nothing to show."""
    person = person_by_id(me().id)
    if person is None:
        raise NotFound
    if person.password_hash is None:
        return True
    counted = {Scope.SIGN_IN_ACCOUNT: person.email or ""}
    throttles.count(throttle_key(), counted)
    if not passwords.verify(form.old_password.data, person.password_hash):
        form.refuse({"old_password": _("This is not your present password.")})
        return False
    throttles.give_back(throttle_key(), counted)
    return True


def without_password(form: Any) -> None:
    """Leave the field out where there is no password to type."""
    person = person_by_id(me().id)
    if person is not None and person.password_hash is None:
        del form.old_password


@blueprint.route("/settings/address", methods=["GET", "POST"])
@signed_in
def change_address() -> Any:
    """A new address: links go to the old and the new one, and both must be followed."""
    form = ChangeAddressForm()
    without_password(form)
    if not form.validate_on_submit():
        return page("accounts/change_address.html", form=form, sent=False), 422 if form.is_submitted() else 200
    email = names.normal_address(form.email.data)
    if email is None:
        form.refuse({"email": _("This does not look like an e-mail address.")})
    if email is None or not right_password(form):
        return page("accounts/change_address.html", form=form, sent=False), 422
    with writing():
        mails.ask_address_change(me().id, email)
    return page("accounts/change_address.html", form=form, sent=True)


@blueprint.route("/confirm-address/<secret>", methods=["GET", "POST"])
@visitor
def confirm_address(secret: str) -> Any:
    """One of the two links; the address changes with the second one."""
    purposes = (Purpose.ADDRESS_CHANGE_OLD, Purpose.ADDRESS_CHANGE_NEW)
    purpose = next((one for one in purposes if links.find(secret, one) is not None), None)
    if purpose is None:
        return gone()
    form = ButtonForm()
    if not form.validate_on_submit():
        return page("accounts/confirm_address.html", form=form, done=None)
    with writing():
        done = mails.confirm_address(secret, purpose)
    return page("accounts/confirm_address.html", form=form, done=done)


@blueprint.route("/cancel-reset/<token>", methods=["GET", "POST"])
@visitor
def cancel_reset(token: str) -> Any:
    """The mailed link by which a person objects to a reset of the second factor."""
    from forum.accounts.operations import resets
    from forum.accounts.queries import open_reset
    from forum.core.web.signing import signed

    words = signed("cancel-reset", token)
    if not words or len(words) != 1 or open_reset(words[0]) is None:
        return gone()
    form = ButtonForm()
    if not form.validate_on_submit():
        return page("accounts/cancel_reset.html", form=form, done=False)
    with writing():
        resets.cancel_factor_reset(None, words[0])
    return page("accounts/cancel_reset.html", form=form, done=True)
