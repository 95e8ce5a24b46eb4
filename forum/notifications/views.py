"""The list of notices, the settings of mail, and the way out of a mail."""

from datetime import datetime
from typing import Any

from flask import Blueprint, request, url_for

from forum.accounts import queries as accounts
from forum.core import clock
from forum.core.errors import NotFound
from forum.core.languages import gettext as _
from forum.core.web.access import signed_in, visitor
from forum.core.web.requests import me, page, see_other, submit, writing
from forum.core.web.signing import signed
from forum.extensions import csrf
from forum.notifications import operations, queries, rules
from forum.notifications.forms import OneFieldForm, choices_of, settings_form

blueprint = Blueprint("notifications", __name__, url_prefix="/<reading:lang>", template_folder="templates")


@blueprint.get("/notices")
@signed_in
def index() -> str:
    """What this person was told, newest first."""
    found = queries.notices_of(me(), _before())
    return page("notifications/index.html", notices=found, form=OneFieldForm())


def _before() -> datetime:
    raw = request.args.get("before", "")
    if not raw:
        return clock.now()
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError as error:
        raise NotFound from error
    if moment.tzinfo is None:
        raise NotFound
    return moment


@blueprint.post("/notices/read")
@signed_in
def mark_read() -> Any:
    """Everything so far is read."""
    form = OneFieldForm()

    def act(who: Any) -> str:
        operations.mark_all_read(who)
        return url_for("notifications.index")

    return see_other(submit(form, act))


@blueprint.route("/settings/mail", methods=["GET", "POST"])
@signed_in
def mail_settings() -> Any:
    """How this person hears of each kind by mail."""
    form = settings_form(queries.settings_of(me().id))
    if not form.validate_on_submit():
        saved = request.args.get("saved") == "1"
        status = 422 if form.is_submitted() else 200
        return page("notifications/mail_settings.html", form=form, saved=saved), status

    def act(who: Any) -> str:
        operations.choose_mail(who, choices_of(form))
        return url_for("notifications.mail_settings", saved=1)

    return see_other(submit(form, act))


@blueprint.route("/unsubscribe/<token>", methods=["GET", "POST"])
@csrf.exempt
@visitor
def unsubscribe(token: str) -> Any:
    """A mailed link shows a page; its POST (also a mail program's one click, R34) acts."""
    words = signed("unsubscribe", token)
    person = accounts.person_by_key(words[0]) if words and len(words) == 2 else None
    label = _what_of(words[1]) if words and len(words) == 2 else None
    if words is None or person is None or label is None:
        raise NotFound
    if request.method == "POST":
        with writing():
            operations.unsubscribe(person.id, words[1])
    return page("notifications/unsubscribe.html", label=label, done=request.method == "POST", token=token)


def _what_of(name: str) -> Any:
    """What the mail is about, in words; None for what nobody ever sent."""
    if name == rules.EVERY_DAILY:
        return _("The daily mail with everything that is new")
    return rules.kinds()[name].label if name in rules.kinds() else None
