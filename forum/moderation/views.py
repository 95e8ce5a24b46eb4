"""The report form for everybody, the cases of moderators, and a decision as its author reads it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask_limiter.util import get_remote_address

from forum.accounts.operations import throttles
from forum.accounts.rules.throttles import Scope, address_prefix
from forum.core.errors import NotAllowed, NotFound, Unfit
from forum.core.languages import reading
from forum.core.policy import Actor
from forum.core.web.access import privileged, signed_in, visitor
from forum.core.web.requests import actor, choice, me, page, see_other, submit
from forum.moderation import operations, policy, queries, rules
from forum.moderation.forms import ButtonForm, DecisionForm, ReportForm, VisitorReportForm
from forum.moderation.rules import Reportable, Thing

blueprint = Blueprint("moderation", __name__, url_prefix="/<reading:lang>", template_folder="templates")
_ON_DUTY = ("moderator", "facilitator")


@blueprint.route("/report/<kind>/<key:key>", methods=["GET", "POST"])
@visitor
def report(kind: str, key: str) -> Any:
    """Report something one can read; a visitor leaves an address. The answer is always the same."""
    who = actor()
    known, thing = queries.thing_of(kind, key)
    if not policy.can_report(thing, known.may_read(who, thing.object_id)):
        raise NotFound
    form = ReportForm() if who else VisitorReportForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("moderation/report.html", form=form, thing=thing, known=known, at=_at(known, thing)), status
    _count_visitor(who)

    def act(sender: Actor | None) -> str:
        now = queries.thing_of(kind, key)
        address = form.address.data if isinstance(form, VisitorReportForm) else None
        if sender is None and address is None:
            raise NotFound  # signed out meanwhile
        operations.file_report(
            sender, *now, rule=form.rule.data, text=form.text.data, address=address, reading=reading().code
        )
        return url_for("moderation.reported")

    return see_other(submit(form, act))


def _count_visitor(who: Actor | None) -> None:
    """Visitors are counted by address, before anything is written."""
    if who is None:
        place = address_prefix(get_remote_address())
        throttles.count(current_app.config["SECRET_KEY"], {Scope.REPORT_ADDRESS: place})


def _at(known: Reportable, thing: Thing) -> str | None:
    link = known.link(thing.object_id)
    return f"/{reading().code}{link}" if link else None


@blueprint.get("/report-received")
@visitor
def reported() -> str:
    """The report was received; the same for everybody."""
    return page("moderation/reported.html")


@blueprint.get("/moderation")
@privileged(*_ON_DUTY, stepped_up=False)
def index() -> str:
    """The cases that this moderator or facilitator decides."""
    state = choice("state", ("open", "closed"), "open")
    found = queries.cases(me(), state, _before())
    return page("moderation/index.html", cases=found, state=state, rules=rules.RULES)


def _before() -> datetime:
    raw = request.args.get("before", "")
    try:
        moment = datetime.fromisoformat(raw) if raw else queries.LAST
    except ValueError as error:
        raise NotFound from error
    if moment.tzinfo is None:
        raise NotFound
    return moment


def _moderated(who: Actor, kind: str, key: str) -> tuple[Reportable, Thing]:
    known, thing = queries.thing_of(kind, key)
    if not policy.moderates(who, thing.scope):
        raise NotAllowed
    return known, thing


@blueprint.get("/moderation/<kind>/<key:key>")
@privileged(*_ON_DUTY, stepped_up=False)
def case(kind: str, key: str) -> str:
    """Everything about one thing, and the decision."""
    return _case(*_moderated(me(), kind, key), DecisionForm())


def _case(known: Reportable, thing: Thing, form: DecisionForm) -> str:
    return page(
        "moderation/case.html", known=known, thing=thing, form=form, button=ButtonForm(formdata=None),
        rules=rules.RULES, file=queries.case_file(known.kind, thing.object_id), at=_at(known, thing),
        may_decide=policy.can_decide(me(), thing), may_hide=policy.can_hide(me(), thing),
        may_unhide=policy.can_unhide(me(), thing),
        may_narrow=known.narrow is not None and policy.can_narrow(me(), thing),
    )  # fmt: skip


@blueprint.post("/moderation/<kind>/<key:key>")
@privileged(*_ON_DUTY)
def decide(kind: str, key: str) -> Any:
    """Hide, keep or narrow, with a reason."""
    form = DecisionForm()
    known, thing = _moderated(me(), kind, key)
    if not form.validate_on_submit():
        return _case(known, thing, form), 422

    def act(who: Actor) -> str:
        now = _moderated(who, kind, key)
        _decisions(form)[form.then.data](who, *now)
        return url_for("moderation.case", kind=kind, key=key)

    if form.then.data not in _decisions(form):
        raise NotFound
    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return _case(known, thing, form), 422


def _decisions(form: DecisionForm) -> Mapping[str, Callable[[Actor, Reportable, Thing], None]]:
    rule, reason = form.rule.data or "", form.reason.data
    return {
        "hide": lambda who, known, thing: operations.hide_content(who, known, thing, rule=rule, reason=reason),
        "keep": lambda who, known, thing: operations.keep_content(who, known, thing, reason=reason),
        "narrow": lambda who, known, thing: operations.narrow_thread(who, known, thing, rule=rule, reason=reason),
    }


@blueprint.post("/moderation/<kind>/<key:key>/undo")
@privileged(*_ON_DUTY)
def undo(kind: str, key: str) -> Any:
    """Show again what was hidden: one click."""
    form = ButtonForm()
    if not form.validate_on_submit():
        return see_other(url_for("moderation.case", kind=kind, key=key))

    def act(who: Actor) -> str:
        operations.undo_hiding(who, *_moderated(who, kind, key))
        return url_for("moderation.case", kind=kind, key=key)

    return see_other(submit(form, act))


@blueprint.get("/decisions/<key:key>")
@signed_in
def decision(key: str) -> str:
    """A hiding, for the author whose words it was."""
    found, thing = queries.decision_for(me(), key)
    return page("moderation/decision.html", decision=found, thing=thing, rules=rules.RULES)


def case_url(params: Mapping[str, Any]) -> str:
    """Where a notice to moderators leads."""
    return url_for("moderation.case", kind=params["kind"], key=params["key"])


def decision_url(params: Mapping[str, Any]) -> str:
    """Where a notice to an author leads."""
    return url_for("moderation.decision", key=params["decision"])
