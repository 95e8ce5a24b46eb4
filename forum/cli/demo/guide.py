"""Whom to sign in as: links that work once and count as the second factor, only where nobody else can come (R40)."""

from flask import current_app

from forum.accounts.operations.links import issue
from forum.accounts.queries import person_by_email
from forum.accounts.rules.tokens import LIFETIMES, Purpose
from forum.cli.demo import cast
from forum.core.db import writing


def lines() -> list[str]:
    """What is printed after the seeding: fresh links each time, the former ones are void."""
    config = current_app.config["SOFRA"]
    if not config.loopback:
        return [
            f"No sign-in links: {config.base_url} is not on this machine alone.",
            "`flask accounts link ADDRESS` gives one that asks for the second factor.",
        ]
    hours = int(LIFETIMES[Purpose.ONE_TIME_SIGN_IN].total_seconds() // 3600)
    said = ["", f"Whom to sign in as (each link works once, for {hours} hours; `flask seed demo` prints new ones):", ""]
    for handle, what in cast.GUIDE:
        person = person_by_email(cast.address(handle))
        if person is None:
            continue
        with writing():
            found = link(person.id, person.language)
        said += [f"{person.name}: {what}", f"  {found}"]
    return said


def link(person_id: int, reading: str) -> str:
    """A link of the example, inside `writing()`."""
    secret = issue(person_id, Purpose.ONE_TIME_SIGN_IN, demo=True)
    return f"{current_app.config['SOFRA'].base_url}/{reading}/one-time/{secret}"
