"""How an organisation answers: propose, confirm, note, dissent, check its entry. Seen by its own people only (R23)."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, url_for

from forum.consultation import policy
from forum.consultation.forms import answers as forms
from forum.consultation.operations import dissents, reports, stances
from forum.consultation.queries import answer_page as queries
from forum.consultation.queries.course import consultation_for
from forum.consultation.queries.reports import reports_of
from forum.consultation.rules.course_words import seats
from forum.consultation.rules.stances import Stance
from forum.core import clock
from forum.core.errors import Closed, Conflict, FactorNeeded, NotFound, StepUpNeeded, Unfit
from forum.core.languages import READINGS, reading
from forum.core.web.access import privileged, require_step_up, signed_in
from forum.core.web.requests import me, page, see_other, submit
from forum.core.web.signing import signed
from forum.translation.forms import words_typed
from forum.translation.queries import protected_names
from forum.translation.rules import Words, what_is_wrong, words

blueprint = Blueprint("answers", __name__, url_prefix="/<reading:lang>", template_folder="../templates")
ENDONYMS = {"en": READINGS["en"].endonym, "sq": READINGS["sq"].endonym, "sr": "Srpski / Српски"}


@blueprint.before_request
def _log_nobody() -> None:
    """Who answers when is in no log of requests (R23)."""
    g.log_without_person = True


def _page(name: str, slug: str, *, stepped_up: bool = False) -> queries.AnswerPage:
    """The page of one's own organisation: not there for anybody else, before a factor is asked for (R28)."""
    found = queries.answer_page(me(), name, slug, reading(), clock.now())
    if stepped_up:
        require_step_up(me())
    return found


def _here(name: str, slug: str, anchor: str = "") -> str:
    return url_for("answers.answer", name=name, slug=slug) + anchor


def _factor_url(found: queries.AnswerPage) -> str | None:
    """Where the second factor is shown, when it will be asked for: said before anybody writes, not afterwards."""
    if not (found.is_open and found.may_speak):
        return None
    try:
        require_step_up(me())
    except FactorNeeded:
        return url_for("accounts.set_up_factor")
    except StepUpNeeded:
        return url_for("accounts.step_up", next=_here(found.round.name, found.line.slug))
    return None


def _labels() -> dict[str, str]:
    return {one.value: str(label) for one, label in forms.STANCES.items()}


def _stance_form(found: queries.AnswerPage) -> Any:
    """The form, filled with what stands: a change begins where the organisation is."""
    stands = found.proposal or found.in_force
    kept = {forms.name_of(one.place): one.own.text.source for one in found.reservations}
    languages = {one.own.text.language for one in found.reservations} or {reading().content}
    kept |= {"value": stands.value} if stands else {}
    kept |= {"seen_version": str(found.latest), "language": sorted(languages)[0]}
    return forms.stance_form(found.paragraph_keys, reading().content, kept, formdata=None)


def _show(found: queries.AnswerPage, form: Any = None, status: int = 200, **other: Any) -> Any:
    """The page with one form at work, filled; the others are new, each with a key of its own."""
    blank = {"formdata": None, "data": {"language": reading().content}}
    values = {
        "note_form": forms.NoteForm(**blank), "report_form": forms.ReportForm(**blank),
        "confirm_form": forms.ConfirmForm(formdata=None), "button": forms.ButtonForm(formdata=None),
        "stance": form or _stance_form(found), "wrong": None, "factor_url": _factor_url(found),
    } | other  # fmt: skip
    meanings = {one.value: str(label) for one, label in forms.MEANINGS.items()}
    template = "consultation/entry.html" if found.round.counted else "consultation/answer.html"
    words_of = {"labels": _labels(), "meanings": meanings, "endonyms": ENDONYMS, "seats": seats()}
    return page(template, page=found, **words_of, **values), status


@blueprint.get("/consultations/<name>/answer/<slug:slug>")
@signed_in
def answer(name: str, slug: str) -> Any:
    """The text, the organisation's stance as it stands, and the form to propose one; after the count its entry."""
    return _show(_page(name, slug))


@blueprint.post("/consultations/<name>/answer/<slug:slug>")
@signed_in
def propose(name: str, slug: str) -> Any:
    """Propose a stance."""
    found = _page(name, slug, stepped_up=True)
    form = forms.stance_form(found.paragraph_keys, reading().content)
    made = _reservations(form, found.paragraph_keys) if form.validate_on_submit() else None
    if made is None:
        return _show(found, form, 422, wrong=form)
    seen = forms.number_in(form.seen_version.data, -1)

    def act(who: Any) -> str:
        stances.propose_stance(who, name, slug, Stance(form.value.data), made, seen)
        return _here(name, slug)

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return _show(found, form, 422, wrong=form)
    except Conflict as problem:
        return _refused(name, slug, form, problem)


def _reservations(form: Any, paragraphs: tuple[str, ...]) -> dict[str, Words] | None:
    """The reservations, rendered; None when one of them cannot be shown."""
    made = {}
    for key, text in forms.reservations_in(form, paragraphs).items():
        try:
            made[key] = words(text, form.language.data, protected=protected_names())
        except ValueError as problem:
            form.refuse({forms.name_of(key): what_is_wrong(problem)})
    return None if form.all_errors else made


