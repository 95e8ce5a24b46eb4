"""Every kind of page, under who opens it: addresses without their language, `{names}` from the furnished site."""

from collections.abc import Iterator

from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from tests.security.furnished import Site

PAGES = {
    "visitor": """
        /                                       /statement
        /demands/{demand}                       /threads
        /threads/{public_thread}-x              /threads/{lingual_thread}-x
        /threads/{lingual_thread}/history/{lingual_post}
        /consultations                          /consultations/{announced}-x
        /consultations/{open}-x                 /consultations/{closed}-x
        /consultations/{counted}-x              /consultations/{published}-x
        /consultations/{suspended}-x            /consultations/{withdrawn}-x
        /positions                              /positions/{published}
        /positions/{joint}                      /positions/{published}/v1
        /how-to-read-a-position                 /organisations
        /organisations/{ours}                   /search
        /search?q=river                         /log
        /about                                  /accessibility
        /privacy                                /contact
        /report/post/{public_post}              /report-received
        /sign-in                                /forgotten
        /invitation/{invitation_secret}
        /new-password/{reset_secret}            /one-time/{one_time_secret}
        /confirm-address/{address_secret}       /cancel-reset/{cancel_reset}
        /unsubscribe/{unsubscribe}
        /translations/post/{lingual_post}/body
    """,
    "outsider": """
        /desk                                   /profile
        /settings/factor                        /notices
    """,
    "member": """
        /                                       /desk
        /notices                                /profile
        /profile/data                           /profile/close
        /settings/mail                          /settings/sign-in
        /settings/address                       /settings/password
        /settings/factor                        /step-up
        /sign-out                               /welcome
        /statement                              /demands/{demand}
        /demands/{demand}/new-thread            /threads
        /threads/{members_thread}-x             /threads/{public_thread}-x
        /threads/{lingual_thread}-x             /threads/{public_thread}/reply/{public_reply}
        /threads/{public_thread}/reply/{public_reply}?quote=1
        /threads/{public_thread}/edit/{public_post}
        /threads/{public_thread}/withdraw/{public_post}
        /decisions/{decision}                   /translations
        /translations/post/{lingual_reply}/body /translations/post/{lingual_reply}/body/sq
        /translations/post/{lingual_reply}/body/sq/dispute
        /translations/post/{members_post}/body/sq
        /consultations/{open}-x                 /positions/{published}
    """,
    "representative": """
        /desk                                   /consultations/{open}/answer/{ours}
        /consultations/{open}/dissent/{ours}    /consultations/{open}-x
        /consultations/{announced}/answer/{ours}
        /consultations/{open}/confirm/{signed}  /notices
    """,
    "coordinator": """
        /my-organisations/{ours}                /organisations
    """,
    "facilitator": """
        /consultations                          /consultations/{draft}-x
        /consultations/{draft}/facilitate       /consultations/{announced}/facilitate
        /consultations/{open}/facilitate        /consultations/{counted}/facilitate
        /consultations/{published}/facilitate   /consultations/{suspended}/facilitate
        /consultations/{counted}/reports        /translations/paragraph/{paragraph}/body
        /positions/{published}/further
    """,
    "translator": """
        /translations                           /translations?part=review&language=sq
        /translations/post/{public_reply}/body/sq
        /translations/post/{public_post}/body/sq/review
        /translations/post/{lingual_reply}/body/sq
        /translations/post/{lingual_reply}/body/sq/dispute
    """,
    "moderator": """
        /moderation                             /moderation/post/{public_reply}
        /moderation/post/{members_reply}        /moderation/post/{hidden_post}
        /threads/{public_thread}-x
    """,
    "administrator": """
        /admin/                                 /admin/people
        /admin/people/{person}                  /admin/invitations
        /admin/organisations                    /admin/organisations/{theirs}
        /admin/letters                          /admin/system
        /admin/resets/{reset}                   /admin/consultations/new
        /consultations/{draft}/facilitate       /my-organisations/{theirs}
    """,
}

WITHOUT_LANGUAGE = "/ /demands/{demand} /consultations/{open} /positions/{published} /positions/{published}/v1"
"""Where a language is chosen."""

IN_NO_LIST = {
    "accounts.second_step": "needs a password first: tests/browser/test_journey_b.py",
    "accounts.download": "a file",
    "audit_open.head": "data",
    "audit_open.lines": "data",
    "consultation.back": "leads on",
    "consultation_open.open_named": "the same chooser as without the slug",
    "discussion.thread_by_key": "leads on",
    "health.healthz": "for machines",
    "health.readyz": "for machines",
    "discussion.post": "leads on",
    "pages.evidence": "leads on",
    "pages.demand_feed": "a feed",
    "pages.feed": "a feed",
    "pages_open.robots": "for machines",
    "pages_open.security": "for machines",
    "post_links.post": "leads on, or a chooser of four addresses like those of WITHOUT_LANGUAGE",
    "publication.newest_file": "a file",
    "publication.version_file": "a file",
    "publication_open.open_file": "the same chooser as for the page",
    "publication_open.open_version_file": "the same chooser as for the page",
}
"""Addresses that are asked for with GET and answer with something else than a page of their own."""


def paths(site: Site, role: str, reading: str) -> list[str]:
    """What somebody of this role opens in this reading."""
    return [f"/{reading}{found.format(**site.names)}" for found in PAGES[role].split()]


def choosers(site: Site) -> list[str]:
    """The pages without a language."""
    return [found.format(**site.names) for found in WITHOUT_LANGUAGE.split()]


def endpoints_of(app: Flask, addresses: list[str]) -> Iterator[str]:
    """Which views answer at these addresses."""
    adapter = app.url_map.bind("127.0.0.1")
    for address in addresses:
        try:
            yield adapter.match(address.partition("?")[0])[0]
        except (NotFound, MethodNotAllowed, RequestRedirect) as problem:
            raise AssertionError(f"no view answers at {address}") from problem


def same_view(app: Flask, wanted: str, shown: str) -> bool:
    """Whether a way through redirects ended at the page that was asked for, and not at the sign-in."""
    one, other = endpoints_of(app, [wanted, shown])
    return one == other


def readable_endpoints(app: Flask) -> set[str]:
    """All views that answer to GET."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())}
