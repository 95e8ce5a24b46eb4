"""Reporting, and deciding: every decision has a rule, a reason and a public line without content."""

from typing import Any

from sqlalchemy import select, update

from forum.audit import operations as audit
from forum.audit.rules import ActorRole, EntryType
from forum.core import clock
from forum.core.db import require_writing, upsert
from forum.core.errors import Conflict, NotFound, TooMany, Unfit
from forum.core.events import publish
from forum.core.keys import new_key
from forum.core.languages import gettext as _
from forum.core.page_versions import bump
from forum.core.policy import Actor, require
from forum.moderation import policy, queries, rules
from forum.moderation.events import ContentHidden, ContentUnhidden, ReportFiled
from forum.moderation.models import Case, CaseAction, Report
from forum.moderation.rules import Reportable, Thing
from forum.outbox import operations as outbox


def file_report(
    actor: Actor | None, known: Reportable, thing: Thing, *, rule: str, text: str, address: str | None, reading: str
) -> None:
    """Keep a report, open a case where none is open, and write a receipt. A second report of the same sender about
    the same thing changes nothing: the answer is the same, and nobody's mailbox is filled."""
    if not policy.can_report(thing, known.may_read(actor, thing.object_id)):
        raise NotFound
    if rule not in rules.RULES:
        raise Unfit({"rule": _("Please choose one.")})
    if actor is None and not address:
        raise Unfit({"address": _("Please give an address for the receipt.")})
    if actor is not None and queries.reports_since(actor.id, clock.now()) >= rules.REPORTS_PER_HOUR:
        raise TooMany(3600)
    case = _open_case(known.kind, thing)
    if _said_before(case.id, actor, address):
        return
    session = require_writing()
    report = Report(
        case_id=case.id, by=actor.id if actor else None, address=None if actor else address, reading=reading,
        rule=rule, text=text, at=clock.now(),
    )  # fmt: skip
    session.add(report)
    session.flush()  # the receipt and the notices carry its id
    _write_receipt(report, actor)
    publish(ReportFiled(report.id, case.id, known.kind, thing.object_id))


def _open_case(kind: str, thing: Thing) -> Case:
    """The open case about a thing, locked; a new one where there is none."""
    session = require_writing()
    wanted = select(Case).where(Case.kind == kind, Case.object_id == thing.object_id, Case.state == "open")
    values = {
        "key": new_key(), "kind": kind, "object_id": thing.object_id, "scope": thing.scope, "state": "open",
        "opened_at": clock.now(),
    }  # fmt: skip
    session.execute(upsert(Case).values(**values).on_conflict_do_nothing())  # two reports at once: one case
    return session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).one()


def _said_before(case_id: int, actor: Actor | None, address: str | None) -> bool:
    who = Report.by == actor.id if actor else Report.address == address
    return require_writing().scalar(select(Report.id).where(Report.case_id == case_id, who).limit(1)) is not None


def _write_receipt(report: Report, actor: Actor | None) -> None:
    """The receipt holds nothing that anybody typed: it cannot be used to write to others."""
    address, reading = report.address, report.reading
    if actor is not None:
        address, reading = queries.letter_address(actor.id)
    if address:
        outbox.post(
            kind="report_receipt", address=address, reading=reading, recipient_id=actor.id if actor else None,
            params={"report_id": report.id}, event_key=f"report_receipt/{report.id}",
        )  # fmt: skip


def hide_content(actor: Actor, known: Reportable, thing: Thing, *, rule: str, reason: str) -> None:
    """The words leave every surface in this transaction; the author is told the reason (R29)."""
    _refuse_if_changed(thing, "live", _("This is not shown to readers any more."))
    require(policy.can_hide(actor, thing))
    case, action = _decide(actor, known, thing, "hide", rule, reason)
    known.hide(thing.object_id)
    _log(EntryType.POST_HIDDEN, actor, known, thing, case, action)
    publish(ContentHidden(action.id, known.kind, thing.object_id, thing.author_id))


def keep_content(actor: Actor, known: Reportable, thing: Thing, *, reason: str) -> None:
    """The reports are answered: nothing is done, and why."""
    require(policy.can_decide(actor, thing))
    _decide(actor, known, thing, "keep", "", reason)


def narrow_thread(actor: Actor, known: Reportable, thing: Thing, *, rule: str, reason: str) -> None:
    """What it stands in is for members from now on; nobody widens it again (R8)."""
    require(policy.can_narrow(actor, thing))
    assert known.narrow is not None
    _decide(actor, known, thing, "narrow", rule, reason)
    known.narrow(actor, thing.object_id)
    bump(*known.scopes(thing.object_id))


def undo_hiding(actor: Actor, known: Reportable, thing: Thing) -> None:
    """The words are back where they stood; the line about the hiding stays in the log, with one about this."""
    _refuse_if_changed(thing, "hidden", _("This is not hidden any more."))
    require(policy.can_unhide(actor, thing))
    session = require_writing()
    action = session.scalar(
        select(CaseAction)
        .join(Case, Case.id == CaseAction.case_id)
        .where(
            Case.kind == known.kind, Case.object_id == thing.object_id, CaseAction.action == "hide",
            CaseAction.undone_at.is_(None),
        )
        .order_by(CaseAction.id.desc())
        .limit(1)
        .with_for_update(of=CaseAction)
    )  # fmt: skip
    if action is None:
        raise NotFound
    action.undone_by, action.undone_at = actor.id, clock.now()
    known.unhide(thing.object_id)
    case = session.get_one(Case, action.case_id)
    _log(EntryType.POST_UNHIDDEN, actor, known, thing, case, action)
    publish(ContentUnhidden(action.id, known.kind, thing.object_id, thing.author_id))


def _refuse_if_changed(thing: Thing, state: str, sentence: str) -> None:
    if thing.state != state:
        raise Conflict(sentence)


def _decide(
    actor: Actor, known: Reportable, thing: Thing, action: str, rule: str, reason: str
) -> tuple[Case, CaseAction]:
    """Keep the decision and close the case."""
    if not reason.strip():
        raise Unfit({"reason": _("Every decision needs a reason.")})
    if action != "keep" and rule not in rules.RULES:
        raise Unfit({"rule": _("Please choose one.")})
    session = require_writing()
    case = _open_case(known.kind, thing)
    now = clock.now()
    done = CaseAction(
        key=new_key(), case_id=case.id, action=action, by=actor.id, as_seat=_seat(actor), rule=rule, reason=reason,
        at=now,
    )  # fmt: skip
    session.add(done)
    case.state = "closed"
    waiting = update(Report).where(Report.case_id == case.id, Report.handled_at.is_(None))
    session.execute(waiting.values(handled_by=actor.id, handled_at=now))
    session.flush()  # the log and the notice carry its key
    return case, done


def _seat(actor: Actor) -> str | None:
    """For which seat a moderator acts; a facilitator acts for none."""
    return min(actor.seats_as("moderator"), default=None)


def _log(type_: EntryType, actor: Actor, known: Reportable, thing: Thing, case: Case, action: CaseAction) -> None:
    role = ActorRole.MODERATOR if actor.has_role("moderator") else ActorRole.FACILITATOR
    payload: dict[str, Any] = {"rule": action.rule, "decision": action.key}
    if _seat(actor):
        payload["seat"] = _seat(actor)
    pointed = rules.object_in_log(known.kind, thing.key, case.key, thing.public)
    audit.record(type_, object=pointed, payload=payload, actor_role=role)
    bump(*known.scopes(thing.object_id))
