"""The list of consultations and the public page of one; a draft is there for those who work on it only."""

from typing import Any

from flask import current_app, redirect, url_for

from forum.consultation import policy
from forum.consultation.forms.answers import STANCES
from forum.consultation.queries.course import ConsultationFacts, consultation_for
from forum.consultation.queries.dates import milestones
from forum.consultation.queries.glance import all_announced, drafts_for
from forum.consultation.queries.page import PublicPage, public_page
from forum.consultation.queries.turnout import turnout
from forum.consultation.rules import course_words as say
from forum.consultation.rules import ruleset_words
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
        drafts=drafts_for(who, spoken, now) if who else (), may_create=policy.can_create(who) if who else False,
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
    who = actor()
    facts = consultation_for(who, _split(tail))
    right = f"{facts.name}-{facts.slug}"
    if tail != right:
        return redirect(url_for("consultation.at", tail=right), 301)
    found = public_page(facts, reading())
    known = statement.demands()
    return page(
        "consultation/show.html", page=found, facts=facts, say=_words(facts), dates=milestones(facts),
        demands=[known[code] for code in facts.demands], turnout=_turnout(facts) if found.result is not None else (),
        facilitates=policy.can_facilitate(who, facts) or policy.can_appoint(who, facts),
        mine=[one for one in who.mandates if one.organisation_id in _on_roll(found)] if who else [],
        result=_result(found), share=_share(facts),
    )  # fmt: skip


def _share(facts: ConsultationFacts) -> str | None:
    """The link without a language, for sharing (R36)."""
    if facts.number is None:
        return None
    base: str = current_app.config["SOFRA"].base_url
    return base + url_for("consultation_open.open_consultation", number=facts.number)


def _turnout(facts: ConsultationFacts) -> list[tuple[str, str]]:
    """How many of each seat took a stance, once the result is there: seat and sentence (R23)."""
    labels = say.seats()
    return [
        (labels[one.seat.value], say.answered(one.answered, one.roll))
        for one in turnout(facts)
        if one.roll and one.answered is not None
    ]


def _on_roll(found: PublicPage) -> set[int]:
    return {line.organisation_id for lines in found.roll.values() for line in lines}


def _result(found: PublicPage) -> Any:
    """Who took which stance, by stance, once the result is there (R23)."""
    if found.result is None:
        return None
    names = {line.organisation_id: line for lines in found.roll.values() for line in lines}
    groups: dict[str, list[Any]] = {}
    for line in found.result.result["stances"]:
        groups.setdefault(line["stance"], []).append(names[line["organisation"]])
    labels = {stance.value: str(label) for stance, label in STANCES.items()} | {"no_response": _("No response")}
    return {
        "groups": [(label, groups[stance]) for stance, label in labels.items() if stance in groups],
        "class": say.outcomes()[found.result.result["class"]],
    }


def _words(facts: ConsultationFacts) -> dict[str, Any]:
    return {
        "states": say.states(), "seats": say.seats(), "events": say.events(), "milestones": say.milestones(),
        "rules": ruleset_words.rules_in_words(facts.ruleset), "templates": ruleset_words.templates(),
        "conditions": ruleset_words.conditions_in_words(facts.ruleset), "evidence": _("Evidence"),
        "post": lambda seq, time: _("Post %(seq)s, %(time)s", seq=seq, time=time),
        "answer": lambda name: _("The answer of %(name)s", name=name),
        "otherwise": lambda outcome: _("otherwise: %(outcome)s", outcome=outcome),
        "until": lambda moment: _("New close: %(date)s", date=moment),
    }  # fmt: skip


def show_url(name: str, slug: str) -> str:
    """The address of a consultation."""
    return url_for("consultation.at", tail=f"{name}-{slug}")


@open_blueprint.get("/consultations/<number:number>")
@public(lambda number: (f"consultation/{number}",))
def open_consultation(number: str) -> Any:
    """The link without a language (R36); a draft has none."""
    facts = consultation_for(None, number)
    if facts.number is None:
        raise NotFound
    tail = f"{facts.number}-{facts.slug}"
    return chooser({code: url_for("consultation.at", lang=code, tail=tail) for code in READINGS})


@open_blueprint.get("/consultations/<number:number>-<slug>")
@public(lambda number, slug: (f"consultation/{number}",))
def open_named(number: str, slug: str) -> Any:
    """The same with the readable part, as it stands in the address of the page."""
    return open_consultation(number=number)
