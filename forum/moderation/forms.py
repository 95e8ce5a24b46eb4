"""What is typed about reports and decisions."""

import re
from typing import Any

from wtforms import HiddenField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice

from forum.core.languages import gettext as _
from forum.core.languages import lazy
from forum.core.web.forms import Form, Line, Prose, required
from forum.moderation import rules

_ADDRESS = re.compile(r"[^@\s<>\"(),;:\\]{1,64}@[^@\s<>\"(),;:\\.]+(?:\.[^@\s<>\"(),;:\\.]+)+\Z")
CHOICES = [SelectChoice(name, label) for name, label in rules.RULES.items()]


def _is_address(form: Any, field: Any) -> None:
    if field.data and not _ADDRESS.match(field.data):
        raise ValidationError(_("This does not look like a mail address."))


class ReportForm(Form):
    """What is wrong with it, in a rule and in words."""

    rule = RadioField(lazy("Which rule does it break?"), choices=CHOICES, validators=[required()])
    text = Prose(lazy("What should the moderators know? (optional)"), limit=rules.TEXT_LIMIT, required=False)


class VisitorReportForm(ReportForm):
    """A visitor leaves an address for the receipt."""

    address = Line(lazy("Your mail address, for the receipt"), limit=254, validators=[_is_address])


class DecisionForm(Form):
    """Hide, keep or narrow: under which rule and why."""

    then = HiddenField()
    rule = RadioField(lazy("Which rule does it break?"), choices=CHOICES, validate_choice=False)
    reason = Prose(lazy("Reason; the author reads it"), limit=rules.REASON_LIMIT)


class ButtonForm(Form):
    """A button, nothing else."""
