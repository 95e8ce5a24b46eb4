"""Versions of public pages (R35): bumped by REQUIRED handlers, read by one statement for the ETag."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, String, bindparam, cast, delete, func, literal, select, tuple_, union_all, update

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
        require_writing().connection().execute(_raised(db.engine.dialect.name), rows)


@cache
def _raised(_dialect: str) -> Any:
    return upsert(Page).on_conflict_do_update(index_elements=["scope"], set_={"version": Page.version + 1})


def bump_everything() -> None:
    """Say that something changed that may stand on any page (shield, rename, erasure, redaction)."""
    session = require_writing()
    done = session.execute(update(SiteEpoch).values(version=SiteEpoch.version + 1))
    if not done.rowcount:  # type: ignore[attr-defined]
        session.add(SiteEpoch(id=1, version=1))
        session.flush()  # a second bump in this transaction must find the row


def set_boundaries(scope: str, moments: Iterable[datetime]) -> None:
    """Keep these moments as the clock boundaries of a scope (those no longer planned go)."""
    set_boundaries_of({scope: moments})


def set_boundaries_of(scopes: Mapping[str, Iterable[datetime]]) -> None:
    """The same for several scopes; three statements at most, however many they are."""
    session = require_writing()
    wanted = {(scope, at) for scope, moments in scopes.items() for at in moments}
    rows = session.execute(select(Boundary.scope, Boundary.at).where(Boundary.scope.in_(list(scopes))))
    known = {(row.scope, row.at) for row in rows}
    if gone := known - wanted:
        session.execute(delete(Boundary).where(tuple_(Boundary.scope, Boundary.at).in_(sorted(gone))))
    if new := sorted(wanted - known):
        values = [{"scope": scope, "at": at} for scope, at in new]
        session.execute(upsert(Boundary).values(values).on_conflict_do_nothing())
