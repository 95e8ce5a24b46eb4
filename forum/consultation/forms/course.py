"""The forms of administrators and facilitators."""

from wtforms import DateTimeLocalField, HiddenField, SelectField, SelectMultipleField
from wtforms.validators import Optional

from forum.consultation.rules.roll import SIDES
from forum.core.languages import lazy
from forum.core.web.forms import Form, Line, Prose, options

LANGUAGES = [("en", "English"), ("sq", "shqip"), ("sr", "srpski / српски")]
TEMPLATES = [
    ("text", lazy("Position on a text: 7 days of announcement, 14 days to answer, 7 days of check")),
    ("rapid", lazy("Rapid joint reaction: 24 to 72 hours to answer, 24 hours of check")),
]


class DraftForm(Form):
    """A new consultation."""

    template = SelectField(lazy("Template"), choices=options(TEMPLATES))
    demands = SelectMultipleField(lazy("Demands"))
    question = Line(lazy("The question"), limit=300)
    language = SelectField(lazy("Language"), choices=options(LANGUAGES))
    predecessor = Line(lazy("Number of the consultation it follows, if any"), limit=12, required=False)


class TextForm(Form):
    """Words of one field; `seen` is the revision that stood when the form was opened."""

    body = Prose(lazy("Text"), limit=6000)
    language = SelectField(lazy("Language"), choices=options(LANGUAGES))
    seen = HiddenField()


class EvidenceForm(Form):
    """What a paragraph rests on."""

    reference = Line(lazy("A demand's code, a link to a post, or an address on the web"), limit=500)
    label = Line(lazy("What it is, for a source on the web"), limit=200, required=False)


class SignForm(Form):
    """A signature under what the page shows."""

    sha256 = HiddenField()


class PersonForm(Form):
    """Somebody for a seat."""

    seat = SelectField(lazy("For the seat"), choices=options((one.value, one.value) for one in SIDES))
    person = Line(lazy("Key of the person, as in the address of the person's page"), limit=7)
    reason = Line(lazy("Public reason"), limit=500, required=False)


class ReasonForm(Form):
    """An act with its public reason."""

    reason = Prose(lazy("Public reason"), limit=2000)
    language = SelectField(lazy("Language"), choices=options(LANGUAGES))
    until = DateTimeLocalField(lazy("New close (CET or CEST)"), validators=[Optional()])


class ButtonForm(Form):
    """A button, nothing else."""
