"""Journey A: from an invitation to reading one another, each in their own language and script."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import people
from tests.browser.hands import Hands
from tests.support.visits import Outbox

pytestmark = pytest.mark.browser

ALBANIAN = "Uji i lumit nuk njeh anë. A mund ta matim bashkë, çdo muaj, dhe t’i botojmë shifrat?"
SERBIAN = "Можемо. Предлажем да мерење почне у пролеће и да свако мери на свом делу реке."
IN_SERBIAN = "Речна вода не зна за стране. Можемо ли да је меримо заједно, сваког месеца, и да објављујемо бројке?"
IN_ALBANIAN = "Mundemi. Propozoj që matja të nisë në pranverë dhe secili të masë në pjesën e vet të lumit."


class Table:
    """The people of the journey, each in a browser of their own."""

    def __init__(self, open_browser: Callable[..., Any], outbox: Outbox, keyboard: bool, **window: Any) -> None:
        self.open, self.outbox, self.keyboard, self.window = open_browser, outbox, keyboard, window

    def hands(self) -> Hands:
        return Hands(self.open(**self.window).new_page(), keyboard=self.keyboard)

    def comes(self, email: str, name: str, *, factor: bool = False) -> Hands:
        """Somebody accepts the invitation in their mail."""
        hands = self.hands()
        people.accept(hands, self.outbox, email, name)
        if factor:
            people.set_up_factor(hands)
        hands.fits()
        return hands


def _two_organisations(table: Table, flask_command: Callable[..., str]) -> tuple[Hands, Hands, Hands, Hands]:
    """An administrator invites two organisations of different seats, they their people."""
    administrator = table.hands()
    people.first_administrator(administrator, flask_command)
    lisi = people.enter_organisation(administrator, "en", "Shoqata Lisi")
    breza = people.enter_organisation(administrator, "en", "Udruženje Breza")
    people.invite(
        administrator, "en", lisi, email="drita@lisi.example", name="Drita", language="sq", role="coordinator"
    )
    people.invite(
        administrator, "en", breza, email="goran@breza.example", name="Goran", language="sr-cyrl", role="coordinator"
    )
    drita = table.comes("drita@lisi.example", "Drita Lisi", factor=True)
    people.declare_seat(drita, "sq", lisi, "kosovo")
    goran = table.comes("goran@breza.example", "Горан Брезић", factor=True)
    people.declare_seat(goran, "sr-cyrl", breza, "serbia")
    people.invite(drita, "sq", lisi, email="arta@lisi.example", name="", language="sq", role="representative")
    people.invite(
        goran, "sr-cyrl", breza, email="vesna@breza.example", name="", language="sr-cyrl", role="representative"
    )
    arta = table.comes("arta@lisi.example", "Arta Lisi")
    vesna = table.comes("vesna@breza.example", "Весна Брезић")
    return drita, goran, arta, vesna


def _open_thread(hands: Hands) -> str:
    hands.go("/sq/statement")
    hands.press("a[href*='/sq/demands/']")
    hands.press("a[href$='/new-thread']")
    hands.write("input[name=title]", "A ta masim ujin bashkë?")
    hands.write("textarea[name=body]", ALBANIAN)
    hands.choose("input[name=visibility]", "public")
    hands.press("form.composer button[type=submit]:not([formaction])")
    hands.at(r"/sq/threads/")
    assert ALBANIAN in hands.words()
    hands.fits()
    return hands.page.url.split("/threads/")[1].partition("?")[0].partition("#")[0]


def _answer(hands: Hands, lang: str, thread: str) -> None:
    hands.go(f"/{lang}/threads/{thread}")
    hands.press("article.post a[href*='/reply/']:not([href*='quote'])")
    hands.write("textarea[name=body]", SERBIAN)
    hands.press("form.composer button[type=submit]:not([formaction])")
    hands.page.get_by_text(SERBIAN).first.wait_for()


def _translate(hands: Hands, lang: str, thread: str, words: str) -> str:
    """Take up the post that one cannot read, and hand in its translation; gives the address of the piece."""
    hands.go(f"/{lang}/threads/{thread}")
    hands.press("article.post .origin a[href*='/translations/']")
    piece = hands.page.url.partition("#")[0]
    hands.press("form[action$='/claim'] button")
    hands.write("textarea[name=words]", words)
    hands.press("button[name=then][value=submit]")
    return str(piece)


def _review(hands: Hands, lang: str, piece: str) -> None:
    """Somebody else finds it in the list of what waits, and approves."""
    address = piece.partition("/translations/")[2].partition("?")[0]
    hands.go(f"/{lang}/translations?part=review&language={address.rpartition('/')[2]}")
    hands.press(f"main a[href*='/translations/{address}']")
    hands.press("button[name=then][value=approve]")


# By mouse at 1280 px is left to the drill: by keyboard at 1280 px asks the same of every page, and more.
WAYS = {
    "wide": ({"width": 1280}, False),
    "narrow-without-scripts": ({"width": 360, "java_script_enabled": False}, False),
    "keyboard": ({"width": 1280}, True),
}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("way", [pytest.param("wide", marks=pytest.mark.drill), "narrow-without-scripts", "keyboard"])
def test_people_of_both_seats_meet_and_read_one_another(
    way: str,
    open_browser: Callable[..., Any],
    outbox: Outbox,
    flask_command: Callable[..., str],
) -> None:
    """Invitation, second factor, a thread in Albanian, a reply in Serbian, two translations, two reviews."""
    window, keyboard = WAYS[way]
    table = Table(open_browser, outbox, keyboard, **window)
    drita, goran, arta, vesna = _two_organisations(table, flask_command)
    thread = _open_thread(arta)
    _answer(vesna, "sr-cyrl", thread)
    into_serbian = _translate(goran, "sr-cyrl", thread, IN_SERBIAN)
    _review(vesna, "sr-cyrl", into_serbian)
    into_albanian = _translate(drita, "sq", thread, IN_ALBANIAN)
    _review(arta, "sq", into_albanian)
    _each_reads_the_other(table, arta, vesna, thread)


def _each_reads_the_other(table: Table, arta: Hands, vesna: Hands, thread: str) -> None:
    arta.go(f"/sq/threads/{thread}")
    assert IN_ALBANIAN in arta.words() and ALBANIAN in arta.words()
    vesna.go(f"/sr-cyrl/threads/{thread}")
    assert IN_SERBIAN in vesna.words() and SERBIAN in vesna.words()
    stranger = table.hands()
    stranger.go(f"/sr-latn/threads/{thread}")
    assert "Rečna voda ne zna za strane." in stranger.words(), "Serbian in the script of the reader"
    assert "Predlažem da merenje počne u proleće" in stranger.words()
    stranger.press("details.origin summary")
    assert ALBANIAN in stranger.words(), "the original is one click away"
    for hands in (arta, vesna, stranger):
        hands.fits()
