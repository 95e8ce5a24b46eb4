"""Writing a consultation: question, scope, title, summary, numbered paragraphs, what they rest on, their languages."""

from typing import Any

from forum.consultation.forms import course as forms
from forum.consultation.operations import drafts, position
from forum.consultation.queries.course import ConsultationFacts, consultation_for
from forum.consultation.queries.position import position_draft
from forum.consultation.views import blueprint, cockpit
from forum.consultation.views.cockpit import perform, workers
from forum.core.errors import NotFound
from forum.core.web.access import privileged
from forum.core.web.requests import me, to
from forum.translation.forms import words_typed
from forum.translation.rules import Words


@blueprint.get("/consultations/<name>/facilitate")
@workers
def facilitate(name: str) -> Any:
    """Everything a facilitator needs on one page."""
    return cockpit.show(name)


@blueprint.get("/consultations/<name>/facilitate/back")
@workers
def back(name: str) -> Any:
    """To the page under the name of now: an announcement has just given it a number."""
    return to("consultation.facilitate", name=consultation_for(me(), name).name)


def made(form: forms.WordsForm, *, plain: bool, authentic: bool) -> Words | None:
    """What was typed, rendered; None when the form says what is wrong with it."""
    if not form.validate_on_submit():
        return None
    return words_typed(form, "body", form.language.data, plain=plain, authentic=authentic)


@blueprint.post("/consultations/<name>/facilitate/text/<any(consultation, position):kind>/<field>")
@workers
def write_field(name: str, kind: str, field: str) -> Any:
    """Question, scope, title, summary."""
    if (kind, field) not in forms.FIELDS:
        raise NotFound
    cockpit.facts_of(name)
    form = forms.FIELDS[kind, field](place=field)
    found = made(form, plain=True, authentic=kind == "position")
    if found is None:
        return cockpit.show(name, form, 422)

    def act(who: Any, facts: ConsultationFacts) -> None:
        drafts.write_field(who, facts, kind, field, found, form.seen_number)

    return perform(name, form, act, f"#{field}")


@blueprint.post("/consultations/<name>/facilitate/paragraphs")
@workers
def add_paragraph(name: str) -> Any:
    """One more paragraph."""
    cockpit.facts_of(name)
    form = forms.ParagraphForm(place="words-new")
    found = made(form, plain=False, authentic=True)
    if found is None:
        return cockpit.show(name, form, 422)
    return perform(name, form, lambda who, facts: position.add_paragraph(who, facts, found), "#text")


@blueprint.post("/consultations/<name>/facilitate/paragraphs/<key:key>/words")
@workers
def revise_paragraph(name: str, key: str) -> Any:
    """Other words for a paragraph."""
    no = _number(name, key)
    form = forms.ParagraphForm(place=f"words-{key}")
    found = made(form, plain=False, authentic=True)
    if found is None:
        return cockpit.show(name, form, 422)

    def act(who: Any, facts: ConsultationFacts) -> None:
        position.revise_paragraph(who, facts, key, found, form.seen_number)

    return perform(name, form, act, f"#p{no}")


@blueprint.post("/consultations/<name>/facilitate/paragraphs/<key:key>/place")
@workers
def place_paragraph(name: str, key: str) -> Any:
    """Up, down, or gone with its translations and evidence."""
    no = _number(name, key)
    form = forms.ParagraphPlaceForm(place=f"place-{key}")
    what = form.what.data
    if what not in ("up", "down", "delete"):
        raise NotFound

    def act(who: Any, facts: ConsultationFacts) -> None:
        if what == "delete":
            position.delete_paragraph(who, facts, key)
        else:
            position.move_paragraph(who, facts, key, no + (1 if what == "down" else -1))

    return perform(name, form, act, "#text")


@blueprint.post("/consultations/<name>/facilitate/paragraphs/<key:key>/evidence")
@workers
def add_evidence(name: str, key: str) -> Any:
    """One more thing a paragraph rests on."""
    no = _number(name, key)
    form = forms.EvidenceForm(place=f"evidence-{key}-new")

    def act(who: Any, facts: ConsultationFacts) -> None:
        position.add_evidence(who, facts, key, form.reference.data, form.caption.data or "")

    return perform(name, form, act, f"#p{no}")


@blueprint.post("/consultations/<name>/facilitate/paragraphs/<key:key>/evidence/<int(max=9999):no>/remove")
@workers
def remove_evidence(name: str, key: str, no: int) -> Any:
    """Take one of them away."""
    place = _number(name, key)
    form = forms.ButtonForm(place=f"evidence-{key}-{no}")
    return perform(name, form, lambda who, facts: position.remove_evidence(who, facts, key, no), f"#p{place}")


def _number(name: str, key: str) -> int:
    """The number of a paragraph now; raises NotFound."""
    draft = position_draft(cockpit.facts_of(name).position_id or 0)
    found = next((one.no for one in draft.paragraphs if one.key == key), None)
    if found is None:
        raise NotFound
    return found


@blueprint.post("/consultations/<name>/facilitate/translations")
@privileged("facilitator")
def ask_translators(name: str) -> Any:
    """Ask for every language that is missing, in one click."""
    return perform(name, forms.ButtonForm(place="translations"), drafts.ask_translators, "#steps")
