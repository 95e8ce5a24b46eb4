"""The PDF of a position: tagged, in the reader's language and script, and proof against what people write."""

import re
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from forum.core.guard import ForbiddenInsideWriting, inside_writing
from forum.core.languages import READINGS
from forum.core.typesetting import TypesettingError, compile_pdf, printable
from forum.publication.rules.content import Content, RollLine, Words
from forum.publication.rules.document import document, document_title
from tests.publication.example import POSITION, ROLL, next_version, with_roll

TEMPLATE = Path("forum/publication/templates/publication/position.typ")
BASE = "https://sofra.example"
LANG = {"en": "en", "sq": "sq", "sr-latn": "sr", "sr-cyrl": "sr"}


def printed(content: Content, code: str) -> bytes:
    reading = READINGS[code]
    return compile_pdf(
        TEMPLATE,
        document(content, code, BASE),
        language=reading.content,
        script=reading.script,
        title=document_title(content, code),
    )


def text_of(pdf: bytes, tmp_path: Path) -> str:
    """The text as a reader would copy it, with line ends as blanks."""
    file = tmp_path / "position.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True, text=True)
    return re.sub(r"\s+", " ", done.stdout)


def tags_of(pdf: pikepdf.Pdf) -> list[str]:
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for item in node:
                walk(item)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(pdf.Root.StructTreeRoot["/K"])
    return found


