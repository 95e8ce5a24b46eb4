"""What a mailed link shows when it opens nothing: the same page whether it ever existed or not (R28)."""

from typing import Any

from flask import g

from forum.core.web.requests import page


def gone() -> Any:
    """410: used, taken back, too old or never made; without number, address, token or form."""
    g.error_page = True
    return page("accounts/invitation_gone.html"), 410
