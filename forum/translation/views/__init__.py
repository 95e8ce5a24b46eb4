"""The pages of translators, and the history of a text that everybody may read."""

from forum.translation.views import history, queue, review, work
from forum.translation.views.blueprint import address_of_notice, blueprint

__all__ = ["address_of_notice", "blueprint", "history", "queue", "review", "work"]
