"""Serbian in both scripts: the pairs and exceptions of the language note, and that a text comes back whole."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.text.alphabets import CYRILLIC
from forum.core.text.scripts import convert, convert_html, script_of, spellings, to_cyrillic, to_latin
from tests.support import require, spell

PAIRS = (
    """
ЉУБАВ LJUBAV|Љубав Ljubav|Његош Njegoš|ЊЕГОШ NJEGOŠ|Њ. Nj.|КОЊ KONJ|ПАЊ PANJ|ЏЕП DŽEP|Џеп Džep|Њујорк Njujork
Ђаковица Đakovica|џак džak|НВО NVO|ОЦД OCD|ЈУКОМ JUKOM|пољупци poljupci|ђеврек đevrek|ћуп ćup|чаша čaša
""".strip()
    .replace("\n", "|")
    .split("|")
)

TWO_LETTERS = (
    """
injekcija инјекција|injektor инјектор|injunkcija инјункција|konjektura конјектура|konjugacija конјугација
konjunkcija конјункција|konjunktura конјунктура|konjunktivitis конјунктивитис|konjuktivitis конјуктивитис
vanjezički ванјезички|anjon анјон|Tanjug Танјуг|Šenjang Шенјанг|panjelinski панјелински
nadživeti надживети|nadžnjeti наджњети|nadžupan наджупан|nadžanr наджанр|odžaliti оджалити|odživeti одживети
odžvakati оджвакати|podžupan поджупан|podžanr поджанр|predželudac преджелудац|predživot предживот
feldžandarm фелджандарм|NADŽIVETI НАДЖИВЕТИ
""".strip()
    .replace("\n", "|")
    .split("|")
)

ONE_LETTER = [
    "konj коњ",
    "kanjon кањон",
    "odžak оџак",
    "nadžak наџак",
    "konjušar коњушар",
    "džep џеп",
    "vanj вањ",
    "tanjir тањир",
]

UNTOUCHED = [
    "https://primer.rs/č/lj", "www.yihr.rs", "ana.lj@primer.org", "@ana.petrovic",
    "#dijalog", "`kod lj`", "```\nlj\n```",
    "%(name)s", "%s", "{name}", "{0}", "{}", "<b>", '<a href="/lj" title="naslov">', "</strong>", "&nbsp;", "&#8211;",
    "II", "XIX", "XXI", "VIII", "Wi-Fi", "Watch", "Prishtinë", "Graçanicë", "Xhejrane", "Quo", "Zürich",
    "newsocialinitiative.org", "https://", "GOV-2", "COM-7", "JS-2026-01",
]  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS)
def test_cyrillic_becomes_latin_with_the_right_capitals(pair):
    cyrillic, latin = pair.split(" ")
    assert to_latin(cyrillic) == latin


@pytest.mark.parametrize("pair", TWO_LETTERS + ONE_LETTER)
def test_stems_decide_between_one_letter_and_two(pair):
    latin, cyrillic = pair.split(" ")
    assert to_cyrillic(latin) == cyrillic
    assert to_latin(cyrillic) == latin


@pytest.mark.parametrize("fragment", UNTOUCHED)
def test_what_is_no_serbian_prose_stays(fragment):
    assert to_cyrillic(f"jeste {fragment} nije") == f"јесте {fragment} није"


@pytest.mark.parametrize(
    "fragment", ["https://пример.срб/љубав", "пример.срб", "@ана", "#дијалог", "`код`", "{{cyrl:Политика}}"]
)
def test_protection_holds_towards_latin_too(fragment):
    kept = fragment.removeprefix("{{cyrl:").removesuffix("}}")
    assert to_latin(f"јесте {fragment} није") == f"jeste {kept} nije"


def test_registered_names_stay_and_the_rest_of_the_sentence_does_not():
    names = ("NGO Aktiv", "YIHR", "D+", "Aktiv")
    assert (
        to_cyrillic("Piše NGO Aktiv, a ne Aktivista ni YIHR-a; D+ ćuti.", names)
        == "Пише NGO Aktiv, а не Активиста ни YIHR-а; D+ ћути."
    )
    assert to_latin("Лист Политика пише", ("Политика",)) == "List Политика piše"


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("Democracy Plus (D+)", ["Democracy Plus", "D+"]),
        ("HANDIKOS, Kosovo", ["HANDIKOS"]),
        ('NVO "PLEJADA" Prizren', ["PLEJADA"]),
        ("Centar za reke, Novi Sad", ["Centar za reke"]),
        ("Rečna inicijativa (Mitrovica)", ["Rečna inicijativa"]),  # a town is no name of an organisation
        ('NVO "Most"', []),  # nor may *most* stay Latin wherever a bridge is meant
        ("Most, Beograd", []),
        ("  ", []),
    ],
)
def test_a_name_is_called_by_its_parts_too_but_never_by_a_common_word(name, others):
    assert list(spellings(name)) == [one for one in [name.strip(), *others] if one]


def test_authors_escape_vanishes_and_its_content_stays():
    assert to_cyrillic("Časopis {{latn:Danas}} piše") == "Часопис Danas пише"
    assert to_latin("Часопис {{latn:Danas}} пише") == "Časopis Danas piše"


def test_roman_numerals_are_converted_in_lines_of_capitals_unless_they_cannot_be_words():
    assert to_cyrillic("Drugi LIV se računa") == "Други LIV се рачуна"
    assert to_cyrillic("LIV METALA\nGlava LIV") == "ЛИВ МЕТАЛА\nГлава LIV"
    assert to_cyrillic("DEO II") == "ДЕО II"


def test_decomposed_letters_and_unicode_digraphs_are_read_as_what_they_are():
    assert to_cyrillic(unicodedata.normalize("NFD", "čćžšđ")) == "чћжшђ"
    assert to_cyrillic("ǌegoš Ǉubav") == "његош Љубав"


def test_macedonian_and_russian_words_are_not_half_converted():
    assert to_latin("ќерка и Ѓорѓи, щи") == "ќерка i Ѓорѓи, щи"


def test_units_after_a_number_stay():
    assert to_cyrillic("15 km, 3\u00a0kg i 20kWh, a kmet ne") == "15 km, 3\u00a0kg и 20kWh, а кмет не"


def test_html_changes_in_its_text_only():
    html = (
        '<p title="x">Ljubav <code>kod</code> <span lang="sq">Drita <i lang="sr-Latn">opet</i></span> kraj<br></p>'
        "<pre>lj</pre>"
    )
    assert convert_html(html, "Cyrl") == (
        '<p title="x">Љубав <code>kod</code> <span lang="sq">Drita <i lang="sr-Latn">опет</i></span> крај<br></p>'
        "<pre>lj</pre>"
    )


def test_broken_html_is_survived():
    for html in ("<b", "</i>lj", "<b><i>lj</b>lj", "<", '<a href="lj', "<p lang>lj"):
        assert "љ" in convert_html(html + " lj", "Cyrl")


def test_script_is_told_by_most_letters_of_the_prose():
    assert script_of("Добар дан from www.primer.org") == "Cyrl"
    assert script_of("Dobar dan, Љ") == "Latn"
    assert script_of("123 – https://primer.rs") is None
    assert script_of("") is None
    with pytest.raises(ValueError, match="Grek"):
        convert("x", "Grek")


TWINS = {
    # The dictionary holds these beside the right word (коњугација for конјугација, онјлајн for онлајн, Понједељак).
    "Анджеј", "Оџалан", "коњугација", "коњугациони", "коњугиран", "коњугирање", "коњугирати", "коњугован",
    "коњугованост", "коњуговање", "коњуговати", "коњунктив", "коњунктивални", "манјогана", "онјлајн", "онлјан",
    "понједељак",
}  # fmt: skip


def dictionary():
    """The headwords of hunspell's Serbian dictionary, without Latin letters and Roman numerals (ЦД reads as CD)."""
    require.require("spell")
    lines = spell.dictionaries()["sr-cyrl"].with_suffix(".dic").read_text("utf-8", errors="replace").splitlines()[1:]
    words = {unicodedata.normalize("NFC", line.split("/")[0].split("\t")[0].strip()) for line in lines}
    return [word for word in sorted(words) if len(word) > 1 and not re.search("[A-Za-z0-9]|^[ЦДИЛМВ]{2}$", word)]


