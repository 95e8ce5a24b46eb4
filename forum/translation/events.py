"""What happens to texts and translations."""

from dataclasses import dataclass

from forum.core.events import Event


@dataclass(frozen=True, slots=True)
class TextRevised(Event):
    """A text got new words; its translations are of an older revision now."""

    text_id: int
    kind: str
    owner_id: int
    field: str
    number: int


@dataclass(frozen=True, slots=True)
class TranslationRequested(Event):
    """Somebody asked for a text in a language."""

    text_id: int
    kind: str
    owner_id: int
    language: str
    source_number: int
    by: int


@dataclass(frozen=True, slots=True)
class TranslationReviewed(Event):
    """A translation was approved by another person: readers see it from now on."""

    text_id: int
    kind: str
    owner_id: int
    field: str
    language: str
    source_number: int
    reviewer_id: int
    translator_id: int | None
    requested_by: int | None


@dataclass(frozen=True, slots=True)
class TranslationReturned(Event):
    """A reviewer sent a translation back with a note."""

    text_id: int
    kind: str
    owner_id: int
    language: str
    source_number: int
    reviewer_id: int
    translator_id: int | None


@dataclass(frozen=True, slots=True)
class TranslationSubmitted(Event):
    """A translation is written and waits for another person."""

    text_id: int
    kind: str
    owner_id: int
    language: str
    source_number: int
    translator_id: int


@dataclass(frozen=True, slots=True)
class TranslationDisputed(Event):
    """Somebody doubts a translation in words, or such a doubt was settled: its label changed."""

    text_id: int
    kind: str
    owner_id: int
    field: str
    language: str
    source_number: int
    is_open: bool
