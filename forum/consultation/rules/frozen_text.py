"""The text as it is frozen: title, summary and paragraphs in three languages, hashed together (R22)."""

from collections.abc import Mapping, Sequence

from forum.consultation.rules.kinds.shape import AUTHENTIC_LANGUAGES
from forum.core.canonical import digest

Wording = Mapping[str, str]


def text_hash(title: Wording, summary: Wording, paragraphs: Sequence[tuple[str, Wording]]) -> str:
    """SHA-256 over everything that is frozen; paragraphs in their order, each with its public key.

    Serbian stands in Cyrillic. Evidence is not part of it: it may be corrected later (R12). A language that is
    missing is hashed as empty, so a draft has a hash too and changes it when a translation comes.
    """

    def three(wording: Wording) -> dict[str, str]:
        return {language: wording.get(language, "") for language in AUTHENTIC_LANGUAGES}

    return digest(
        {
            "title": three(title),
            "summary": three(summary),
            "paragraphs": [{"key": key, "wording": three(wording)} for key, wording in paragraphs],
        }
    )
