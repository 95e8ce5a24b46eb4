"""Writing the position: numbered paragraphs with their evidence, then the freezing (R12, R22)."""

import hashlib
import re
from urllib.parse import urlsplit

from sqlalchemy import delete, func, select, update

from forum.audit.rules import EntryType
from forum.consultation import policy
from forum.consultation.events import PositionFrozen
from forum.consultation.models import Evidence, Paragraph, ParagraphWording, Position, PositionWording
from forum.consultation.operations.drafts import store_words
from forum.consultation.operations.records import log, record_event, touch
from forum.consultation.queries.course import ConsultationFacts
from forum.consultation.queries.position import PositionDraft
from forum.consultation.rules.kinds.shape import AUTHENTIC_LANGUAGES
from forum.core.db import require_writing
from forum.core.errors import Conflict, NotFound, Unfit
from forum.core.events import publish
from forum.core.keys import new_key
from forum.core.languages import gettext as _
from forum.core.policy import Actor, require
from forum.discussion import queries as discussion
from forum.statement.models import Demand
from forum.translation.operations import delete_texts, write_text
from forum.translation.rules import Words

MOST_PARAGRAPHS = 60
MOST_EVIDENCE = 30
_POST_KEY = re.compile(r"(?:/posts/|#p|^)([a-km-np-z2-9]{7})(?:$|[/?#-])")


def _writable(actor: Actor, facts: ConsultationFacts) -> int:
    """The position's id, if the actor may write it and it is not frozen."""
    require(policy.can_edit(actor, facts) and facts.position_id is not None)
    if facts.frozen_at is not None:
        raise Conflict(_("The text is frozen and never changes."))
    return facts.position_id or 0


def _paragraph(facts: ConsultationFacts, key: str) -> Paragraph:
    found = require_writing().scalar(
        select(Paragraph).where(Paragraph.position_id == facts.position_id, Paragraph.key == key)
    )
    if found is None:
        raise NotFound
    return found


def add_paragraph(actor: Actor, facts: ConsultationFacts, words: Words) -> str:
    """Add a paragraph at the end; returns its key."""
    position_id = _writable(actor, facts)
    session = require_writing()
    last = session.scalar(select(func.max(Paragraph.no)).where(Paragraph.position_id == position_id)) or 0
    if last >= MOST_PARAGRAPHS:
        raise Conflict(_("A position has at most %(most)s paragraphs.", most=MOST_PARAGRAPHS))
    row = Paragraph(key=new_key(), position_id=position_id, no=last + 1)
    session.add(row)
    session.flush()  # the text carries its id
    write_text("paragraph", row.id, "body", words, actor.id)
    touch(facts.id)
    return row.key


def revise_paragraph(actor: Actor, facts: ConsultationFacts, key: str, words: Words, seen_number: int) -> None:
    """Other words for a paragraph; its translations are of an older revision then, and must be reviewed again."""
    _writable(actor, facts)
    store_words(actor, "paragraph", _paragraph(facts, key).id, "body", words, seen_number)
    touch(facts.id)


def move_paragraph(actor: Actor, facts: ConsultationFacts, key: str, to: int) -> None:
    """Give a paragraph another number; the others follow."""
    position_id = _writable(actor, facts)
    moved = _paragraph(facts, key)
    rows = list(
        require_writing().scalars(
            select(Paragraph)
            .where(Paragraph.position_id == position_id, Paragraph.id != moved.id)
            .order_by(Paragraph.no)
        )
    )
    rows.insert(max(0, min(to - 1, len(rows))), moved)
    _number(rows)
    touch(facts.id)


def _number(rows: list[Paragraph]) -> None:
    session = require_writing()
    for offset in (1000, 0):  # a number is unique at every moment: first out of the way, then in place
        for no, row in enumerate(rows, start=1):
            row.no = offset + no
        session.flush()  # numbers are unique: all must be out of the way first