def _refused(name: str, slug: str, form: Any, problem: Conflict) -> Any:
    """The page as it stands now, with what was typed: to be read again and sent again, or to be copied (R28)."""
    now = _page(name, slug)
    form.refuse({"": problem.reason})
    form.seen_version.data = str(now.latest)
    texts = list(forms.reservations_in(form, now.paragraph_keys).values())
    typed = [("reservation", text) for text in texts] if isinstance(problem, Closed) else []
    return _show(now, form, 409, wrong=form, typed=typed)


@blueprint.post("/consultations/<name>/answer/<slug:slug>/confirm")
@signed_in
def confirm(name: str, slug: str) -> Any:
    """Confirm what a colleague proposed."""
    _page(name, slug, stepped_up=True)
    form = forms.ConfirmForm()

    def act(who: Any) -> str:
        stances.confirm_stance(who, name, slug, form.number)
        return _here(name, slug)

    try:
        return see_other(submit(form, act))
    except Conflict as problem:
        form.refuse({"": problem.reason})
        return _show(_page(name, slug), None, 409, wrong=form)


@blueprint.route("/consultations/<name>/confirm/<token>", methods=["GET", "POST"])
@signed_in
def confirm_by_link(name: str, token: str) -> Any:
    """The mailed link of an individual seat: a page, whose form confirms (R10)."""
    said = signed("confirm_stance", token)
    if said is None or len(said) != 4 or said[0] != name or said[3] != me().key or not said[2].isdigit():
        raise NotFound
    slug, version = said[1], int(said[2])
    found, form = _page(name, slug, stepped_up=True), forms.ConfirmForm()
    values = {"form": form, "version": version, "labels": _labels()}
    if not form.validate_on_submit():
        return page("consultation/confirm.html", page=found, **values)

    def act(who: Any) -> str:
        stances.confirm_stance(who, name, slug, version, mailed_link=True)
        return _here(name, slug)

    try:
        return see_other(submit(form, act))
    except Conflict as problem:
        form.refuse({"": problem.reason})
        return page("consultation/confirm.html", page=_page(name, slug), **values), 409


@blueprint.post("/consultations/<name>/answer/<slug:slug>/notes")
@signed_in
def add_note(name: str, slug: str) -> Any:
    """A note for colleagues."""
    found, form = _page(name, slug), forms.NoteForm()
    if not form.validate_on_submit():
        return _show(found, None, 422, note_form=form, wrong=form)

    def act(who: Any) -> str:
        stances.add_note(who, name, slug, form.body.data, form.language.data)
        return _here(name, slug, "#notes")

    return see_other(submit(form, act))


@blueprint.post("/consultations/<name>/answer/<slug:slug>/report")
@signed_in
def report(name: str, slug: str) -> Any:
    """Tell the facilitators of an error of fact in the entry."""
    found, form = _page(name, slug), forms.ReportForm()
    if not form.validate_on_submit():
        return _show(found, None, 422, report_form=form, wrong=form)

    def act(who: Any) -> str:
        reports.report_error(who, name, slug, form.body.data, form.language.data)
        return _here(name, slug, "#report")

    return see_other(submit(form, act))


@blueprint.route("/consultations/<name>/dissent/<slug:slug>", methods=["GET", "POST"])
@signed_in
def dissent(name: str, slug: str) -> Any:
    """Write or change the organisation's dissenting opinion."""
    found, form = _page(name, slug, stepped_up=True), forms.DissentForm()
    if not form.is_submitted():
        if not found.may_speak:
            raise NotFound
        text = found.opinion.own.text if found.opinion else None
        form.language.data, form.body.data = (text.language, text.source) if text else (reading().content, "")
    made = _opinion(form) if form.validate_on_submit() else None
    if made is None:
        return page("consultation/dissent.html", page=found, form=form), 422 if form.is_submitted() else 200

    def act(who: Any) -> str:
        dissents.file_dissent(who, name, slug, made)
        return _here(name, slug, "#dissent")

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return page("consultation/dissent.html", page=found, form=form), 422
    except Conflict as problem:
        form.refuse({"": problem.reason})
        return page("consultation/dissent.html", page=_page(name, slug), form=form), 409


def _opinion(form: Any) -> Words | None:
    return words_typed(form, "body", form.language.data, plain=False)


@blueprint.post("/consultations/<name>/dissent/<slug:slug>/withdraw")
@signed_in
def withdraw_dissent(name: str, slug: str) -> Any:
    """Take the organisation's name off its opinion."""
    return _change(name, slug, lambda who: dissents.withdraw_dissent(who, name, slug))


@blueprint.post("/consultations/<name>/dissent/<slug:slug>/join/<key:key>")
@signed_in
def join_dissent(name: str, slug: str, key: str) -> Any:
    """Stand behind an opinion filed by another organisation."""
    return _change(name, slug, lambda who: dissents.join_dissent(who, name, slug, key))


def _change(name: str, slug: str, change: Callable[[Any], None]) -> Any:
    _page(name, slug, stepped_up=True)
    form = forms.ButtonForm()

    def act(who: Any) -> str:
        change(who)
        return _here(name, slug, "#dissent")

    try:
        return see_other(submit(form, act))
    except Conflict as problem:
        form.refuse({"": problem.reason})
        return _show(_page(name, slug), None, 409, wrong=form)


@blueprint.get("/consultations/<name>/reports")
@privileged("facilitator", "administrator")
def reported(name: str) -> str:
    """The errors of fact that organisations reported, for facilitators and administrators."""
    facts = consultation_for(me(), name)
    if not policy.can_read_reports(me(), facts):
        raise NotFound
    return page("consultation/reports.html", facts=facts, reports=reports_of(facts.id))
