"""The second factor: setting it up, showing it, replacing it (replay guard, recovery codes)."""

from sqlalchemy import delete, update

from forum.accounts import policy
from forum.accounts.models import RecoveryCode, Totp
from forum.accounts.operations.security_events import add, tell
from forum.accounts.queries import factor_of, person_by_id, recovery_hashes
from forum.accounts.rules import factors as rules
from forum.core import clock
from forum.core.db import require_writing, upsert
from forum.core.errors import Conflict, NotAllowed, Unfit
from forum.core.languages import gettext as _
from forum.core.policy import Actor


def begin_factor(actor: Actor, secret: str) -> None:
    """Keep the secret of a factor that is being set up; it counts from its first code on."""
    session = require_writing()
    known = factor_of(actor.id)
    if known is not None and known.confirmed_at is not None:
        raise NotAllowed
    values = {"secret": secret, "last_step": 0, "confirmed_at": None}
    insert = upsert(Totp).values(person_id=actor.id, **values)
    session.execute(insert.on_conflict_do_update(index_elements=["person_id"], set_=values))


def confirm_factor(actor: Actor, code: str) -> tuple[str, ...]:
    """The first code was right: the factor stands. Returns ten recovery codes, shown once. Raises Unfit."""
    known = factor_of(actor.id)
    if known is None or known.confirmed_at is not None:
        raise Conflict(_("Your second factor stands already. If you did not keep the recovery codes, make new ones."))
    if not _accept(actor.id, code):
        raise Unfit({"code": _("This code is not right. Please type the six digits that stand there now.")})
    require_writing().execute(update(Totp).where(Totp.person_id == actor.id).values(confirmed_at=clock.now()))
    add(actor.id, "factor_set_up")
    return new_codes(actor)


def new_codes(actor: Actor) -> tuple[str, ...]:
    """Ten new recovery codes; the old ones are void."""
    session = require_writing()
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == actor.id))
    codes = rules.new_recovery_codes()
    add(actor.id, "new_recovery_codes")
    session.add_all(RecoveryCode(person_id=actor.id, code_hash=rules.recovery_hash(code, actor.key)) for code in codes)
    return codes


def show_factor(person_id: int, code: str) -> bool:
    """Whether a code, of the device or of recovery, is right; it works once. Inside `writing()`."""
    return _accept(person_id, code) or _recover(person_id, code)


def _accept(person_id: int, code: str) -> bool:
    known = factor_of(person_id)
    if known is None:
        return False
    step = rules.accepted_step(known.secret, code, clock.now(), known.last_step or None)
    if step is None:
        return False
    done = require_writing().execute(
        update(Totp).where(Totp.person_id == person_id, Totp.last_step < step).values(last_step=step)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _recover(person_id: int, code: str) -> bool:
    person = person_by_id(person_id)
    found = rules.matching_recovery_hash(code, person.key, recovery_hashes(person_id)) if person else None
    if found is None:
        return False
    done = require_writing().execute(
        update(RecoveryCode)
        .where(RecoveryCode.person_id == person_id, RecoveryCode.code_hash == found, RecoveryCode.used_at.is_(None))
        .values(used_at=clock.now())
    )
    if done.rowcount:  # type: ignore[attr-defined]
        tell(person_id, "recovery_code_used")
    return bool(done.rowcount)  # type: ignore[attr-defined]


def remove_factor(actor: Actor) -> None:
    """Give the second factor up; not while a role demands it. Raises Unfit."""
    if policy.needs_factor(actor):
        raise Unfit({"": _("Your role needs a second factor. Set up a new one first, or give the role back.")})
    drop_factor(actor.id)
    tell(actor.id, "factor_removed")


def drop_factor(person_id: int) -> None:
    """Remove a person's factor and recovery codes."""
    session = require_writing()
    session.execute(delete(Totp).where(Totp.person_id == person_id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
