"""Writing, revising and deleting texts. Whether somebody may is asked by the owner's operation."""

from collections.abc import Mapping

from sqlalchemy import delete, select, update

from forum.core import clock
from forum.core.db import require_writing
from forum.core.errors import NotFound
from forum.core.events import publish
from forum.translation.events import TextRevised
from forum.translation.models import Dispute, Revision, Translation, WrittenText
from forum.translation.rules import Words, workflow


def write_text(kind: str, owner_id: int, field: str, words: Words, author_id: int | None) -> int:
    """Store the first words of a field; returns the id of the text."""
    return write_texts(kind, field, {owner_id: words}, author_id)[0]


def write_texts(kind: str, field: str, words: Mapping[int, Words], author_id: int | None) -> list[int]:
    """Store the first words of a field of several things, by owner; returns the ids. As many statements as for one."""
    session = require_writing()
    texts = [
        WrittenText(
            kind=kind, owner_id=owner_id, field=field, language=said.language, script=said.script, number=1,
            source=said.source, html=said.html, html_other=said.html_other, renderer=said.renderer,
        )
        for owner_id, said in words.items()
    ]  # fmt: skip
    session.add_all(texts)
    session.flush()  # revisions carry their ids
    session.add_all(
        _revision(text.id, 1, said, author_id, "") for text, said in zip(texts, words.values(), strict=True)
    )
    return [text.id for text in texts]


def revise_text(kind: str, owner_id: int, field: str, words: Words, author_id: int | None, reason: str = "") -> int:
    """Replace the words of a field; the former ones stay as a revision. Returns the new revision number.

    The same words again change nothing. Raises NotFound when there is no such text.
    """
    session = require_writing()
    text = session.scalar(
        select(WrittenText).where(
            WrittenText.kind == kind, WrittenText.owner_id == owner_id, WrittenText.field == field
        ).with_for_update().execution_options(populate_existing=True)
    )  # fmt: skip
    if text is None:
        raise NotFound
    if (text.source, text.language, text.script) == (words.source, words.language, words.script):
        return text.number
    text.number += 1
    text.source, text.language, text.script = words.source, words.language, words.script
    text.html, text.html_other, text.renderer = words.html, words.html_other, words.renderer
    session.add(_revision(text.id, text.number, words, author_id, reason))
    _carry_over(text.id, text.number)
    session.flush()  # handlers read the new words
    publish(TextRevised(text.id, kind, owner_id, field, text.number))
    return text.number


def _carry_over(text_id: int, number: int) -> None:
    """What was asked for or begun is asked for of the new words; submitted and reviewed work stays with the old."""
    require_writing().execute(
        update(Translation)
        .where(
            Translation.text_id == text_id, Translation.source_number == number - 1,
            Translation.state.in_(workflow.AWAITS_WORDS),
        )
        .values(source_number=number)
    )  # fmt: skip


def delete_texts(kind: str, owner_id: int) -> None:
    """Remove the texts of a thing with revisions, translations and disputes (R29)."""
    session = require_writing()
    ids = list(
        session.scalars(select(WrittenText.id).where(WrittenText.kind == kind, WrittenText.owner_id == owner_id))
    )
    for model in (Revision, Translation, Dispute):
        session.execute(delete(model).where(model.text_id.in_(ids)))
    session.execute(delete(WrittenText).where(WrittenText.id.in_(ids)))


def redact_text(
    text_id: int, current: Words | None, revisions: Mapping[int, Words], translations: Mapping[tuple[str, int], Words]
) -> None:
    """Take words out of a text, its revisions and translations (by language and source revision), leaving no trace of
    them: not a new revision, but other words in the old ones (R29). The caller bumps pages and the index."""
    session = require_writing()
    if current is not None:
        values = {"source": current.source, "html": current.html, "html_other": current.html_other}
        session.execute(update(WrittenText).where(WrittenText.id == text_id).values(**values))
    for number, words in revisions.items():
        row = (Revision.text_id == text_id, Revision.number == number)
        session.execute(update(Revision).where(*row).values(source=words.source, html=words.html))
    for (language, number), words in translations.items():
        of = (
            Translation.text_id == text_id, Translation.language == language, Translation.source_number == number,
        )  # fmt: skip
        values = {"source": words.source, "html": words.html, "html_other": words.html_other}
        session.execute(update(Translation).where(*of).values(**values))


def _revision(text_id: int, number: int, words: Words, author_id: int | None, reason: str) -> Revision:
    return Revision(
        text_id=text_id, number=number, language=words.language, script=words.script, source=words.source,
        html=words.html, author_id=author_id, reason=reason, at=clock.now(),
    )  # fmt: skip
