"""The forms by which an organisation answers."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import HiddenField, RadioField, SelectField

from forum.consultation.rules.endorsement import WHOLE
from forum.consultation.rules.stances import Stance
from forum.core.languages import lazy
from forum.core.web.forms import Form, Prose, options, required

RESERVATION_LIMIT = 2000
LANGUAGES = [("en", "English"), ("sq", "shqip"), ("sr", "srpski / српски")]
STANCES = {
    Stance.ENDORSE: lazy("Endorse"),
    Stance.RESERVATION: lazy("Endorse with reservation"),
    Stance.STAND_ASIDE: lazy("Stand aside"),
    Stance.DO_NOT_JOIN: lazy("Do not join"),
    Stance.DISSENT: lazy("Dissent"),
}
MEANINGS = {
    Stance.ENDORSE: lazy("The organisation supports the text."),
    Stance.RESERVATION: lazy("The organisation supports the text and writes its reservation beside a paragraph below."),
    Stance.STAND_ASIDE: lazy("The organisation neither supports nor opposes the text."),
    Stance.DO_NOT_JOIN: lazy("The organisation decides not to be part of this position."),
    Stance.DISSENT: lazy("The organisation opposes the text and may file a dissenting opinion."),
}


def number_in(raw: str | None, otherwise: int) -> int:
    """The number of a version that a hidden field names, or another for nonsense."""
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) < 6 else otherwise


def name_of(paragraph: str) -> str:
    """The field for a reservation about a paragraph, or about the whole."""
    return f"reservation_{paragraph}"


def stance_form(paragraphs: Iterable[str], language: str, kept: Mapping[str, str] | None = None, **more: Any) -> Form:
    """Five equal choices, and room for a reservation beside each paragraph and about the whole.

    `kept` fills it: the values of fields as they stand now.
    """
    fields: dict[str, Any] = {
        "value": RadioField(
            lazy("Propose a stance"), choices=options((one.value, label) for one, label in STANCES.items()),
            validators=[required()],
        ),
        "language": SelectField(lazy("Language of the reservations"), choices=options(LANGUAGES), default=language),
        "seen_version": HiddenField(),
    }  # fmt: skip
    for key in (*paragraphs, WHOLE):
        fields[name_of(key)] = Prose(lazy("Reservation"), limit=RESERVATION_LIMIT, required=False)
    return type("StanceForm", (Form,), fields)(data=dict(kept or {}), **more)


def reservations_in(form: Form, paragraphs: Iterable[str]) -> Mapping[str, str]:
    """The reservations that were written, by paragraph key or WHOLE."""
    written = {key: (form[name_of(key)].data or "").strip() for key in (*paragraphs, WHOLE)}
    return {key: text for key, text in written.items() if text}


class ConfirmForm(Form):
    """The one version that is confirmed."""

    version = HiddenField()

    @property
    def number(self) -> int:
        """The version named; 0 for nonsense, which is never the latest."""
        return number_in(self.version.data, 0)


class NoteForm(Form):
    """A note among the people of one organisation."""

    body = Prose(lazy("Note"), limit=4000)
    language = SelectField(lazy("Language"), choices=options(LANGUAGES))


class DissentForm(Form):
    """A dissenting opinion."""

    body = Prose(lazy("Dissenting opinion"), limit=20_000)
    language = SelectField(lazy("Language"), choices=options(LANGUAGES))


class ReportForm(Form):
    """What is wrong in the organisation's entry."""

    body = Prose(lazy("What is wrong, and what would be right?"), limit=2000)
    language = SelectField(lazy("Language"), choices=options(LANGUAGES))


class ButtonForm(Form):
    """A button, nothing else."""
