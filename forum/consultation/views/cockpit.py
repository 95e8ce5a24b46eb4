"""The facilitators' page: what is missing before the next step, in words, each with a link to where it is cured."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import url_for

from forum.consultation import policy
from forum.consultation.forms import course as forms
from forum.consultation.forms.course import PlacedForm
from forum.consultation.queries.candidates import Choices
from forum.consultation.queries.cockpit import Cockpit, cockpit
from forum.consultation.queries.course import ConsultationFacts, consultation_for
from forum.consultation.queries.position import DraftText
from forum.consultation.rules import course_words as say
from forum.consultation.rules import ruleset_words, timetable
from forum.consultation.rules.roll import SIDES, Seat
from forum.consultation.rules.templates import Unit
from forum.consultation.views.cures import cure
from forum.core.errors import Conflict, NotFound, Unfit
from forum.core.languages import gettext as _
from forum.core.languages import reading
from forum.core.web.access import privileged
from forum.core.web.filters import cutoff_in_words
from forum.core.web.forms import options
from forum.core.web.requests import me, page, see_other, submit
from forum.statement import queries as statement

workers = privileged("facilitator", "administrator")
_HOURS = (3, 6, 12, 24, 48, 72)


def facts_of(name: str) -> ConsultationFacts:
    """The consultation, for its facilitators and for administrators; for nobody else is it there (R28)."""
    facts = consultation_for(me(), name)
    if not (policy.can_facilitate(me(), facts) or policy.can_appoint(me(), facts)):
        raise NotFound
    return facts


def perform(
    name: str, form: PlacedForm, operation: Callable[[Any, ConsultationFacts], Any], anchor: str = ""
) -> Any:  # fmt: skip
    """Run an operation on the locked consultation and come back to the page.

    What the form or the operation refuses stands beside the form on the same page, with everything that was typed.
    """
    facts_of(name)
    if not form.validate_on_submit():
        return show(name, form, 422)

    def run(who: Any) -> str:
        operation(who, consultation_for(who, name, lock=True))
        return url_for("consultation.back", name=name) + anchor

    try:
        return see_other(submit(form, run))
    except Unfit as problem:
        form.refuse(problem.problems)
        return show(name, form, 422)
    except Conflict as conflict:
        form.refuse({"": conflict.reason})
        return show(name, form, 409)


def show(name: str, refused: PlacedForm | None = None, status: int = 200) -> Any:
    """The page; a form that was refused stands in its place as it was filled in."""
    facts, who = facts_of(name), me()
    if refused is not None:
        refused.again()
    found = cockpit(who, facts, reading())
    return page(
        "consultation/facilitate.html", at=found, facts=facts, desk=Desk(found, refused), refused=refused,
        sentence=say.sentence, cure=lambda problem: cure(problem, found), say=_words(facts), lines=_lines(found),
        my_seat=facts.seat_of(who), may_appoint=policy.can_appoint(who, facts), may_edit=policy.can_edit(who, facts),
        demands=statement.demands(), sides=SIDES,
    ), status  # fmt: skip


def _words(facts: ConsultationFacts) -> dict[str, Any]:
    return {
        "states": say.states(), "seats": say.seats(), "languages": say.languages(), "milestones": say.milestones(),
        "acts": say.acts(), "bound": say.bound(), "translations": say.translations(),
        "post": _("Post"), "rules": ruleset_words.rules_in_words(facts.ruleset), "templates": ruleset_words.templates(),
    }  # fmt: skip


def _lines(found: Cockpit) -> list[dict[str, Any]]:
    """Turnout of each seat in whole sentences, with the shares for its bar."""
    labels = say.seats()
    return [
        {
            "seat": labels[one.seat.value], "answered": say.answered(one.answered, one.roll),
            "quorum": say.quorum(one.quorum, one.still), "share": 100 * (one.answered or 0) // one.roll,
            "bar": 100 * one.quorum // one.roll if one.quorum else None, "hidden": one.answered is None,
        }
        for one in found.turnout
        if one.roll
    ]  # fmt: skip


class Desk:
    """The forms of the page by their place; the one that was refused is given as it was filled in."""

    def __init__(self, found: Cockpit, refused: PlacedForm | None = None):
        self._at, self._refused = found, refused

    def _form(self, kind: type[PlacedForm], place: str, **data: Any) -> Any:
        if self._refused is not None and self._refused.place == place:
            return self._refused
        return kind(place=place, formdata=None, data=data)

    def is_open(self, place: str) -> bool:
        """Whether the form of that place was refused: what folds stands open then."""
        return self._refused is not None and self._refused.place == place

    def words(self, kind: type[forms.WordsForm], place: str, known: DraftText | None) -> Any:
        """Words of a field. Where somebody else changed them meanwhile, saving again is saying so knowingly."""
        if known is None:
            return self._form(kind, place, seen="0", language=reading().content)
        form = self._form(kind, place, seen=str(known.number), language=known.language, body=known.source)
        form.other = known if self.is_open(place) and form.seen_number != known.number else None
        form.seen.data = str(known.number)
        return form

    def field(self, kind: str, name: str, known: DraftText | None) -> Any:
        """Question, scope, title or summary."""
        return self.words(forms.FIELDS[kind, name], name, known)

    def paragraph(self, key: str, known: DraftText | None) -> Any:
        """The words of a paragraph; key `new` for one more."""
        return self.words(forms.ParagraphForm, f"words-{key}", known)

    def evidence(self, key: str) -> Any:
        """One more thing a paragraph rests on."""
        return self._form(forms.EvidenceForm, f"evidence-{key}-new")

    def place(self, key: str) -> Any:
        """Up, down, gone."""
        return self._form(forms.ParagraphPlaceForm, f"place-{key}")

    def button(self, place: str) -> Any:
        """A button."""
        return self._form(forms.ButtonForm, place)

    def sign(self, act: str, sha256: str) -> Any:
        """A signature; always of what is shown now."""
        form = self._form(forms.SignForm, f"sign-{act}", sha256=sha256)
        form.sha256.data = sha256
        return form

    def person(self, seat: Seat) -> Any:
        """Somebody for a seat."""
        form = self._form(forms.PersonForm, f"appoint-{seat.value}", language=reading().content)
        return form.offer(people(self._at.candidates, seat))

    def reason(self, what: str) -> Any:
        """An act with its reason."""
        return self._form(forms.ReasonForm, what, language=reading().content)

    def extend(self) -> Any:
        """A later close."""
        return self._form(forms.ExtendForm, "extend", language=reading().content).offer(later_closes(self._at.facts))

    def plan(self) -> Any:
        """What is frozen at the announcement."""
        facts = self._at.facts
        length, _after = facts.lengths(1)
        form = self._form(
            forms.PlanForm, "plan", demands=list(facts.demands), length=length.amount,
            visibility=facts.ruleset["visibility"]["threads"], review_days=facts.ruleset["review_days"],
            planned=facts.rounds[0].planned_at,
        )  # fmt: skip
        form.demands.choices = demand_choices()
        return form

    def opening(self) -> Any:
        """Another day for the opening."""
        return self._form(forms.OpeningForm, "opening", planned=self._at.facts.round.planned_at)


def demand_choices() -> list[Any]:
    """The demands by code, as choices."""
    return options((one.code, f"{one.code} {one.title.text}") for one in statement.demands().values())


def people(offered: Mapping[Seat, Choices], seat: Seat) -> list[tuple[str, str]]:
    """Who may be appointed for a seat: name and organisation."""
    return [(one.key, f"{one.name}, {one.organisations[seat][1]}") for one in offered[seat].eligible]


def later_closes(facts: ConsultationFacts) -> list[tuple[str, str]]:
    """The closes an extension may choose, as the rules allow them (R16)."""
    one = facts.round
    if one.closes_at is None:
        return []
    length, _after = facts.lengths(one.no)
    if length.unit is Unit.HOURS:
        found = [one.closes_at + timedelta(hours=hours) for hours in _HOURS]
    else:
        days = range(1, facts.ruleset["extension_days"] + 1)
        found = [timetable.next_cut_off(timetable.add_days(one.closes_at, day)) for day in days]
    return [(_iso(at), cutoff_in_words(at)) for at in found]


def _iso(at: datetime) -> str:
    return at.isoformat()
