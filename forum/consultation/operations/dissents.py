"""Dissenting opinions: a minority's own text, published beside the position in the same size (R11)."""

from sqlalchemy import select, update

from forum.consultation.models import Dissent, DissentAuthor
from forum.consultation.queries import answering, stances
from forum.consultation.queries.answering import EndorseRound, RollLine
from forum.consultation.rules import endorsement
from forum.consultation.rules.stance_words import sentences
from forum.consultation.rules.stances import Stance
from forum.core.db import database_now, require_writing
from forum.core.errors import Closed, NotAllowed, NotFound, Unfit
from forum.core.keys import new_key
from forum.core.languages import gettext as _
from forum.core.policy import Actor
from forum.translation.operations import revise_text, write_text
from forum.translation.rules import Words


def _author(actor: Actor, name: str, slug: str) -> tuple[EndorseRound, RollLine]:
    """The round and the line of the roll, for somebody who may speak for it in a dissent now."""
    found = answering.endorse_round(name, lock=True)
    line = answering.roll_line(found.consultation_id, slug)
    now = database_now()
    if not found.takes_dissents(now):
        raise Closed(_("Dissenting opinions are taken from the opening of the round to the end of the check."))
    facilitators = answering.facilitators_of(found.consultation_id)
    mandates = answering.mandates_of(line.organisation_id)
    if actor.id not in endorsement.speakers_at(mandates, now, facilitators) or not actor.has_factor:
        raise NotAllowed
    return found, line


def _endorsing(found: EndorseRound, organisation_id: int) -> set[int]:
    """The organisation, if its stance in force is to endorse."""
    versions = stances.versions_of(found.id, organisation_id)
    in_force = endorsement.stance_in_force(versions, found.closes_at)
    supports = in_force is not None and in_force.value in (Stance.ENDORSE, Stance.RESERVATION)
    return {organisation_id} if supports else set()


def file_dissent(actor: Actor, name: str, slug: str, words: Words) -> str:
    """File the dissenting opinion of an organisation, or replace its words while they may change; returns its key.

    Hidden until the round has closed (R23). Raises Closed, NotAllowed, Unfit.
    """
    session = require_writing()
    found, line = _author(actor, name, slug)
    roll = {one.organisation_id for one in answering.roll_of(found.consultation_id)}
    endorsing = _endorsing(found, line.organisation_id)
    if problems := endorsement.dissent_problems(words.source, {line.organisation_id}, roll, endorsing):
        raise Unfit({"body": sentences(problems)})
    own = own_dissent(found.consultation_id, line.organisation_id)
    if own is not None:
        revise_text("dissent", own.id, "body", words, actor.id)
        return own.key
    dissent = Dissent(key=new_key(), consultation_id=found.consultation_id, filed_at=database_now())
    session.add(dissent)
    session.flush()  # authors and words carry its id
    session.add(_authorship(dissent.id, line.organisation_id, actor.id))
    write_text("dissent", dissent.id, "body", words, actor.id)
    return dissent.key


def _authorship(dissent_id: int, organisation_id: int, person_id: int) -> DissentAuthor:
    return DissentAuthor(
        dissent_id=dissent_id, organisation_id=organisation_id, joined_by=person_id, joined_at=database_now()
    )


def own_dissent(consultation_id: int, organisation_id: int) -> Dissent | None:
    """The opinion an organisation stands behind, if any."""
    return require_writing().scalar(
        select(Dissent)
        .join(DissentAuthor, DissentAuthor.dissent_id == Dissent.id)
        .where(
            Dissent.consultation_id == consultation_id, DissentAuthor.organisation_id == organisation_id,
            Dissent.withdrawn_at.is_(None),
        )
    )  # fmt: skip


def join_dissent(actor: Actor, name: str, slug: str, key: str) -> None:
    """Stand behind an opinion that another organisation filed: in the check, when opinions can be read."""
    session = require_writing()
    found, line = _author(actor, name, slug)
    if not found.is_closed(database_now()):
        raise NotFound
    dissent = session.scalar(
        select(Dissent).where(
            Dissent.key == key, Dissent.consultation_id == found.consultation_id, Dissent.withdrawn_at.is_(None)
        )
    )
    if dissent is None:
        raise NotFound
    if _endorsing(found, line.organisation_id):
        raise Unfit({"": _("An organisation that endorses states its reservation there, not in a dissenting opinion.")})
    if own_dissent(found.consultation_id, line.organisation_id) is None:
        session.add(_authorship(dissent.id, line.organisation_id, actor.id))


def withdraw_dissent(actor: Actor, name: str, slug: str) -> None:
    """Take the organisation's name off its opinion; an opinion without authors is withdrawn."""
    session = require_writing()
    found, line = _author(actor, name, slug)
    own = own_dissent(found.consultation_id, line.organisation_id)
    if own is None:
        raise NotFound
    mine = session.get_one(DissentAuthor, (own.id, line.organisation_id))
    session.delete(mine)
    session.flush()  # what is left decides
    if session.scalar(select(DissentAuthor.organisation_id).where(DissentAuthor.dissent_id == own.id)) is None:
        session.execute(update(Dissent).where(Dissent.id == own.id).values(withdrawn_at=database_now()))
