"""People, their roles and accounts."""

from datetime import datetime, time, timedelta
from typing import Any

from flask import request, url_for

from forum.accounts import queries as accounts
from forum.accounts.operations import people, resets, roles
from forum.accounts.rules import roles as role_rules
from forum.admin import forms, queries
from forum.admin.views import administrators, blueprint
from forum.core import clock
from forum.core.errors import NotFound, Unfit
from forum.core.web.requests import choice, page, see_other, submit
from forum.organisations import queries as organisations

PER_PAGE = 50


@blueprint.get("/people")
@administrators
def people_page() -> str:
    """People by name or address, by state and by role."""
    words = request.args.get("q", "")[:100].replace("\x00", "").strip()
    state = choice("state", ("active", "suspended"))
    role = choice("role", role_rules.ROLES)
    before = request.args.get("before", "")[:7]
    found = accounts.people(words, state, role, before, PER_PAGE + 1)
    shown, now = found[:PER_PAGE], clock.now()
    return page(
        "admin/people.html", people=shown, more=shown[-1].key if len(found) > PER_PAGE else None,
        held=queries.held_by([one.id for one in shown], now), words=words, state=state, role=role,
        role_labels={key: str(label) for key, label in role_rules.ROLE_LABELS.items()},
    )  # fmt: skip


def _person(key: str) -> Any:
    found = accounts.person_by_key(key)
    if found is None or found.state == "erased":
        raise NotFound
    return found


def _page(key: str, status: int = 200, **failed: Any) -> Any:
    found, now = _person(key), clock.now()
    factor = accounts.factor_of(found.id)
    lines = [
        (one, role_rules.in_words(one.role, one.as_seat, one.languages), one.held(now))
        for one in accounts.roles_of(found.id)
    ]
    body = page(
        "admin/person.html", person=found, roles=lines, mandates=organisations.mandates_with_names(found.id),
        form=failed.get("form") or forms.RoleForm(formdata=None),
        reason=failed.get("reason") or forms.ReasonForm(formdata=None), button=forms.ButtonForm(formdata=None),
        factor=factor is not None and factor.confirmed_at is not None, sessions=accounts.sessions_of(found.id),
        reset=next((one for one in accounts.open_resets() if one.person_id == found.id), None),
        mandate_words=forms.mandate_labels(),
    )  # fmt: skip
    return body, status


@blueprint.route("/people/<key:key>", methods=["GET", "POST"])
@administrators
def person(key: str) -> Any:
    """A person: roles, mandates, account, lost factor; the form grants a role."""
    if request.method == "GET":
        return _page(key)
    found, form = _person(key), forms.RoleForm()
    if not form.validate_on_submit():
        return _page(key, 422, form=form)
    ends = form.ends_on.data
    ends_at = datetime.combine(ends + timedelta(days=1), time(), clock.TABLE_ZONE) if ends else None

    def act(who: Any) -> str:
        roles.grant_role(
            who, found.id, form.role.data, as_seat=form.as_seat.data or None,
            languages=tuple(form.languages.data or ()), ends_at=ends_at,
        )  # fmt: skip
        return url_for("admin.person", key=key)

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return _page(key, 422, form=form)


@blueprint.post("/people/<key:key>/<any(suspend, reactivate, ask_reset):what>")
@administrators
def change_person(key: str, what: str) -> Any:
    """Shut or open an account, or ask for a reset of the second factor."""
    found, form = _person(key), forms.ReasonForm()
    if not form.validate_on_submit():
        return _page(key, 422, reason=form)

    def act(who: Any) -> str:
        if what == "ask_reset":
            resets.ask_factor_reset(who, found.id)
        else:
            people.suspend_person(who, found.id, suspended=what == "suspend", reason=form.reason.data)
        return url_for("admin.person", key=key)

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return _page(key, 422, reason=form)


@blueprint.post("/people/<key:key>/roles/<int:place>/end")
@administrators
def end_role(key: str, place: int) -> Any:
    """End a role by its place in the list, which never changes: it is kept by age."""
    lines = accounts.roles_of(_person(key).id)
    if not 0 < place <= len(lines):
        raise NotFound
    form = forms.ButtonForm()

    def act(who: Any) -> str:
        roles.end_role(who, lines[place - 1].id)
        return url_for("admin.person", key=key)

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        refused = forms.RoleForm(formdata=None)
        refused.refuse(problem.problems)
        return _page(key, 422, form=refused)
