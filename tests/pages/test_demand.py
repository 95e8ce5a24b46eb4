"""The page of a demand tells the whole story: words in all languages, threads, consultations, positions, dates."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from forum.consultation.rules.stances import Stance
from forum.core.web.filters import cutoff_in_words
from forum.statement.queries import demands
from tests.consultation.answers import take_all
from tests.consultation.conftest import Table
from tests.discussion.conftest import Table as Debate
from tests.pages.test_home import section, words
from tests.support.visits import Page

Visit = Callable[..., Page]
READINGS = {"en": "en", "sq": "sq", "sr-latn": "sr-Latn", "sr-cyrl": "sr-Cyrl"}


def path(code: str, reading: str = "en") -> str:
    return f"/{reading}/demands/{demands()[code].slug}"


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("reading", READINGS)
def test_every_demand_is_a_page_in_every_language(visit: Visit, reading: str) -> None:
    """The words of the reader, marked as a working translation, the signed English one click away."""
    for code, english in demands().items():
        if reading != "en" and code[-1] not in "25":
            continue  # every one in English, a few of each section in the others
        page = visit(path(code, reading))
        commitment = code.startswith("COM")
        signed = page.xpath("//details[@class='origin']//p[@lang='en']")
        if reading == "en":
            assert "Signed text, English, 10 December 2021." in page.text and not signed
            assert ("Commitment ·" in page.text, "Demand ·" in page.text) == (commitment, not commitment)
            assert ("This commitment" in page.text, "This demand" in page.text) == (commitment, not commitment)
            assert page.xpath("//h1")[0].text_content() == english.text.text
        else:
            assert [one.text_content() for one in signed] == [english.text.text]
            assert page.xpath("//h1")[0].text_content() != english.text.text
        versions = {one.get("lang"): one.text_content() for one in page.xpath("//*[@id='versions']//p")}
        assert list(versions) == list(READINGS.values()), "all versions side by side, in the order of their names"
        assert page.xpath("//h1")[0].text_content() == versions[READINGS[reading]]
        assert len(set(versions.values())) == 4


def test_machines_find_the_other_languages_and_the_feed(visit: Visit, client: FlaskClient) -> None:
    page = visit(path("GOV-2", "sq"))
    base = client.application.config["SOFRA"].base_url
    assert page.xpath("//link[@rel='canonical']/@href") == [base + path("GOV-2", "sq")]
    found = dict(zip(page.xpath("//link[@rel='alternate'][@hreflang]/@hreflang"),
                     page.xpath("//link[@rel='alternate'][@hreflang]/@href"), strict=True))  # fmt: skip
    assert found == {tag: base + path("GOV-2", code) for code, tag in READINGS.items()}
    assert page.xpath("//link[@type='application/atom+xml']/@href") == [f"{path('GOV-2', 'sq')}/feed.atom"]
    share = f"{base}/demands/{demands()['GOV-2'].slug}"
    assert page.xpath(f"//section[@aria-labelledby='share-h']//a[@href='{share}']")
    assert any(link.startswith("mailto:?subject=GOV-2") and "%3A%2F%2F" in link for link in page.links())
    assert page.xpath("//a[@rel='prev']/@href") == [path("GOV-1", "sq")]
    assert page.xpath("//a[@rel='next']/@href") == [path("GOV-3", "sq")]
    assert not visit(path("GOV-1")).xpath("//a[@rel='prev']") and not visit(path("COM-7")).xpath("//a[@rel='next']")


def test_a_code_is_enough_and_a_wrong_readable_part_leads_home(
    client: FlaskClient, sign_in: Callable[..., Any], debate: Debate
) -> None:
    """R36: ids never change; a link without a language leads everybody to their own."""
    for wrong in ("gov-2", "gov-2-something-else"):
        answer = client.get(f"/en/demands/{wrong}")
        assert (answer.status_code, answer.location) == (301, path("GOV-2"))
    for nothing in ("gov-8", "gov", "xyz-1", "gov-02", "com-0-x"):
        assert client.get(f"/en/demands/{nothing}").status_code == 404, nothing
    chooser = client.get(f"/demands/{demands()['COM-5'].slug}")
    assert chooser.status_code == 200 and all(path("COM-5", code) in chooser.text for code in READINGS)
    sign_in(debate.person(language="sr-latn"))
    assert client.get("/demands/com-5").location == path("COM-5", "sr-latn")


def test_the_story_is_told_by_date(table: Table, debate: Debate, visit: Visit) -> None:
    """What happened with GOV-2: every publication is two clicks from its demand, what is to come stands last."""
    debate.thread(debate.person("Arta Shembulli"), "Canary of members", visibility="members")
    number = table.opened()
    page = visit(path("GOV-2"))
    steps = [" ".join(one.text_content().split()) for one in page.xpath("//ol[@class='steps']/li")]
    assert steps[0] == "Signed10 December 2021"
    for step, expected in zip(steps[1:], ("announced", "opened", "closes"), strict=True):
        assert step.startswith(f"{number} {expected}")
    assert page.xpath("//li[@aria-current='step']") and "23:59 CET" in section(page, "open-h")
    assert "Nobody has opened a thread here yet." in page.text, "a thread of members leaves no trace in public"
    closes = table.facts(number).round.closes_at
    assert closes is not None
    assert cutoff_in_words(closes).partition(",")[0] in steps[-1], "the close is dated by its last day"
    take_all(table, number, Stance.ENDORSE)
    table.close(number)
    table.work()
    table.wait(days=8)
    table.work()
    page = visit(path("GOV-2"))
    story = words(page, "//ol[@class='steps']")
    assert f"{number} published: Joint" in story and "to be reviewed" in story
    assert page.xpath(f"//section[@aria-labelledby='cons-h']//a[@href='/en/positions/{number}']")
    assert visit(f"/en/positions/{number}").links().count(path("GOV-2")) >= 1
    assert not page.xpath("//*[@id='open-h']")


def test_threads_are_listed_for_whoever_may_read_them(
    debate: Debate, visit: Visit, client: FlaskClient, sign_in: Callable[..., Any]
) -> None:
    arta, besa = debate.person("Arta Shembulli"), debate.person("Besa Fiktive")
    debate.thread(besa, "Datat", "Fjalë.", language="sq")
    debate.thread(arta, "Only among us", visibility="members")
    page = visit(path("GOV-2"))
    assert page.xpath("//h3/a[@lang='sq']/text()") == ["Datat"] and "not translated yet" in page.text
    assert "Only among us" not in page.text and not page.xpath("//form[contains(@action, 'follow')]")
    assert "1 thread, 1 post" in section(page, "facts-h")
    sign_in(arta)
    page = visit(path("GOV-2"))
    assert "Only among us" in page.text and "Members only" in page.text
    assert "1 thread, 1 post" in section(page, "facts-h"), "public counts stay public counts (R8)"
    action = f"{path('GOV-2')}/follow"
    told = {"following": "You follow GOV-2.", "muted": "You will hear nothing of GOV-2.",
            "": "You do not follow GOV-2 any more."}  # fmt: skip
    for level, sentence in told.items():
        answer = client.post(action, data=page.fields(action) | {"level": level})
        assert answer.location.startswith(f"{path('GOV-2')}?done=")
        page = visit(answer.location)
        assert sentence in page.text and not page.xpath(f"//form//input[@name='level'][@value='{level}']")


def test_feeds_hold_what_is_public(table: Table, debate: Debate, client: FlaskClient) -> None:
    arta = debate.person("Arta Shembulli")
    public = debate.thread(arta, 'Tags <b> & "quotes"')
    debate.thread(arta, "Canary of members", visibility="members")
    number = table.announced()
    atom = "{http://www.w3.org/2005/Atom}"
    for reading, tag in READINGS.items():
        for address in (f"/{reading}/feed.atom", f"{path('GOV-2', reading)}/feed.atom"):
            answer = client.get(address)
            assert answer.mimetype == "application/atom+xml" and answer.headers["Cache-Control"].startswith("public")
            assert "anary" not in answer.text
            root = ElementTree.fromstring(answer.text)
            assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == tag
            ids = [one.findtext(f"{atom}id") for one in root.iter(f"{atom}entry")]
            assert len(ids) == len(set(ids)) == 2
            assert any(one and one.endswith(public.key) for one in ids) and any(one and number in one for one in ids)
            for link in root.iter(f"{atom}link"):
                assert client.get(urlsplit(link.get("href") or "").path).status_code == 200
            same = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
            assert same.status_code == 304
    debate.reply(arta, public.post_key)
    assert client.get("/en/feed.atom", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200
