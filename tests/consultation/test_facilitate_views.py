"""The facilitators' page, as a browser without scripts sees it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum.accounts.models import Person
from forum.consultation.models import Consultation, Paragraph
from forum.consultation.operations import drafts
from forum.consultation.queries.position import position_draft
from forum.consultation.rules.phases import ConsultationState
from forum.consultation.rules.roll import Seat
from forum.consultation.rules.signatures import Act
from forum.core import clock
from forum.core.db import db, writing
from forum.organisations.operations.mandates import grant_mandate
from forum.translation.rules import words
from tests.consultation.answers import take
from tests.consultation.conftest import KOSOVO, REGIONAL, SERBIA, Table
from tests.support.visits import Page, checked

Visit = Callable[..., Page]
SignIn = Callable[..., FlaskClient]
KS, RS = Seat.KOSOVO, Seat.SERBIA


def cockpit(name: str) -> str:
    return f"/en/consultations/{name}/facilitate"


def send(client: FlaskClient, page: Page, action: str, *, status: int = 303, **values: Any) -> Page:
    """Fill the form that posts to `action` and send it; gives the page it leads to, or the one it came back as."""
    response = client.post(action, data=page.fields(action) | values)
    assert response.status_code == status, response.get_data(as_text=True)[:3000]
    if status == 303:
        return checked(client.get(response.location, follow_redirects=True))
    return checked(response, status)


def errors(page: Page) -> list[tuple[str, str]]:
    """Each error of the summary: the id it leads to, and its sentence."""
    return [
        (str(item.get("href") or "")[1:], " ".join(item.text_content().split()))
        for item in page.xpath("//div[@class='errors']//li/*[1] | //div[@class='errors']//li[not(*)]")
    ]


def missing(page: Page, step: str) -> dict[str, str]:
    """What a step lacks: the sentence and where it leads."""
    found = {}
    for item in page.xpath(f"//*[@id='step-{step}']//li[@data-done='no']"):
        links = item.xpath(".//a/@href")
        found[" ".join(item.text_content().split()).removeprefix("missing: ")] = str(links[0]) if links else ""
    return found


@pytest.mark.parametrize("reading", ["en", "sq", "sr-latn", "sr-cyrl"])
@pytest.mark.database("sqlite")
def test_every_state_has_a_page_in_every_language(table: Table, sign_in: SignIn, visit: Visit, reading: str) -> None:
    key = table.begun()
    sign_in(table.facilitators[KS])
    visit(f"/{reading}/consultations/{key}/facilitate")
    number = table.opened()
    sign_in(table.facilitators[RS])
    assert visit(f"/{reading}/consultations/{number}/facilitate").xpath("//h1")
    table.close(number)
    table.work()
    sign_in(table.facilitators[RS])
    visit(f"/{reading}/consultations/{number}/facilitate")


# ---------------------------------------------------------------- the administrator
def test_an_administrator_begins_a_draft_and_appoints_from_a_list(
    table: Table, sign_in: SignIn, client: FlaskClient, visit: Visit
) -> None:
    bare = table.person("arta.without", factor=False)
    with writing():
        grant_mandate(None, table.organisations[KOSOVO[1]].slug, bare, "coordinator")
    sign_in(table.administrator)
    place = "/en/admin/consultations/new"
    page = visit(place)
    typed = {"template": "rapid", "question": "What now?", "language": "sq", "planned": "2020-01-01T10:00"}
    page = checked(client.post(place, data=page.fields() | typed), 422)
    told = dict(errors(page))
    assert told["demands"] == "Please choose one demand or more."
    assert told["planned"] == "Please choose a day within the next twelve months."
    assert page.xpath("//input[@name='question']/@value") == ["What now?"]
    assert page.xpath("//select[@name='language']/option[@selected]/@value") == ["sq"]
    assert page.xpath("//input[@name='template'][@checked]/@value") == ["rapid"]
    planned = (clock.now() + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M")
    response = client.post(place, data=page.fields() | {"demands": ["GOV-2", "COM-3"], "planned": planned})
    assert response.status_code == 303
    page = checked(client.get(response.location, follow_redirects=True))
    key = response.location.split("/")[-2]
    assert table.facts(key).demands == ("COM-3", "GOV-2")
    sign_in(table.administrator)
    assert "vacant: nothing can be signed" in page.text

    for seat, person_id in table.facilitators.items():
        action = f"{cockpit(key)}/appoint/{seat.value}"
        person = db.session.get_one(Person, person_id)
        offered = page.xpath(f"//form[@action='{action}']//option[string(@value)]/text()")
        assert len(offered) == 11, "ten who speak and one who coordinates"
        organisation = KOSOVO[0] if seat is KS else SERBIA[0]
        assert f"{person.name}, {organisation}" in [str(one) for one in offered]
        page = send(client, page, action, person=person.key)
    assert "Not in the list, because the second factor is not set up yet: Arta Without" in page.text
    assert {seat: one.person_id for seat, one in table.facts(key).seats.items()} == table.facilitators
    page = send(client, page, f"{cockpit(key)}/appoint/kosovo", status=422, person="")
    assert errors(page) == [("appoint-kosovo-person", "Please choose one.")]


def test_a_replacement_waits_for_the_other_one_and_is_agreed_to_on_the_page(
    table: Table, sign_in: SignIn, client: FlaskClient, visit: Visit
) -> None:
    number = table.announced()
    new = table.organisations[SERBIA[2]].speakers[0]
    key = db.session.get_one(Person, new).key
    sign_in(table.administrator)
    page = visit(cockpit(number))
    action = f"{cockpit(number)}/appoint/serbia"
    page = send(client, page, action, status=409, person=key)
    assert errors(page) == [("", "Please give a public reason.")]
    page = send(client, page, action, person=key, reason="She goes on leave.")
    assert "Waiting for the other signature" in page.text and "She goes on leave." in page.text
    assert not page.xpath("//form[contains(@action, '/sign/')]"), "an administrator signs nothing"
    sign_in(table.facilitators[RS])
    page = visit(cockpit(number))
    assert "She goes on leave." in page.text
    assert not page.xpath("//form[contains(@action, '/sign/replace') or contains(@action, '/drop/replace')]")
    sign_in(table.facilitators[KS])
    page = send(client, visit(cockpit(number)), f"{cockpit(number)}/sign/replace")
    assert table.facts(number).seats[RS].person_id == new
    assert "Small Harbour · Serbia" in page.text
    sign_in(table.facilitators[RS])
    visit(cockpit(number), status=404)


def test_the_page_is_there_for_nobody_else(table: Table, sign_in: SignIn, client: FlaskClient) -> None:
    key, number = table.begun(), table.opened()
    other = table.organisations[KOSOVO[1]].speakers[0]
    elsewhere = table.begun()
    appoint = [other, table.translators[0]]
    with writing():
        from forum.consultation.operations.facilitators import appoint_facilitator
        from forum.consultation.queries.course import consultation_for

        who = table.actor(table.administrator)
        person = db.session.get_one(Person, other)
        appoint_facilitator(who, consultation_for(who, elsewhere, lock=True), KS, person.key)
    for person_id in appoint:
        sign_in(person_id)
        for name in (key, number, "zzzzzzz", "JS-2020-01"):
            answer = client.get(cockpit(name))
            assert answer.status_code == 404
            assert name not in answer.get_data(as_text=True)
        post = client.post(f"{cockpit(number)}/suspend", data={"reason": "I want to", "language": "en"})
        assert post.status_code in (400, 404)
    assert table.facts(number).state is ConsultationState.RUNNING


# ---------------------------------------------------------------- what is missing, and where it is cured
def test_what_is_missing_is_said_in_words_and_leads_to_its_cure(
    table: Table, sign_in: SignIn, client: FlaskClient, visit: Visit
) -> None:
    key = table.begun()
    sign_in(table.facilitators[KS])
    page = visit(cockpit(key))
    lacks = missing(page, "announce")
    assert lacks["The position has no paragraph yet; here it is shown from the announcement on."] == "#text"
    assert lacks["The signature is missing of the facilitator for the seat: Serbia"] == ""
    freeze = missing(page, "freeze")
    assert freeze["The title is not written yet."] == "#title"
    assert freeze["The summary is not written yet."] == "#summary"
    assert page.xpath("//*[@id='step-freeze']//button[@disabled]")

    page = send(client, page, f"{cockpit(key)}/text/position/title", body="Dates for agreements")
    made = words("Every agreement gets a date.", "en")
    table.do(table.facilitators[KS], key, _add, made)
    page = visit(cockpit(key))
    freeze = missing(page, "freeze")
    paragraph = table.paragraphs(key)[0]
    assert freeze["Paragraph 1 names no evidence."] == f"#evidence-{paragraph}"
    title = freeze["The title lacks a reviewed version in: shqip"]
    assert title == f"/en/translations/position/{key}/title/sq"
    body = freeze["Paragraph 1 lacks a reviewed version in: српски"]
    assert body == f"/en/translations/paragraph/{paragraph}/body/sr"
    for place in freeze.values():
        if place.startswith("#"):
            assert page.xpath(f"//*[@id='{place[1:]}']"), place
        elif place:
            visit(place)
    page = send(client, page, f"{cockpit(key)}/translations")
    assert "Ask the translators" not in page.text
    assert page.text.count(": requested") == 6, "title, question and paragraph, in two languages each"


def _add(who: Any, facts: Any, made: Any) -> str:
    from forum.consultation.operations.position import add_paragraph

    return add_paragraph(who, facts, made)


def test_roll_and_people_who_can_act_are_shown_before_the_announcement(
    table: Table, sign_in: SignIn, visit: Visit
) -> None:
    table.organisation("Undeclared Forum", None)
    table.organisation("Lonely Desk", RS, speakers=1)
    key = table.drafted()
    sign_in(table.facilitators[KS])
    page = visit(cockpit(key))
    roll = page.xpath("//section[@id='roll']")[0]
    assert [" ".join(head.text_content().split()) for head in roll.xpath(".//h3")] == [
        "Kosovo 5", "Serbia 6", "Regional 1", "Invited, but not on the roll: no declared seat",
    ]  # fmt: skip
    flagged = [item for item in roll.xpath(".//li") if "too few people can act" in item.text_content()]
    assert [item.xpath("string(.//a)") for item in flagged] == ["Lonely Desk"]
    assert "In 1 organisation too few people can act" in page.text
    assert "Undeclared Forum" in roll.text_content()


# ---------------------------------------------------------------- writing
def test_a_form_that_fails_keeps_every_character(
    table: Table, sign_in: SignIn, client: FlaskClient, visit: Visit
) -> None:
    key = table.drafted()
    sign_in(table.facilitators[KS])
    page, first = visit(cockpit(key)), table.paragraphs(key)[0]
    for action, field, name, typed in (
        ("text/position/title", "title-body", "body", "x" * 201),
        ("text/position/summary", "summary-body", "body", "y" * 601),
        ("text/consultation/question", "question-body", "body", "q" * 301),
        ("paragraphs", "words-new-body", "body", "z" * 6001),
        (f"paragraphs/{first}/words", f"words-{first}-body", "body", "   "),
        (f"paragraphs/{first}/evidence", f"evidence-{first}-new-reference", "reference", "nonsense <b>"),
        ("plan", "plan-length", "length", "99"), ("plan", "plan-planned", "planned", "0001-01-01T00:00"),
        ("plan", "plan-review_days", "review_days", "x"),
    ):  # fmt: skip
        back = send(client, page, f"{cockpit(key)}/{action}", status=422, **{name: typed})
        assert [place for place, _ in errors(back)] == [field], action
        control = back.xpath(f"//*[@id='{field}']")[0]
        value = control.get("value") if control.tag == "input" else control.text_content().removeprefix("\r\n")
        assert value.strip("\r\n") == typed.strip("\r\n"), action
        assert control.get("aria-invalid") == "true"
        assert back.xpath(f"//*[@id='{control.get('aria-describedby').split()[0]}']")
        assert all(folded.get("open") is not None for folded in control.iterancestors("details")), "unfolded"
    assert position_draft(table.facts(key).position_id or 0).title.source == "Dates for agreements"  # type: ignore[union-attr]
    assert len(table.paragraphs(key)) == 2


def test_too_many_links_are_refused_with_the_text(
    table: Table, sign_in: SignIn, client: FlaskClient, visit: Visit
) -> None:
    key = table.begun()
    sign_in(table.facilitators[KS])
    typed = " ".join(f"[a](https://example.org/{number})" for number in range(150))
    back = send(client, visit(cockpit(key)), f"{cockpit(key)}/paragraphs", status=422, body=typed)
    assert [place for place, _ in errors(back)] == ["words-new-body"]
    assert typed in back.xpath("//*[@id='words-new-body']")[0].text_content()
    assert db.session.scalar(select(func.count()).select_from(Paragraph)) == 0


def test_somebody_else_changed_the_words_meanwhile_both_are_shown_and_one_may_go_on(
    table: Table, sign_in: SignIn, client: FlaskClient, visit: Visit
) -> None:
    key = table.drafted()
    sign_in(table.facilitators[KS])
    page = visit(cockpit(key))
    other = words("Their title", "en", plain=True)
    table.do(table.facilitators[RS], key, drafts.write_field, "position", "title", other, 1)
    action = f"{cockpit(key)}/text/position/title"
    back = send(client, page, action, status=409, body="My title")
    assert "Somebody else changed this text meanwhile." in back.text
    assert "Their title" in back.xpath("//form[contains(@action, '/title')]//div[@class='note warn']")[0].text_content()
    assert back.xpath("//*[@id='title-body']/@value") == ["My title"]
    send(client, back, action)
    assert position_draft(table.facts(key).position_id or 0).title.source == "My title"  # type: ignore[union-attr]


def test_serbian_typed_in_latin_comes_back_in_cyrillic_to_be_checked(
    table: Table, sign_in: SignIn, client: FlaskClient, visit: Visit
) -> None:
    key = table.begun()
    sign_in(table.facilitators[RS])
    action = f"{cockpit(key)}/text/position/title"
    back = send(client, visit(cockpit(key)), action, status=422, body="Rokovi za sporazume", language="sr")
    assert back.xpath("//*[@id='title-body']/@value") == ["Рокови за споразуме"]
    assert "converted" in dict(errors(back))["title-body"]
    send(client, back, action)
    title = position_draft(table.facts(key).position_id or 0).title
    assert title is not None and (title.source, title.script) == ("Рокови за споразуме", "Cyrl")
    send(client, visit(cockpit(key)), f"{cockpit(key)}/text/consultation/scope", body="Samo rokovi.", language="sr")


def test_paragraphs_and_evidence_are_moved_removed_and_added_by_buttons(
    table: Table, sign_in: SignIn, client: FlaskClient, visit: Visit
) -> None:
    key = table.drafted()
    sign_in(table.facilitators[KS])
    first, second = table.paragraphs(key)
    base = f"{cockpit(key)}/paragraphs"
    page = send(client, visit(cockpit(key)), base, body="A **third** one.")
    third = table.paragraphs(key)[2]
    assert page.xpath(f"//*[@id='p3']//form[contains(@action, '{third}/place')]")
    sign_in(table.facilitators[KS])
    page = send(client, page, f"{base}/{third}/place", what="up")
    assert table.paragraphs(key) == [first, third, second]
    sign_in(table.facilitators[KS])
    page = send(client, page, f"{base}/{first}/place", what="delete")
    assert table.paragraphs(key) == [third, second]
    sign_in(table.facilitators[KS])
    page = send(client, page, f"{base}/{third}/evidence", reference="https://example.org/a", caption="Their report")
    proofs = page.xpath("//*[@id='p1']//ul/li/a")
    assert [(str(one.text), one.get("href")) for one in proofs] == [("Their report", "https://example.org/a")]
    page = send(client, page, f"{base}/{third}/evidence/1/remove")
    assert not page.xpath("//*[@id='p1']//ul/li/a")
    burn = page.fields(f"{base}/{third}/place") | {"what": "burn"}
    assert client.post(f"{base}/{third}/place", data=burn).status_code == 404
    assert client.post(f"{base}/zzzzzzz/words", data=page.fields(f"{base}/{third}/words")).status_code == 404


def test_a_repeated_submission_adds_one_paragraph(
    table: Table, sign_in: SignIn, client: FlaskClient, visit: Visit
) -> None:
    key = table.begun()
    sign_in(table.facilitators[KS])
    action = f"{cockpit(key)}/paragraphs"
    data = visit(cockpit(key)).fields(action) | {"body": "Once."}
    assert [client.post(action, data=data).status_code for _ in range(2)] == [303, 303]
    assert len(table.paragraphs(key)) == 1
    back = checked(client.post(action, data=data | {"body": "Twice."}), 409)
    assert "Twice." in back.xpath("//*[@id='words-new-body']")[0].text_content()
    send(client, back, action)
    assert len(table.paragraphs(key)) == 2


# ---------------------------------------------------------------- signing and intervening
def test_both_sign_on_the_page_until_it_is_open(
    table: Table, sign_in: SignIn, client: FlaskClient, visit: Visit
) -> None:
    key = name = table.drafted()
    for act in (Act.ANNOUNCE, Act.FREEZE, Act.OPEN_ROUND):
        for seat in (RS, KS):
            sign_in(table.facilitators[seat])
            page = visit(cockpit(name))
            page = send(client, page, f"{cockpit(name)}/sign/{act.value}")
            if seat is RS:
                assert "Your seat has signed." in page.text
                again = [form for form in page.tree.forms if form.get("action").endswith(f"/sign/{act.value}")]
                assert not again, "nobody signs twice"
        name = table.facts(key).name
    facts = table.facts(name)
    assert facts.state is ConsultationState.ANNOUNCED and facts.round.opens_at is not None
    assert visit(cockpit(key)).text == visit(cockpit(name)).text, "the key still leads here"


def test_what_changed_meanwhile_is_not_signed_and_the_page_shows_it_as_it_is(
    table: Table, sign_in: SignIn, client: FlaskClient, visit: Visit
) -> None:
    key = table.drafted()
    sign_in(table.facilitators[KS])
    page = visit(cockpit(key))
    changed = words("Another question?", "en", plain=True)
    table.do(table.facilitators[RS], key, drafts.write_field, "consultation", "question", changed, 1)
    back = send(client, page, f"{cockpit(key)}/sign/announce", status=409)
    assert "Another question?" in back.text
    assert "changed while you were reading" in errors(back)[0][1]
    page = send(client, back, f"{cockpit(key)}/sign/announce")
    assert "Your seat has signed." in page.text


def test_facilitators_extend_suspend_resume_and_withdraw_with_public_reasons(
    table: Table, sign_in: SignIn, client: FlaskClient, visit: Visit
) -> None:
    number = table.opened()
    base = cockpit(number)
    sign_in(table.facilitators[KS])
    page = visit(base)
    closes = page.xpath("//*[@id='extend-until']/option/@value")
    assert len(closes) == 7
    back = send(client, page, f"{base}/extend", status=422, reason=" ", until=str(closes[2]))
    assert errors(back) == [("extend-reason", "Please write something here.")]
    assert back.xpath("//*[@id='extend-until']/option[@selected]/@value") == [closes[2]], "what was chosen stays"
    back = send(client, page, f"{base}/extend", status=422, reason="A holiday.", until="2099-01-01T00:00:00+00:00")
    assert [place for place, _ in errors(back)] == ["extend-until"]
    page = send(client, page, f"{base}/extend", reason="A holiday.", until=str(closes[2]))
    assert "Waiting for the other signature" in page.text
    sign_in(table.facilitators[RS])
    page = send(client, visit(base), f"{base}/sign/extend")
    assert table.facts(number).round.closes_at.isoformat() == str(closes[2])  # type: ignore[union-attr]
    assert not page.xpath("//form[contains(@action, '/extend')]"), "once"
    page = send(client, page, f"{base}/suspend", reason="An incident.")
    assert "Let the clocks run again" in page.text
    page = send(client, page, f"{base}/resume")
    page = send(client, page, f"{base}/withdraw", reason="The ground has changed.")
    page = send(client, page, f"{base}/drop/withdraw")
    assert "Waiting for the other signature" not in page.text
    public = visit(base.removesuffix("/facilitate"), follow=True)
    for reason in ("A holiday.", "An incident."):
        assert reason in public.text
    assert "The ground has changed." not in public.text, "a proposal is not yet public"


# ---------------------------------------------------------------- how many have answered, R23
def test_turnout_is_for_facilitators_and_regional_from_five_on(table: Table, sign_in: SignIn, visit: Visit) -> None:
    for number in range(4):
        table.organisation(f"Hill {number + 1}", Seat.REGIONAL)
    opened = table.opened()
    hills = [*REGIONAL, "Hill 1", "Hill 2", "Hill 3", "Hill 4"]
    for name in (KOSOVO[1], KOSOVO[2], SERBIA[1], *hills[:4]):
        take(table, opened, table.organisations[name], "endorse")
    sign_in(table.facilitators[KS])
    told = visit(cockpit(opened)).xpath("//section[@id='turnout']//li")
    text = [" ".join(one.text_content().split()) for one in told]
    assert text[0].startswith("Kosovo 2 of 5 have answered")
    assert text[0].endswith("For the quorum of this side 3 must endorse or dissent; at least 1 is missing.")
    assert text[1].startswith("Serbia 1 of 5 has answered")
    assert text[2].startswith("Regional Shown from five answers on; 5 on the roll.")
    assert not told[2].xpath(".//*[local-name()='svg']")
    take(table, opened, table.organisations[hills[4]], "endorse")
    sign_in(table.facilitators[KS])
    assert "Regional 5 of 5 have answered" in visit(cockpit(opened)).text
    sign_in(table.administrator)
    page = visit(cockpit(opened))
    assert not page.xpath("//section[@id='turnout']") and "have answered" not in page.text
    assert db.session.scalar(select(func.count()).select_from(Consultation)) == 1
