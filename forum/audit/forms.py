"""The words of the log: each type of entry as a label, each role as a word."""

from forum.audit.rules import ActorRole, EntryType
from forum.core.languages import gettext as _


def types() -> dict[str, str]:
    """What each type of entry says, in the spoken reading."""
    return {
        EntryType.ORGANISATION_CREATED: _("Organisation entered"),
        EntryType.ORGANISATION_JOINED: _("Organisation joined the table"),
        EntryType.ORGANISATION_LEFT: _("Organisation left the table"),
        EntryType.ORGANISATION_RENAMED: _("Organisation renamed"),
        EntryType.ORGANISATION_SEAT_DECLARED: _("Organisation declared its seat"),
        EntryType.ORGANISATION_MERGED: _("Organisation merged into another"),
        EntryType.MANDATE_GRANTED: _("Mandate granted"),
        EntryType.MANDATE_ENDED: _("Mandate ended"),
        EntryType.ROLE_GRANTED: _("Role granted"),
        EntryType.ROLE_ENDED: _("Role ended"),
        EntryType.FACTOR_RESET: _("A second factor was reset"),
        EntryType.CONSULTATION_ANNOUNCED: _("Consultation announced; rules and roll frozen"),
        EntryType.ROUND_OPENED: _("Round opened"),
        EntryType.ROUND_EXTENDED: _("Round extended"),
        EntryType.CONSULTATION_SUSPENDED: _("Consultation suspended"),
        EntryType.CONSULTATION_RESUMED: _("Consultation resumed"),
        EntryType.CONSULTATION_WITHDRAWN: _("Consultation withdrawn"),
        EntryType.FACILITATOR_APPOINTED: _("Facilitator appointed"),
        EntryType.FACILITATOR_REPLACED: _("Facilitator replaced"),
        EntryType.POSITION_FROZEN: _("Text of the position frozen"),
        EntryType.ROUND_COUNTED: _("Round closed and counted"),
        EntryType.STANCE_RECORDED: _("Stance of an organisation"),
        EntryType.PUBLICATION_PUBLISHED: _("Position published"),
        EntryType.PUBLICATION_ERRATUM: _("New version of a position"),
        EntryType.THREAD_NARROWED: _("Thread narrowed to members"),
        EntryType.POST_HIDDEN: _("Post hidden by moderation"),
        EntryType.POST_UNHIDDEN: _("Hidden post shown again"),
        EntryType.TRANSLATION_DISPUTED: _("Translation disputed"),
        EntryType.PAYLOAD_ERASED: _("Details of an entry erased for a person's sake"),
    }


def roles() -> dict[str, str]:
    """In which role somebody acted; the person is never named."""
    return {
        ActorRole.ADMINISTRATOR: _("administration"),
        ActorRole.MODERATOR: _("moderation"),
        ActorRole.COORDINATOR: _("coordination"),
        ActorRole.REPRESENTATIVE: _("representation"),
        ActorRole.ALTERNATE: _("representation by an alternate"),
        ActorRole.FACILITATOR: _("facilitation"),
        ActorRole.FACILITATORS: _("facilitation, both signatures"),
        ActorRole.TRANSLATOR: _("translation"),
        ActorRole.MEMBER: _("membership"),
        ActorRole.OPERATOR: _("the host"),
        ActorRole.WORKER: _("by the clock"),
    }
