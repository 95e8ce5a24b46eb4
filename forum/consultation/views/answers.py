"""How an organisation answers: propose, confirm, note, dissent. Seen by its own people only (R23)."""

from typing import Any

from flask import Blueprint, g, url_for

from forum.consultation.forms import answers as forms
from forum.consultation.operations import dissents, stances
from forum.consultation.queries import answer_page as queries
from forum.consultation.rules.stances import Stance
from forum.core import clock
from forum.core.errors import NotFound, Unfit
from forum.core.languages import reading
from forum.core.web.access import privileged, require_step_up, signed_in
from forum.core.web.requests import me, page, see_other, submit
from forum.core.web.signing import signed
from forum.translation.rules import words

blueprint = Blueprint("answers", __name__, url_prefix="/<reading:lang>", template_folder="../templates")


def _page(name: str, slug: str) -> queries.AnswerPage:
    g.log_without_person = True
    return queries.answer_page(me(), name, slug, reading(), clock.now())


def _here(name: str, slug: str) -> str:
    return url_for("answers.answer", name=name, slug=slug)


def _show(found: queries.AnswerPage, form: Any, status: int = 200) -> Any:
    values = {"note_form": forms.NoteForm(), "confirm_form": forms.ConfirmForm(), "button": forms.ButtonForm()}
    labels = {one.value: str(label) for one, label in forms.STANCES.items()}
    meanings = {one.value: str(label) for one, label in forms.MEANINGS.items()}
    body = page("consultation/answer.html", page=found, form=form, labels=labels, meanings=meanings, **values)
    return body, status


@blueprint.get("/consultations/<name>/answer/<slug:slug>")
@signed_in
def answer(name: str, slug: str) -> Any:
    """The text, the organisation's stance as it stands, and the form to propose one."""
    found = _page(name, slug)
    form = forms.stance_form([one.key for one in found.paragraphs], reading().content)
    form.seen_version.data = str(found.latest)
    return _show(found, form)


@blueprint.post("/consultations/<name>/answer/<slug:slug>")
@privileged()
def propose(name: str, slug: str) -> Any:
    """Propose a stance."""
    found = _page(name, slug)
    keys = [one.key for one in found.paragraphs]
    form = forms.stance_form(keys, reading().content)
    if not form.validate_on_submit():
        return _show(found, form, 422)
    written = forms.reservations_in(form, keys)
    made = {key: words(text, form.language.data) for key, text in written.items()}
    seen = int(form.seen_version.data) if (form.seen_version.data or "").isdigit() else 0

    def act(who: Any) -> str:
        stances.propose_stance(who, name, slug, Stance(form.value.data), made, seen)
        return _here(name, slug)

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return _show(found, form, 422)


@blueprint.post("/consultations/<name>/answer/<slug:slug>/confirm")
@privileged()
def confirm(name: str, slug: str) -> Any:
    """Confirm what a colleague proposed."""
    _page(name, slug)
    form = forms.ConfirmForm()
    version = int(form.version.data) if (form.version.data or "").isdigit() else 0

    def act(who: Any) -> str:
        stances.confirm_stance(who, name, slug, version)
        return _here(name, slug)

    return see_other(submit(form, act))


@blueprint.route("/consultations/<name>/confirm/<token>", methods=["GET", "POST"])
@signed_in
def confirm_by_link(name: str, token: str) -> Any:
    """The mailed link of an individual seat: a page, whose form confirms (R10)."""
    said = signed("confirm_stance", token)
    if said is None or len(said) != 4 or said[0] != name or said[3] != me().key or not said[2].isdigit():
        raise NotFound
    require_step_up(me())
    slug, version = said[1], int(said[2])
    found, form = _page(name, slug), forms.ConfirmForm()
    if not form.validate_on_submit():
        labels = {one.value: str(label) for one, label in forms.STANCES.items()}
        return page("consultation/confirm.html", page=found, form=form, version=version, labels=labels)

    def act(who: Any) -> str:
        stances.confirm_stance(who, name, slug, version, mailed_link=True)
        return _here(name, slug)

    return see_other(submit(form, act))


@blueprint.post("/consultations/<name>/answer/<slug:slug>/notes")
@signed_in
def add_note(name: str, slug: str) -> Any:
    """A note for colleagues."""
    found, form = _page(name, slug), forms.NoteForm()
    if not form.validate_on_submit():
        blank = forms.stance_form([one.key for one in found.paragraphs], reading().content)
        blank.seen_version.data = str(found.latest)
        blank.refuse({"": " ".join(error for _, error in form.all_errors)})
        return _show(found, blank, 422)

    def act(who: Any) -> str:
        stances.add_note(who, name, slug, form.body.data, form.language.data)
        return _here(name, slug) + "#notes"

    return see_other(submit(form, act))


@blueprint.route("/consultations/<name>/dissent/<slug:slug>", methods=["GET", "POST"])
@privileged()
def dissent(name: str, slug: str) -> Any:
    """Write or change the organisation's dissenting opinion."""
    found, form = _page(name, slug), forms.DissentForm()
    if not form.is_submitted():
        form.language.data = found.dissent_text.language if found.dissent_text else reading().content
        form.body.data = found.dissent_text.source if found.dissent_text else ""
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("consultation/dissent.html", page=found, form=form), status
    made = words(form.body.data, form.language.data)

    def act(who: Any) -> str:
        dissents.file_dissent(who, name, slug, made)
        return _here(name, slug) + "#dissent"

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return page("consultation/dissent.html", page=found, form=form), 422


@blueprint.post("/consultations/<name>/dissent/<slug:slug>/withdraw")
@privileged()
def withdraw_dissent(name: str, slug: str) -> Any:
    """Take the organisation's name off its opinion."""
    _page(name, slug)

    def act(who: Any) -> str:
        dissents.withdraw_dissent(who, name, slug)
        return _here(name, slug) + "#dissent"

    return see_other(submit(forms.ButtonForm(), act))


@blueprint.post("/consultations/<name>/dissent/<slug:slug>/join/<key:key>")
@privileged()
def join_dissent(name: str, slug: str, key: str) -> Any:
    """Stand behind an opinion filed by another organisation."""
    _page(name, slug)

    def act(who: Any) -> str:
        dissents.join_dissent(who, name, slug, key)
        return _here(name, slug) + "#dissent"

    return see_other(submit(forms.ButtonForm(), act))
