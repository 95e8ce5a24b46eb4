"""A lost second factor: an administrator asks, one more confirms, 24 hours pass, the person may object."""

from collections.abc import Callable

from sqlalchemy import select, update

from forum.accounts import policy
from forum.accounts.models import FactorReset, Person
from forum.accounts.operations.factors import drop_factor
from forum.accounts.operations.sessions import end_sessions
from forum.accounts.rules import factors as rules
from forum.accounts.rules.factors import Approver
from forum.core import clock
from forum.core.db import db, require_writing, writing
from forum.core.errors import NotFound, Unfit
from forum.core.keys import new_key
from forum.core.languages import gettext as _
from forum.core.policy import Actor, require
from forum.outbox import operations as outbox

_colleagues: list[Callable[[int, int], tuple[bool, int]]] = []


def ask_colleagues(answer: Callable[[int, int], tuple[bool, int]]) -> None:
    """`answer(person_id, other_id)`: whether they share an organisation, and how many colleagues the person has.

    Injected by `wiring.py`: mandates stand above accounts on the ladder.
    """
    _colleagues[:] = [answer]


def ask_factor_reset(actor: Actor, person_id: int) -> str:
    """An administrator asks for a reset; the person hears of it at the old address. Returns its key."""
    require(policy.can_administer(actor) and actor.id != person_id)
    session = require_writing()
    person = session.get(Person, person_id)
    if person is None or person.state != "active":
        raise NotFound
    cancel_open(person_id)
    reset = FactorReset(key=new_key(), person_id=person_id, asked_by=actor.id, asked_at=clock.now())
    session.add(reset)
    session.flush()  # the mail names its key
    _tell(reset, "asked")
    return reset.key


def confirm_factor_reset(actor: Actor, key: str) -> None:
    """The second person confirms: a colleague of the organisation, or where there is none a moderator. Raises Unfit."""
    reset = _open(key)
    shares, colleagues = _colleagues[0](reset.person_id, actor.id) if _colleagues else (False, 0)
    first = Approver(reset.asked_by, administrator=True)
    second = Approver(actor.id, actor.is_administrator, actor.has_role("moderator"), shares)
    require(actor.has_factor)
    if rules.reset_problem(reset.person_id, first, second, colleagues=colleagues) is not None:
        raise Unfit({"": _("A colleague of that organisation must confirm; where there is none, a moderator.")})
    reset.confirmed_by, reset.confirmed_at = actor.id, clock.now()
    _tell(reset, "confirmed")


def cancel_factor_reset(actor: Actor | None, key: str) -> None:
    """The person objects (from the mailed link), or an administrator takes it back."""
    reset = _open(key)
    require(actor is None or policy.can_administer(actor) or actor.id == reset.person_id)
    reset.cancelled_at = clock.now()


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
    """The sweep: resets that were confirmed and have waited 24 hours are done."""
    ready = [
        row.key
        for row in db.session.scalars(
            select(FactorReset).where(
                FactorReset.confirmed_at.is_not(None), FactorReset.done_at.is_(None), FactorReset.cancelled_at.is_(None)
            )
        )
        if row.confirmed_at is not None and rules.reset_ready(row.asked_at, clock.now())
    ]
    db.session.rollback()
    for key in ready:
        with writing():
            reset = _open(key)
            reset.done_at = clock.now()
            reset_factor(reset.person_id)
            _tell(reset, "done")


def reset_factor(person_id: int) -> None:
    """Remove the factor and end all sessions (also `flask accounts reset-factor` on the host)."""
    drop_factor(person_id)
    end_sessions(person_id)


def _tell(reset: FactorReset, step: str) -> None:
    person = require_writing().get_one(Person, reset.person_id)
    if person.email:
        outbox.post(
            kind="factor_reset", address=person.email, reading=person.language, recipient_id=person.id,
            params={"key": reset.key, "step": step}, event_key=f"factor_reset/{reset.key}/{step}",
        )  # fmt: skip
