"""Which texts and names are fit, and which names look alike (T5, T6)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.text.names import UnfitText, clean_line, clean_name, clean_text, skeleton


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a\x00b", "control"), ("a\x1bb", "control"), ("a\nb", "control"), ("a\tb", "control"),
        ("a\ufffeb", "control"), ("a\ud800b", "surrogate"), ("a\u202eb", "format"), ("a\u2066b", "format"),
        ("a\u200cb", "format"), ("a\u200db", "format"), ("a\ue000b", "private"),
        ("e\u0301\u0302\u0303\u0304", "marks"), ("", "empty"), ("  \u00a0 ", "empty"), ("\u3164", "empty"),
        ("\u0301", "empty"), ("a" * 21, "too_long"),
    ],
)  # fmt: skip
def test_unfit_lines_say_why(text, reason):
    with pytest.raises(UnfitText) as caught:
        clean_line(text, 20)
    assert caught.value.reason == reason


def test_what_pasting_leaves_behind_is_dropped():
    assert clean_line("\ufeff  Zajed\u00adnič\u200bki \u00a0 jezik ", 50) == "Zajednički jezik"
    assert clean_text("\r\n\r\nI\r\nII\u2028III \n\n", 50) == "I\nII\nIII"
    assert clean_text("\n    e\u0301\tx", 50) == "    é\tx"


def test_families_of_emoji_stay_together():
    family = "👩\u200d👩\u200d👧 🏳️\u200d🌈 👩🏽\u200d🚀"
    assert clean_text(family, 50) == family


def test_texts_refuse_what_lines_refuse_but_line_ends_and_tabs():
    for text in ("a\x0bb", "a\u202eb", "a\ud800", "\n \n"):
        with pytest.raises(UnfitText):
            clean_text(text, 50)


@given(st.text(max_size=80))
def test_cleaning_twice_is_cleaning_once(text):
    for clean in (clean_line, clean_text, clean_name):
        try:
            once = clean(text, 100)
        except UnfitText:
            continue
        assert clean(once, 100) == once == unicodedata.normalize("NFC", once)


HONEST = (
    """
Drita Dibrani|Jelena Lončar|Unioni i Punëtorëve Social të Kosovës|Демократска иницијатива|НВО Роми|Democracy Plus (D+)
OJQ "VISION 02" Istog|Crno-beli svet, Mitrovica North|Romani Ćhib|Gül Öztürk|O’Brien|Đorđe Đurić|Ђорђе Ђурић
NGO Активност|Xhejrane Lokaj|Њ. Петровић|Mëhill Çela|Rromani Baxt|Ѓорѓи Ќосев|Zoë-Marie 2
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.mark.parametrize("name", HONEST)
def test_honest_names_are_taken(name):
    assert clean_name(name) == name


@pytest.mark.parametrize(
    "name", ["Аna", "NGO Аktiv", "Pаvle", "𝐀𝐧𝐚", "Ａｎａ", "Αna", "A\u200bna", "A\u00adna", "12", "…", "ﬁlip", "Aⅳ"]
)
def test_disguised_names_are_refused(name):
    with pytest.raises(UnfitText):
        clean_name(name)


SPOOFS = (
    """
НВО Роми=NVO Romi|НВО Роми=HBO Poмi|ЈУКОМ=JUKOM|ЈУКОМ=JYKOM|NGO Aktiv=NG0 AktIv|NGO Aktiv=NGO-Aktiv
Aces=Асеѕ|Čačak=Cacak|Đorđe=Djordje|Đorđe=Ђорђе|Graçanicë=Gracanice
YIHR=ΥΙΗR|KDI=КDI|Vision 02=Vision O2|Forum=Forurn|Wave=VVave
Ana=Аnа|Drita=Dr1ta|Kosovo Law Institute=Kosovo Iaw lnstitute|Центар за мир=Centar za mir|Pax=Рах|PECO=РЕСО|Pejë=Реје
Sofra=𝐒𝐨𝐟𝐫𝐚|Sofra=Ｓｏｆｒａ
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.mark.parametrize("pair", SPOOFS)
def test_look_alikes_share_a_skeleton(pair):
    one, other = pair.split("=")
    assert skeleton(one) == skeleton(other)


def test_honest_names_have_skeletons_of_their_own():
    names = [name for name in HONEST if name != "Ђорђе Ђурић"]
    assert len({skeleton(name) for name in names}) == len(names)
