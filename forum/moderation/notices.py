"""Who hears of reports and decisions, and the receipt of a report."""

from collections.abc import Callable, Mapping, Sequence
from textwrap import shorten
from typing import Any

from sqlalchemy import select

from forum.core import clock
from forum.core.db import db
from forum.core.languages import gettext as _
from forum.core.languages import lazy
from forum.core.policy import Actor
from forum.moderation import policy, queries, rules
from forum.moderation.events import ContentHidden, ContentUnhidden, ReportFiled
from forum.moderation.models import CaseAction, Report
from forum.notifications import operations as notifications
from forum.notifications.rules import Delivery, NoticeKind, register, register_job
from forum.outbox.rules import MailKind

Params = Mapping[str, Any]


def report_filed(fact: ReportFiled) -> None:
    """The moderators of both seats, and the facilitators of that consultation."""
    notifications.fan_out(
        "report_filed", f"report/{fact.report_id}", kind=fact.kind, object_id=fact.object_id, report_id=fact.report_id
    )


def content_hidden(fact: ContentHidden) -> None:
    """The author reads why."""
    if fact.author_id is not None:
        notifications.fan_out("decision", f"hidden/{fact.action_id}", name="content_hidden", action_id=fact.action_id,
                              kind=fact.kind, object_id=fact.object_id, author_id=fact.author_id)  # fmt: skip


def content_unhidden(fact: ContentUnhidden) -> None:
    """The author hears that the words are back."""
    if fact.author_id is not None:
        moment = clock.now().strftime("%Y%m%dT%H%M%S%f")
        notifications.fan_out("decision", f"unhidden/{fact.action_id}/{moment}", name="content_unhidden",
                              action_id=fact.action_id, kind=fact.kind, object_id=fact.object_id,
                              author_id=fact.author_id)  # fmt: skip


def _tell_moderators(kind: str, object_id: int, report_id: int) -> Sequence[Delivery]:
    known = rules.kinds().get(kind)
    thing = known.facts(object_id) if known else None
    if known is None or thing is None:
        return []
    told = {*queries.moderators_of(known.seats, clock.now()), *known.facilitators(object_id)}
    others = sorted(one for one in told if one != thing.author_id)
    return [Delivery(others, "report_filed", kind, object_id, {"kind": kind, "key": thing.key}, f"report/{report_id}")]


def _tell_author(name: str, action_id: int, kind: str, object_id: int, author_id: int) -> Sequence[Delivery]:
    action = db.session.execute(
        select(CaseAction.key, CaseAction.rule, CaseAction.reason).where(CaseAction.id == action_id)
    ).one()
    params = {"decision": action.key, "rule": action.rule, "reason": action.reason}
    return [Delivery([author_id], name, kind, object_id, params, f"{name}/{action_id}")]


def _moderates(actor: Actor, object_id: int, params: Params) -> bool:
    known = rules.kinds().get(params["kind"])
    thing = known.facts(object_id) if known else None
    return thing is not None and policy.can_decide(actor, thing)


def _hidden_sentence(params: Params) -> str:
    rule, reason = str(rules.RULES[params["rule"]]), shorten(params["reason"], 200, placeholder=" …")  # one line
    return _("A moderator hid a text of yours. Rule: %(rule)s. Reason: %(reason)s", rule=rule, reason=reason)


def register_kinds(case_url: Callable[[Params], str], decision_url: Callable[[Params], str]) -> None:
    """Name the kinds of notices; the addresses come from the views."""
    register(
        NoticeKind(
            "report_filed", lazy("A report for moderators"), lambda params: _("Somebody reported a text."),
            case_url, _moderates,
        )
    )  # fmt: skip
    register(
        NoticeKind(
            "content_hidden", lazy("A text of mine was hidden"), _hidden_sentence, decision_url,
            lambda actor, object_id, params: True,
        )
    )  # fmt: skip
    register(
        NoticeKind(
            "content_unhidden", lazy("A hidden text of mine is back"),
            lambda params: _("A text of yours that was hidden is shown again."), decision_url,
            lambda actor, object_id, params: True,
        )
    )  # fmt: skip
    register_job("report_filed", _tell_moderators)
    register_job("decision", _tell_author)


def receipt_context(params: Params, recipient_id: int | None) -> dict[str, Any] | None:
    """What the receipt says: when, and under which rule; nothing that anybody typed."""
    row = db.session.execute(select(Report.at, Report.rule).where(Report.id == params["report_id"])).one_or_none()
    return {"at": row.at, "rule": str(rules.RULES[row.rule])} if row else None


RECEIPT_MAIL = MailKind("moderation/emails/report_receipt", receipt_context)
