"""Forgotten password, new password, new address."""

from typing import Any

from flask import request, url_for

from forum.accounts.forms import ButtonForm, ChangeAddressForm, ChangePasswordForm, ForgottenForm, NewPasswordForm
from forum.accounts.operations import links, mails, passwords, people, throttles
from forum.accounts.queries import person_by_email, person_by_id
from forum.accounts.rules import names
from forum.accounts.rules import throttles as rules
from forum.accounts.rules.throttles import Scope
from forum.accounts.rules.tokens import Purpose
from forum.accounts.views import blueprint
from forum.accounts.views.sign_in import secret as throttle_key
from forum.core.errors import NotFound
from forum.core.languages import gettext as _
from forum.core.web.access import signed_in, visitor
from forum.core.web.requests import me, page, see_other, submit, writing


@blueprint.route("/forgotten", methods=["GET", "POST"])
@visitor
def forgotten() -> Any:
    """Ask for a reset: the same answer whether the address is known or not; the mail is a row, sent later."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return page("accounts/forgotten.html", form=form, sent=False), 422 if form.is_submitted() else 200
    email = names.normal_address(form.email.data) or ""
    origin = rules.address_prefix(request.remote_addr or "")
    throttles.count(throttle_key(), {Scope.RESET_ACCOUNT: email, Scope.SIGN_IN_ADDRESS: origin})
    person = person_by_email(email)
    with writing():
        mails.mail_reset(person)
    return page("accounts/forgotten.html", form=form, sent=True)


@blueprint.route("/new-password/<secret>", methods=["GET", "POST"])
@visitor
def new_password(secret: str) -> Any:
    """The mailed link: choose a new password; the second factor stays."""
    token = links.find(secret, Purpose.PASSWORD_RESET)
    person = person_by_id(token.person_id) if token else None
    if person is None or person.state != "active":
        return page("accounts/invitation_gone.html"), 410
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return page("accounts/new_password.html", form=form), 422 if form.is_submitted() else 200
    if trouble := passwords.problems(form.password.data, (person.name, person.email or "")):
        form.refuse({"password": trouble})
        return page("accounts/new_password.html", form=form), 422
    hash_ = passwords.hash_password(form.password.data)
    with writing():
        if links.consume(secret, Purpose.PASSWORD_RESET) is None:
            raise NotFound
        people.change_password(person.id, hash_)
    return see_other(url_for("accounts.sign_in"))


@blueprint.route("/settings/password", methods=["GET", "POST"])
@signed_in
def change_password() -> Any:
    """A new password; every other session ends."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return page("accounts/change_password.html", form=form), 422 if form.is_submitted() else 200
    person = _person_with_password(form)
    if person is None:
        return page("accounts/change_password.html", form=form), 422
    if trouble := passwords.problems(form.password.data, (person.name, person.email or "")):
        form.refuse({"password": trouble})
        return page("accounts/change_password.html", form=form), 422
    hash_ = passwords.hash_password(form.password.data)

    def act(who: Any) -> str:
        people.change_password(who.id, hash_, keep_session=who.session_id)
        return url_for("accounts.profile", saved=1)

    return see_other(submit(form, act))


def _person_with_password(form: Any) -> Any:
    """The own account, when the present password was right; counted like a sign-in."""
    person = person_by_id(me().id)
    counted = {Scope.SIGN_IN_ACCOUNT: person.email or "" if person else ""}
    throttles.count(throttle_key(), counted)
    if person is None or not passwords.verify(form.old_password.data, person.password_hash):
        form.refuse({"old_password": _("This is not your present password.")})
        return None
    throttles.give_back(throttle_key(), counted)
    return person


@blueprint.route("/settings/address", methods=["GET", "POST"])
@signed_in
def change_address() -> Any:
    """A new address: links go to the old and the new one, and both must be followed."""
    form = ChangeAddressForm()
    if not form.validate_on_submit():
        return page("accounts/change_address.html", form=form, sent=False), 422 if form.is_submitted() else 200
    email = names.normal_address(form.email.data)
    if email is None:
        form.refuse({"email": _("This does not look like an e-mail address.")})
        return page("accounts/change_address.html", form=form, sent=False), 422
    person = _person_with_password(form)
    if person is None:
        return page("accounts/change_address.html", form=form, sent=False), 422
    with writing():
        mails.mail_address_change(person, email)
    return page("accounts/change_address.html", form=form, sent=True)


@blueprint.route("/confirm-address/<secret>", methods=["GET", "POST"])
@visitor
def confirm_address(secret: str) -> Any:
    """One of the two links; the address changes with the second one."""
    purposes = (Purpose.ADDRESS_CHANGE_OLD, Purpose.ADDRESS_CHANGE_NEW)
    purpose = next((one for one in purposes if links.find(secret, one) is not None), None)
    if purpose is None:
        return page("accounts/invitation_gone.html"), 410
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
    from forum.core.web.signing import signed

    words = signed("cancel-reset", token)
    if not words or len(words) != 1:
        raise NotFound
    form = ButtonForm()
    if not form.validate_on_submit():
        return page("accounts/cancel_reset.html", form=form, done=False)
    with writing():
        resets.cancel_factor_reset(None, words[0])
    return page("accounts/cancel_reset.html", form=form, done=True)
