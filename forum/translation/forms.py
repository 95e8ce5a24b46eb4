"""What is typed about translations."""

from datetime import UTC, datetime
from typing import Any

from wtforms import HiddenField

from forum.core.languages import gettext as _
from forum.core.languages import lazy
from forum.core.web.forms import Form, Line, Prose
from forum.translation.queries import protected_names
from forum.translation.rules import Words, what_is_wrong, words, workflow
from forum.translation.rules.words import in_cyrillic


class ButtonForm(Form):
    """A button, nothing else."""


def button() -> ButtonForm:
    """A button of its own on a page that has several: each has its own form key."""
    return ButtonForm(formdata=None)


class WriteForm(Form):
    """A translation being written: of which revision, and whether to keep it or to hand it in."""

    number = HiddenField()
    then = HiddenField()

    @property
    def revision(self) -> int:
        """The revision that was translated; 0 for nonsense."""
        raw = self.number.data or ""
        return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 7 else 0


class ReviewForm(Form):
    """What the reviewer says: approve, approve with a correction, or return with a note."""

    seen = HiddenField()
    then = HiddenField()
    note = Prose(lazy("What should be different"), limit=workflow.NOTE_LIMIT, required=False)

    @property
    def submitted_at(self) -> datetime:
        """When the version was submitted that the reviewer read."""
        try:
            return datetime.fromisoformat(self.seen.data or "").astimezone(UTC)
        except (ValueError, OverflowError):
            return datetime(1, 1, 1, tzinfo=UTC)


class DisputeForm(Form):
    """Why a translation is doubted."""

    reason = Prose(lazy("What is wrong with this translation"), limit=workflow.REASON_LIMIT)


class SettleForm(Form):
    """What becomes of a doubt."""

    then = HiddenField()


def settling() -> SettleForm:
    """The buttons below one doubt."""
    return SettleForm(formdata=None)


def _words(label: Any, plain: bool, limit: int) -> Any:
    return Line(label, limit=min(limit, 300)) if plain else Prose(label, limit=limit)


def write_form(*, plain: bool, limit: int, **values: Any) -> Any:
    """The form of a text of one line, or of several paragraphs."""
    fields = {
        "words": _words(lazy("Your translation"), plain, limit),
        "note": Prose(lazy("Note to the reviewer (optional)"), limit=workflow.NOTE_LIMIT, required=False),
    }
    return type("WriteTheseWords", (WriteForm,), fields)(**values)


def review_form(*, plain: bool, limit: int, **values: Any) -> Any:
    """The form of a reviewer, with the words for a correction."""
    return type("ReviewTheseWords", (ReviewForm,), {"words": _words(lazy("Your correction"), plain, limit)})(**values)


def words_typed(form: Form, name: str, language: str, *, plain: bool, authentic: bool = False) -> Words | None:
    """The words of the field `name`, rendered before any write; None when the form says what is wrong with them.

    Where languages bind equally (`authentic`) Serbian is kept in Cyrillic: typed in Latin, it comes back converted, to
    be checked (R22).
    """
    field = form[name]
    source, protected, script = field.data, protected_names(), None
    if authentic and language == "sr":
        script, cyrillic = "Cyrl", in_cyrillic(source, protected)
        if cyrillic != source:
            field.data = cyrillic
            told = _("Serbian is kept in Cyrillic here: your text was converted. Check it and submit it again.")
            form.refuse({name: told})
            return None
    try:
        return words(source, language, script, protected, plain=plain)
    except ValueError as problem:
        form.refuse({name: what_is_wrong(problem)})
        return None
