"""Forms of the administration."""

from wtforms import DateField, SelectField, SelectMultipleField
from wtforms.validators import Optional

from forum.core.languages import READINGS, lazy
from forum.core.web.forms import Form, Line, options

READING_CHOICES = [(one.code, one.endonym) for one in READINGS.values()]
ROLES = [
    ("administrator", lazy("Administrator")),
    ("moderator", lazy("Moderator")),
    ("translator", lazy("Translator")),
]
SEATS = [("", "–"), ("kosovo", lazy("Kosovo")), ("serbia", lazy("Serbia")), ("regional", lazy("Regional"))]
CONTENT = [("en", "English"), ("sq", "shqip"), ("sr", "srpski / српски")]


class OrganisationForm(Form):
    """A new organisation, by name or from a line of the signatory list."""

    signatory = SelectField(lazy("Line of the signatory list"), coerce=int)
    name = Line(lazy("Or another name"), limit=200, required=False)


class RenameForm(Form):
    """A new name."""

    name = Line(lazy("New name"), limit=200)
    reason = Line(lazy("Reason"), limit=300, required=False)


class ReasonForm(Form):
    """A button with a reason."""

    reason = Line(lazy("Reason"), limit=300, required=False)


class MergeForm(Form):
    """Into which organisation it merges."""

    into = SelectField(lazy("Merge into"))


class RoleForm(Form):
    """A role outside organisations."""

    role = SelectField(lazy("Role"), choices=options(ROLES))
    as_seat = SelectField(lazy("For the seat (moderators)"), choices=options(SEATS))
    languages = SelectMultipleField(lazy("For the languages (translators)"), choices=options(CONTENT))
    ends_on = DateField(lazy("Until, if it is to end"), validators=[Optional()])


class ButtonForm(Form):
    """A button, nothing else."""
