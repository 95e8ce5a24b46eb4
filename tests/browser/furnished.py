"""The furnished site as its visitors find it: what tests/security made, with more languages and more states in it.

A thread begun in Albanian and answered in Serbian, its translations reviewed, outdated and disputed; joint reactions
published, counted and waiting for their count; a consultation that is suspended and one that was withdrawn.
"""

from flask import Flask

from forum.consultation.operations import signing, stops
from forum.consultation.rules.roll import SIDES, Seat
from forum.consultation.rules.signatures import Act
from forum.core import clock
from forum.core.db import db, writing
from forum.discussion import operations as debate
from forum.discussion import queries as posts
from forum.translation import operations as translation
from forum.translation.queries import piece_for
from forum.translation.rules import words
from tests.consultation.answers import take
from tests.consultation.conftest import Table
from tests.security import furnished
from tests.security.furnished import Site

OPENING = "Uji i lumit nuk njeh **anë**. A mund ta matim bashkë, çdo muaj?\n\n> Datat publikohen.\n\n- një\n- dy"
OPENING_SR = "Речна вода не зна за **стране**. Можемо ли да је меримо заједно, сваког месеца?"
OPENING_EN = "The water of the river knows no **sides**. Could we measure it together, every month?"
ANSWER = "Можемо. Предлажем да мерење почне у пролеће; [упутство](https://example.org/uputstvo) је ту."
ANSWER_SQ = "Mundemi. Propozoj që matja të nisë në pranverë."
REASON = "An answer came that asks for other words."


def furnish(app: Flask) -> Site:
    """Make all of it, on a database with the statement; leaves it at rest."""
    table = Table()
    site, things = furnished.furnish(app, table)
    things()
    clock.set_offset(site.offset)
    with app.app_context(), furnished.quick_files():
        _languages(site, table)
        _reactions(site, table)
        _stopped(site, table)
        furnished.signed_out_things(app, site)
        furnished.everybody_stepped_up()
        site.offset = clock.offset()
        db.session.remove()
        db.engine.dispose()
    return site


# ---------------------------------------------------------------- languages
def _languages(site: Site, table: Table) -> None:
    title, body, answer = words("Ujin ta matim bashkë?", "sq", plain=True), words(OPENING, "sq"), words(ANSWER, "sr")
    author, neighbour = site.people["representative"], site.people["neighbour"]
    voice = f"organisation-{site.names['ours']}"
    with writing():
        thread = debate.open_thread(
            table.actor(author), title=title, body=body, visibility="public", voice=voice, demand_code="GOV-2"
        )
    with writing():
        who = table.actor(neighbour)
        reply = debate.post_reply(who, posts.post_for(who, thread.post_key, lock=True), body=answer, voice="own")
    site.names |= {"lingual_thread": thread.key, "lingual_post": thread.post_key, "lingual_reply": reply.key}
    for key, language, said in (
        (thread.post_key, "sr", OPENING_SR), (thread.post_key, "en", OPENING_EN), (reply.key, "sq", ANSWER_SQ)
    ):  # fmt: skip
        table.translate("post", key, "body", language, said)
    _edited(table, author, thread.post_key)
    table.translate("post", thread.post_key, "body", "sr", OPENING_SR)
    piece = ("post", reply.key, "body", "sq")
    with writing():
        who = table.actor(author)
        translation.open_dispute(who, piece_for(who, *piece, lock=True), "It leaves the guide out.")


def _edited(table: Table, author: int, key: str) -> None:
    changed = words(f"{OPENING}\n- tre", "sq")
    with writing():
        who = table.actor(author)
        debate.edit_post(who, posts.post_for(who, key, lock=True), body=changed, made_from=1, reason=REASON)


# ---------------------------------------------------------------- consultations
def _stopped(site: Site, table: Table) -> None:
    suspended, withdrawn = table.announced(), table.announced()
    why = words("A new law is being read in both places.", "en", plain=True)
    table.do(table.facilitators[Seat.KOSOVO], suspended, stops.suspend, why)
    table.do(table.facilitators[Seat.KOSOVO], withdrawn, signing.propose, Act.WITHDRAW, why)
    table.sign(withdrawn, Act.WITHDRAW, Seat.SERBIA)
    site.names |= {"suspended": suspended, "withdrawn": withdrawn}


def _reactions(site: Site, table: Table) -> None:
    """One is published, one counted, one closed and not yet counted."""
    for state in ("joint", "counted", "closed"):
        number = site.names[state] = table.opened("rapid")
        for seat in SIDES:
            for body in [one for one in table.organisations.values() if one.seat is seat][1:4]:
                take(table, number, body, "endorse")
        table.close(number)
        if state != "closed":
            table.work()
        if state == "joint":
            table.wait(hours=25)
            table.work()
