"""A site on which there is one of everything, and one person of every kind: made once per database.

Times are as if the site had run for ten weeks: the first consultation is published, the second is open, the third
announced, the fourth a draft. `Site` names what was made by the words that the tables of the tests use.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.accounts.models import Person, SignInSession
from forum.accounts.operations import links
from forum.accounts.operations.drafts import keep_draft
from forum.accounts.operations.invitations import invite
from forum.accounts.operations.resets import ask_factor_reset
from forum.accounts.operations.roles import grant_role
from forum.accounts.queries import person_by_id
from forum.accounts.rules.tokens import Purpose
from forum.consultation.operations import dissents, stances
from forum.consultation.rules.roll import SIDES, Seat
from forum.consultation.rules.stances import Stance
from forum.core import clock, keys
from forum.core.db import db, writing
from forum.core.web.signing import sign
from forum.discussion import operations as debate
from forum.discussion import queries as posts
from forum.moderation import operations as moderation
from forum.moderation import rules as reportable
from forum.moderation.models import CaseAction
from forum.notifications.models import Notice
from forum.organisations.models import Mandate
from forum.organisations.operations.mandates import grant_mandate
from forum.outbox.models import OutboxMail
from forum.publication.operations import files
from forum.translation import operations as translation
from forum.translation.queries import piece_for
from forum.translation.rules import words
from tests.consultation.conftest import SEATS, Body, Table

ROLES = (
    "visitor", "outsider", "member", "neighbour", "representative", "coordinator", "facilitator", "stranger",
    "translator", "moderator", "administrator", "suspended",
)  # fmt: skip
"""Who asks. A neighbour is a member of another organisation; a stranger facilitates another consultation."""

AGO = timedelta(weeks=10)
OURS, THEIRS = "Evening Lamp", "River Bench"
DEMAND = "gov-2-implement-agreements"


@dataclass
class Site:
    """What there is: `people` by role, `names` of objects as they stand in addresses, `offset` of the clock."""

    people: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    offset: timedelta = timedelta()


def furnish(app: Flask, table: Table) -> tuple[Site, Callable[[], None]]:
    """People first, sat down at `table`; the second step makes everything else. Both leave the database at rest."""
    site = Site()
    clock.set_offset(-AGO)
    with app.app_context():
        _people(site, table)
        _rest(site)

    def things() -> None:
        with app.app_context(), quick_files():
            _course(site, table)
            _debate(site, table)
            _moderated(site, table)
            _translated(site, table)
            _accounts(site, table)
            signed_out_things(app, site)
            table.work()
            everybody_stepped_up()
            _rest(site)

    return site, things


@contextmanager
def quick_files() -> Iterator[None]:
    """Files of publications without typst, which has tests of its own: hundreds of milliseconds each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "compile_pdf", lambda *_args, **_more: b"%PDF-1.7\nnot typeset")
        yield


def everybody_stepped_up() -> None:
    """Everybody has just shown the second factor, and has read every notice (their number stands on each page)."""
    with writing() as session:
        session.execute(update(Notice).values(read_at=clock.now()))
        session.execute(update(SignInSession).values(stepped_up_at=clock.now(), created_at=clock.now()))


def _rest(site: Site) -> None:
    db.session.remove()
    db.engine.dispose()
    site.offset = clock.offset()


# ---------------------------------------------------------------- people
def _people(site: Site, table: Table) -> None:
    with writing():
        table.administrator = table._person("administrator")
        grant_role(None, table.administrator, "administrator")
        table.translators = (table._person("translator.one"), table._person("translator.two"))
        for person_id in table.translators:
            grant_role(None, person_id, "translator", languages=("en", "sq", "sr"))
        for seat, names in SEATS.items():
            for name in names:
                table._organisation(name, seat)
        for seat in SIDES:
            person_id = table._person(f"facilitator.{seat.value}")
            grant_mandate(None, table.organisations[SEATS[seat][0]].slug, person_id, "coordinator")
            table.facilitators[seat] = person_id
        for handle in ("outsider", "coordinator", "moderator", "suspended", "second.moderator"):
            table._person(handle)
        for seat, name in ((Seat.KOSOVO, "Lime Tree Circle"), (Seat.SERBIA, "Stone Well")):
            table._person(f"stranger.{seat.value}")
            grant_mandate(None, table.organisations[name].slug, table.people[f"stranger.{seat.value}"], "coordinator")
        grant_mandate(None, table.organisations[OURS].slug, table.people["coordinator"], "coordinator")
        grant_mandate(None, table.organisations[OURS].slug, table.people["suspended"], "coordinator")
        grant_role(None, table.people["moderator"], "moderator", as_seat="kosovo")
        grant_role(None, table.people["second.moderator"], "moderator", as_seat="serbia")
        db.session.get_one(Person, table.people["suspended"]).state = "suspended"  # though a session of theirs is left
    ours, theirs = table.organisations[OURS], table.organisations[THEIRS]
    site.people = {
        "outsider": table.people["outsider"], "member": ours.speakers[1], "neighbour": theirs.speakers[1],
        "representative": ours.speakers[0], "coordinator": table.people["coordinator"],
        "facilitator": table.facilitators[Seat.KOSOVO], "stranger": table.people["stranger.kosovo"],
        "translator": table.translators[0], "moderator": table.people["moderator"],
        "administrator": table.administrator, "suspended": table.people["suspended"],
    }  # fmt: skip
    for role, person_id in site.people.items():
        site.tokens[role] = keys.new_secret()
        _session(site.tokens[role], person_id)


