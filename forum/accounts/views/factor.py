"""Setting up the second factor, recovery codes, giving it up."""

from typing import Any

from flask import request, url_for

from forum.accounts.forms import ButtonForm, CodeForm
from forum.accounts.operations import factors as operations
from forum.accounts.operations import sessions
from forum.accounts.queries import factor_of, recovery_hashes
from forum.accounts.rules import factors as rules
from forum.accounts.views import blueprint
from forum.core.errors import Unfit
from forum.core.web.access import privileged, signed_in
from forum.core.web.requests import fresh_actor, me, page, safe_next, see_other, submit, writing


@blueprint.route("/settings/factor", methods=["GET", "POST"])
@signed_in
def set_up_factor() -> Any:
    """Two steps on one page: take the secret into a device, then show its first code."""
    form = CodeForm()
    target = safe_next(form.next.data if form.is_submitted() else request.args.get("next"))
    form.next.data = target or ""
    known = factor_of(me().id)
    if known is not None and known.confirmed_at is not None:
        if form.is_submitted():
            return see_other(url_for("accounts.set_up_factor"))
        return _stands(ButtonForm(formdata=None))
    if known is None:
        return page("accounts/factor_begin.html", form=ButtonForm(), target=target)
    if not form.validate_on_submit():
        return _set_up(form, known.secret, 422 if form.is_submitted() else 200)
    try:
        with writing():
            who = fresh_actor()
            assert who is not None
            codes = operations.confirm_factor(who, form.code.data)
            sessions.step_up(who)
    except Unfit as problem:
        form.refuse(problem.problems)
        return _set_up(form, known.secret, 422)
    return page("accounts/codes.html", codes=codes, target=target or url_for("pages.desk"))


@blueprint.post("/settings/factor/begin")
@signed_in
def begin_factor() -> Any:
    """Make a secret; it counts from its first code on."""
    fresh, target = rules.new_secret(), safe_next(request.args.get("next"))

    def act(who: Any) -> str:
        operations.begin_factor(who, fresh)
        return url_for("accounts.set_up_factor", next=target)

    return see_other(submit(ButtonForm(), act))


def _set_up(form: CodeForm, secret: str, status: int) -> Any:
    uri = rules.provisioning_uri(secret, me().name)
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return page("accounts/factor.html", form=form, square=_square(uri), secret=grouped, uri=uri), status


def _square(uri: str) -> str:
    """The square code as an image in the page (a data address: no file, nothing third-party)."""
    import segno

    return segno.make(uri, error="m").svg_data_uri(scale=5, border=2, dark="#000", light="#fff")


@blueprint.post("/settings/factor/codes")
@privileged()
def new_codes() -> Any:
    """Ten new recovery codes; the old ones are void."""
    with writing():
        who = fresh_actor()
        assert who is not None
        codes = operations.new_codes(who)
    return page("accounts/codes.html", codes=codes, target=url_for("accounts.signing_in"))


@blueprint.post("/settings/factor/remove")
@privileged()
def remove_factor() -> Any:
    """Give the factor up; not while a role demands it."""

    form = ButtonForm()

    def act(who: Any) -> str:
        operations.remove_factor(who)
        return url_for("accounts.signing_in", saved=1)

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return _stands(form), 422


def _stands(form: ButtonForm) -> str:
    return page("accounts/factor_stands.html", form=form, left=len(recovery_hashes(me().id)))
