"""A further version of a position: what may still be said, for its facilitators and for administrators (R12)."""

from collections.abc import Callable
from typing import Any

from flask import url_for

from forum.core.errors import Conflict, NotFound, Unfit
from forum.core.languages import gettext as _
from forum.core.languages import reading
from forum.core.text import markdown
from forum.core.web.access import privileged
from forum.core.web.requests import me, page, see_other, submit
from forum.organisations import queries as organisations
from forum.publication import forms, policy
from forum.publication.operations import further as operations
from forum.publication.queries import pages as queries
from forum.publication.rules import further as rules
from forum.publication.rules.content import Words
from forum.publication.views.pages import blueprint

workers = privileged("facilitator", "administrator")


def _position(number: str) -> queries.PositionFacts:
    found = queries.position(number)
    if not policy.can_publish_further(me(), found.consultation_id):
        raise NotFound
    return found


def _forms(found: queries.PositionFacts, **bound: Any) -> dict[str, Any]:
    """A form for each change; the one that was sent is bound to what was typed."""
    content = found.content
    late = [
        (one.slug, one.name)
        for one in (organisations.organisations() if content.template == "rapid" else ())
        if operations.may_sign_late(content, one.slug, one.seat, member=one.member)
    ]

    def more(name: str) -> dict[str, Any]:
        if bound.get("sent") == name:
            return {}
        data = {"seen": str(found.version), "kind": "note", "away": ""}
        return {"formdata": None, "data": data}

    return {
        "note": forms.NoteForm("note", **more("note")),
        "translations": forms.ButtonForm("translations", **more("translations")),
        "evidence": forms.evidence_form(content, "evidence", **more("evidence")),
        "name": forms.name_form(content, "name", **more("name")),
        "late": forms.late_form("late", late, **more("late")),
        "language": forms.language_form(content, "language", **more("language")),
    }


def _show(found: queries.PositionFacts, shown: dict[str, Any], refused: Any = None, status: int = 200) -> Any:
    fresh = operations.content_of_now(found)
    news = fresh is not None and rules.with_what_came_since(found.content, fresh) != found.content
    return page("publication/further.html", position=found, forms=shown, refused=refused, news=news), status


@blueprint.get("/positions/<number:number>/further")
@workers
def further(number: str) -> Any:
    """What a further version may hold, each with its form."""
    found = _position(number)
    return _show(found, _forms(found))


@blueprint.post("/positions/<number:number>/further/<any(note, translations, evidence, name, late, language):what>")
@workers
def publish_further(number: str, what: str) -> Any:
    """Publish a further version with one change."""
    found = _position(number)
    shown = _forms(found, sent=what)
    form = shown[what]
    change = _CHANGES[what](form, found) if form.validate_on_submit() else None
    if change is None:
        return _show(found, shown, form, 422)

    def act(who: Any) -> str:
        version = change(who)
        return url_for("publication.version", number=number, version=version)

    try:
        return see_other(submit(form, act))
    except Unfit as problem:
        form.refuse(problem.problems)
        return _show(found, shown, form, 422)
    except Conflict as problem:
        form.refuse({"": problem.reason})
        form.again()
        now = _position(number)
        form.seen.data = str(now.version)
        return _show(now, shown, form, 409)


Doing = Callable[[Any], int] | None


def _words(form: Any) -> Words | None:
    """The note, if it can be shown; says what is wrong otherwise."""
    said: Words | None = form.words(reading().content)
    if said is None:
        form.refuse({"": _("Please write the note in one language or more.")})
        return None
    for code, text in said.texts.items():
        try:
            markdown.render(text)
        except ValueError:
            form.refuse({f"note_{code}": _("There are too many links in this text.")})
            return None
    return said


def _note(form: Any, found: queries.PositionFacts) -> Doing:
    said = _words(form)
    if said is None:
        return None
    return lambda who: operations.add_note(who, found.number, form.version, form.kind.data, said)


def _translations(form: Any, found: queries.PositionFacts) -> Doing:
    return lambda who: operations.take_in_translations(who, found.number, form.version)


def _evidence(form: Any, found: queries.PositionFacts) -> Doing:
    said, place = _words(form), forms.chosen(form)
    if place is None:
        form.refuse({"away": _("This piece does not stand under that paragraph.")})
    if said is None or place is None:
        return None
    return lambda who: operations.correct_evidence(
        who, found.number, form.version, said, paragraph=place[0], away=place[1],
        reference=form.reference.data or "", label=form.label.data or "",
    )  # fmt: skip


def _name(form: Any, found: queries.PositionFacts) -> Doing:
    said = _words(form)
    if said is None:
        return None
    return lambda who: operations.withdraw_name(who, found.number, form.version, form.name.data, said)


def _late(form: Any, found: queries.PositionFacts) -> Doing:
    return lambda who: operations.add_late_signature(who, found.number, form.version, form.late.data)


def _language(form: Any, found: queries.PositionFacts) -> Doing:
    head, paragraphs = forms.text_in(form, found.content)
    return lambda who: operations.add_language(
        who, found.number, form.version, form.language.data, head, paragraphs
    )


_CHANGES: dict[str, Callable[[Any, queries.PositionFacts], Doing]] = {
    "note": _note, "translations": _translations, "evidence": _evidence, "name": _name, "late": _late,
    "language": _language,
}  # fmt: skip
