"""Organisations entered, renamed, merged, leaving and sitting down again."""

from typing import Any

from flask import url_for

from forum.admin import forms
from forum.admin.views import administrators, blueprint
from forum.core import clock
from forum.core.errors import Unfit
from forum.core.languages import ngettext
from forum.core.web.requests import page, see_other, submit
from forum.organisations import queries as organisations
from forum.organisations.operations import bodies
from forum.organisations.queries.bodies import history
from forum.organisations.queries.mandates import people_counts
from forum.statement import queries as statement


@blueprint.route("/organisations", methods=["GET", "POST"])
@administrators
def organisations_page() -> Any:
    """Every organisation; a form to enter one, plain or from a line of the signatory list."""
    form, lines = forms.OrganisationForm(), organisations.organisations()
    taken = {one.signatory_number for one in lines}
    free = [(one.number, f"{one.number}. {one.name}") for one in statement.signatories() if one.number not in taken]
    form.signatory.choices = [(0, "–"), *free]
    if not form.validate_on_submit():
        return _list(form, lines, 422 if form.is_submitted() else 200)

    def act(who: Any) -> str:
        number = form.signatory.data or None
        made = bodies.create_organisation(
            who, name=form.name.data or "", kind=form.kind.data, signatory_number=number
        )
        found = organisations.organisation_by_id(made)
        return url_for("organisations.manage", slug=found.slug if found else "")

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return _list(form, lines, 422)


def _list(form: forms.OrganisationForm, lines: Any, status: int) -> Any:
    counts = people_counts([one.id for one in lines], clock.now())
    rows = [(one, ngettext("%(num)s person", "%(num)s people", counts.get(one.id, (0, 0))[0])) for one in lines]
    return page("admin/organisations.html", form=form, rows=rows, seats=forms.seat_labels()), status


def _page(slug: str, status: int = 200, **failed: Any) -> Any:
    found = organisations.organisation(slug)
    merge = forms.apart(failed.get("merge") or forms.MergeForm(formdata=None), "m")
    merge.into.choices = _others(found.id)
    body = page(
        "admin/organisation.html", organisation=found, merge=merge,
        rename=forms.apart(failed.get("rename") or forms.RenameForm(formdata=None, name=found.name), "n"),
        leave=forms.apart(failed.get("leave") or forms.ReasonForm(formdata=None), "l"), history=history(found.id),
        seats=forms.seat_labels(),
    )  # fmt: skip
    return body, status


@blueprint.get("/organisations/<slug:slug>")
@administrators
def organisation(slug: str) -> Any:
    """One organisation: what can happen to it, and what did."""
    return _page(slug)


def _others(organisation_id: int) -> list[tuple[str, str]]:
    lines = organisations.organisations()
    bodies_ = [one for one in lines if one.member and one.kind == "organisation" and one.id != organisation_id]
    return [("", "–"), *((one.slug, one.name) for one in bodies_)]


@blueprint.post("/organisations/<slug:slug>/<any(rename, merge, leave, rejoin):what>")
@administrators
def change_organisation(slug: str, what: str) -> Any:
    """One of the dated events (R3)."""
    form: Any = {"rename": forms.RenameForm, "merge": forms.MergeForm}.get(what, forms.ReasonForm)()
    if what == "merge":
        form.into.choices = _others(organisations.organisation(slug).id)
    place = "leave" if what == "rejoin" else what
    if not form.validate_on_submit():
        return _page(slug, 422, **{place: form})

    def act(who: Any) -> str:
        now = slug
        match what:
            case "rename":
                now = bodies.rename_organisation(who, slug, form.name.data, form.reason.data)
            case "merge":
                bodies.merge_organisations(who, slug, form.into.data, form.reason.data)
            case "leave":
                bodies.leave_table(who, slug, form.reason.data)
            case _:
                bodies.rejoin_table(who, slug)
        return url_for("admin.organisation", slug=now)

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return _page(slug, 422, **{place: form})
