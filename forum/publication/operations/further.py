"""A further version: notes, later translations, corrected evidence, a withdrawn name, late signatures (R12).

The frozen words, the roll, the stances and the outcome stay; whatever would touch them is refused here, whoever asks.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from sqlalchemy import select

from forum.audit.rules import ActorRole, EntryType
from forum.consultation.models import Consultation
from forum.core.db import database_now, require_writing
from forum.core.errors import Conflict, NotFound, Unfit
from forum.core.languages import gettext as _
from forum.core.policy import Actor, require
from forum.discussion import queries as discussion
from forum.organisations import queries as organisations
from forum.publication import policy
from forum.publication.operations.build import day, first_version, instant
from forum.publication.operations.storing import store_version
from forum.publication.queries import position
from forum.publication.queries.material import material
from forum.publication.queries.pages import PositionFacts
from forum.publication.rules import further
from forum.publication.rules.checks import problems
from forum.publication.rules.content import Content, Evidence, LateSignature, Words
from forum.publication.rules.versions import changed_only_allowed
from forum.statement import queries as statement

Change = Callable[[Content, str], Content]
"""From the next version and its day to what it says."""
_POST = re.compile(r"(?:/posts/|#p|^)([a-km-np-z2-9]{7})(?:$|[/?#-])")


def publish_further(actor: Actor, number: str, seen: int, change: Change, type_: EntryType | None = None) -> int:
    """Publish the next version with one change; returns its number.

    `seen` is the version that the form showed. Raises NotFound, Conflict (a newer version stands, or nothing changed).
    """
    session = require_writing()
    found = position(number)
    require(policy.can_publish_further(actor, found.consultation_id))
    session.execute(select(Consultation.id).where(Consultation.id == found.consultation_id).with_for_update())
    found = position(number)
    if found.version != seen:
        raise Conflict(_("A further version was published meanwhile. Please read it first."))
    now = database_now()
    bare = further.next_of(found.content, instant(now))
    content = change(bare, day(now))
    if content == bare:
        raise Conflict(_("Nothing would change: there is no need for a further version."))
    if [*problems(content), *changed_only_allowed(found.content, content)]:
        raise Conflict(_("A further version never changes the frozen words, the roll, the stances or the outcome."))
    role = ActorRole.ADMINISTRATOR if actor.is_administrator else ActorRole.FACILITATOR
    type_ = type_ or EntryType.PUBLICATION_PUBLISHED
    store_version(found.consultation_id, content, now, found.review_on, role, type_)
    return content.version


def add_note(actor: Actor, number: str, seen: int, kind: str, words: Words) -> int:
    """A note (something readers should know) or an erratum (something was wrong)."""
    type_ = EntryType.PUBLICATION_ERRATUM if kind == "erratum" else EntryType.PUBLICATION_PUBLISHED
    return publish_further(actor, number, seen, lambda new, on: further.with_note(new, kind, on, words), type_)


def take_in_translations(actor: Actor, number: str, seen: int) -> int:
    """What was translated, or whoever left, since the version before."""
    fresh = content_of_now(position(number))
    if fresh is None:
        raise NotFound
    return publish_further(actor, number, seen, lambda new, on: further.with_what_came_since(new, fresh))


def content_of_now(found: PositionFacts) -> Content | None:
    """What version 1 would say if it were built from the rows now: for translations that came later."""
    rows = material(found.consultation_id)
    if rows is None or found.review_on is None:
        return None
    return first_version(rows, found.published_at, found.review_on)


def correct_evidence(
    actor: Actor, number: str, seen: int, words: Words, *, paragraph: int, away: int | None = None,
    reference: str = "", label: str = "",
) -> int:  # fmt: skip
    """Take a piece of evidence away (`away`: its place), add one, or both; the note says why. Raises Unfit."""
    added = _evidence(actor, reference.strip(), label) if reference.strip() else None
    if added is None and away is None:
        raise Unfit({"reference": _("Please name evidence to add, or a piece to take away.")})

    def change(new: Content, on: str) -> Content:
        found = next((one for one in new.paragraphs if one.no == paragraph), None)
        if found is None or (away is not None and not 0 <= away < len(found.evidence)):
            raise NotFound
        pieces = tuple(one for place, one in enumerate(found.evidence) if place != away)
        pieces += (added,) if added else ()
        return further.with_note(further.with_evidence(new, paragraph, pieces), "erratum", on, words)

    return publish_further(actor, number, seen, change, EntryType.PUBLICATION_ERRATUM)


def _evidence(actor: Actor, reference: str, label: str) -> Evidence:
    """A demand's code, the link or key of a post everybody can read, or the address of a source."""
    if reference.upper() in statement.demands():
        return Evidence("demand", reference.upper(), label)
    if match := _POST.search(reference):
        try:
            return Evidence("post", discussion.post_for(None, match[1]).key, label)
        except NotFound:
            raise Unfit({"reference": _("Everybody must be able to read a post that is evidence.")}) from None
    try:
        parts = urlsplit(reference)
    except ValueError:
        parts = None
    if parts and parts.scheme in ("http", "https") and parts.hostname and not parts.username and len(reference) <= 500:
        return Evidence("source", "", label, "", reference)
    sentence = _("Please give the code of a demand, the link to a post you can read, or an address with https://.")
    raise Unfit({"reference": sentence})


def withdraw_name(actor: Actor, number: str, seen: int, slug: str, words: Words) -> int:
    """An organisation withdraws its name: dated beside its stance, which stays in figures and outcome."""

    def change(new: Content, on: str) -> Content:
        if new.named(slug) is None:
            raise NotFound
        return further.with_note(further.with_name_withdrawn(new, slug, on), "note", on, words)

    return publish_further(actor, number, seen, change)


def add_late_signature(actor: Actor, number: str, seen: int, slug: str) -> int:
    """An organisation signs a joint reaction after its close: dated, outside figures and outcome. Raises Unfit."""
    body = organisations.organisation(slug)

    def change(new: Content, on: str) -> Content:
        line = new.named(slug)
        if not may_sign_late(new, slug, body.seat, member=body.member):
            raise Unfit({"late": _("This organisation has signed already, or has declared no seat.")})
        name, seat = (line.name, line.seat) if line else (body.name, body.seat or "")
        return further.with_late_signature(new, LateSignature(slug, name, seat, body.kind, on))

    return publish_further(actor, number, seen, change)


def may_sign_late(content: Content, slug: str, seat: str | None, *, member: bool) -> bool:
    """Whether an organisation may still sign: a member with a seat that does not endorse the reaction already."""
    line = content.named(slug)
    signed = line is not None and line.stance in ("endorse", "reservation")
    late = any(one.slug == slug for one in content.late_signatures)
    return content.template == "rapid" and member and bool(seat) and not signed and not late


def add_language(
    actor: Actor, number: str, seen: int, language: str, head: dict[str, str], paragraphs: dict[int, str]
) -> int:
    """The whole text in a language beyond the authentic ones: a translation, which binds nobody."""
    return publish_further(
        actor, number, seen, lambda new, on: further.with_language(new, language, head, paragraphs)
    )