def _session(token: str, person_id: int) -> None:
    now = clock.now()
    with writing() as session:
        session.add(
            SignInSession(
                token_hash=keys.hashed(token), person_id=person_id, browser="test", created_at=now, stepped_up_at=now
            )
        )


# ---------------------------------------------------------------- consultations
def _course(site: Site, table: Table) -> None:
    ours, theirs = table.organisations[OURS], table.organisations[THEIRS]
    published = table.opened()
    _confirm(table, published, ours, _propose(table, published, ours, "endorse"))
    _confirm(table, published, theirs, _propose(table, published, theirs, "reservation", "Within a year."))
    third = table.organisations["Small Harbour"]
    _confirm(table, published, third, _propose(table, published, third, "dissent"))
    site.names |= {"published": published, "kept_dissent": _dissent(table, published, third)}
    _publish(table, published)
    opened = table.opened()
    _confirm(table, opened, ours, _propose(table, opened, ours, "dissent"))
    _propose(table, opened, theirs, "endorse")
    site.names |= {"open": opened, "dissent": _dissent(table, opened, ours)}
    site.names["open_paragraph"] = table.paragraphs(opened)[0]
    site.names["announced"] = table.announced()
    draft = table.drafted()
    site.names |= {"draft": draft, "paragraph": table.paragraphs(draft)[0]}
    mine = dict(table.facilitators)
    table.facilitators.update({seat: table.people[f"stranger.{seat.value}"] for seat in (Seat.KOSOVO, Seat.SERBIA)})
    site.names["other_draft"] = table.begun()
    table.facilitators.update(mine)
    site.names["signed"] = _confirmation(table, opened)
    site.names |= {"ours": ours.slug, "theirs": theirs.slug, "demand": DEMAND}


def _propose(table: Table, number: str, body: Body, stance: str, reservation: str = "") -> int:
    said = {"whole": words(reservation, "en")} if reservation else {}
    with writing():
        return stances.propose_stance(table.actor(body.speakers[0]), number, body.slug, Stance(stance), said, 0)


def _confirm(table: Table, number: str, body: Body, version: int) -> None:
    with writing():
        stances.confirm_stance(table.actor(body.speakers[1]), number, body.slug, version)


def _dissent(table: Table, number: str, body: Body) -> str:
    said = words("We see it otherwise.", "en")
    with writing():
        return dissents.file_dissent(table.actor(body.speakers[0]), number, body.slug, said)


def _publish(table: Table, number: str) -> None:
    """Close, count, let the check and what publication may wait for pass (R11)."""
    table.close(number)
    table.work()
    table.wait(days=8)
    table.work()
    table.wait(days=8)
    table.work()


def _confirmation(table: Table, number: str) -> str:
    person = person_by_id(table.organisations[OURS].speakers[0])
    assert person is not None
    return sign("confirm_stance", number, table.organisations[OURS].slug, "1", person.key)


# ---------------------------------------------------------------- debate
def _debate(site: Site, table: Table) -> None:
    author = site.people["member"]
    for visibility in ("public", "members"):
        thread = _thread(table, author, visibility)
        site.names |= {f"{visibility}_thread": thread.key, f"{visibility}_post": thread.post_key}
        site.names[f"{visibility}_reply"] = _reply(table, site.people["neighbour"], thread.post_key, "An answer.")
    for state in ("hidden", "withdrawn"):
        site.names[f"{state}_post"] = _reply(table, author, site.names["public_post"], f"A post that was {state}.")
    with writing():
        who = table.actor(author)
        debate.withdraw_post(who, posts.post_for(who, site.names["withdrawn_post"], lock=True))


