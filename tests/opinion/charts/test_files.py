"""Charts as files: they stand alone, in four languages, without an application."""

import re
from xml.etree import ElementTree

import pytest

from forum.core import languages
from forum.core.languages import READINGS
from forum.opinion.analysis.published import Published
from forum.opinion.rules.charts.files import svg_files
from tests.opinion.charts import samples

SVG = "{http://www.w3.org/2000/svg}"


def made(found: Published) -> dict[str, str]:
    texts = {one["id"]: f"{samples.CLAIMS[one['id'] % 12]} <b> & „“" for one in found["propositions"]}
    return svg_files(found, texts)


@pytest.mark.parametrize("reading", READINGS)
def test_files_stand_alone_in_every_language(reading: str) -> None:
    with languages.speaking(reading):
        organisations, members, alone = map(made, (samples.organisations(), samples.members(), samples.one_side()))
    assert set(organisations) == set(alone) == {"agreement.svg", "bars.svg", "dots.svg"}
    assert set(members) == {"agreement.svg", "bars.svg", "dots.svg", "groups.svg", "map.svg"}
    for text in (*organisations.values(), *members.values(), *alone.values()):
        root = ElementTree.fromstring(text)
        assert root.tag == f"{SVG}svg" and root.get("lang") == READINGS[reading].html
        title = root.find(f"{SVG}title")
        assert title is not None and title.text
        assert not re.search(r"href|@import|<script|url\((?!#)|nan|inf\b|%\(", text)
        assert text.count('id="hatch"') == 1
        used = {name for css in re.findall(r'class="([^"]+)"', text) for name in css.split()}
        style = root.findtext(f"{SVG}style") or ""
        assert used <= {"file"} | set(re.findall(r"\.([a-z][a-z-]*)", style)) | {"t-agreed"}
        _inside(root)


def _inside(root: ElementTree.Element) -> None:
    """Everything that has a place has it inside the drawing."""
    _, _, width, height = map(float, (root.get("viewBox") or "").split())
    for one in root.iter():
        for names, most in ((("x", "x1", "x2", "cx"), width), (("y", "y1", "y2", "cy"), height)):
            for name in names:
                assert -30 <= float(one.get(name, 0)) <= most, (one.tag, one.attrib, most)


def test_a_file_carries_every_word_and_figure() -> None:
    text = made(samples.organisations())["bars.svg"]
    said = " ".join(one.text or "" for one in ElementTree.fromstring(text).iter(f"{SVG}text"))
    for claim in samples.CLAIMS:
        assert claim in said or all(word in said for word in claim.split())
    assert "agree: 13 · pass: 3 · disagree: 3" in said and "19 answered" in said and "Not shown" in said
    assert "<b> & „“" in said
