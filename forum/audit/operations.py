"""Writing to the public log: in the transaction of what it tells, never changed afterwards (R29)."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, text

from forum.accounts.events import FactorWasReset, RoleChanged
from forum.audit import rules
from forum.audit.models import LogEntry, LogSecret
from forum.audit.queries import entry_of
from forum.audit.rules import ActorRole, EntryType, Facts
from forum.core import clock
from forum.core.canonical import canonical
from forum.core.db import db, require_writing
from forum.core.page_versions import bump

_LOCK = text("SELECT pg_advisory_xact_lock(4712)")


def record(
    type_: EntryType,
    *,
    object: str,
    payload: Mapping[str, Any],
    actor_role: ActorRole | str,
    organisation: str | None = None,
) -> int:
    """Append an entry and its payload; returns its number. One writer at a time, in the order of commits.

    Raises `rules.UnfitPayload` for a payload that names a person.
    """
    session = require_writing()
    rules.check_payload(type_, dict(payload))
    payload = dict(json.loads(canonical(dict(payload))))  # stored as it is hashed: text in NFC
    object, organisation = rules.normal(object), rules.normal(organisation) if organisation else None
    if db.engine.dialect.name != "sqlite":
        session.execute(_LOCK)
    session.flush()  # an entry of this transaction may still be pending
    last = session.scalar(select(LogEntry).order_by(LogEntry.n.desc()).limit(1))
    salt = secrets.token_bytes(rules.SALT_BYTES)
    facts = Facts(type_, ActorRole(actor_role), object, organisation)
    now = clock.now()
    entry = rules.seal(facts, now, rules.commitment_of(dict(payload), salt), entry_of(last) if last else None)
    session.add(
        LogEntry(
            n=entry.n, at_minute=now.replace(second=0, microsecond=0), type=entry.type, actor_role=entry.actor_role,
            organisation=entry.organisation, object=entry.object, commitment=entry.commitment,
            prev_hash=entry.prev_hash, hash=entry.hash,
        )
    )  # fmt: skip
    session.flush()  # the payload points at the entry
    session.add(LogSecret(n=entry.n, salt=salt.hex(), payload=dict(payload)))
    bump("log")
    return entry.n


def erase_payload(n: int, actor_role: ActorRole) -> None:
    """Erase what an entry says in detail; the chain goes on holding, and the log says that it was erased."""
    session = require_writing()
    kept = session.get(LogSecret, n)
    if kept is None:
        return
    session.delete(kept)
    facts = rules.erasure(n, actor_role)
    record(facts.type, object=facts.object, payload={}, actor_role=actor_role)


def role_changed(fact: RoleChanged) -> None:
    """REQUIRED: a role outside organisations was granted or ended; the log names the role, never the person."""
    type_ = EntryType.ROLE_GRANTED if fact.granted else EntryType.ROLE_ENDED
    role = ActorRole.OPERATOR if fact.by_host else ActorRole.ADMINISTRATOR
    record(type_, object=f"role/{fact.role}", payload={"role": fact.role}, actor_role=role)


def factor_was_reset(fact: FactorWasReset) -> None:
    """REQUIRED: a lost second factor was removed; the log says that it happened, never whose it was."""
    role = ActorRole.OPERATOR if fact.by_host else ActorRole.ADMINISTRATOR
    record(EntryType.FACTOR_RESET, object="account", payload={}, actor_role=role)
