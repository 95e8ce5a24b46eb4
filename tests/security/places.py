"""Every address of the site, with objects of every kind in it: what the walks go over."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask, url_for
from werkzeug.routing import Rule

from tests.security.furnished import Site

Values = Mapping[str, str]

OBJECTS: dict[str, dict[str, Values]] = {
    "accounts.cancel_reset": {"": {"token": "cancel_reset"}},
    "accounts.confirm_address": {"": {"secret": "address_secret"}},
    "accounts.invitation": {"": {"secret": "invitation_secret"}},
    "accounts.new_password": {"": {"secret": "reset_secret"}},
    "accounts.one_time": {"": {"secret": "one_time_secret"}},
    "admin.cancel_reset": {"": {"key": "reset"}},
    "admin.change_invitation": {"": {"key": "invitation"}},
    "admin.change_organisation": {"": {"slug": "theirs"}},
    "admin.change_person": {"": {"key": "person"}},
    "admin.confirm_reset": {"": {"key": "reset"}},
    "admin.end_role": {"": {"key": "moderators_key", "place": "=1"}},
    "admin.organisation": {"": {"slug": "theirs"}},
    "admin.person": {"": {"key": "person"}},
    "answers": {
        "ours": {"name": "open", "slug": "ours", "key": "dissent"},
        "theirs": {"name": "open", "slug": "theirs", "key": "dissent"},
    },
    "answers.answer": {
        "ours": {"name": "open", "slug": "ours"}, "theirs": {"name": "open", "slug": "theirs"},
        "draft": {"name": "draft", "slug": "ours"},
    },
    "answers.confirm_by_link": {"": {"name": "open", "token": "signed"}},
    "consultation": {
        "draft": {"name": "draft", "key": "paragraph", "no": "=1"},
        "open": {"name": "open", "key": "open_paragraph", "no": "=1"},
        "another's": {"name": "other_draft", "key": "paragraph", "no": "=1"},
    },
    "consultation.at": {name: {"tail": name} for name in ("published", "open", "announced", "draft", "other_draft")},
    "consultation_open": {"": {"number": "open", "slug": "=x"}},
    "discussion.edit": {
        "their own": {"key": "public_thread", "post": "public_post"},
        "members": {"key": "members_thread", "post": "members_reply"},
        "hidden": {"key": "public_thread", "post": "hidden_post"},
    },
    "discussion.follow_demand": {"": {"slug": "demand"}},
    "discussion.new_thread": {"": {"slug": "demand"}},
    "discussion.post": {
        name: {"key": f"{name}_post"} for name in ("public", "members", "hidden", "withdrawn")
    },
    "discussion.restore": {"": {"key": "public_thread", "post": "withdrawn_post"}},
    "discussion": {
        "public": {"key": "public_thread", "post": "public_reply", "slug": "=x"},
        "members": {"key": "members_thread", "post": "members_reply", "slug": "=x"},
    },
    "discussion.withdraw": {
        "their own": {"key": "public_thread", "post": "public_post"},
        "members": {"key": "members_thread", "post": "members_reply"},
    },
    "moderation.decision": {"": {"key": "decision"}},
    "moderation": {
        name: {"kind": "=post", "key": f"{name}_reply" if name != "hidden" else "hidden_post"}
        for name in ("public", "members", "hidden")
    },
    "notifications.unsubscribe": {"": {"token": "unsubscribe"}},
    "organisations": {
        "ours": {"slug": "ours", "key": "our_invitation"}, "theirs": {"slug": "theirs", "key": "our_invitation"},
    },
    "organisations.end_mandate": {"": {"key": "mandate"}},
    "organisations.show_mandate": {"": {"key": "mandate"}},
    "pages.demand": {"": {"slug": "demand"}},
    "pages.demand_feed": {"": {"slug": "demand"}},
    "pages.evidence": {
        "demand": {"reference": "=GOV-2"}, "post": {"reference": "public_post"},
        "members": {"reference": "members_post"},
    },
    "pages.organisation": {"": {"slug": "ours"}},
    "pages_open.open_demand": {"": {"slug": "demand"}},
    "post_links.post": {name: {"key": f"{name}_post"} for name in ("public", "members", "hidden")},
    "publication": {"": {"number": "published", "version": "=1"}, "open": {"number": "open", "version": "=1"}},
    "publication_open": {"": {"number": "published", "version": "=1", "slug": "=x"}},
    "translation": {
        name: {
            "kind": "=post", "key": f"{name}_post" if name != "claimed" else "public_reply", "field": "=body",
            "language": "=sq", "dispute_key": "=aaaaaaa",
        }
        for name in ("public", "members", "claimed")
    },
}  # fmt: skip
"""Endpoint, or all of a blueprint, → what is shown there → values of the address: names of `Site`, `=` as it is."""


@dataclass(frozen=True)
class Place:
    """One address, the methods it takes, and what stands there."""

    endpoint: str
    what: str
    url: str
    methods: tuple[str, ...]

    @property
    def name(self) -> str:
        """How tables call it."""
        return f"{self.endpoint} {self.what}".strip()


def places(app: Flask, site: Site, reading: str = "en") -> list[Place]:
    """Every address, in one reading; an endpoint whose values nobody named is an error."""
    found = []
    with app.test_request_context(f"/{reading}/", base_url=app.config["SOFRA"].base_url):
        for rule in sorted(app.url_map.iter_rules(), key=lambda one: (one.endpoint, one.rule)):
            for what, values in _variants(rule, site):
                if "lang" in rule.arguments:
                    values = {**values, "lang": reading}
                methods = tuple(sorted((rule.methods or set()) & {"GET", "POST"}))
                found.append(Place(rule.endpoint, what, url_for(rule.endpoint, **values), methods))
    return found


def _variants(rule: Rule, site: Site) -> Iterator[tuple[str, dict[str, str]]]:
    needed = rule.arguments - {"lang"}
    if not needed:
        yield "", {}
        return
    known = OBJECTS.get(rule.endpoint) or OBJECTS.get(rule.endpoint.partition(".")[0])
    if known is None:
        raise LookupError(f"{rule.endpoint} takes {sorted(needed)}: name an object for it in OBJECTS")
    choices = {name: found.split(", ") for found, name in re.findall(r"<any\(([^)]*)\):(\w+)>", rule.rule)}
    for turn, (what, names) in enumerate(known.items()):
        if turn:  # every choice of words once, for the first object
            choices = {name: found[:1] for name, found in choices.items()}
        values = {name: _value(names[name], site) for name in needed & set(names)}
        rest = sorted(needed - set(values))
        yield from _filled(what, values, rest, choices)


def _filled(
    what: str, values: dict[str, str], rest: list[str], choices: Mapping[str, list[str]]
) -> Iterator[tuple[str, dict[str, str]]]:
    if not rest:
        yield what, values
        return
    for choice in choices.get(rest[0], DEFAULTS.get(rest[0], [])):
        yield from _filled(f"{what} {choice}".strip(), {**values, rest[0]: choice}, rest[1:], choices)


DEFAULTS = {"act": ["announce"], "field": ["title", "question"]}
"""What stands where the address only chooses among fixed words."""


def _value(name: str, site: Site) -> str:
    return name[1:] if name.startswith("=") else site.names[name]
