"""What waits for the administration, and where to go."""

from forum.accounts import queries as accounts
from forum.admin import forms, queries
from forum.admin.views import administrators, blueprint
from forum.core import clock
from forum.core.languages import ngettext
from forum.core.web.requests import page


def _speak(count: int) -> str:
    return ngettext("%(num)s person speaks for it", "%(num)s people speak for it", count)


@blueprint.get("/")
@administrators
def index() -> str:
    """Overview."""
    now = clock.now()
    return page(
        "admin/index.html", figures=queries.figures(now), resets=accounts.open_resets(),
        thin=[(one, _speak(one.speakers)) for one in queries.cannot_answer(now)],
        button=forms.ButtonForm(formdata=None),
    )  # fmt: skip
