"""A lost second factor: an administrator asks, one more confirms, 24 hours pass, the person may object."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update

from forum.accounts import policy
from forum.accounts.events import FactorWasReset
from forum.accounts.models import FactorReset, Person
from forum.accounts.operations.factors import drop_factor
from forum.accounts.operations.security_events import add
from forum.accounts.operations.sessions import end_sessions
from forum.accounts.queries import factor_of, holders_of
from forum.accounts.queries.people import ResetLine, card
from forum.accounts.rules import factors as rules
from forum.accounts.rules.factors import Approver
from forum.core import clock
from forum.core.db import db, require_writing, writing
from forum.core.errors import NotFound, Unfit
from forum.core.events import publish
from forum.core.keys import new_key
from forum.core.languages import gettext as _
from forum.core.policy import Actor, require
from forum.outbox import operations as outbox

LAPSES = timedelta(days=7)
"""A request that nobody confirmed in this time is void: it shall not wait for the day on which nobody looks."""

_colleagues: list[Callable[[int], Collection[int]]] = []


def ask_colleagues(answer: Callable[[int], Collection[int]]) -> None:
    """`answer(person_id)`: who holds a mandate of the same organisation now.

    Registered by organisations: mandates stand above accounts on the ladder.
    """
    _colleagues[:] = [answer]


def _vouching(person_id: int, asked_by: int) -> frozenset[int]:
    found = frozenset(_colleagues[0](person_id)) if _colleagues else frozenset()
    return found - {person_id, asked_by}


def may_confirm(actor: Actor, reset: ResetLine) -> bool:
    """Whether this actor is the second person a reset waits for: a colleague, or where there is none a moderator."""
    return _problem(actor, reset.person_id, reset.asked_by) is None


def _problem(actor: Actor, person_id: int, asked_by: int) -> rules.ResetProblem | None:
    colleagues = _vouching(person_id, asked_by)
    first = Approver(asked_by, administrator=True)
    second = Approver(actor.id, actor.is_administrator, actor.has_role("moderator"), actor.id in colleagues)
    return rules.reset_problem(person_id, first, second, colleagues=len(colleagues))


def ask_factor_reset(actor: Actor, person_id: int) -> str:
    """An administrator asks for a reset; the person hears of it at the old address, and so do those who may confirm.

    Returns its key. Raises Unfit for a person without a second factor.
    """
    require(policy.can_administer(actor) and actor.id != person_id)
    session = require_writing()
    person = session.get(Person, person_id, with_for_update=True)
    if person is None or person.state != "active":
        raise NotFound
    require_factor(person_id)
    cancel_open(person_id)
    reset = FactorReset(key=new_key(), person_id=person_id, asked_by=actor.id, asked_at=clock.now())
    session.add(reset)
    session.flush()  # the mail names its key
    _tell(reset, "asked")
    _ask_others(reset)
    return reset.key


def _ask_others(reset: FactorReset) -> None:
    others = _vouching(reset.person_id, reset.asked_by)
    others = others or frozenset(holders_of("moderator", clock.now())) - {reset.person_id, reset.asked_by}
    for one in card(sorted(others)[:10]).values():
        if one.email and one.state == "active":
            outbox.post(
                kind="factor_reset_confirm", address=one.email, reading=one.language, recipient_id=one.id,
                params={"key": reset.key}, event_key=f"factor_reset/{reset.key}/confirm",
            )  # fmt: skip


def confirm_factor_reset(actor: Actor, key: str) -> None:
    """The second person confirms: a colleague of the organisation, or where there is none a moderator. Raises Unfit."""
    reset = _open(key)
    require(actor.has_factor)
    if _problem(actor, reset.person_id, reset.asked_by) is not None:
        raise Unfit({"": _("A colleague of that organisation must confirm; where there is none, a moderator.")})
    if reset.confirmed_at is None:
        reset.confirmed_by, reset.confirmed_at = actor.id, clock.now()
        _tell(reset, "confirmed")


def cancel_factor_reset(actor: Actor | None, key: str) -> None:
    """The person objects (from the mailed link), or an administrator takes it back."""
    reset = _open(key)
    require(actor is None or policy.can_administer(actor) or actor.id == reset.person_id)
    reset.cancelled_at = clock.now()
    add(reset.person_id, "factor_reset_stopped")
    outbox.withdraw(f"factor_reset/{key}/")


def cancel_open(person_id: int) -> None:
    """No older request stands beside a new one."""
    require_writing().execute(
        update(FactorReset)
        .where(
            FactorReset.person_id == person_id, FactorReset.done_at.is_(None), FactorReset.cancelled_at.is_(None)
        )
        .values(cancelled_at=clock.now())
    )  # fmt: skip


def _open(key: str) -> FactorReset:
    reset = require_writing().scalar(select(FactorReset).where(FactorReset.key == key).with_for_update())
    if reset is None or reset.done_at or reset.cancelled_at:
        raise NotFound
    return reset


def finish_factor_resets() -> None:
    """The sweep: resets that were confirmed and have waited 24 hours are done; unconfirmed ones lapse in a week."""
    waiting = select(FactorReset).where(FactorReset.done_at.is_(None), FactorReset.cancelled_at.is_(None))
    now = clock.now()
    keys = [row.key for row in db.session.scalars(waiting) if _due(row)]
    db.session.rollback()
    for key in keys:
        with writing():
            reset = require_writing().scalar(waiting.where(FactorReset.key == key).with_for_update())
            if reset is None or not _due(reset):  # the person objected meanwhile
                continue
            if reset.confirmed_at is None:
                reset.cancelled_at = now
                continue
            reset.done_at = now
            reset_factor(reset.person_id, by_host=reset.confirmed_by is None)
            _tell(reset, "done")


def _due(reset: FactorReset) -> bool:
    if reset.confirmed_at is None:
        return clock.now() >= reset.asked_at + LAPSES
    return rules.reset_ready(reset.asked_at, clock.now())


def reset_factor(person_id: int, *, by_host: bool) -> None:
    """Remove the factor and end all sessions; the public log hears that it happened, never to whom."""
    drop_factor(person_id)
    end_sessions(person_id)
    add(person_id, "factor_was_reset")
    publish(FactorWasReset(person_id, by_host))


def reset_by_host(person_id: int) -> datetime:
    """`flask accounts reset-factor`: where nobody else can confirm, the host does; the day and the letter stay.

    Returns when it happens. Raises Unfit for a person without a second factor.
    """
    require_factor(person_id)
    cancel_open(person_id)
    now, session = clock.now(), require_writing()
    reset = FactorReset(key=new_key(), person_id=person_id, asked_by=person_id, asked_at=now, confirmed_at=now)
    session.add(reset)
    session.flush()  # the mail names its key
    _tell(reset, "confirmed")
    return now + rules.FACTOR_RESET_WAIT


def require_factor(person_id: int) -> None:
    """Raises Unfit for a person who has no second factor to be reset."""
    known = factor_of(person_id)
    if known is None or known.confirmed_at is None:
        raise Unfit({"": _("This person has no second factor.")})


def _tell(reset: FactorReset, step: str) -> None:
    person = require_writing().get_one(Person, reset.person_id)
    if step != "done":
        add(person.id, f"factor_reset_{step}")
    if person.email:
        outbox.post(
            kind="factor_reset", address=person.email, reading=person.language, recipient_id=person.id,
            params={"key": reset.key, "step": step}, event_key=f"factor_reset/{reset.key}/{step}",
        )  # fmt: skip
