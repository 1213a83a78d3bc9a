"""The builder's book has all that its documents have, each heading once, and the pictures that they speak of."""

import html
import re

import pytest

from boards.documents import builder, markdown
from boards.tools.pen_files import ROOT

BOOK = builder.body(builder.inside, lambda name: name)
WORDS = re.sub(r"\W+", " ", html.unescape(re.sub(r"<[^>]*>", " ", BOOK.html)))


@pytest.mark.parametrize("part", builder.PARTS, ids=lambda part: part.name)
def test_it_has_every_line_of_a_document(part):
    told = [line for line in part.text().splitlines() if line and not line.startswith(("<!--", "|-", "!["))]
    plain = [re.sub(r"\W+", " ", re.sub(r"\]\([^)]*\)|^\d+\. ", " ", line)).strip() for line in told]
    assert [line for line in plain if line not in WORDS] == []


def test_every_anchor_is_there_once():
    anchors = re.findall(r'\bid="([^"]*)"', BOOK.html)
    assert len(anchors) == len(set(anchors)) and set(anchors) == {heading.anchor for heading in BOOK.headings}


def test_a_place_of_the_repository_is_found_in_it():
    assert builder.place("boards/RPI_PICO/README.md", "") == "pico"
    assert builder.place("boards/RPI_PICO/README.md", "wiring") == "pico-wiring"
    assert builder.place("firmware/LOCKOUTS.md", "how-to-calibrate-anew") == "recalibrate"
    assert builder.place("firmware/LOCKOUTS.md", "refusals") == builder.place("firmware/LOCKOUTS.md", "") == ""
    assert builder.place("firmware/decisions/README.md", "") == ""


def test_its_pictures_are_those_that_the_documents_speak_of():
    shown = re.findall(r'<img src="([^"]*)"', BOOK.html)
    assert sorted(shown) == sorted(builder.pictures())
    assert all(svg.lstrip().startswith(("<svg", "<?xml")) for svg in builder.pictures().values())
    wanted = set(re.findall(r"`(wiring[\w-]*\.svg)`", (ROOT / "boards/hardware/README.md").read_text(encoding="utf-8")))
    assert {re.sub(r"wiring-[A-Z0-9_]+", "wiring", name) for name in shown} - {"DEPTH_UNIT.svg"} == wanted


def test_what_is_needed_to_build_one_is_in_it():
    found = {heading.anchor for heading in BOOK.headings}
    for needed in ("pico-bill-of-materials", "pico-wiring", "pico-mechanics", "pico-calibration-with-a-feeler-gauge"):
        assert needed in found
    assert markdown.anchor("First rungs: without needles") == "first-rungs-without-needles"
