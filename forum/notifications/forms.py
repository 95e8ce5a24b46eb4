"""The settings of mail, one choice per kind of notice."""

from collections.abc import Mapping

from wtforms import RadioField

from forum.core.languages import lazy
from forum.core.web.forms import Form, options
from forum.notifications import rules

LABELS = {"at_once": lazy("At once"), "daily": lazy("Once a day"), "off": lazy("Not by mail")}


class OneFieldForm(Form):
    """A button, nothing else."""


def settings_form(current: Mapping[str, str]) -> Form:
    """A form with one choice per registered kind, as it stands now."""
    fields = {
        f"kind_{name}": RadioField(kind.label, choices=options(LABELS.items()), default=current.get(name))
        for name, kind in rules.kinds().items()
    }
    return type("MailSettingsForm", (Form,), fields)()


def choices_of(form: Form) -> dict[str, str]:
    """What was chosen, by kind."""
    return {name: getattr(form, f"kind_{name}").data for name in rules.kinds()}
