"""Beginning a draft, its plan and its facilitators; signing; extending, suspending, resuming, withdrawing."""

from datetime import datetime
from typing import Any

from flask import url_for

from forum.consultation.forms import course as forms
from forum.consultation.operations import drafts, facilitators, signing, stops
from forum.consultation.queries.candidates import choices
from forum.consultation.queries.course import ConsultationFacts
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.ruleset import RulesetChoices
from forum.consultation.rules.signatures import Act
from forum.consultation.views import blueprint, cockpit
from forum.consultation.views.cockpit import demand_choices, later_closes, people, perform, workers
from forum.core.errors import NotFound, Unfit
from forum.core.languages import gettext as _
from forum.core.languages import reading
from forum.core.web.access import privileged
from forum.core.web.requests import page, see_other, submit
from forum.translation.forms import words_typed
from forum.translation.rules import Words


@blueprint.route("/admin/consultations/new", methods=["GET", "POST"])
@privileged("administrator")
def new() -> Any:
    """An administrator begins a draft."""
    form = forms.DraftForm()
    form.demands.choices = demand_choices()
    if not form.is_submitted():
        form.language.data, form.template.data = reading().content, "text"
        return page("consultation/new.html", form=form)
    question = _question(form) if form.validate_on_submit() else None
    if question is None:
        return page("consultation/new.html", form=form), 422
    chosen = RulesetChoices(template=form.template.data, predecessor=form.predecessor.data or "")

    def act(who: Any) -> str:
        key = drafts.create_draft(who, chosen, form.demands.data or [], question, form.planned.data)
        return url_for("consultation.facilitate", name=key)

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        form.again()
        return page("consultation/new.html", form=form), 422


def _question(form: Any) -> Words | None:
    return words_typed(form, "question", form.language.data, plain=True)


@blueprint.post("/consultations/<name>/facilitate/plan")
@workers
def choose_plan(name: str) -> Any:
    """Demands, lengths, visibility, planned opening, review: what the announcement freezes."""
    cockpit.facts_of(name)
    form = forms.PlanForm(place="plan")
    form.demands.choices = demand_choices()

    def act(who: Any, facts: ConsultationFacts) -> None:
        chosen = RulesetChoices(
            template=facts.template, lengths={1: form.length.data}, visibility=form.visibility.data,
            review_days=form.review_days.data, predecessor=facts.ruleset["predecessor"],
        )  # fmt: skip
        drafts.choose_plan(who, facts, chosen, form.demands.data or [], form.planned.data)

    return perform(name, form, act, "#plan")


@blueprint.post("/consultations/<name>/facilitate/opening")
@workers
def plan_opening(name: str) -> Any:
    """Another day for the opening, after the announcement."""
    form = forms.OpeningForm(place="opening")

    def act(who: Any, facts: ConsultationFacts) -> None:
        drafts.plan_opening(who, facts, form.planned.data or facts.now)

    return perform(name, form, act, "#steps")


@blueprint.post("/consultations/<name>/facilitate/sign/<act>")
@workers
def sign(name: str, act: str) -> Any:
    """Sign what the page showed; the second signature does the act (R13)."""
    form = forms.SignForm(place=f"sign-{act}")
    seen = form.sha256.data or ""
    if act == "replace":
        return perform(name, form, lambda who, facts: facilitators.agree_to_replace(who, facts, seen), "#facilitators")
    if act not in set(Act) or act == Act.SYNTHESIS:
        raise NotFound
    return perform(name, form, lambda who, facts: signing.sign(who, facts, Act(act), seen), "#steps")


@blueprint.post("/consultations/<name>/facilitate/<any(extend, suspend, suspend_longer, withdraw):what>")
@workers
def intervene(name: str, what: str) -> Any:
    """Extend, suspend for 72 hours alone or for longer together, withdraw: each with a public reason."""
    facts = cockpit.facts_of(name)
    form: Any = (
        forms.ExtendForm(place=what).offer(later_closes(facts)) if what == "extend" else forms.ReasonForm(place=what)
    )
    reason = _reason(form) if form.validate_on_submit() else None
    if reason is None:
        return cockpit.show(name, form, 422)

    def act(who: Any, locked: ConsultationFacts) -> Any:
        if what == "suspend":
            return stops.suspend(who, locked, reason)
        if what == "extend":
            return signing.propose_extension(who, locked, datetime.fromisoformat(form.until.data), reason)
        return signing.propose(who, locked, Act.WITHDRAW if what == "withdraw" else Act.SUSPEND, reason)

    return perform(name, form, act, "#waiting")


def _reason(form: Any) -> Words | None:
    return words_typed(form, "reason", form.language.data, plain=True)


@blueprint.post("/consultations/<name>/facilitate/resume")
@workers
def resume(name: str) -> Any:
    """Let the clocks run again."""
    return perform(name, forms.ButtonForm(place="resume"), stops.resume, "#steps")


@blueprint.post("/consultations/<name>/facilitate/drop/<any(extend, suspend, withdraw, replace):what>")
@workers
def drop(name: str, what: str) -> Any:
    """Take a proposal back, or refuse the other's."""
    form = forms.ButtonForm(place=f"drop-{what}")
    return perform(name, form, lambda who, facts: signing.drop_proposal(who, facts, what), "#steps")


@blueprint.post("/consultations/<name>/facilitate/appoint/<any(kosovo, serbia):seat>")
@privileged("administrator")
def appoint(name: str, seat: str) -> Any:
    """The administrator appoints, or proposes another in a facilitator's place (R13)."""
    facts, where = cockpit.facts_of(name), Seat(seat)
    form = forms.PersonForm(place=f"appoint-{seat}").offer(people(choices(facts), where))
    if not form.validate_on_submit():
        return cockpit.show(name, form, 422)
    if not form.person.data:
        form.refuse({"person": _("Please choose one.")})
        return cockpit.show(name, form, 422)
    reason = None
    if (form.reason.data or "").strip():
        reason = _reason(form)
        if reason is None:
            return cockpit.show(name, form, 422)

    def act(who: Any, locked: ConsultationFacts) -> Any:
        return facilitators.appoint_facilitator(who, locked, where, form.person.data, reason)

    return perform(name, form, act, "#facilitators")
