"""Where what is missing is cured: for each code of the guards a link into the page, or to a translation."""

from flask import url_for

from forum.consultation.queries.cockpit import Cockpit
from forum.consultation.queries.position import DraftText
from forum.consultation.rules.missing import Missing

_PLACES = {
    "announce.question": "#question", "announce.demands": "#plan", "announce.text": "#text",
    "freeze.no_paragraph": "#text", "freeze.unwritten_title": "#title", "freeze.unwritten_summary": "#summary",
    "roll.too_small": "#roll", "seat.vacant": "#facilitators", "open.not_frozen": "#step-freeze",
}  # fmt: skip


def cure(problem: Missing, page: Cockpit) -> str | None:
    """A link, or None where nobody on this page can do anything about it."""
    if problem.code in ("freeze.title", "freeze.summary") and page.draft is not None:
        field = problem.code.partition(".")[2]
        text = page.draft.title if field == "title" else page.draft.summary
        return _translation("position", page.facts.key, field, text, str(problem.data["language"])) or f"#{field}"
    if problem.code in ("freeze.wording", "freeze.evidence") and page.draft is not None:
        one = next((line for line in page.draft.paragraphs if line.no == problem.data["paragraph"]), None)
        if one is None:
            return "#text"
        if problem.code == "freeze.evidence":
            return f"#evidence-{one.key}"
        return _translation("paragraph", one.key, "body", one.text, str(problem.data["language"])) or f"#p{one.no}"
    return _PLACES.get(problem.code)


def _translation(kind: str, key: str, field: str, text: DraftText | None, language: str) -> str | None:
    if text is None or text.language == language:
        return None
    return url_for("translation.work", kind=kind, key=key, field=field, language=language)
