"""Forms about organisations and their people."""

from wtforms import DateField, RadioField, SelectField
from wtforms.validators import Optional

from forum.core.languages import READINGS, lazy
from forum.core.web.forms import Form, Line, Prose, options, required
from forum.organisations.rules.mandates import ROLE_LABELS

SEATS = {"kosovo": lazy("Kosovo"), "serbia": lazy("Serbia"), "regional": lazy("Regional")}
ROLES = {role.value: label for role, label in ROLE_LABELS.items()}
READING_CHOICES = [(one.code, one.endonym) for one in READINGS.values()]


class SeatForm(Form):
    """Where the organisation says it is based."""

    seat = RadioField(lazy("Our seat is in"), choices=options(SEATS.items()), validators=[required()])


class PageForm(Form):
    """What the public reads."""

    press_contact = Prose(lazy("Press contact"), limit=1000, required=False)
    website = Line(lazy("Website"), limit=300, required=False)


class InviteForm(Form):
    """An invitation to a mandate."""

    email = Line(lazy("E-mail address"), limit=254)
    name = Line(lazy("Name, if you know how it is written"), limit=120, required=False)
    language = SelectField(lazy("Language of the invitation"), choices=options(READING_CHOICES))
    role = SelectField(lazy("Mandate"), choices=options(ROLES.items()))
    ends_on = DateField(lazy("Until, if it is to end"), validators=[Optional()])


class ReasonForm(Form):
    """A button with a reason."""

    reason = Line(lazy("Reason"), limit=300, required=False)


class ButtonForm(Form):
    """A button, nothing else."""
