"""Invitations that wait; and inviting to a role outside organisations."""

from typing import Any

from flask import url_for

from forum.accounts import queries as accounts
from forum.accounts.operations import invitations, roles
from forum.accounts.rules import invitations as rules
from forum.admin import forms
from forum.admin.views import administrators, blueprint
from forum.core import clock
from forum.core.errors import Unfit
from forum.core.languages import reading
from forum.core.web.requests import page, see_other, submit


def _page(form: forms.InviteForm, status: int = 200) -> Any:
    now = clock.now()
    found = accounts.invitations_about()
    inviters = accounts.card(sorted({one.invited_by for one in found if one.invited_by}))
    lines = [
        (one, rules.offer(one.purpose, one.params), inviters.get(one.invited_by or 0), invitations.in_time(one, now))
        for one in found
    ]
    return page("admin/invitations.html", lines=lines, form=form, button=forms.ButtonForm(formdata=None)), status


@blueprint.route("/invitations", methods=["GET", "POST"])
@administrators
def invitations_page() -> Any:
    """Every invitation that waits; the form invites to a role."""
    form = forms.InviteForm()
    if not form.is_submitted():
        form.language.data = reading().code
    if not form.validate_on_submit():
        return _page(form, 422 if form.is_submitted() else 200)

    def act(who: Any) -> str:
        roles.invite_to_role(
            who, email=form.email.data, name=form.name.data, language=form.language.data, role=form.role.data,
            as_seat=form.as_seat.data or None, languages=tuple(form.languages.data or ()),
        )  # fmt: skip
        return url_for("admin.invitations_page")

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return _page(form, 422)


@blueprint.post("/invitations/<key:key>/<any(resend, revoke):what>")
@administrators
def change_invitation(key: str, what: str) -> Any:
    """Send an invitation once more, or take it back."""

    def act(who: Any) -> str:
        if what == "resend":
            invitations.resend_invitation(who, key)
        else:
            invitations.revoke_invitation(who, key)
        return url_for("admin.invitations_page")

    return see_other(submit(forms.ButtonForm(), act))
