"""Dissenting opinions: a minority's own text, published beside the position in the same size (R11)."""

from sqlalchemy import delete, select, update

from forum.consultation.models import Dissent, DissentAuthor
from forum.consultation.queries import answering, stances
from forum.consultation.queries.answering import EndorseRound, RollLine
from forum.consultation.rules import endorsement
from forum.consultation.rules.kinds.shape import AUTHENTIC_LANGUAGES
from forum.consultation.rules.stance_words import sentences
from forum.core.db import database_now, require_writing
from forum.core.errors import Closed, Conflict, NotAllowed, NotFound, Unfit
from forum.core.keys import new_key
from forum.core.languages import gettext as _
from forum.core.page_versions import bump
from forum.core.policy import Actor
from forum.translation.operations import ask_for, delete_texts, revise_text, write_text
from forum.translation.rules import Words


def _author(actor: Actor, name: str, slug: str) -> tuple[EndorseRound, RollLine]:
    """The round and the line of the roll, for somebody who may speak for it in a dissent now."""
    found = answering.endorse_round(name, lock=True)
    line = answering.roll_line(found.consultation_id, slug, lock=True)
    now = database_now()
    facilitators = answering.facilitators_of(found.consultation_id)
    mandates = answering.mandates_of(line.organisation_id)
    if actor.id not in endorsement.speakers_at(mandates, now, facilitators) or not actor.has_factor:
        raise NotAllowed
    if not found.takes_dissents(now):
        raise Closed(_("Dissenting opinions are taken from the opening of the round to the end of the check."))
    return found, line


def _endorsing(found: EndorseRound, organisation_id: int) -> set[int]:
    """The organisation, if its stance in force is to endorse."""
    versions = stances.versions_of(found.id, organisation_id)
    in_force = endorsement.stance_in_force(versions, found.closes_at)
    supports = in_force is not None and in_force.value in endorsement.ENDORSING
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
        if len(_authors(own.id)) > 1:
            raise Conflict(_("Other organisations stand behind this opinion too: its words do not change any more."))
        revise_text("dissent", own.id, "body", words, actor.id)
        _ask_translators(found, own.id)
        return own.key
    dissent = Dissent(key=new_key(), consultation_id=found.consultation_id, filed_at=database_now())
    session.add(dissent)
    session.flush()  # authors and words carry its id
    session.add(_authorship(dissent.id, line.organisation_id, actor.id))
    write_text("dissent", dissent.id, "body", words, actor.id)
    _ask_translators(found, dissent.id)
    return dissent.key


def _ask_translators(found: EndorseRound, dissent_id: int) -> None:
    """An opinion of the check is read at once and waits for translators; before the count nobody hears of it (R23)."""
    if found.counted:
        session = require_writing()
        session.flush()  # the request points at the text
        ask_for("dissent", dissent_id, "body", AUTHENTIC_LANGUAGES, found.check_ends_at)
        bump(found.scope)


def _authorship(dissent_id: int, organisation_id: int, person_id: int) -> DissentAuthor:
    return DissentAuthor(
        dissent_id=dissent_id, organisation_id=organisation_id, joined_by=person_id, joined_at=database_now()
    )


def _authors(dissent_id: int) -> list[int]:
    """The organisations behind an opinion; whoever adds or takes away a name waits (R30)."""
    session = require_writing()
    session.execute(select(Dissent.id).where(Dissent.id == dissent_id).with_for_update())
    return list(session.scalars(select(DissentAuthor.organisation_id).where(DissentAuthor.dissent_id == dissent_id)))


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
    """Stand behind an opinion that another organisation filed: in the check, when opinions can be read.

    Raises NotFound before the count, Conflict for an organisation that endorses or has an opinion of its own.
    """
    session = require_writing()
    found, line = _author(actor, name, slug)
    dissent = session.scalar(
        select(Dissent)
        .where(Dissent.key == key, Dissent.consultation_id == found.consultation_id, Dissent.withdrawn_at.is_(None))
        .with_for_update()
    )
    if dissent is None or not found.counted:
        raise NotFound
    if _endorsing(found, line.organisation_id):
        raise Conflict(_("An organisation that endorses states its reservation there, not in a dissenting opinion."))
    own = own_dissent(found.consultation_id, line.organisation_id)
    if own is None:
        session.add(_authorship(dissent.id, line.organisation_id, actor.id))
        bump(found.scope)
    elif own.id != dissent.id:
        raise Conflict(_("Your organisation stands behind another opinion. Take its name off that one first."))


def withdraw_dissent(actor: Actor, name: str, slug: str) -> None:
    """Take the organisation's name off its opinion; an opinion without authors is withdrawn."""
    session = require_writing()
    found, line = _author(actor, name, slug)
    own = own_dissent(found.consultation_id, line.organisation_id)
    if own is None:
        raise NotFound
    left = set(_authors(own.id)) - {line.organisation_id}
    session.execute(
        delete(DissentAuthor).where(
            DissentAuthor.dissent_id == own.id, DissentAuthor.organisation_id == line.organisation_id
        )
    )
    if not left:
        session.execute(update(Dissent).where(Dissent.id == own.id).values(withdrawn_at=database_now()))
        delete_texts("dissent", own.id)
    if found.counted:
        bump(found.scope)
