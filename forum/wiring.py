"""Every reaction of one feature to another, one line each (R32).

REQUIRED belongs to the change: a failure fails the request. REACTIONS run in a savepoint each: a failure is
logged and left as a `work` row. `WORK` names who does what the worker finds; `SWEEPS` what it looks for by the
clock. `ACTOR` joins what features know about whoever acts.
"""

from forum.accounts import events as accounts
from forum.accounts.operations import roles as accounts_roles
from forum.audit import operations as audit
from forum.consultation import events as consultation
from forum.consultation.notices import announcements, checks, confirmation
from forum.consultation.operations import stances as consultation_stances
from forum.core import db as database
from forum.core import events
from forum.discussion import events as discussion
from forum.discussion import index as discussion_index
from forum.discussion import notices as discussion_notices
from forum.discussion import operations as discussion_operations
from forum.moderation import events as moderation
from forum.moderation import notices as moderation_notices
from forum.notifications import operations as notifications_operations
from forum.organisations import events as organisations
from forum.organisations import index as organisations_index
from forum.organisations import queries as organisations_queries
from forum.organisations.operations import mandates as organisations_mandates
from forum.publication import events as publication
from forum.publication import index as publication_index
from forum.publication import notices as publication_notices
from forum.translation import events as translation
from forum.translation import notices as translation_notices
from forum.translation import queries as translation_queries

REQUIRED: list[tuple[type[events.Event], events.Handler]] = [
    (accounts.InvitationAccepted, accounts_roles.grant_from_invitation),
    (accounts.InvitationAccepted, organisations_mandates.grant_from_invitation),
    (accounts.FactorWasReset, audit.factor_was_reset),
    (accounts.PersonErased, organisations_mandates.person_erased),
    (accounts.PersonErased, notifications_operations.person_erased),
    (accounts.PersonErased, discussion_operations.person_erased),
    (accounts.PersonErased, consultation_stances.person_erased),
    (accounts.RoleChanged, audit.role_changed),
    (discussion.ThreadOpened, discussion_index.thread_opened),
    (discussion.ReplyPosted, discussion_index.reply_posted),
    (discussion.PostEdited, discussion_index.post_edited),
    (discussion.PostShown, discussion_index.post_shown),
    (discussion.PostWithdrawn, discussion_index.post_out_of_sight),
    (discussion.PostsWithdrawn, discussion_index.posts_out_of_sight),
    (discussion.PostHidden, discussion_index.post_out_of_sight),
    (discussion.ThreadNarrowed, discussion_index.thread_narrowed),
    (organisations.OrganisationChanged, organisations_index.organisation_changed),
    (publication.PositionPublished, publication_index.position_published),
    (translation.TranslationReviewed, discussion_index.translation_reviewed),
]
REACTIONS: list[tuple[type[events.Event], events.Handler]] = [
    (discussion.ThreadOpened, discussion_notices.thread_opened),
    (discussion.ReplyPosted, discussion_notices.reply_posted),
    (consultation.ConsultationAnnounced, announcements.announced),
    (consultation.StanceProposed, confirmation.proposed),
    (consultation.ConsultationAnnounced, checks.announced),
    (consultation.RoundCounted, checks.counted),
    (consultation.EntryReported, checks.reported),
    (consultation.RoundOpened, announcements.opened),
    (consultation.RoundExtended, announcements.course_changed),
    (consultation.ConsultationSuspended, announcements.course_changed),
    (consultation.ConsultationResumed, announcements.course_changed),
    (consultation.ConsultationWithdrawn, announcements.course_changed),
    (consultation.SignatureAsked, announcements.signature_asked),
    (consultation.SeatVacated, announcements.vacated),
    (consultation.FacilitatorAppointed, announcements.appointed),
    (publication.PositionPublished, publication_notices.position_published),
    (translation.TranslationReviewed, translation_notices.translation_ready),
    (translation.TranslationReturned, translation_notices.translation_returned),
    (translation.TranslationSubmitted, translation_notices.translation_waits),
    (moderation.ReportFiled, moderation_notices.report_filed),
    (moderation.ContentHidden, moderation_notices.content_hidden),
    (moderation.ContentUnhidden, moderation_notices.content_unhidden),
]


def connect() -> None:
    """Install all of it; called once by `create_app`."""
    events.connect(REQUIRED, REACTIONS, database.react)
    translation_queries.provide_protected_names(organisations_queries.names_taken)
