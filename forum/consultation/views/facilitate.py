"""The draft, and the facilitators' page: what is missing before the next step, in words, with a link to each."""

from collections.abc import Callable
from datetime import UTC
from typing import Any

from flask import url_for

from forum.accounts.queries import person_by_key
from forum.consultation import policy
from forum.consultation.forms import course as forms
from forum.consultation.operations import drafts, facilitators, position, signing, stops
from forum.consultation.queries import intents
from forum.consultation.queries import page as queries
from forum.consultation.queries.course import ConsultationFacts, consultation_for
from forum.consultation.queries.position import position_draft
from forum.consultation.queries.turnout import turnout
from forum.consultation.rules import course_words as say
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.ruleset import RulesetChoices
from forum.consultation.rules.signatures import Act
from forum.consultation.views import blueprint
from forum.core import clock
from forum.core.errors import NotFound, Unfit
from forum.core.languages import reading
from forum.core.web.access import privileged
from forum.core.web.forms import options
from forum.core.web.requests import me, page, see_other, submit
from forum.statement import queries as statement
from forum.translation.queries import protected_names, texts_of
from forum.translation.rules import Words, words

workers = privileged("facilitator", "administrator")


@blueprint.route("/admin/consultations/new", methods=["GET", "POST"])
@privileged("administrator")
def new() -> Any:
    """An administrator begins a draft."""
    form = forms.DraftForm()
    form.demands.choices = options((one.code, f"{one.code} {one.title.text}") for one in statement.demands().values())
    if not form.is_submitted():
        form.language.data = reading().content
    if not form.validate_on_submit():
        return page("consultation/new.html", form=form), 422 if form.is_submitted() else 200
    choices = RulesetChoices(template=form.template.data, predecessor=form.predecessor.data or "")
    question = words(form.question.data, form.language.data, plain=True, protected=protected_names())

    def act(who: Any) -> str:
        key = drafts.create_draft(who, choices, form.demands.data or [], question)
        return url_for("consultation.facilitate", name=key)

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return page("consultation/new.html", form=form), 422


@blueprint.get("/consultations/<name>/facilitate")
@workers
def facilitate(name: str) -> str:
    """Everything a facilitator needs on one page."""
    facts = _facts(name)
    draft = position_draft(facts.position_id) if facts.position_id else None
    steps = queries.next_steps(facts, draft)
    return page(
        "consultation/facilitate.html", facts=facts, draft=draft, steps=steps, sentence=say.sentence,
        states=say.states(), seats=say.seats(), languages=say.languages(), milestones=say.milestones(),
        dates=queries.dates_ahead(facts),
        turnout=turnout(facts) if facts.is_announced else [], intents=intents.intents_of(facts),
        texts=texts_of("consultation", [facts.id]), question=queries.question_of(facts.id, reading()),
        sign=forms.SignForm(), text=forms.TextForm(), evidence=forms.EvidenceForm(), person=forms.PersonForm(),
        reason=forms.ReasonForm(), button=forms.ButtonForm(), my_seat=facts.seat_of(me()),
        may_appoint=policy.can_appoint(me(), facts),
    )  # fmt: skip


def _facts(name: str) -> ConsultationFacts:
    facts = consultation_for(me(), name)
    if not (policy.can_facilitate(me(), facts) or policy.can_appoint(me(), facts)):
        raise NotFound
    return facts


def _do(name: str, form: Any, act: Callable[[Any, ConsultationFacts], Any], anchor: str = "") -> Any:
    """Run an operation on the locked consultation; come back to the page."""
    _facts(name)

    def run(who: Any) -> str:
        act(who, consultation_for(who, name, lock=True))
        return url_for("consultation.back", name=name) + anchor

    return see_other(submit(form, run))


@blueprint.get("/consultations/<name>/facilitate/back")
@workers
def back(name: str) -> Any:
    """To the page under the name of now: an announcement has just given it a number."""
    return see_other(url_for("consultation.facilitate", name=consultation_for(me(), name).name))


def _words(form: Any, *, plain: bool = False) -> Words:
    return words(form.body.data, form.language.data, plain=plain, protected=protected_names())


def _seen(form: Any) -> int:
    return int(form.seen.data) if (form.seen.data or "").isdigit() else 0


@blueprint.post("/consultations/<name>/facilitate/text/<any(consultation, position):kind>/<field>")
@workers
def write_field(name: str, kind: str, field: str) -> Any:
    """Question, scope, title, summary."""
    form = forms.TextForm()
    if not form.validate_on_submit() or (kind, field) not in drafts.FIELDS:
        raise Unfit({"": " ".join(sentence for _, sentence in form.all_errors) or field})
    made = _words(form, plain=True)
    return _do(
        name, form, lambda who, facts: drafts.write_field(who, facts, kind, field, made, _seen(form)), f"#{field}"
    )


