"""A lost second factor: the page of the second person, and taking it back."""

from typing import Any

from flask import url_for

from forum.accounts import policy
from forum.accounts import queries as accounts
from forum.accounts.operations import resets
from forum.accounts.rules.factors import FACTOR_RESET_WAIT
from forum.admin import forms
from forum.admin.views import administrators, blueprint
from forum.core.errors import NotFound, Unfit
from forum.core.web.access import require_step_up, signed_in
from forum.core.web.requests import me, page, see_other, submit


@blueprint.route("/resets/<key:key>", methods=["GET", "POST"])
@signed_in
def confirm_reset(key: str) -> Any:
    """A colleague, or where there is none a moderator, confirms a reset; administrators see it; others nothing."""
    line = accounts.open_reset(key)
    may = line is not None and resets.may_confirm(me(), line)
    if line is None or not (may or policy.can_administer(me())):
        raise NotFound
    require_step_up(me())
    form = forms.ButtonForm()
    values = {"reset": line, "form": form, "may_confirm": may, "earliest": line.asked_at + FACTOR_RESET_WAIT}
    if not form.validate_on_submit():
        return page("admin/reset.html", **values)

    def act(who: Any) -> str:
        resets.confirm_factor_reset(who, key)
        return url_for("admin.confirm_reset", key=key)

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return page("admin/reset.html", **values), 422


@blueprint.post("/resets/<key:key>/cancel")
@administrators
def cancel_reset(key: str) -> Any:
    """Take a reset back."""

    def act(who: Any) -> str:
        resets.cancel_factor_reset(who, key)
        return url_for("admin.index")

    return see_other(submit(forms.ButtonForm(), act))
