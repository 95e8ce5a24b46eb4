"""Seeding the archive; there is no other write to it."""

from datetime import UTC, date, datetime
from typing import Any

from forum.core.db import require_writing, upsert
from forum.core.models import SiteEpoch
from forum.core.page_versions import bump
from forum.search import operations as search
from forum.search.rules import Entry
from forum.statement import queries
from forum.statement.models import Demand, Section, Signatory, Statement, StatementText


def store_statement(data: dict[str, Any]) -> int:
    """Store the statement with its signatories; safe to repeat. Returns how many rows stand behind it."""
    session = require_writing()
    rows: list[tuple[Any, dict[str, Any]]] = [
        (SiteEpoch, {"id": 1, "version": 1}),
        (Statement, {"id": 1, "published_on": date.fromisoformat(data["published"]), "authentic_language": "en"}),
    ]
    rows += _words("TITLE", "text", data["title"]) + _words("SUBTITLE", "text", data["subtitle"])
    for paragraph in data["preamble"]:
        rows += _words(paragraph["id"], "text", paragraph["text"])
    position = 0
    for order, section in enumerate(data["sections"]):
        rows.append((Section, {"code": section["code"], "position": order, "addressee": section["addressee"]}))
        rows += _words(section["code"], "heading", section["heading"])
        for number, demand in enumerate(section["demands"], start=1):
            position += 1
            facts = {"code": demand["code"], "section": section["code"], "number": number, "position": position}
            rows.append((Demand, facts | {"slug": demand["slug"]}))
            rows += _words(demand["code"], "title", demand["title"], signed=False)
            rows += _words(demand["code"], "text", demand["text"])
    rows += [(Signatory, dict(line)) for line in data["signatories"]]
    for model, values in rows:
        session.execute(upsert(model).values(**values).on_conflict_do_nothing())
    session.flush()  # the index names the demands
    _index(data)
    bump("home")
    queries.forget_archive()
    return len(rows)


def _index(data: dict[str, Any]) -> None:
    """The demands can be found in the three languages, commitments too."""
    at = datetime.fromisoformat(data["published"]).replace(tzinfo=UTC)
    position = 0
    for section in data["sections"]:
        for demand in section["demands"]:
            position += 1
            for language in ("en", "sq", "sr"):
                search.put(
                    Entry(
                        kind="demand", object_id=position, language=language, at=at, url_key=demand["slug"],
                        title=f"{demand['code']} {demand['title'][language]}", body=demand["text"][language],
                        script="Cyrl" if language == "sr" else None, demand_code=demand["code"],
                    )
                )  # fmt: skip


def _words(owner: str, field: str, texts: dict[str, str], signed: bool = True) -> list[tuple[Any, dict[str, Any]]]:
    """English as signed; Albanian and Serbian (kept in Cyrillic) as working translations."""
    made = []
    for language in ("en", "sq", "sr"):
        values = {
            "owner": owner, "field": field, "language": language, "text": texts[language],
            "script": "Cyrl" if language == "sr" else None,
            "text_other": texts["sr-Latn"] if language == "sr" else None,
            "kind": "signed" if signed and language == "en" else "working",
        }  # fmt: skip
        made.append((StatementText, values))
    return made
