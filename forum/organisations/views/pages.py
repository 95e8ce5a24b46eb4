"""The list of organisations, and what their own people change."""

from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, request, url_for

from forum.accounts.operations import invitations
from forum.accounts.queries import invitations_about
from forum.core import clock
from forum.core.errors import NotFound, Unfit
from forum.core.languages import reading
from forum.core.web.access import privileged, public, require_step_up, signed_in
from forum.core.web.requests import me, page, see_other, submit
from forum.organisations import forms, policy, queries
from forum.organisations.operations import bodies, mandates

blueprint = Blueprint("organisations", __name__, url_prefix="/<reading:lang>", template_folder="../templates")


@blueprint.get("/organisations")
@public(lambda: ("organisations",))
def index() -> str:
    """Everybody at the table, by seat and alphabet."""
    seats = {key: str(label) for key, label in forms.SEATS.items()}
    return page("organisations/index.html", lines=queries.organisations(), seats=seats)


@blueprint.get("/my-organisations/<slug:slug>")
@signed_in
def manage(slug: str) -> Any:
    """The page of an organisation for its own people; a slug it once had leads here."""
    try:
        queries.organisation(slug)
    except NotFound:
        today = queries.slug_today(slug)
        if today is None or not _inside(queries.organisation(today).id):
            raise
        return see_other(_here(today))
    return _manage(slug)


def _inside(organisation_id: int) -> bool:
    return bool(me().mandates_in(organisation_id)) or policy.can_administer(me())


def _manage(slug: str, status: int = 200, **failed: Any) -> Any:
    found = queries.organisation(slug)
    if not _inside(found.id):
        raise NotFound
    may, now = policy.can_manage_people(me(), found.id), clock.now()
    edit = failed.get("edit") or forms.PageForm(formdata=None, press_contact=found.press_contact, website=found.website)
    invite = failed.get("invite") or forms.InviteForm(formdata=None, language=reading().code)
    waiting = invitations_about(f"organisation/{found.id}") if may else []
    body = page(
        "organisations/manage.html", organisation=found, may_manage=may,
        may_edit=policy.can_edit_page(me(), found.id), may_declare=policy.can_declare_seat(me(), found.id),
        may_leave=policy.coordinates(me(), found.id), needs_factor=not me().has_factor,
        people=queries.mandates_in_force(found.id, now),
        waiting=[(one, invitations.in_time(one, now)) for one in waiting],
        seat=failed.get("seat") or forms.SeatForm(formdata=None, seat=found.seat), edit=edit, invite=invite,
        leave=failed.get("leave") or forms.ReasonForm(formdata=None),
        button=forms.ButtonForm(formdata=None), roles={key: str(label) for key, label in forms.ROLES.items()},
        seats={key: str(label) for key, label in forms.SEATS.items()}, saved=request.args.get("saved") == "1",
    )  # fmt: skip
    return body, status


def _here(slug: str, **values: Any) -> str:
    return url_for("organisations.manage", slug=slug, **values)


def _try(slug: str, name: str, form: Any, act: Any) -> Any:
    """Run a form of the page; what is refused stands beside its fields."""
    if not form.validate_on_submit():
        return _manage(slug, 422, **{name: form})
    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return _manage(slug, 422, **{name: form})


@blueprint.post("/my-organisations/<slug:slug>/seat")
@privileged()
def declare_seat(slug: str) -> Any:
    """The organisation declares its seat itself (R1)."""
    form = forms.SeatForm()

    def act(who: Any) -> str:
        bodies.declare_seat(who, slug, form.seat.data)
        return _here(slug, saved=1)

    return _try(slug, "seat", form, act)


@blueprint.post("/my-organisations/<slug:slug>/page")
@privileged()
def edit_page(slug: str) -> Any:
    """Press contact and website."""
    form = forms.PageForm()

    def act(who: Any) -> str:
        bodies.edit_page(who, slug, press_contact=form.press_contact.data, website=form.website.data)
        return _here(slug, saved=1)

    return _try(slug, "edit", form, act)


@blueprint.post("/my-organisations/<slug:slug>/leave")
@privileged("coordinator")
def leave(slug: str) -> Any:
    """The organisation leaves the table, by its coordinator's word."""
    form = forms.ReasonForm()

    def act(who: Any) -> str:
        bodies.leave_table(who, slug, form.reason.data)
        return url_for("pages.organisation", slug=slug)

    return _try(slug, "leave", form, act)


@blueprint.post("/my-organisations/<slug:slug>/invite")
@privileged("coordinator", "administrator")
def invite(slug: str) -> Any:
    """Invite somebody to a mandate."""
    form = forms.InviteForm()
    ends = form.ends_on.data
    ends_at = datetime.combine(ends + timedelta(days=1), time(), clock.TABLE_ZONE) if ends else None

    def act(who: Any) -> str:
        mandates.invite_to_mandate(
            who, slug, email=form.email.data, name=form.name.data, language=form.language.data, role=form.role.data,
            ends_at=ends_at,
        )  # fmt: skip
        return _here(slug)

    return _try(slug, "invite", form, act)


@blueprint.post("/my-organisations/<slug:slug>/invitations/<key:key>/<any(resend, revoke):what>")
@privileged("coordinator", "administrator")
def change_invitation(slug: str, key: str, what: str) -> Any:
    """Send an invitation once more, or take it back."""

    def act(who: Any) -> str:
        if what == "resend":
            invitations.resend_invitation(who, key)
        else:
            invitations.revoke_invitation(who, key)
        return _here(slug)

    return see_other(submit(forms.ButtonForm(), act))


def _mandate(key: str) -> tuple[Any, Any]:
    line = queries.mandate_by_key(key)
    found = queries.organisation_by_id(line.organisation_id) if line else None
    if line is None or found is None:
        raise NotFound
    return line, found


@blueprint.post("/mandates/<key:key>/end")
@signed_in
def end_mandate(key: str) -> Any:
    """End a mandate: a coordinator's, an administrator's or one's own decision."""
    line, found = _mandate(key)
    own = line.person_id == me().id
    if not (own or policy.can_manage_people(me(), found.id)):
        raise NotFound
    if not own:
        require_step_up(me())

    def act(who: Any) -> str:
        mandates.end_mandate(who, key)
        return url_for("pages.desk") if own else _here(found.slug)

    return see_other(submit(forms.ButtonForm(), act))


@blueprint.post("/mandates/<key:key>/<any(show, hide):what>")
@signed_in
def show_mandate(key: str, what: str) -> Any:
    """Whether the public sees that one speaks for the organisation."""
    line, found = _mandate(key)
    if line.person_id != me().id:
        raise NotFound

    def act(who: Any) -> str:
        mandates.show_mandate(who, key, what == "show")
        return _here(found.slug)

    return see_other(submit(forms.ButtonForm(), act))
