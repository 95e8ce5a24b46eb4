"""Published positions can be found in the three authentic languages (R37)."""

from forum.core.languages import lazy, reading
from forum.publication.events import PositionPublished
from forum.publication.queries import position
from forum.publication.queries.material import plain_paragraphs
from forum.search import operations as search
from forum.search.rules import Entry, SearchKind


def _url(number: str) -> str:
    return f"/{reading().code}/positions/{number}"


KIND = SearchKind("position", lazy("Positions"), _url)


def position_published(fact: PositionPublished) -> None:
    """REQUIRED: the newest version is what is found."""
    found = position(fact.number, fact.version)
    content, words = found.content, plain_paragraphs(fact.consultation_id)
    for language in ("en", "sq", "sr"):
        body = " ".join([content.summary[language], *words.get(language, ())])
        search.put(
            Entry(
                kind="position", object_id=fact.consultation_id, language=language, at=found.published_at,
                url_key=fact.number, title=content.title[language], body=body,
                script="Cyrl" if language == "sr" else None,
                demand_code=fact.demand_codes[0] if fact.demand_codes else None,
            )
        )  # fmt: skip