@pytest.mark.parametrize("code", READINGS)
def test_each_reading_is_a_tagged_document_with_title_and_language(code: str) -> None:
    with pikepdf.open(BytesIO(printed(POSITION, code))) as pdf:
        assert str(pdf.Root.Lang).split("-")[0] == LANG[code]
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == document_title(POSITION, code)
            assert metadata["pdfuaid:part"] == "1"
        tags = tags_of(pdf)
        assert tags.count("/H1") == 1
        assert {"/H2", "/H3", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure"} <= set(tags)
        assert tags.count("/Figure") == 1
        assert tags.count("/Table") == 2


def test_the_ring_of_seats_has_a_description_in_words() -> None:
    with pikepdf.open(BytesIO(printed(POSITION, "en"))) as pdf:
        spoken = [str(node.Alt) for node in pdf.objects if isinstance(node, pikepdf.Dictionary) and "/Alt" in node]
    assert any("Kosovo: Endorse 3, Endorse with reservation 1, No response 1." in one for one in spoken)


@pytest.mark.parametrize(
    ("code", "here", "elsewhere"),
    [
        ("en", "A graduate should learn the outcome within sixty days", "Дипломац треба"),
        ("sq", "I diplomuari duhet ta mësojë rezultatin brenda gjashtëdhjetë ditësh, në gjuhën", "Дипломац треба"),
        ("sr-latn", "Diplomac treba da sazna ishod u roku od šezdeset dana, na jeziku", "Дипломац треба"),
        ("sr-cyrl", "Дипломац треба да сазна исход у року од шездесет дана, на језику", "Diplomac treba"),
    ],
)
def test_text_comes_out_in_the_script_of_the_reader(code: str, here: str, elsewhere: str, tmp_path: Path) -> None:
    text = text_of(printed(POSITION, code), tmp_path)
    assert here in text
    assert elsewhere not in text
    assert "Organisation Green Hill" in text


def test_dissent_reservation_and_silence_stand_in_the_document_in_order(tmp_path: Path) -> None:
    """R10, R11, and the order of an outcome page."""
    text = text_of(printed(next_version(), "en"), tmp_path)
    order = [
        "GOV-2",
        "Diplomas: what prompt",
        "What should a graduate",
        "Joint with reservations",
        "In two sentences",
        "The position",
        "Evidence: Demand GOV-2",
        "Stances by name",
        "On paragraph 3",
        "Stopping the clock",
        "Stand aside",
        "No response",
        "Organisation Tall Reed",
        "Dissenting opinions",
        "We do not dispute",
        "Translation awaited: српски.",
        "Stances by side",
        "How this came about",
        "Notes and corrections",
        "Number, citation, hash",
        "15 August 2027",
        "Cite as",
        "Language versions",
        "Originals",
        "Заустављање рока",
    ]
    at = [text.index(words) for words in order[:1]]
    for words in order[1:]:
        at.append(text.index(words, at[-1]))
    assert at == sorted(at)


HOSTILE = {
    "markup": '#strong[x] #sys.inputs #read("/etc/passwd") *bold* _it_ `code` = Head <label> @ref',
    "mathematics": "$x^2$ and $ unbalanced",
    "backslashes": "\\ \\u{41} \\\\ \\n",
    "brackets": "]]] [[[ }}} {{{ ))) (((",
    "quotes": '"\'“„’ " + "',
    "comments": "// not a comment /* nor this */ https://x.example/*",
}


def with_dissent(text: str) -> Content:
    return replace(POSITION, dissents=(replace(POSITION.dissents[0], words=Words("en", {"en": text})),))


@pytest.mark.parametrize("name", HOSTILE)
def test_what_people_write_comes_out_as_the_text_it_is(name: str, tmp_path: Path) -> None:
    text = HOSTILE[name]
    line = RollLine("odd", f"Organisation {text}", "kosovo", "organisation", "endorse")
    content = replace(
        with_roll((*ROLL, line)), title={**POSITION.title, "en": text}, dissents=with_dissent(text).dissents
    )
    out = text_of(printed(content, "en"), tmp_path)
    assert out.count(" ".join(text.split())) >= 3


def test_a_dissent_of_full_length_is_printed_whole(tmp_path: Path) -> None:
    text = " ".join(f"word{no}" for no in range(1000))[:6000]
    out = text_of(printed(with_dissent(text), "en"), tmp_path)
    assert "word1 " in out
    assert text.split()[-2] in out


def test_one_word_without_a_blank_does_not_stop_the_press() -> None:
    assert printed(with_dissent("x" * 6000), "en").startswith(b"%PDF")


def test_other_alphabets_come_out(tmp_path: Path) -> None:
    out = text_of(printed(with_dissent("before \u202eשלום\u202c \u2067مرحبا after"), "en"), tmp_path)
    assert "before" in out
    assert "after" in out
    assert re.search("[\u05d0-\u05ea]{4}", out)


def test_characters_without_a_glyph_are_spelled_out_and_never_stop_a_publication(tmp_path: Path) -> None:
    out = text_of(printed(with_dissent("fine \U0001f600 and 日本 \ufeff\x00\x07\u2028 \ue000 done"), "en"), tmp_path)
    assert "[U+1F600]" in out
    assert "[U+65E5]" in out
    assert "done" in out


def test_very_many_unknown_characters_are_spelled_out_together(tmp_path: Path) -> None:
    out = text_of(printed(with_dissent("start " + " ".join(map(chr, range(0x4E00, 0x4E60))) + " end"), "en"), tmp_path)
    assert "[U+4E00]" in out
    assert "[U+4E5F]" in out


def test_paper_gets_one_spelling_of_a_text() -> None:
    assert printable("c\u030c\r\na\u2028b\x00\ud800\u202e\u2067") == "č\na\nb"


def test_empty_lines_part_paragraphs_and_a_title_stays_on_one_line() -> None:
    content = replace(with_dissent("\n\n\none\n\n\n\ntwo\nthree\n\n"), title={**POSITION.title, "en": "a\nb"})
    with pikepdf.open(BytesIO(printed(content, "en"))) as pdf, pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "JS-2027-01: a b"


def test_equal_content_gives_equal_bytes() -> None:
    assert printed(POSITION, "sr-latn") == printed(POSITION, "sr-latn")


def test_the_sentence_of_a_joint_result_names_the_share_of_its_own_rules(tmp_path: Path) -> None:
    """R9: more than half of each side, in a rapid reaction at least a third."""
    assert "more than half of the roll" in text_of(printed(replace(POSITION, outcome="joint"), "en"), tmp_path)
    rapid = replace(POSITION, outcome="joint", template="rapid")
    assert "at least a third of the roll" in text_of(printed(rapid, "en"), tmp_path)


@pytest.mark.parametrize("outcome", ["joint", "broad", "divergent", "no_quorum"])
def test_every_outcome_has_its_sentence(outcome: str, tmp_path: Path) -> None:
    names = {"joint": "Joint", "broad": "Broad support", "divergent": "Divergent", "no_quorum": "No quorum"}
    assert names[outcome] in text_of(printed(replace(POSITION, outcome=outcome), "en"), tmp_path)


def test_a_long_roll_is_printed_with_every_name(tmp_path: Path) -> None:
    roll = tuple(
        RollLine(
            f"o{no}",
            f"Organisation Number {no:02}",
            ("kosovo", "serbia", "regional")[no % 3],
            "organisation",
            "endorse",
        )
        for no in range(60)
    )
    out = text_of(printed(with_roll(roll, dissents=()), "en"), tmp_path)
    assert all(line.name in out for line in roll)
    assert "Regional 20" in out


def test_a_fault_in_a_template_is_told_in_the_words_of_the_compiler(tmp_path: Path) -> None:
    broken = tmp_path / "broken.typ"
    broken.write_text("#unknown-thing", encoding="utf-8")
    with pytest.raises(TypesettingError, match="unknown-thing|unknown variable"):
        compile_pdf(broken, {}, language="en", script=None, title="x")
    untitled = tmp_path / "untitled.typ"
    untitled.write_text("= Head", encoding="utf-8")
    with pytest.raises(TypesettingError, match="title"):
        compile_pdf(untitled, {}, language="en", script=None, title="x")


def test_a_template_reads_no_file_outside_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    folder = tmp_path / "templates"
    folder.mkdir()
    template = folder / "spy.typ"
    template.write_text('#set document(title: "x")\n#read("../secret.txt")', encoding="utf-8")
    with pytest.raises(TypesettingError):
        compile_pdf(template, {}, language="en", script=None, title="x")


def test_nothing_is_typeset_while_the_write_lock_is_held() -> None:
    """R30."""
    token = inside_writing.set(True)
    try:
        with pytest.raises(ForbiddenInsideWriting):
            compile_pdf(TEMPLATE, {}, language="en", script=None, title="x")
    finally:
        inside_writing.reset(token)
