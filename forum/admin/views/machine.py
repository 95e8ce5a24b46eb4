"""The machine: letters that lie in files, what the worker could not do, what runs here."""

from typing import Any

from flask import current_app

from forum.admin import queries
from forum.admin.views import administrators, blueprint
from forum.audit import queries as audit
from forum.audit.rules import head_note
from forum.core import clock
from forum.core.web.requests import page
from forum.outbox import queries as outbox


@blueprint.get("/letters")
@administrators
def letters() -> Any:
    """Letters that lie in files because there is no mail server (R40)."""
    config = current_app.config["SOFRA"]
    found = [] if config.mail_url else queries.letters(config.data_dir)
    return page("admin/letters.html", letters=found, mail_server=bool(config.mail_url))


@blueprint.get("/system")
@administrators
def system() -> str:
    """What runs here, whether the worker keeps up, and what it could not do."""
    config = current_app.config["SOFRA"]
    now = clock.now()
    return page(
        "admin/system.html", work=queries.failed_work(), mails=outbox.troubled(), figures=queries.figures(now),
        versions=queries.versions(), release=current_app.config["RELEASE"], head=head_note(audit.head()),
        mail_server=bool(config.mail_url), redis=bool(config.redis_url),
    )  # fmt: skip
