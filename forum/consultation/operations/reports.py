"""An error of fact in an entry, told to the facilitators in the check (R14). It withholds and changes nothing."""

from forum.consultation.events import EntryReported
from forum.consultation.models import EntryReport
from forum.consultation.queries import answering
from forum.core.db import database_now, require_writing
from forum.core.errors import Closed, NotAllowed, NotFound, Unfit
from forum.core.events import publish
from forum.core.languages import gettext as _
from forum.core.policy import Actor

REPORT_LIMIT = 2000


def report_error(actor: Actor, name: str, slug: str, body: str, language: str) -> None:
    """Say what is wrong in one's entry. Raises NotFound before the count, Closed after the check."""
    session = require_writing()
    found = answering.endorse_round(name)
    line = answering.roll_line(found.consultation_id, slug, lock=True)
    if not actor.mandates_in(line.organisation_id):
        raise NotAllowed
    if not found.counted:
        raise NotFound
    now = database_now()
    if not found.in_check(now):
        raise Closed(_("The check has ended. Please write to the facilitators."))
    if not body.strip() or len(body) > REPORT_LIMIT:
        raise Unfit({"body": _("This text is too long: at most %(limit)s characters.", limit=REPORT_LIMIT)})
    session.add(
        EntryReport(
            consultation_id=found.consultation_id, organisation_id=line.organisation_id, person_id=actor.id, body=body,
            language=language, at=now,
        )
    )  # fmt: skip
    session.flush()  # who hears of it reads the row
    publish(EntryReported(found.consultation_id, line.organisation_id))
