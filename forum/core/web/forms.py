"""Forms that keep what was typed: cleaned text, errors in the reader's language, one key per form."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, StopValidation

from forum.core import languages
from forum.core.keys import new_key
from forum.core.languages import gettext as _
from forum.core.submissions import is_key
from forum.core.text.names import UnfitText, clean_line, clean_text


class _Translations:
    """WTForms' own messages, from our catalogues."""

    def gettext(self, message: str) -> str:
        return languages.gettext(message)

    def ngettext(self, singular: str, plural: str, num: int) -> str:
        return languages._ngettext(singular, plural, num)


_TRANSLATIONS = _Translations()


class Form(FlaskForm):
    """Root of all forms that write. `form_key` makes a repeated submission harmless (R30)."""

    form_key = HiddenField()

    class Meta(FlaskForm.Meta):
        """Messages of WTForms come from our catalogues."""

        def get_translations(self, form: Any) -> Any:
            """Our catalogue, in the spoken reading."""
            return _TRANSLATIONS

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Fields of the form that was sent; never files, never JSON: no field here knows what to do with those."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            return request.form if request.method == "POST" else None

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        key = self.form_key.data or ""
        if not is_key(key):
            self.form_key.data = new_key(24)

    def refuse(self, problems: dict[str, str]) -> None:
        """Show what an operation refused (`Unfit.problems`) beside the fields, or above the form for ''."""
        for name, sentence in problems.items():
            field = self._fields.get(name)
            if field is None:
                self.form_errors.append(sentence)
            else:
                field.errors = [*field.errors, sentence]

    @property
    def all_errors(self) -> list[tuple[str, str]]:
        """(field id or '', sentence) of everything that is wrong, in the order of the page."""
        found = [("", str(sentence)) for sentence in self.form_errors]
        for field in self:
            found += [(field.id, str(sentence)) for sentence in field.errors if not isinstance(sentence, dict | list)]
        return found


def reason_in_words(problem: UnfitText, limit: int) -> str:
    """What is wrong with a text, for the reader."""
    match problem.reason:
        case "empty":
            return _("Please write something here.")
        case "too_long":
            return _("This text is too long: at most %(limit)s characters.", limit=limit)
        case "marks":
            return _("Too many accents are stacked on one letter.")
        case "scripts":
            return _("A word mixes Latin and Cyrillic letters.")
    return _("This text holds characters that cannot be stored. Please remove them.")


def _printable(text: str | None) -> str:
    """What was typed, without the control characters that no page may hold (they are refused in words)."""
    return "".join(
        char for char in text or "" if char in "\n\r\t" or unicodedata.category(char) not in ("Cc", "Cs", "Cn")
    )


class Line(StringField):
    """One line of text, cleaned: normalised, no control characters, at most `limit` characters."""

    data: Any

    def __init__(self, *args: Any, limit: int = 200, required: bool = True, clean: Any = clean_line, **kwargs: Any):
        self.limit, self.required, self.clean = limit, required, clean
        super().__init__(*args, **kwargs)

    def _value(self) -> str:
        return _printable(self.data)

    def pre_validate(self, form: Any) -> None:
        """Clean the text; the typed one stays in `raw_data`."""
        if not (self.data or "").strip():
            if self.required:
                raise StopValidation(_("Please write something here."))
            self.data = ""
            return
        try:
            self.data = self.clean(self.data, self.limit)
        except UnfitText as problem:
            raise StopValidation(reason_in_words(problem, self.limit)) from problem


class Prose(TextAreaField):
    """A text of several paragraphs, cleaned."""

    data: Any

    def __init__(self, *args: Any, limit: int = 20_000, required: bool = True, **kwargs: Any):
        self.limit, self.required = limit, required
        super().__init__(*args, **kwargs)

    def _value(self) -> str:
        return _printable(self.data)

    def pre_validate(self, form: Any) -> None:
        """Clean the text."""
        if not (self.data or "").strip():
            if self.required:
                raise StopValidation(_("Please write something here."))
            self.data = ""
            return
        try:
            self.data = clean_text(self.data, self.limit)
        except UnfitText as problem:
            raise StopValidation(reason_in_words(problem, self.limit)) from problem


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """What can be chosen, as (value, label) pairs: for lists and round buttons."""
    return [SelectChoice(value, label) for value, label in pairs]


def required() -> InputRequired:
    """Something must be chosen."""
    return InputRequired(message=languages.lazy("Please choose one."))


__all__ = ["Form", "Line", "Prose", "UnfitText", "ValidationError", "options", "reason_in_words", "required"]
