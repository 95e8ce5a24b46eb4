"""The forms of administrators and facilitators. Many stand on one page, each with ids of its own place."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from wtforms import DateTimeLocalField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forum.core.clock import TABLE_ZONE, civil
from forum.core.keys import new_key
from forum.core.languages import lazy
from forum.core.web.forms import Form, Line, Prose, options, required

LANGUAGES = [("en", "English"), ("sq", "shqip"), ("sr", "srpski / српски")]
TEMPLATES = [
    ("text", lazy("Position on a text: 7 days of announcement, 14 days to answer, 7 days of check")),
    ("rapid", lazy("Rapid joint reaction: 24 to 72 hours to answer, 24 hours of check")),
]
VISIBILITIES = [("members", lazy("Members of the table only")), ("public", lazy("Everyone can read them"))]


class PlacedForm(Form):
    """A form among others: its fields have the names of its kind, and ids that begin with its place on the page."""

    def __init__(self, place: str = "", **options: Any):
        super().__init__(**options)
        self.place = place
        for field in self if place else ():
            field.id = field.label.field_id = f"{place}-{field.short_name}"

    def again(self) -> None:
        """To be sent once more, after something was refused: a form of its own, with the same words."""
        self.form_key.data = new_key(24)


class CivilTime(DateTimeLocalField):
    """A moment in the civil time of the table; `data` is aware, in UTC."""

    data: Any

    def process_formdata(self, valuelist: Any) -> None:
        """Read it; years that nobody means are refused."""
        super().process_formdata(valuelist)
        if self.data is not None:
            if not 2000 <= self.data.year < 2200:
                self.data = None
                raise ValueError(self.gettext("Not a valid datetime value."))
            self.data = self.data.replace(tzinfo=TABLE_ZONE).astimezone(UTC)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return civil(self.data).strftime("%Y-%m-%dT%H:%M") if isinstance(self.data, datetime) else ""


class Checkboxes(SelectMultipleField):
    """Several of a list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DraftForm(PlacedForm):
    """A new consultation."""

    template = RadioField(lazy("Template"), choices=options(TEMPLATES), validators=[required()])
    demands = Checkboxes(lazy("Demands"))
    question = Line(lazy("The question"), limit=300)
    language = SelectField(lazy("Language"), choices=options(LANGUAGES))
    planned = CivilTime(lazy("Planned opening, CET or CEST"), validators=[Optional()])
    predecessor = Line(lazy("Number of the consultation it follows, if any"), limit=12, required=False)


class PlanForm(PlacedForm):
    """What is chosen in the draft and frozen at the announcement."""

    demands = Checkboxes(lazy("Demands"))
    length = IntegerField(lazy("Time to answer"), validators=[InputRequired()])
    visibility = RadioField(lazy("Who may read the threads"), choices=options(VISIBILITIES), validators=[required()])
    review_days = IntegerField(lazy("Days until the review"), validators=[InputRequired()])
    planned = CivilTime(lazy("Planned opening, CET or CEST"), validators=[Optional()])


class OpeningForm(PlacedForm):
    """Another day for the opening, after the announcement."""

    planned = CivilTime(lazy("Planned opening, CET or CEST"), validators=[InputRequired()])


class WordsForm(PlacedForm):
    """Words of one field; `seen` is the revision that stood when the form was opened."""

    body: Any
    language = SelectField(lazy("Language"), choices=options(LANGUAGES))
    seen = HiddenField()

    @property
    def seen_number(self) -> int:
        """That revision, 0 for none."""
        told = self.seen.data or ""
        return int(told) if told.isascii() and told.isdigit() and len(told) < 8 else 0


class QuestionForm(WordsForm):
    """The question: one line."""

    body = Line(lazy("The question"), limit=300)


class ScopeForm(WordsForm):
    """What is asked and what is not."""

    body = Prose(lazy("What is asked and what is not"), limit=2000)


class TitleForm(WordsForm):
    """The title of the position: one line."""

    body = Line(lazy("Title of the position"), limit=200)


class SummaryForm(WordsForm):
    """Two sentences."""

    body = Prose(lazy("Summary in two sentences"), limit=600)


class ParagraphForm(WordsForm):
    """A numbered paragraph."""

    body = Prose(lazy("Words of the paragraph"), limit=6000)


FIELDS: dict[tuple[str, str], type[WordsForm]] = {
    ("consultation", "question"): QuestionForm, ("consultation", "scope"): ScopeForm,
    ("position", "title"): TitleForm, ("position", "summary"): SummaryForm,
}  # fmt: skip


class EvidenceForm(PlacedForm):
    """What a paragraph rests on."""

    reference = Line(lazy("A demand's code, a link to a post, or an address on the web"), limit=500)
    caption = Line(lazy("What it is, for a source on the web"), limit=200, required=False)


class ParagraphPlaceForm(PlacedForm):
    """Up, down, or gone: the button says which."""

    what = HiddenField()


class SignForm(PlacedForm):
    """A signature under what the page shows."""

    sha256 = HiddenField()


class PersonForm(PlacedForm):
    """Somebody for a seat, chosen from those who may."""

    person = SelectField(lazy("Person"))
    reason = Line(lazy("Public reason"), limit=500, required=False)
    language = SelectField(lazy("Language"), choices=options(LANGUAGES))

    def offer(self, people: Iterable[tuple[str, str]]) -> "PersonForm":
        """Those who may be chosen, by key."""
        self.person.choices = options([("", lazy("Please choose one.")), *people])
        return self


class ReasonForm(PlacedForm):
    """An act with its public reason."""

    reason = Prose(lazy("Public reason"), limit=2000)
    language = SelectField(lazy("Language"), choices=options(LANGUAGES))


class ExtendForm(ReasonForm):
    """A later close, chosen from those the rules allow."""

    until = SelectField(lazy("New close"))

    def offer(self, closes: Iterable[tuple[str, str]]) -> "ExtendForm":
        """The closes that may be chosen."""
        self.until.choices = options(closes)
        return self


class ButtonForm(PlacedForm):
    """A button, nothing else."""
