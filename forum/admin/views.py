"""The administration; every page asks for the role and, within 30 minutes, the second factor (R42)."""

from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, current_app, request, url_for

from forum.accounts import queries as accounts
from forum.accounts.operations import invitations, people, resets, roles
from forum.admin import forms, queries
from forum.core import clock
from forum.core.errors import NotFound, Unfit
from forum.core.web.access import privileged, signed_in
from forum.core.web.forms import options
from forum.core.web.requests import me, page, see_other, submit
from forum.organisations import queries as organisations
from forum.organisations.operations import bodies
from forum.outbox import queries as outbox
from forum.statement import queries as statement

blueprint = Blueprint("admin", __name__, url_prefix="/<reading:lang>/admin", template_folder="templates")
administrators = privileged("administrator")


@blueprint.get("/")
@administrators
def index() -> str:
    """Where to go."""
    return page("admin/index.html", waiting=outbox.count_waiting(), resets=accounts.open_resets())


@blueprint.route("/organisations", methods=["GET", "POST"])
@administrators
def organisations_page() -> Any:
    """Every organisation; a form to enter one."""
    form, lines = forms.OrganisationForm(), organisations.organisations()
    taken = {one.signatory_number for one in lines}
    free = [(one.number, f"{one.number}. {one.name}") for one in statement.signatories() if one.number not in taken]
    form.signatory.choices = options([(0, "–"), *free])
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("admin/organisations.html", form=form, lines=lines), status

    def act(who: Any) -> str:
        number = form.signatory.data or None
        made = bodies.create_organisation(who, name=form.name.data or "", signatory_number=number)
        found = organisations.organisation_by_id(made)
        return url_for("organisations.manage", slug=found.slug if found else "")

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return page("admin/organisations.html", form=form, lines=lines), 422


@blueprint.route("/organisations/<slug:slug>", methods=["GET", "POST"])
@administrators
def organisation(slug: str) -> Any:
    """Rename, merge, leave, sit down again."""
    found, form = organisations.organisation(slug), forms.RenameForm()
    merge = forms.MergeForm(formdata=None)
    merge.into.choices = _others(found.id)
    values = {"organisation": found, "merge": merge, "button": forms.ReasonForm(formdata=None)}
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("admin/organisation.html", form=form, **values), status

    def act(who: Any) -> str:
        new = bodies.rename_organisation(who, slug, form.name.data, form.reason.data or "")
        return url_for("admin.organisation", slug=new)

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return page("admin/organisation.html", form=form, **values), 422


def _others(organisation_id: int) -> Any:
    lines = organisations.organisations()
    return options((one.slug, one.name) for one in lines if one.member and one.id != organisation_id)


@blueprint.post("/organisations/<slug:slug>/<any(leave, rejoin, merge):what>")
@administrators
def change_organisation(slug: str, what: str) -> Any:
    """One of the dated events."""
    form = forms.MergeForm() if what == "merge" else forms.ReasonForm()
    if what == "merge":
        form.into.choices = _others(organisations.organisation(slug).id)
        if not form.validate():
            raise Unfit({"into": " ".join(map(str, form.into.errors))})

    def act(who: Any) -> str:
        if what == "leave":
            bodies.leave_table(who, slug, request.form.get("reason", "")[:300])
        elif what == "rejoin":
            bodies.rejoin_table(who, slug)
        else:
            bodies.merge_organisations(who, slug, form.into.data)
        return url_for("admin.organisation", slug=slug)

    return see_other(submit(form, act))


@blueprint.get("/people")
@administrators
def people_page() -> str:
    """People by name or address."""
    words = request.args.get("q", "")[:100].strip()
    return page("admin/people.html", people=accounts.people(words), words=words)


def _person(key: str) -> Any:
    found = accounts.person_by_key(key)
    if found is None or found.state == "erased":
        raise NotFound
    return found


@blueprint.route("/people/<key:key>", methods=["GET", "POST"])
@administrators
def person(key: str) -> Any:
    """A person: roles, account, lost factor."""
    found, form = _person(key), forms.RoleForm()
    values = {"person": found, "roles": accounts.roles_of(found.id), "button": forms.ButtonForm(formdata=None)}
    if not form.validate_on_submit():
        return page("admin/person.html", form=form, **values), 422 if form.is_submitted() else 200
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
        return page("admin/person.html", form=form, **values), 422


@blueprint.post("/people/<key:key>/<any(suspend, reactivate, ask_reset):what>")
@administrators
def change_person(key: str, what: str) -> Any:
    """Shut or open an account, or ask for a reset of the second factor."""
    found = _person(key)

    def act(who: Any) -> str:
        if what == "ask_reset":
            resets.ask_factor_reset(who, found.id)
        else:
            people.suspend_person(who, found.id, suspended=what == "suspend")
        return url_for("admin.person", key=key)

    return see_other(submit(forms.ButtonForm(), act))


@blueprint.post("/people/<key:key>/roles/<int(max=60):place>/end")
@administrators
def end_role(key: str, place: int) -> Any:
    """End a role by its place in the list."""
    lines = accounts.roles_of(_person(key).id)
    if not 0 < place <= len(lines):
        raise NotFound

    def act(who: Any) -> str:
        roles.end_role(who, lines[place - 1].id)
        return url_for("admin.person", key=key)

    return see_other(submit(forms.ButtonForm(), act))


@blueprint.route("/resets/<key:key>", methods=["GET", "POST"])
@signed_in
def confirm_reset(key: str) -> Any:
    """The page of the second person: a colleague, or where there is none a moderator, confirms a reset."""
    line = next((one for one in accounts.open_resets() if one.key == key), None)
    if line is None or not (me().is_administrator or resets.may_confirm(me(), line)):
        raise NotFound
    form = forms.ButtonForm()
    if not form.validate_on_submit():
        return page("admin/reset.html", reset=line, form=form)

    def act(who: Any) -> str:
        resets.confirm_factor_reset(who, key)
        return url_for("admin.confirm_reset", key=key)

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return page("admin/reset.html", reset=line, form=form), 422


@blueprint.post("/resets/<key:key>/cancel")
@administrators
def cancel_reset(key: str) -> Any:
    """Take a reset back."""

    def act(who: Any) -> str:
        resets.cancel_factor_reset(who, key)
        return url_for("admin.index")

    return see_other(submit(forms.ButtonForm(), act))


@blueprint.get("/invitations")
@administrators
def invitations_page() -> str:
    """Every invitation that waits."""
    found = accounts.invitations_about()
    return page("admin/invitations.html", invitations=found, button=forms.ButtonForm(formdata=None))


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


@blueprint.get("/letters")
@administrators
def letters() -> str:
    """Letters that lie in files because there is no mail server (R40)."""
    config = current_app.config["SOFRA"]
    found = [] if config.mail_url else queries.letters(config.data_dir)
    return page("admin/letters.html", letters=found, mail_server=bool(config.mail_url))


@blueprint.get("/system")
@administrators
def system() -> str:
    """What went wrong behind the scenes."""
    return page(
        "admin/system.html", work=queries.failed_work(), mails=outbox.troubled(), version=current_app.config["RELEASE"]
    )
