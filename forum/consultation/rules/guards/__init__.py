"""What is missing before a step, as codes a page can put into words and link.

Each act has one function that takes plain facts and returns everything that is still missing; an empty list means
the step may be taken. The facilitators' page and the operation ask the same function.
"""

from forum.consultation.rules.guards.common import Pair
from forum.consultation.rules.guards.course import (
    AnnounceFacts,
    DissentFacts,
    OpenFacts,
    ParagraphFacts,
    PositionFacts,
    PublishFacts,
    missing_to_announce,
    missing_to_freeze,
    missing_to_open,
    missing_to_publish,
    text_missing,
)
from forum.consultation.rules.guards.interventions import (
    ExtendFacts,
    ReplaceFacts,
    SuspendFacts,
    WithdrawFacts,
    missing_to_extend,
    missing_to_replace,
    missing_to_resume,
    missing_to_suspend,
    missing_to_withdraw,
)

__all__ = [
    "AnnounceFacts",
    "DissentFacts",
    "ExtendFacts",
    "OpenFacts",
    "Pair",
    "ParagraphFacts",
    "PositionFacts",
    "PublishFacts",
    "ReplaceFacts",
    "SuspendFacts",
    "WithdrawFacts",
    "missing_to_announce",
    "missing_to_extend",
    "missing_to_freeze",
    "missing_to_open",
    "missing_to_publish",
    "missing_to_replace",
    "missing_to_resume",
    "missing_to_suspend",
    "missing_to_withdraw",
    "text_missing",
]