def _thread(table: Table, by: int, visibility: str) -> Any:
    made = words(f"A thread for {visibility}", "en", plain=True), words("How *it* began.", "en")
    with writing():
        return debate.open_thread(
            table.actor(by), title=made[0], body=made[1], visibility=visibility, voice="own", demand_code="GOV-2"
        )


def _reply(table: Table, by: int, to: str, text: str) -> str:
    made = words(text, "en")
    with writing():
        who = table.actor(by)
        return debate.post_reply(who, posts.post_for(who, to, lock=True), body=made, voice="own").key


# ---------------------------------------------------------------- moderation, translation, accounts
def _moderated(site: Site, table: Table) -> None:
    known = reportable.kinds()["post"]
    for reported in ("public_reply", "members_reply", "hidden_post"):
        with writing():
            found = known.owner_of_key(site.names[reported])
            thing = known.facts(found)
            moderation.file_report(
                table.actor(site.people["coordinator"]), known, thing, rule=next(iter(reportable.RULES)),
                text="Please look.", address=None, reading="en",
            )  # fmt: skip
    with writing():
        who = table.actor(site.people["moderator"])
        thing = known.facts(known.owner_of_key(site.names["hidden_post"]))
        rule = next(iter(reportable.RULES))
        moderation.hide_content(who, known, thing, rule=rule, reason="It names somebody.")
    site.names["decision"] = db.session.scalars(select(CaseAction.key).order_by(CaseAction.id.desc())).first() or ""
    db.session.rollback()


def _translated(site: Site, table: Table) -> None:
    one, other = table.translators
    said = words("Si filloi.", "sq")
    for key, state in (("public_post", "submitted"), ("public_reply", "claimed"), ("members_post", "requested")):
        with writing():
            who = table.actor(other if state == "submitted" else one)
            piece = piece_for(who, "post", site.names[key], "body", "sq", lock=True)
            if state == "requested":
                translation.request_translation(who, piece)
            elif state == "claimed":
                translation.claim_translation(who, piece)
            else:
                translation.submit_translation(who, piece, said, number=piece.text.number)


def _accounts(site: Site, table: Table) -> None:
    with writing():
        boss = table.actor(table.administrator)
        site.names["invitation"] = invite(
            boss, email="guest@example.org", name="Guest Shembull", language="sq", purpose="role",
            params={"role": "translator", "as_seat": None, "languages": ["sq"]}, subject="role",
        )  # fmt: skip
        organisation = table.organisations[OURS]
        site.names["our_invitation"] = invite(
            boss, email="second@example.org", name="Second Guest", language="en", purpose="mandate",
            params={"organisation_id": organisation.id, "role": "alternate"}, subject=f"organisation/{organisation.id}",
        )  # fmt: skip
        site.names["reset"] = ask_factor_reset(boss, site.people["coordinator"])
        site.names["person"] = _key_of(site.people["outsider"])
        site.names["moderators_key"] = _key_of(site.people["moderator"])
        site.names["mandate"] = str(
            db.session.scalar(select(Mandate.key).where(Mandate.person_id == site.people["coordinator"]))
        )
    keep_draft(table.actor(site.people["member"]), f"reply/{site.names['public_post']}", "Half a sentence", "en")


def _key_of(person_id: int) -> str:
    found = person_by_id(person_id)
    assert found is not None
    return found.key


def signed_out_things(app: Flask, site: Site) -> None:
    """What opens without being signed in: links that were mailed, signed addresses."""
    someone = site.people["outsider"]
    with writing():
        for name, purpose in (
            ("reset_secret", Purpose.PASSWORD_RESET), ("address_secret", Purpose.ADDRESS_CHANGE_NEW),
            ("one_time_secret", Purpose.ONE_TIME_SIGN_IN),
        ):  # fmt: skip
            site.names[name] = links.issue(someone, purpose, email="new@example.org", step="new")
        mails = select(OutboxMail.params).where(OutboxMail.address == "guest@example.org")
        site.names["invitation_secret"] = db.session.scalars(mails).one()["secret"]
    with app.test_request_context("/en/"):
        site.names |= {
            "unsubscribe": sign("unsubscribe", _key_of(site.people["member"]), "reply"),
            "cancel_reset": sign("cancel-reset", site.names["reset"]),
        }  # fmt: skip
    db.session.rollback()


def present(site: Site) -> None:
    """Set the clock to where the site stands."""
    clock.set_offset(site.offset)


def moment(site: Site) -> datetime:
    """Now, on the site."""
    return datetime.now(UTC) + site.offset
