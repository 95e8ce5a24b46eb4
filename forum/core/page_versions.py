"""Versions of public pages (R35): bumped by REQUIRED handlers, read by one statement for the ETag."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, String, bindparam, cast, delete, func, literal, select, union_all, update

from forum.core.db import db, require_writing, upsert
from forum.core.models import Boundary, Page, SiteEpoch

_scopes: BindParameter[Sequence[str]] = bindparam("scopes", expanding=True)
_STAMP = union_all(
    select(Page.scope.label("what"), cast(Page.version, String(40)).label("value")).where(Page.scope.in_(_scopes)),
    select(literal("~boundary"), cast(func.max(Boundary.at), String(40))).where(
        Boundary.scope.in_(_scopes), Boundary.at <= bindparam("now")
    ),
    select(literal("~epoch"), cast(SiteEpoch.version, String(40))),
)


def stamp(scopes: Sequence[str], now: datetime) -> str:
    """The versions of these scopes, the latest boundary passed and the epoch, as one line; one statement."""
    rows = db.session.execute(_STAMP, {"scopes": list(scopes), "now": now})
    return ";".join(sorted(f"{what}={value}" for what, value in rows))


def bump(*scopes: str) -> None:
    """Say that the pages of these scopes changed, in this transaction."""
    rows = [{"scope": scope, "version": 1} for scope in sorted(set(scopes))]  # one order for everybody: no deadlock
    if rows:
        statement = upsert(Page).values(rows)
        changed = statement.on_conflict_do_update(index_elements=["scope"], set_={"version": Page.version + 1})
        require_writing().execute(changed)


def bump_everything() -> None:
    """Say that something changed that may stand on any page (shield, rename, erasure, redaction)."""
    session = require_writing()
    done = session.execute(update(SiteEpoch).values(version=SiteEpoch.version + 1))
    if not done.rowcount:  # type: ignore[attr-defined]
        session.add(SiteEpoch(id=1, version=1))
        session.flush()  # a second bump in this transaction must find the row


def set_boundaries(scope: str, moments: Iterable[datetime]) -> None:
    """Keep these moments as the clock boundaries of a scope (those no longer planned go)."""
    session = require_writing()
    wanted = set(moments)
    known = set(session.scalars(select(Boundary.at).where(Boundary.scope == scope)))
    if known - wanted:
        session.execute(delete(Boundary).where(Boundary.scope == scope, Boundary.at.in_(known - wanted)))
    if new := sorted(wanted - known):
        rows = [{"scope": scope, "at": at} for at in new]
        session.execute(upsert(Boundary).values(rows).on_conflict_do_nothing())
