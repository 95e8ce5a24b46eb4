"""Who hears of translations: whoever asked, whose was returned, those who translate a language by role."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from forum.core import clock
from forum.core.db import db
from forum.core.languages import READINGS, lazy
from forum.core.languages import gettext as _
from forum.core.policy import Actor
from forum.notifications import operations as notifications
from forum.notifications.rules import Delivery, NoticeKind, register, register_job
from forum.translation.events import TranslationReturned, TranslationReviewed, TranslationSubmitted
from forum.translation.models import WrittenText
from forum.translation.queries import translators_of
from forum.translation.rules import kinds

Params = Mapping[str, Any]
_ENDONYMS = {"en": READINGS["en"].endonym, "sq": READINGS["sq"].endonym, "sr": "Srpski / Српски"}


def translation_ready(fact: TranslationReviewed) -> None:
    """Whoever asked for it hears that it can be read."""
    if fact.requested_by not in (None, fact.reviewer_id, fact.translator_id):
        _leave("translation_ready", fact, [fact.requested_by])


def translation_returned(fact: TranslationReturned) -> None:
    """Its translator hears that it came back with a note."""
    if fact.translator_id is not None:
        _leave("translation_returned", fact, [fact.translator_id])


def translation_waits(fact: TranslationSubmitted) -> None:
    """Those who translate the language by role, and the authors, hear that it waits for another person."""
    _leave("translation_waits", fact, [], translator=fact.translator_id)


def _leave(kind: str, fact: Any, people: Sequence[int | None], **more: Any) -> None:
    moment = clock.now().strftime("%Y%m%dT%H%M%S%f")
    key = f"{kind}/{fact.text_id}/{fact.language}/{fact.source_number}/{moment}"
    notifications.fan_out(
        "translation_news", key, kind=kind, text_id=fact.text_id, language=fact.language, people=list(people),
        key=key, **more,
    )  # fmt: skip


def translation_news(
    kind: str, text_id: int, language: str, people: list[int], key: str, translator: int | None = None
) -> Sequence[Delivery]:
    """The worker's part: who hears of it as things stand now; nobody where the text is gone."""
    text = db.session.execute(
        select(WrittenText.kind, WrittenText.owner_id, WrittenText.field).where(WrittenText.id == text_id)
    ).one_or_none()
    known = kinds().get(text.kind) if text else None
    if text is None or known is None:
        return []
    told = people
    if kind == "translation_waits":
        candidates = {*translators_of(language, clock.now()), *known.authors(text.owner_id)}
        told = sorted(candidates - {translator})
    params = {"kind": text.kind, "key": known.key_of(text.owner_id), "field": text.field, "language": language}
    return [Delivery(told, kind, text.kind, text.owner_id, params, key)]


def _may_see(actor: Actor, object_id: int, params: Params) -> bool:
    known = kinds().get(params["kind"])
    return known is not None and params["key"] is not None and known.may_read(actor, object_id)


def _readable(actor: Actor, things: Sequence[tuple[int, Params]]) -> Sequence[bool]:
    """The same for a list: one statement for each kind of text in it, where that kind can answer for many."""
    found: dict[tuple[str, int], bool] = {}
    for name in {params["kind"] for _id, params in things}:
        known, ids = kinds().get(name), [one for one, params in things if params["kind"] == name]
        may = known.readable(actor, ids) if known and known.readable else None
        for one in ids:
            found[name, one] = one in may if may is not None else known is not None and known.may_read(actor, one)
    return [params["key"] is not None and found[params["kind"], one] for one, params in things]


def _at_the_table(actor: Actor, object_id: int, params: Params) -> bool:
    """Work on translations is for the table: a former member is not led to a page that is not there any more."""
    return actor.is_member and _may_see(actor, object_id, params)


def _workable(actor: Actor, things: Sequence[tuple[int, Params]]) -> Sequence[bool]:
    """The same for a list."""
    return _readable(actor, things) if actor.is_member else [False] * len(things)


def register_kinds(url: Callable[[str, Params], str]) -> None:
    """Name the three kinds; `url(kind, params)` comes from the views (a page in the spoken reading)."""

    def named(name: str, label: Any, sentence: Callable[[str], str], mailed: str, *, work: bool = True) -> None:
        may_see, readable = (_at_the_table, _workable) if work else (_may_see, _readable)
        register(
            NoticeKind(
                name, label, lambda params: sentence(_ENDONYMS[params["language"]]),
                lambda params: url(name, params), may_see, mailed, readable,
            )
        )  # fmt: skip

    named(
        "translation_ready", lazy("A translation I asked for"),
        lambda language: _("A translation that you asked for is ready. Language: %(language)s", language=language),
        "at_once", work=False,
    )  # fmt: skip
    named(
        "translation_returned", lazy("A translation of mine came back"),
        lambda language: _("A translation of yours came back with a note. Language: %(language)s", language=language),
        "at_once",
    )  # fmt: skip
    named(
        "translation_waits", lazy("A translation waits for my review"),
        lambda language: _("A translation waits for review. Language: %(language)s", language=language),
        "daily",
    )  # fmt: skip
    register_job("translation_news", translation_news)