def delete_paragraph(actor: Actor, facts: ConsultationFacts, key: str) -> None:
    """Remove a paragraph with its texts and evidence; the others move up."""
    position_id = _writable(actor, facts)
    session = require_writing()
    gone = _paragraph(facts, key)
    delete_texts("paragraph", gone.id)
    session.execute(delete(Evidence).where(Evidence.paragraph_id == gone.id))
    session.delete(gone)
    session.flush()  # its number is free for the next one
    rows = session.scalars(select(Paragraph).where(Paragraph.position_id == position_id).order_by(Paragraph.no))
    _number(list(rows))
    touch(facts.id)


def add_evidence(actor: Actor, facts: ConsultationFacts, key: str, reference: str, label: str = "") -> None:
    """What a paragraph rests on: a demand's code, a post (key or link), or the address of a source. Raises Unfit."""
    _writable(actor, facts)
    session = require_writing()
    paragraph = _paragraph(facts, key)
    count = session.scalar(select(func.count()).where(Evidence.paragraph_id == paragraph.id)) or 0
    last = session.scalar(select(func.max(Evidence.no)).where(Evidence.paragraph_id == paragraph.id)) or 0
    if count >= MOST_EVIDENCE:
        raise Unfit({"reference": _("A paragraph rests on at most %(most)s things.", most=MOST_EVIDENCE)})
    found = _evidence(actor, reference.strip())
    if found is None:
        sentence = _("Please give the code of a demand, the link to a post you can read, or an address with https://.")
        raise Unfit({"reference": sentence})
    session.add(Evidence(paragraph_id=paragraph.id, no=last + 1, label=label, **found))
    touch(facts.id)


def _evidence(actor: Actor, reference: str) -> dict[str, object] | None:
    demand = require_writing().get(Demand, reference.upper())
    if demand is not None:
        return {"kind": "demand", "demand_code": demand.code}
    if match := _POST_KEY.search(reference):
        try:
            return {"kind": "post", "post_id": discussion.post_for(actor, match[1]).id}
        except NotFound:
            return None
    try:
        parts = urlsplit(reference)
    except ValueError:
        return None
    if parts.scheme in ("http", "https") and parts.hostname and not parts.username and len(reference) <= 500:
        return {"kind": "source", "url": reference}
    return None


def remove_evidence(actor: Actor, facts: ConsultationFacts, key: str, no: int) -> None:
    """Take one thing away from what a paragraph rests on."""
    _writable(actor, facts)
    paragraph = _paragraph(facts, key)
    require_writing().execute(delete(Evidence).where(Evidence.paragraph_id == paragraph.id, Evidence.no == no))
    touch(facts.id)


def freeze_position(actor: Actor, facts: ConsultationFacts, draft: PositionDraft) -> None:
    """Write the words that never change again; called by the second signature, when nothing is missing (R12, R22)."""
    require(policy.can_sign(actor, facts))
    session = require_writing()
    if draft.title is None or draft.summary is None:
        raise Conflict(_("The text is not complete."))
    for name, text in (("title", draft.title), ("summary", draft.summary)):
        for language in AUTHENTIC_LANGUAGES:
            words = text.versions[language].text
            session.add(
                PositionWording(position_id=draft.id, field=name, language=language, text=words, sha256=_sha256(words))
            )
    for paragraph in draft.paragraphs:
        versions = paragraph.text.versions if paragraph.text else {}
        for language in AUTHENTIC_LANGUAGES:
            version = versions[language]
            session.add(
                ParagraphWording(
                    paragraph_id=paragraph.id, revision=1, language=language, text=version.text, html=version.html,
                    sha256=_sha256(version.text),
                )
            )  # fmt: skip
    session.execute(
        update(Position).where(Position.id == draft.id).values(frozen_at=facts.now, text_sha256=draft.sha256)
    )
    record_event(facts, "frozen", facts.now)
    log(EntryType.POSITION_FROZEN, facts, {"text": draft.sha256})
    touch(facts.id)
    publish(PositionFrozen(facts.id, draft.id))


def _sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