@blueprint.post("/consultations/<name>/facilitate/paragraphs")
@workers
def add_paragraph(name: str) -> Any:
    """One more paragraph."""
    form = forms.TextForm()
    if not form.validate_on_submit():
        raise Unfit({"": " ".join(sentence for _, sentence in form.all_errors)})
    made = _words(form)
    return _do(name, form, lambda who, facts: position.add_paragraph(who, facts, made), "#text")


@blueprint.post("/consultations/<name>/facilitate/paragraphs/<key:key>/<any(revise, up, down, delete, evidence):what>")
@workers
def change_paragraph(name: str, key: str, what: str) -> Any:
    """Other words, another place, gone, or one more piece of evidence."""
    facts = _facts(name)
    draft = position_draft(facts.position_id or 0)
    number = next((one.no for one in draft.paragraphs if one.key == key), None)
    if number is None:
        raise NotFound
    form: Any = (
        forms.EvidenceForm() if what == "evidence" else forms.TextForm() if what == "revise" else forms.ButtonForm()
    )
    if not form.validate_on_submit():
        raise Unfit({"": " ".join(sentence for _, sentence in form.all_errors)})
    made = _words(form) if what == "revise" else None

    def act(who: Any, locked: ConsultationFacts) -> None:
        if made is not None:
            position.revise_paragraph(who, locked, key, made, _seen(form))
        elif what == "evidence":
            position.add_evidence(who, locked, key, form.reference.data, form.label.data or "")
        elif what == "delete":
            position.delete_paragraph(who, locked, key)
        else:
            position.move_paragraph(who, locked, key, number + (1 if what == "down" else -1))

    return _do(name, form, act, "#text")


@blueprint.post("/consultations/<name>/facilitate/paragraphs/<key:key>/evidence/<int(max=200):no>/remove")
@workers
def remove_evidence(name: str, key: str, no: int) -> Any:
    """Take a piece of evidence away."""
    return _do(name, forms.ButtonForm(), lambda who, facts: position.remove_evidence(who, facts, key, no), "#text")


@blueprint.post("/consultations/<name>/facilitate/sign/<act>")
@workers
def sign(name: str, act: str) -> Any:
    """Sign what the page showed; the second signature does the act (R13)."""
    form, wanted = forms.SignForm(), queries.ACTS.get(act)
    if act == "replace":
        return _do(name, form, lambda who, facts: facilitators.agree_to_replace(who, facts, form.sha256.data or ""))
    if wanted is None:
        raise NotFound
    return _do(name, form, lambda who, facts: signing.sign(who, facts, wanted, form.sha256.data or ""))


@blueprint.post("/consultations/<name>/facilitate/<any(extend, suspend, suspend_longer, withdraw):what>")
@workers
def intervene(name: str, what: str) -> Any:
    """Extend, suspend for 72 hours alone or for longer together, withdraw: each with a public reason."""
    form = forms.ReasonForm()
    if not form.validate_on_submit():
        raise Unfit({"": " ".join(sentence for _, sentence in form.all_errors)})
    reason = words(form.reason.data, form.language.data, plain=True, protected=protected_names())
    bound: dict[str, Any] = {}
    if what == "extend":
        if form.until.data is None:
            raise NotFound
        bound["to"] = form.until.data.replace(tzinfo=clock.TABLE_ZONE).astimezone(UTC).isoformat()
    acts = {"extend": Act.EXTEND, "suspend_longer": Act.SUSPEND, "withdraw": Act.WITHDRAW}

    def act(who: Any, facts: ConsultationFacts) -> Any:
        if what == "suspend":
            return stops.suspend(who, facts, reason)
        return signing.propose(who, facts, acts[what], bound, reason)

    return _do(name, form, act)


@blueprint.post("/consultations/<name>/facilitate/resume")
@workers
def resume(name: str) -> Any:
    """Let the clocks run again."""
    return _do(name, forms.ButtonForm(), stops.resume)


@blueprint.post("/consultations/<name>/facilitate/drop/<any(extend, suspend, withdraw, replace):what>")
@workers
def drop(name: str, what: str) -> Any:
    """Take a proposal back, or refuse the other's."""
    return _do(name, forms.ButtonForm(), lambda who, facts: signing.drop_proposal(who, facts, what))


@blueprint.post("/consultations/<name>/facilitate/appoint")
@privileged("administrator")
def appoint(name: str) -> Any:
    """The administrator appoints, or proposes another in a facilitator's place (R13)."""
    form = forms.PersonForm()
    if not form.validate_on_submit() or person_by_key(form.person.data) is None:
        raise Unfit({"person": " ".join(sentence for _, sentence in form.all_errors) or form.person.data})
    text = (form.reason.data or "").strip()
    reason = words(text, reading().content, plain=True) if text else None

    def act(who: Any, facts: ConsultationFacts) -> Any:
        return facilitators.appoint_facilitator(who, facts, Seat(form.seat.data), form.person.data, reason)

    return _do(name, form, act, "#facilitators")
