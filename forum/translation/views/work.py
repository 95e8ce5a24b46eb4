"""The page of one translation: ask for it, take it, write it beside the original."""

from typing import Any

from forum.core import clock
from forum.core.policy import Actor
from forum.core.text.diff import Changes
from forum.core.web.access import signed_in
from forum.core.web.requests import me, page, see_other, submit
from forum.translation import operations, policy, queries
from forum.translation.forms import ButtonForm, button, settling, words_typed, write_form
from forum.translation.queries import Piece
from forum.translation.rules import Words, glossary
from forum.translation.views.blueprint import AT, blueprint, in_reading, piece_or_404, sides, url_of


@blueprint.route(AT, methods=["GET", "POST"])
@signed_in
def work(**address: str) -> Any:
    """Original beside the box; *save* keeps a draft, *submit* hands it in for review."""
    piece = piece_or_404(address)
    form = _form(piece)
    if not form.validate_on_submit():
        return _page(piece, form, 422 if form.is_submitted() else 200)
    if form.then.data == "save":
        return see_other(submit(form, lambda who: _save(who, address, form)))
    made = _made(piece, form)
    if made is None:
        return _page(piece, form, 422)
    try:
        return see_other(submit(form, lambda who: _submit(who, address, form, made)))
    except operations.Stale as stale:
        now = piece_or_404(address)
        changes = queries.changed_since(now.text, form.revision)
        form.refuse({"": stale.reason})
        form.number.data = str(now.text.number)
        return _page(now, form, 409, changes)


def _form(piece: Piece) -> Any:
    row = piece.row
    kept = row.source if row and row.state in ("requested", "claimed", "returned") else ""
    return write_form(plain=piece.plain, limit=piece.limit, words=kept, number=str(piece.text.number))


def _made(piece: Piece, form: Any) -> Words | None:
    return words_typed(form, "words", piece.target, plain=piece.plain, authentic=piece.authentic)


def _save(who: Any, address: dict[str, str], form: Any) -> str:
    piece = piece_or_404(address, who, lock=True)
    operations.save_draft(who, piece, form.words.data)
    return url_of(piece, saved=1)


def _submit(who: Any, address: dict[str, str], form: Any, made: Words) -> str:
    piece = piece_or_404(address, who, lock=True)
    operations.submit_translation(who, piece, made, number=form.revision, note=form.note.data)
    return url_of(piece)


def _page(piece: Piece, form: Any, status: int, changes: Changes | None = None) -> Any:
    now, who = clock.now(), me()
    shown = sides(piece)
    typed = form.words.data or ""
    return page(
        "translation/work.html", piece=piece, form=form, button=button, settling=settling, changes=changes, **shown,
        used={term.name for term in shown["terms"] if glossary.is_used(term, typed)},
        held=piece.holder(now), may_request=policy.can_request(who, piece),
        may_claim=policy.can_claim(who, piece, now), may_release=policy.can_release(who, piece),
        may_write=policy.can_write(who, piece, now) or policy.can_hand_in(who, piece, now),
        may_review=policy.can_review(who, piece), is_author=policy.is_author(who, piece),
        may_dispute=policy.can_dispute(who, piece),
        disputes=[(one, _choices(who, piece, one)) for one in piece.disputes],
    ), status  # fmt: skip


def _choices(who: Actor, piece: Piece, dispute: queries.DisputeFacts) -> list[str]:
    """What this actor may do about a doubt."""
    allowed = {
        "take_back": policy.can_take_back(who, dispute), "keep": policy.can_settle(who, piece, dispute),
        "rework": policy.can_rework(who, piece, dispute),
    }  # fmt: skip
    return [name for name, is_allowed in allowed.items() if is_allowed]


@blueprint.post(f"{AT}/request")
@signed_in
def ask(**address: str) -> Any:
    """Ask for a translation (the button below a text); leads back to the text, or to the piece."""

    def act(who: Any) -> str:
        piece = piece_or_404(address, who, lock=True)
        operations.request_translation(who, piece)
        return in_reading(piece.link) or url_of(piece)

    return _press(address, act)


@blueprint.post(f"{AT}/claim")
@signed_in
def claim(**address: str) -> Any:
    """Take it for 24 hours."""

    def act(who: Any) -> str:
        piece = piece_or_404(address, who, lock=True)
        operations.claim_translation(who, piece)
        return url_of(piece)

    return _press(address, act)


@blueprint.post(f"{AT}/release")
@signed_in
def release(**address: str) -> Any:
    """Give it back to the others."""

    def act(who: Any) -> str:
        piece = piece_or_404(address, who, lock=True)
        operations.release_translation(who, piece)
        return url_of(piece)

    return _press(address, act)


def _press(address: dict[str, str], act: Any) -> Any:
    form = ButtonForm()
    if not form.validate_on_submit():
        return see_other(url_of(piece_or_404(address)))
    return see_other(submit(form, act))
