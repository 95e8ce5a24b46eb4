"""Who reports and who decides (R5, R8)."""

import pytest
from markupsafe import Markup

from forum.core.policy import FACILITATOR, MEMBER, Actor, Role
from forum.moderation import policy
from forum.moderation.rules import Thing, object_in_log

SCOPE = "consultation/12"


def thing(author: int | None = 9, scope: str | None = SCOPE, state: str = "live", may_narrow: bool = True) -> Thing:
    """A post in a consultation."""
    return Thing(1, "keykey2", author, scope, state, True, Markup(""), "sq", may_narrow)


def actor(*roles: Role, **parts: str) -> Actor:
    """Me, with roles and parts."""
    return Actor(
        7, "aaaaaaa", "Arta Shembulli", "en", roles=roles, parts={f"consultation/{k[1:]}": v for k, v in parts.items()}
    )


MODERATOR = Role("moderator", "kosovo")


@pytest.mark.parametrize(
    ("who", "decides"),
    [
        (None, False),
        (actor(), False),
        (actor(Role("translator", None, ("en",))), False),
        (actor(Role("administrator")), False),
        (actor(MODERATOR), True),
        (actor(c12=FACILITATOR), True),
        (actor(c12=MEMBER), False),
        (actor(c13=FACILITATOR), False),
    ],
)
def test_moderators_decide_everywhere_and_facilitators_at_home(who: Actor | None, decides: bool) -> None:
    assert policy.moderates(who, SCOPE) is decides
    assert policy.can_decide(who, thing()) is decides
    assert policy.can_hide(who, thing()) is decides
    assert policy.can_narrow(who, thing()) is decides
    assert policy.can_unhide(who, thing(state="hidden")) is decides


def test_nobody_decides_about_own_words() -> None:
    assert not policy.can_decide(actor(MODERATOR), thing(author=7))


def test_a_facilitator_has_no_say_in_threads_of_demands() -> None:
    assert not policy.can_decide(actor(c12=FACILITATOR), thing(scope=None))


@pytest.mark.parametrize(
    ("state", "hide", "unhide"), [("live", True, False), ("hidden", False, True), ("withdrawn", False, False)]
)
def test_what_is_live_is_hidden_and_what_is_hidden_shown(state: str, hide: bool, unhide: bool) -> None:
    assert policy.can_hide(actor(MODERATOR), thing(state=state)) is hide
    assert policy.can_unhide(actor(MODERATOR), thing(state=state)) is unhide


def test_one_reports_what_one_reads() -> None:
    assert policy.can_report(thing(), readable=True)
    assert not policy.can_report(thing(), readable=False)
    assert not policy.can_report(thing(state="hidden"), readable=True)


def test_only_what_is_public_narrows() -> None:
    assert not policy.can_narrow(actor(MODERATOR), thing(may_narrow=False))


def test_the_log_points_at_nothing_that_the_public_may_not_know_of() -> None:
    assert object_in_log("post", "keykey2", "casekey", public=True) == "post/keykey2"
    assert object_in_log("post", "keykey2", "casekey", public=False) == "case/casekey"


def test_the_list_is_for_those_on_duty() -> None:
    assert policy.can_see_list(actor(MODERATOR))
    assert policy.can_see_list(actor(c13=FACILITATOR))
    assert not policy.can_see_list(actor(c13=MEMBER))
    assert not policy.can_see_list(None)
