"""The schematic shows the circuit: the netlist read back from its lines is the circuit's. And it can be looked at."""

import xml.etree.ElementTree as ElementTree

import pytest

from boards.hardware.circuit import SHEETS, circuit
from boards.hardware.drawing.sheet import Sheet
from boards.hardware.drawing.sheets import sheets
from boards.hardware.headers import BOARDS, SIGNALS, gpio, outside
from boards.hardware.wiring_picture import RUNGS, joined, picture


@pytest.fixture(scope="module", params=BOARDS)
def drawn(request):
    return sheets(request.param)


def test_every_sheet_shows_what_the_circuit_joins(drawn):
    assert {name: sheet.differences() for name, sheet in drawn.items()} == {name: [] for name in SHEETS}


def test_every_sheet_is_a_picture_with_the_values_of_its_parts(drawn):
    for name, sheet in drawn.items():
        text = " ".join(ElementTree.fromstring(sheet.svg()).itertext())
        for part in sheet.circuit.on_sheet(name):
            assert part.ref in text and part.text.split()[0] in text, part.ref


def _stop(planted: str) -> Sheet:
    """A sheet that draws a part of the stop, with a mistake in it."""
    sheet = Sheet(circuit("RPI_PICO"), "buttons")
    sheet.two("R41", (0, 0), (2, 0))
    sheet.two("C40", (3, 0), (3, -2))
    sheet.net("STOP_WIRE", (0, 0), "left")
    sheet.net("SELECT", (2, 0), "right")
    sheet.net("GND", (3, -2))
    if planted != "gap":
        sheet.wire((2, 0), (3, 0))
    if planted == "bridge":
        sheet.wire((0, 0), (0, -2), (3, -2))
    return sheet


def _of_these_parts(planted: str) -> "list[str]":
    return [text for text in _stop(planted).differences() if not text.endswith("is not drawn")]


def test_a_gap_and_a_bridge_are_seen():
    assert _of_these_parts("") == []
    assert _of_these_parts("gap") == ["SELECT is drawn in pieces without its name"]
    assert len(_of_these_parts("bridge")) == 1 and "are drawn as one" in _of_these_parts("bridge")[0]


def test_a_crossing_joins_nothing():
    sheet = _stop("")
    sheet.wire((1, 1), (1, -3))
    assert [text for text in sheet.differences() if "as one" in text] == []


@pytest.mark.parametrize("board", BOARDS)
def test_the_wiring_picture_says_for_every_signal_what_is_joined_to_it(board):
    text = " ".join(ElementTree.fromstring(picture(board)).itertext())
    for signal in SIGNALS:
        if outside(board, signal):
            assert gpio(board, signal) in text
            assert "%s: %s" % (signal, joined(circuit(board), signal)[0]) in text


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("rung", RUNGS)
def test_a_rung_has_no_motor_and_no_driver(board, rung):
    text = " ".join(ElementTree.fromstring(picture(board, rung)).itertext())
    assert "SDA" in text and "SELECT" in text
    assert not any(ref in text for ref in ("M1", "Q1", "U4", "U6"))
