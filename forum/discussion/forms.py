"""What is typed in a debate: threads, replies, changes."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from forum.core.languages import READINGS, lazy
from forum.core.web.forms import Form, Line, Prose, required
from forum.discussion import rules
from forum.discussion.policy import Voice
from forum.translation.rules import Words, what_is_wrong, words

LANGUAGES = {"en": READINGS["en"].endonym, "sq": READINGS["sq"].endonym, "sr": "Srpski / Српски"}
"""Content languages by their own name; the script of Serbian is found in the text."""
VISIBILITIES = [
    SelectChoice("public", lazy("Everyone can read this thread")),
    SelectChoice("members", lazy("Members of the table only")),
]


class ButtonForm(Form):
    """A button, nothing else."""


class ReadForm(Form):
    """How far somebody has read."""

    seq = HiddenField()

    @property
    def number(self) -> int:
        """The number of the post; 0 for nonsense."""
        return _number(self.seq.data)


class FollowForm(Form):
    """Hear of it, not at all, or as it comes."""

    level = HiddenField()


class _Writing(Form):
    """A form with words in a language."""

    body = Prose(lazy("Your post"), limit=rules.BODY_LIMIT)
    language = SelectField(
        lazy("I write in"), choices=[SelectChoice(code, name, {"lang": code}) for code, name in LANGUAGES.items()]
    )

    def rendered(self, field: Any, protected: Sequence[str], *, plain: bool = False) -> Words | None:
        """The words of a field with their HTML; None, and a sentence beside the field, when they are refused."""
        try:
            return words(field.data, self.language.data, None, protected, plain=plain)
        except ValueError as problem:
            field.errors = [*field.errors, what_is_wrong(problem)]
            return None


class ReplyForm(_Writing):
    """An answer to a post."""

    voice = RadioField(lazy("I speak"), default="own")


class ThreadForm(ReplyForm):
    """A new thread: nothing is preselected about who may read it (R8)."""

    title = Line(lazy("Title"), limit=rules.TITLE_LIMIT)
    body = Prose(lazy("Opening post"), limit=rules.BODY_LIMIT)
    visibility = RadioField(lazy("Who may read this"), choices=VISIBILITIES, validators=[required()])


class EditForm(_Writing):
    """New words for a post; `number` is the revision they were made from."""

    number = HiddenField()

    @property
    def made_from(self) -> int:
        """The revision that the form showed; 0 for nonsense."""
        return _number(self.number.data)


class EditOpeningForm(EditForm):
    """New words for an opening post and its title."""

    title = Line(lazy("Title"), limit=rules.TITLE_LIMIT)
    title_number = HiddenField()

    @property
    def title_made_from(self) -> int:
        """The revision of the title that the form showed."""
        return _number(self.title_number.data)


def with_voices(form: Any, voices: Sequence[Voice]) -> Any:
    """The form with the voices that its writer may use (R6)."""
    labels = {"own": lazy("my own view"), "facilitation": lazy("as facilitator")}
    form.voice.choices = [
        SelectChoice(voice.value, labels.get(voice.kind) or lazy("for the organisation %(name)s", name=voice.name))
        for voice in voices
    ]
    return form


def _number(raw: str | None) -> int:
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) <= 7 else 0
