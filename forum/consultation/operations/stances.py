"""Taking a stance for an organisation: one person proposes, another confirms (R10, R11)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, update

from forum.accounts.events import PersonErased
from forum.consultation.events import StanceProposed
from forum.consultation.models import Reservation, StanceNote, StanceVersion
from forum.consultation.queries import answering, stances
from forum.consultation.queries.answering import EndorseRound, RollLine
from forum.consultation.rules import endorsement
from forum.consultation.rules.endorsement import WHOLE
from forum.consultation.rules.missing import Missing
from forum.consultation.rules.stance_words import sentences
from forum.consultation.rules.stances import Stance
from forum.core.db import database_now, require_writing
from forum.core.errors import Closed, Conflict, NotAllowed, Unfit
from forum.core.events import publish
from forum.core.languages import gettext as _
from forum.core.policy import Actor
from forum.outbox import operations as outbox
from forum.translation.operations import write_texts
from forum.translation.rules import Words

NOTE_LIMIT = 4000


def _speaker(actor: Actor, line: RollLine, found: EndorseRound, now: datetime) -> endorsement.Speaker:
    return endorsement.Speaker(
        person_id=actor.id,
        at=now,
        mandates=answering.mandates_of(line.organisation_id),
        second_factor=actor.has_factor,
        facilitators=answering.facilitators_of(found.consultation_id),
        on_roll=True,
        round_open=found.takes_stances(now),
        individual=line.individual,
    )


def _refuse(problems: Sequence[Missing]) -> None:
    if not problems:
        return
    codes = {problem.code for problem in problems}
    if "stance.no_mandate" in codes:
        raise NotAllowed
    if "stance.not_open" in codes:
        raise Closed(sentences(list(problems)))
    raise Conflict(sentences(list(problems)))


def propose_stance(
    actor: Actor, name: str, slug: str, value: Stance, reservations: Mapping[str, Words], seen_version: int
) -> int:
    """Propose a stance for an organisation; it changes nothing until another person confirms it.

    `reservations` maps a paragraph's key (or WHOLE) to its words; `seen_version` is the version that stood when the
    form was opened (a newer one is a conflict). Returns the new version. Raises Closed, Conflict, Unfit, NotAllowed.
    """
    session = require_writing()
    found = answering.endorse_round(name, lock=True)
    line = answering.roll_line(found.consultation_id, slug, lock=True)
    now = database_now()
    _refuse(endorsement.refused_to_propose(_speaker(actor, line, found, now)))
    paragraphs = {one.key: one.id for one in stances.frozen_text(found.position_id)}
    said = [(key, words.source) for key, words in reservations.items()]
    if problems := endorsement.stance_problems(value, said, paragraphs):
        raise Unfit({"value": sentences(problems)})
    versions = stances.versions_of(found.id, line.organisation_id)
    latest = max((one.version for one in versions), default=0)
    if latest != seen_version:
        raise Conflict(_("Somebody of your organisation proposed a stance meanwhile. Please read it first."))
    session.add(
        StanceVersion(
            round_id=found.id, organisation_id=line.organisation_id, version=latest + 1, individual=line.individual,
            value=value.value, text_sha256=found.text_sha256 or "", proposed_by=actor.id, proposed_at=now,
        )
    )  # fmt: skip
    session.flush()  # reservations point at the version
    _write_reservations(found, line, latest + 1, reservations, paragraphs, actor.id)
    if line.individual:
        _mail_confirmation(actor, found, line, latest + 1)
    else:
        publish(StanceProposed(found.id, line.organisation_id, latest + 1, actor.id))
    return latest + 1


def _write_reservations(
    found: EndorseRound, line: RollLine, version: int, reservations: Mapping[str, Words], paragraphs: Mapping[str, int],
    author_id: int,
) -> None:  # fmt: skip
    session = require_writing()
    rows = [
        Reservation(
            round_id=found.id, organisation_id=line.organisation_id, version=version,
            paragraph_id=None if key == WHOLE else paragraphs[key],
        )
        for key in reservations
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()  # the words carry their ids
    if rows:
        said = {row.id: words for row, words in zip(rows, reservations.values(), strict=True)}
        write_texts("reservation", "body", said, author_id)


def _mail_confirmation(actor: Actor, found: EndorseRound, line: RollLine, version: int) -> None:
    """The link by which an individual seat confirms; it is made when the mail is written (R10)."""
    from forum.accounts.models import Person

    person = require_writing().get(Person, actor.id)
    if person is None or person.email is None:
        raise Conflict(_("Your account has no e-mail address to mail the link to."))
    outbox.post(
        kind="confirm_stance", address=person.email, reading=person.language, recipient_id=person.id,
        params={"name": found.name, "slug": line.slug, "version": version},
        event_key=f"confirm_stance/{found.id}/{line.organisation_id}/{version}", private=True,
    )  # fmt: skip


def confirm_stance(actor: Actor, name: str, slug: str, version: int, *, mailed_link: bool = False) -> None:
    """Confirm the latest proposal: from now on it is the organisation's stance, until a newer one is confirmed.

    Nothing outside the organisation changes by it but the turnout (R23). Raises Closed, Conflict, NotAllowed.
    """
    session = require_writing()
    found = answering.endorse_round(name, lock=True)
    line = answering.roll_line(found.consultation_id, slug, lock=True)
    now = database_now()
    versions = stances.versions_of(found.id, line.organisation_id)
    speaker = _speaker(actor, line, found, now)
    _refuse(endorsement.refused_to_confirm(speaker, versions, version, mailed_link=mailed_link))
    session.execute(
        update(StanceVersion)
        .where(
            StanceVersion.round_id == found.id, StanceVersion.organisation_id == line.organisation_id,
            StanceVersion.version == version,
        )
        .values(confirmed_by=actor.id, confirmed_at=now)
    )  # fmt: skip


def add_note(actor: Actor, name: str, slug: str, body: str, language: str) -> None:
    """A note among the people of one organisation beside its stance, seen by nobody else."""
    session = require_writing()
    found = answering.endorse_round(name)
    line = answering.roll_line(found.consultation_id, slug)
    if not actor.mandates_in(line.organisation_id):
        raise NotAllowed
    if not body.strip() or len(body) > NOTE_LIMIT:
        raise Unfit({"body": _("Please write a note of at most %(limit)s characters.", limit=NOTE_LIMIT)})
    session.add(
        StanceNote(
            round_id=found.id, organisation_id=line.organisation_id, person_id=actor.id, body=body, language=language,
            at=database_now(),
        )
    )  # fmt: skip


def person_erased(fact: PersonErased) -> None:
    """REQUIRED: the notes of whoever is erased go with the posts; what an organisation answered stays (R10, R29)."""
    if not fact.keep_posts:
        require_writing().execute(delete(StanceNote).where(StanceNote.person_id == fact.person_id))
