"""Organisations, individual seats and mandates for a worked example."""

from datetime import datetime

from forum.core import actors
from forum.core.db import writing
from forum.organisations import queries
from forum.organisations.operations import bodies, mandates


def organisation(name: str, *, kind: str = "organisation", press_contact: str = "") -> str:
    """Enter a body; it joins at once. Returns its slug."""
    with writing():
        organisation_id = bodies.create_organisation(None, name=name, kind=kind, press_contact=press_contact)
    found = queries.organisation_by_id(organisation_id)
    assert found is not None
    return found.slug


def mandate(slug: str, person_id: int, role: str, *, public: bool, ends_at: datetime | None = None) -> str:
    """A mandate from now on; its holder decides at once whether the public sees it (R7). Returns its key."""
    with writing():
        key = mandates.grant_mandate(None, slug, person_id, role, ends_at=ends_at)
        if public:
            mandates.show_mandate(actors.of(person_id), key, True)
    return key


def seat(slug: str, person_id: int, where: str) -> None:
    """The organisation declares its seat, through one of its own people (R1)."""
    with writing():
        bodies.declare_seat(actors.of(person_id), slug, where)


def invite(coordinator_id: int, slug: str, *, email: str, name: str, reading: str, role: str) -> None:
    """A coordinator invites somebody who has not answered yet."""
    with writing():
        mandates.invite_to_mandate(
            actors.of(coordinator_id), slug, email=email, name=name, language=reading, role=role
        )  # fmt: skip
