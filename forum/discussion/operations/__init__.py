"""Every write of the debate."""

from forum.discussion.operations.following import follow, mark_read, unfollow
from forum.discussion.operations.moderated import reportable
from forum.discussion.operations.posts import Posted, Stale, edit_post, post_reply, retitle_thread
from forum.discussion.operations.threads import Opened, narrow_thread, open_thread
from forum.discussion.operations.withdrawal import (
    delete_withdrawn,
    erase_person,
    hide_post,
    person_erased,
    restore_post,
    show_post,
    sweep_withdrawn,
    withdraw_post,
)

__all__ = [
    "Opened", "Posted", "Stale", "delete_withdrawn", "edit_post", "erase_person", "follow", "hide_post", "mark_read",
    "narrow_thread", "open_thread", "person_erased", "post_reply", "reportable", "restore_post", "retitle_thread",
    "show_post", "sweep_withdrawn", "unfollow", "withdraw_post",
]  # fmt: skip
