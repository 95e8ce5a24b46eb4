"""The list of consultations and the public page of one; a draft is there for those who work on it only."""

from typing import Any

from flask import redirect, url_for

from forum.consultation import policy
from forum.consultation.forms.answers import STANCES
from forum.consultation.queries.course import consultation_for
from forum.consultation.queries.glance import all_announced, drafts_for
from forum.consultation.queries.page import public_page
from forum.consultation.queries.turnout import turnout
from forum.consultation.rules import course_words as say
from forum.consultation.rules.numbers import is_number
from forum.consultation.views import blueprint, open_blueprint
from forum.core import clock
from forum.core.errors import NotFound
from forum.core.languages import READINGS, reading
from forum.core.languages import gettext as _
from forum.core.web.access import public
from forum.core.web.chooser import chooser
from forum.core.web.requests import actor, page
from forum.statement import queries as statement


@blueprint.get("/consultations")
@public(lambda: ("consultations", "home"))
def index() -> str:
    """Announced consultations, newest first; drafts for those who work on them."""
    now, spoken, who = clock.now(), reading(), actor()
    return page(
        "consultation/index.html", lines=all_announced(spoken, now), at=now,
        drafts=drafts_for(who, spoken) if who else (), may_create=policy.can_create(who) if who else False,
    )  # fmt: skip


def _split(tail: str) -> str:
    """The number or key that an address begins with."""
    parts = tail.split("-")
    number = "-".join(parts[:3])
    return number if is_number(number) else parts[0]


def _scopes(tail: str) -> tuple[str, ...]:
    return (f"consultation/{_split(tail)}",)


@blueprint.get("/consultations/<tail>")
@public(_scopes)
def at(tail: str) -> Any:
    """`<number>-<slug>`, in a draft `<key>-<slug>`; a wrong slug leads to the right one (R36)."""
    facts = consultation_for(actor(), _split(tail))
    right = f"{facts.name}-{facts.slug}"
    if tail != right:
        return redirect(url_for("consultation.at", tail=right), 301)
    who, found = actor(), public_page(facts, reading())
    known = statement.demands()
    closed = found.result is not None
    labels = {stance.value: str(label) for stance, label in STANCES.items()} | {"no_response": _("No response")}
    return page(
        "consultation/show.html",
        page=found,
        facts=facts,
        say=_words(),
        demands=[known[code] for code in facts.demands],
        turnout=turnout(facts) if closed or (who and policy.facilitates(who, facts.id)) else None,
        facilitates=bool(who and policy.can_facilitate(who, facts)),
        stance_labels=labels,
        mine=[m for m in who.mandates if m.organisation_id in _on_roll(found)] if who else [],
        result=_result(found),
    )


def _on_roll(found: Any) -> set[int]:
    return {line.organisation_id for lines in found.roll.values() for line in lines}


def _result(found: Any) -> Any:
    """Who took which stance, by stance, once the result is there (R23)."""
    if found.result is None:
        return None
    names = {line.organisation_id: line for lines in found.roll.values() for line in lines}
    groups: dict[str, list[Any]] = {}
    for line in found.result.result["stances"]:
        groups.setdefault(line["stance"], []).append(names[line["organisation"]])
    return {"groups": groups, "figures": found.result.result["figures"], "class": found.result.result["class"]}


def _words() -> dict[str, Any]:
    return {
        "states": say.states(), "seats": say.seats(), "events": say.events(), "languages": say.languages(),
        "outcomes": say.outcomes(), "milestones": say.milestones(),
    }  # fmt: skip


def show_url(name: str, slug: str) -> str:
    """The address of a consultation."""
    return url_for("consultation.at", tail=f"{name}-{slug}")


@open_blueprint.get("/consultations/<number:number>")
@public(lambda number: (f"consultation/{number}",))
def open_consultation(number: str) -> Any:
    """The link without a language (R36)."""
    facts = consultation_for(None, number)
    if facts.number is None:
        raise NotFound
    tail = f"{facts.number}-{facts.slug}"
    return chooser({code: url_for("consultation.at", lang=code, tail=tail) for code in READINGS})
