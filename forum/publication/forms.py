"""The forms by which facilitators and administrators publish a further version (R12)."""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import HiddenField, RadioField, SelectField

from forum.consultation.forms.course import PlacedForm
from forum.core.languages import lazy
from forum.core.web.forms import Line, Prose, options, required
from forum.publication.rules.content import AUTHENTIC, Content, Words
from forum.publication.rules.shown import ENDONYMS

NOTE_LIMIT = 4000
FURTHER = ("bs", "tr", "rom")
"""Languages beyond the authentic ones in which a text may be added."""
KINDS = [
    ("note", lazy("A note: something readers should know")),
    ("erratum", lazy("A correction: something here was wrong")),
]


class FurtherForm(PlacedForm):
    """What every form of a further version carries: the version that was shown."""

    seen = HiddenField()

    @property
    def version(self) -> int:
        """The version that was shown; 0 for nonsense, which never stands."""
        raw = self.seen.data or ""
        return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 5 else 0


class NotedForm(FurtherForm):
    """With a note that is published, in one language or more."""

    note_en = Prose("English", limit=NOTE_LIMIT, required=False)
    note_sq = Prose("shqip", limit=NOTE_LIMIT, required=False)
    note_sr = Prose("srpski / српски", limit=NOTE_LIMIT, required=False)

    def words(self, first: str) -> Words | None:
        """The note; its original is in the language `first`, else in the first that was written. None: nothing was."""
        texts = {code: str(self[f"note_{code}"].data).strip() for code in AUTHENTIC if self[f"note_{code}"].data}
        texts = {code: text for code, text in texts.items() if text}
        if not texts:
            return None
        return Words(first if first in texts else sorted(texts)[0], texts)


class NoteForm(NotedForm):
    """A note or a correction."""

    kind = RadioField(lazy("What is it?"), choices=options(KINDS), validators=[required()])


class ButtonForm(FurtherForm):
    """Nothing but the button."""


class EvidenceForm(NotedForm):
    """Evidence to add under a paragraph, or to take away, and why."""

    paragraph = SelectField(lazy("Paragraph"), coerce=int)
    away = SelectField(lazy("Take away"), validate_choice=False)
    reference = Line(lazy("Add: the code of a demand, the link to a post, or an address"), limit=500, required=False)
    label = Line(lazy("What it is called"), limit=200, required=False)


class NameForm(NotedForm):
    """The organisation that withdraws its name, and what is said about it."""

    name = SelectField(lazy("Organisation"))


class LateForm(FurtherForm):
    """An organisation that signs after the close."""

    late = SelectField(lazy("Organisation"))


def evidence_form(content: Content, place: str, **more: Any) -> EvidenceForm:
    """With the paragraphs and the pieces of this text to choose from."""
    form = EvidenceForm(place, **more)
    form.paragraph.choices = options((one.no, str(one.no)) for one in content.paragraphs)
    pieces = [
        (f"{one.no}.{at}", f"{one.no}: {piece.label or piece.reference or piece.address}")
        for one in content.paragraphs
        for at, piece in enumerate(one.evidence)
    ]
    form.away.choices = options([("", "–"), *pieces])
    return form


def chosen(form: EvidenceForm) -> tuple[int, int | None] | None:
    """The paragraph, and the place of the piece to take away; None for a piece that is not of that paragraph."""
    raw = form.away.data or ""
    if not raw:
        return form.paragraph.data, None
    no, _, at = raw.partition(".")
    if not (no.isascii() and no.isdigit() and at.isascii() and at.isdigit() and len(raw) < 8):
        return None
    return (int(no), int(at)) if int(no) == form.paragraph.data else None


def name_form(content: Content, place: str, **more: Any) -> NameForm:
    """With the names that can still be withdrawn."""
    form = NameForm(place, **more)
    form.name.choices = options((one.slug, one.name) for one in content.roll if not one.withdrawn_on)
    return form


def late_form(place: str, bodies: Iterable[tuple[str, str]], **more: Any) -> LateForm:
    """With the organisations that may still sign."""
    form = LateForm(place, **more)
    form.late.choices = options(bodies)
    return form


def language_form(content: Content, place: str, **more: Any) -> FurtherForm:
    """The whole text, to be filled in a further language."""
    fields: dict[str, Any] = {
        "language": SelectField(lazy("Language"), choices=options((code, ENDONYMS[code]) for code in FURTHER)),
        "title": Line(lazy("Title"), limit=300),
        "summary": Prose(lazy("Summary in two sentences"), limit=2000),
        "question": Line(lazy("Question"), limit=1000),
    }
    fields |= {f"paragraph_{one.no}": Prose(str(one.no), limit=6000) for one in content.paragraphs}
    return type("LanguageForm", (FurtherForm,), fields)(place, **more)


def text_in(form: Any, content: Content) -> tuple[dict[str, str], dict[int, str]]:
    """Title, summary and question, and the paragraphs by number."""
    head = {name: form[name].data for name in ("title", "summary", "question")}
    return head, {one.no: form[f"paragraph_{one.no}"].data for one in content.paragraphs}


FORMS: Sequence[str] = ("note", "translations", "evidence", "name", "late", "language")
"""The changes a further version can be made of."""
