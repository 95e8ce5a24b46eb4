"""What can be reported, under which rule, and how long things are held. The engine knows kinds by name only."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from forum.core.languages import lazy
from forum.core.policy import Actor

RULES: dict[str, Any] = {
    "attack": lazy("Attacks or insults a person"),
    "hate": lazy("Speaks with contempt of a community"),
    "threat": lazy("Threatens, or calls for violence"),
    "private": lazy("Tells private things about somebody"),
    "false_name": lazy("Speaks in a false name"),
    "advertising": lazy("Is advertising, or was sent many times"),
    "off_topic": lazy("Has nothing to do with the demand"),
    "other": lazy("Something else"),
}
"""The rules of conduct, as people choose among them. A name once written is never renamed."""
TEXT_LIMIT = 2_000
REASON_LIMIT = 1_000
REPORTS_PER_HOUR = 20
"""Reports of one signed-in person; visitors are counted by where they come from, as a throttle of accounts."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A reportable thing as its owner knows it. `state`: live · withdrawn · hidden. `scope`: the consultation whose
    facilitators moderate it, if any. `public`: everybody may read it while it is live. `may_narrow`: it stands in
    something public that moderators may narrow to members (R8)."""

    object_id: int
    key: str
    author_id: int | None
    scope: str | None
    state: str
    public: bool
    html: Markup
    tag: str
    may_narrow: bool = False


@dataclass(frozen=True, slots=True)
class Reportable:
    """What the engine must ask the owner of a kind.

    `owner_of_key(key)` the id of a public key · `facts(object_id)` the thing, None when gone · `may_read(actor,
    object_id)` may this actor (None: the public) read its words now · `hide(object_id)`, `unhide(object_id)` the
    owner's operations: the words leave every surface, or come back, in the same transaction · `link(object_id)` a path
    on this site without language · `scopes(object_id)` page versions to bump · `narrow(actor, object_id)` makes what it
    stands in members-only (R8), with the line in the log · `facilitators(object_id)` who moderates it beside the
    moderators of `seats`.
    """

    kind: str
    owner_of_key: Callable[[str], int | None]
    facts: Callable[[int], Thing | None]
    may_read: Callable[[Actor | None, int], bool]
    hide: Callable[[int], None]
    unhide: Callable[[int], None]
    link: Callable[[int], str | None]
    scopes: Callable[[int], tuple[str, ...]] = lambda object_id: ()
    seats: tuple[str, ...] = ("kosovo", "serbia")
    narrow: Callable[[Actor, int], None] | None = None
    facilitators: Callable[[int], tuple[int, ...]] = lambda object_id: ()
    label: Any = ""


_kinds: dict[str, Reportable] = {}


def register(kind: Reportable) -> None:
    """Name a kind of thing that can be reported (from the owner's `init_app`)."""
    _kinds[kind.kind] = kind


def kinds() -> dict[str, Reportable]:
    """All kinds by name."""
    return dict(_kinds)


def object_in_log(kind: str, key: str, case_key: str, public: bool) -> str:
    """How the public log points at a thing: by its key when everybody may know of it, else by the case alone."""
    return f"{kind}/{key}" if public else f"case/{case_key}"
