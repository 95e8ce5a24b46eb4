"""Which public pages change with a thread (R35)."""

from forum.core.page_versions import bump
from forum.discussion.queries import ThreadFacts


def bump_pages(thread: ThreadFacts, *, anyway: bool = False) -> None:
    """Public pages that show a thread are new. A thread of members leaves no trace in them, not even a version."""
    if thread.visibility != "public" and not anyway:
        return
    scopes = [f"thread/{thread.key}", "home"]
    if thread.demand_code:
        scopes.append(f"demand/{thread.demand_code}")
    if thread.scope:
        scopes.append(thread.scope)
    bump(*scopes)
