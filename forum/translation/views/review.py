"""Reviewing what another person translated, and doubting what readers see."""

from typing import Any

from flask import request

from forum.core.errors import NotFound, Unfit
from forum.core.languages import gettext as _
from forum.core.text import diff
from forum.core.web.access import signed_in
from forum.core.web.requests import me, page, see_other, submit
from forum.translation import operations, policy, queries
from forum.translation.forms import DisputeForm, SettleForm, review_form
from forum.translation.queries import Piece
from forum.translation.rules import Words, checks, what_is_wrong, words
from forum.translation.rules.words import in_cyrillic
from forum.translation.views.blueprint import AT, blueprint, piece_or_404, sides, url_of


@blueprint.route(f"{AT}/review", methods=["GET", "POST"])
@signed_in
def review(**address: str) -> Any:
    """Original and translation side by side; approve, correct and approve, or return with a note."""
    piece = piece_or_404(address)
    if piece.row is None or (request.method == "GET" and piece.row.state != "submitted"):
        return see_other(url_of(piece))
    seen = piece.row.submitted_at.isoformat() if piece.row.submitted_at else ""
    form = review_form(plain=piece.plain, limit=piece.limit, words=piece.row.source, seen=seen)
    if not form.validate_on_submit():
        return _page(piece, form, 422 if form.is_submitted() else 200)
    returns = form.then.data == "return"
    try:
        correction = None if returns else _correction(piece, form)
        return see_other(submit(form, lambda who: _decide(who, address, form, correction)))
    except Unfit as problem:
        form.refuse(problem.problems)
        return _page(piece, form, 422)


def _correction(piece: Piece, form: Any) -> Words | None:
    """The reviewer's own words, rendered; None where the translator's stand."""
    assert piece.row is not None
    source = form.words.data
    if source == piece.row.source:
        return None
    protected, script = queries.protected_names(), None
    if piece.target == "sr" and piece.authentic:
        script, cyrillic = "Cyrl", in_cyrillic(source, protected)
        if cyrillic != source:
            form.words.data = cyrillic
            told = _("Serbian is kept in Cyrillic here: your text was converted. Check it and submit it again.")
            raise Unfit({"words": told})
    try:
        return words(source, piece.target, script, protected, plain=piece.plain)
    except ValueError as problem:
        raise Unfit({"words": what_is_wrong(problem)}) from problem


def _decide(who: Any, address: dict[str, str], form: Any, correction: Words | None) -> str:
    piece = piece_or_404(address, who, lock=True)
    if form.then.data == "return":
        operations.return_translation(who, piece, seen=form.submitted_at, note=form.note.data)
    else:
        operations.approve_translation(who, piece, seen=form.submitted_at, correction=correction)
    return url_of(piece)


def _page(piece: Piece, form: Any, status: int) -> Any:
    row = piece.row
    assert row is not None
    before = piece.published
    return page(
        "translation/review.html", piece=piece, form=form, may_review=policy.can_review(me(), piece),
        checks=checks.compare(piece.text.source, row.source),
        since_published=diff.words(before.source, row.source) if before and before is not row else None,
        correction=diff.words(row.source, form.words.data or "") if status == 422 else None,
        newer=queries.changed_since(piece.text, row.source_number) if row.source_number < piece.text.number else None,
        **sides(piece),
    ), status  # fmt: skip


@blueprint.route(f"{AT}/dispute", methods=["GET", "POST"])
@signed_in
def dispute(**address: str) -> Any:
    """Say what is wrong with a translation that readers see."""
    piece = piece_or_404(address)
    if not policy.can_dispute(me(), piece):
        return see_other(url_of(piece))
    form = DisputeForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("translation/dispute.html", piece=piece, form=form, **sides(piece)), status

    def act(who: Any) -> str:
        found = piece_or_404(address, who, lock=True)
        operations.open_dispute(who, found, form.reason.data)
        return url_of(found)

    return see_other(submit(form, act))


@blueprint.post(f"{AT}/dispute/<key:dispute_key>")
@signed_in
def settle(dispute_key: str, **address: str) -> Any:
    """Take a doubt back, keep the translation, or have it written anew."""
    form = SettleForm()
    if not form.validate_on_submit():
        return see_other(url_of(piece_or_404(address)))

    def act(who: Any) -> str:
        piece = piece_or_404(address, who, lock=True)
        found = next((one for one in piece.disputes if one.key == dispute_key), None)
        if found is None:
            raise NotFound
        if form.then.data == "take_back":
            operations.take_back_dispute(who, piece, found)
        else:
            operations.settle_dispute(who, piece, found, rework=form.then.data == "rework")
        return url_of(piece)

    return see_other(submit(form, act))
