"""Seats the people of the worked example: organisations, mandates, roles, the shield, who has left."""

from functools import partial

from forum.accounts import seed as accounts
from forum.cli.demo import cast
from forum.cli.demo.stage import Stage
from forum.notifications import seed as notifications
from forum.organisations import seed as organisations

LETTERS = frozenset({"besa", "milica"})
"""They get every letter at once, so that there are some to look at; the others get none."""


def plan(stage: Stage) -> None:
    """Everybody is there within the first days; some things happen later."""
    for number, handle in enumerate(cast.PEOPLE):
        stage.at(stage.day(0, 7 + number / 10), partial(_person, stage, handle))
    for number, handle in enumerate(cast.BODIES):
        stage.at(stage.day(1, 8 + number / 3), partial(_body, stage, handle))
    for number, (handle, name, seat, languages) in enumerate(cast.ROLES):
        stage.at(stage.day(2, 8 + number / 4), partial(_role, stage, handle, name, seat, languages))
    former_at, former = cast.FORMER_ALTERNATE
    stage.at(stage.day(1, 20), lambda: organisations.mandate(
        stage.slugs[former_at], stage.people[former], "alternate", public=True, ends_at=stage.day(95)
    ))  # fmt: skip
    for number, handle in enumerate(cast.SHIELDED):
        stage.at(stage.day(60 + 9 * number, 11), partial(_shield, stage, handle))
    stage.at(stage.day(151, 10), lambda: accounts.suspend(stage.people["iris"], stage.people[cast.SUSPENDED]))
    for number, invited in enumerate(cast.INVITED):
        stage.at(stage.day(193 + number, 12), partial(_invite, stage, *invited))


def _person(stage: Stage, handle: str) -> None:
    person = cast.PEOPLE[handle]
    factor = handle not in cast.WITHOUT_FACTOR
    stage.people[handle] = accounts.person(cast.address(handle), person.name, person.reading, factor=factor)
    if handle not in LETTERS:
        notifications.choose(stage.people[handle], "off")


def _body(stage: Stage, handle: str) -> None:
    body = cast.BODIES[handle]
    contact = f"press@{handle}.example" if body.kind == "organisation" else ""
    slug = stage.slugs[handle] = organisations.organisation(body.name, kind=body.kind, press_contact=contact)
    for person, role in body.people:
        public = cast.PEOPLE[person].public
        organisations.mandate(slug, stage.people[person], cast.MANDATES[role], public=public)
        stage.speaks.setdefault(person, slug)
    organisations.seat(slug, stage.people[body.people[0][0]], body.seat)


def _role(stage: Stage, handle: str, name: str, seat: str | None, languages: tuple[str, ...]) -> None:
    accounts.role(stage.people[handle], name, as_seat=seat, languages=languages)


def _shield(stage: Stage, handle: str) -> None:
    accounts.shield(stage.people[handle])


def _invite(stage: Stage, by: str, body: str, name: str, reading: str, role: str) -> None:
    email = f"{name.split()[0].lower()}@sofra.example"
    organisations.invite(stage.people[by], stage.slugs[body], email=email, name=name, reading=reading, role=role)
