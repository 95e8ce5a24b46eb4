"""Forms of the administration."""

from typing import Any

from wtforms import DateField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forum.accounts.rules.roles import LANGUAGE_NAMES, ROLE_LABELS, SEAT_LABELS
from forum.core.languages import READINGS, lazy
from forum.core.web.forms import Form, Line, options
from forum.organisations.rules.mandates import ROLE_LABELS as MANDATE_LABELS

READING_CHOICES = [(one.code, one.endonym) for one in READINGS.values()]
SEATS = [("", "–"), *SEAT_LABELS.items()]
KINDS = [("organisation", lazy("Organisation")), ("individual", lazy("Individual seat"))]


def seat_labels() -> dict[str, str]:
    """Seats in the spoken reading, for templates."""
    return {key: str(label) for key, label in SEAT_LABELS.items()}


def mandate_labels() -> dict[str, str]:
    """Roles of mandates in the spoken reading, for templates."""
    return {role.value: str(label) for role, label in MANDATE_LABELS.items()}


class Checks(SelectMultipleField):
    """Several of a few: boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class OrganisationForm(Form):
    """A new organisation, by name or from a line of the signatory list."""

    signatory = SelectField(lazy("Line of the signatory list"), coerce=int)
    name = Line(lazy("Or another name"), limit=200, required=False)
    kind = SelectField(lazy("With another name: what is it?"), choices=options(KINDS))


class RenameForm(Form):
    """A new name."""

    name = Line(lazy("New name"), limit=200)
    reason = Line(lazy("Reason"), limit=300, required=False)


class ReasonForm(Form):
    """A button with a reason."""

    reason = Line(lazy("Reason"), limit=300, required=False)


class MergeForm(Form):
    """Into which organisation it merges."""

    into = SelectField(lazy("Merge into"), validators=[InputRequired(message=lazy("Please choose one."))])
    reason = Line(lazy("Reason"), limit=300, required=False)


class RoleForm(Form):
    """A role outside organisations."""

    role = SelectField(lazy("Role"), choices=options(ROLE_LABELS.items()))
    as_seat = SelectField(lazy("For the seat (moderators)"), choices=options(SEATS))
    languages = Checks(lazy("For the languages (translators)"), choices=options(LANGUAGE_NAMES.items()))
    ends_on = DateField(lazy("Until, if it is to end"), validators=[Optional()])


class InviteForm(Form):
    """An invitation to a role outside organisations."""

    email = Line(lazy("E-mail address"), limit=254)
    name = Line(lazy("Name, if you know how it is written"), limit=120, required=False)
    language = SelectField(lazy("Language of the invitation"), choices=options(READING_CHOICES))
    role = SelectField(lazy("Role"), choices=options(ROLE_LABELS.items()))
    as_seat = SelectField(lazy("For the seat (moderators)"), choices=options(SEATS))
    languages = Checks(lazy("For the languages (translators)"), choices=options(LANGUAGE_NAMES.items()))


def apart(form: Any, prefix: str) -> Any:
    """The form with ids of its own, for a page that holds several forms with like-named fields."""
    for field in form:
        field.id = f"{prefix}-{field.id}"
    return form


class ButtonForm(Form):
    """A button, nothing else."""