def come_back(words):
    return {word for word in words if to_cyrillic(to_latin(word)) != word} - TWINS


@pytest.mark.spell
def test_the_closed_list_of_exceptions_is_enough_for_the_words_of_the_dictionary():
    """Every word where a wrong cut could happen, and a sample of the others."""
    words = dictionary()
    doubtful = [word for word in words if re.search("[нл]ј|дж|[њљџ]", word.lower())]
    assert len(doubtful) > 1_000
    two_letters = [word for word in doubtful if re.search("[нл]ј|дж", word.lower())]
    assert come_back([*two_letters, *doubtful[::9], *words[::101]]) == set()


@pytest.mark.drill
def test_every_word_of_the_dictionary_comes_back():
    assert come_back(dictionary()) == set()


@given(st.text())
def test_conversion_never_fails_and_settles(text):
    latin = to_latin(text)
    if "{{" not in latin:
        assert to_latin(latin) == latin
    to_cyrillic(text)
    convert_html(text, "Cyrl")


@given(st.text(alphabet=[c for c in CYRILLIC if c not in "јж"], min_size=1))
def test_small_words_come_back(word):
    """Without ј and ж nothing is ambiguous, but the stems may still read њ or џ as two letters, never lose one."""
    assert to_latin(to_cyrillic(to_latin(word))) == to_latin(word)


@pytest.mark.parametrize(
    "unit", ["a", "a.", "a@", "{{latn:", "<a ", "`", "http://", "ž-", "%(", "{", "<a \"'", "@", "nj", "&a"]
)
def test_time_grows_with_the_length(unit, growth):
    assert growth(lambda size: convert_html(unit * size, "Cyrl"), 2_000) < 12
