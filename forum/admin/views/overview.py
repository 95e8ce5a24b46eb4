"""What waits for the administration, and where to go."""

from forum.accounts import queries as accounts
from forum.admin import forms, queries
from forum.admin.views import administrators, blueprint
from forum.core import clock
from forum.core.web.requests import page


@blueprint.get("/")
@administrators
def index() -> str:
    """Overview."""
    now = clock.now()
    return page(
        "admin/index.html", figures=queries.figures(now), resets=accounts.open_resets(),
        thin=queries.cannot_answer(now), button=forms.ButtonForm(formdata=None),
    )  # fmt: skip
