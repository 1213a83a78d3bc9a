"""S20, H42: the registers are complete and true: a way out of every lock-out, a control and a test of every hazard."""

import re

import pytest
from pen.core import reported, settings, skin
from pen.formats import ledger, reasons
from pen.ui.texts import faults, refusals

from tests.firmware.formats import reason_lists
from tests.tools import registers
from tests.tools.registers import LOCKOUTS, NOT_RUN, SAFETY

OUT = registers.rows(LOCKOUTS)
SAFE = registers.rows(SAFETY)
BOOK_KEEPING = {"sequence", "boots", "epoch", "acked_epoch", "waiting"}
HAZARDS = [f"H{number}" for number in range(1, 51)]


def of(heading):
    return {row.cells[0]: row.cells for row in OUT if row.heading == heading}


def numbers(*prefixes):
    """Names of the numbers of `reasons.py` by number."""
    return {n: name for name, n in vars(reasons).items() if name.startswith(prefixes) and isinstance(n, int)}


def test_s20_every_refusal_has_its_row_with_the_words_of_its_screen():
    told = of("Refusals")
    assert len(told) == len(reason_lists.REFUSALS)
    for number in reason_lists.REFUSALS:
        (row,) = [cells for name, cells in told.items() if vars(reasons).get(name) == number]
        assert row[2] == registers.screen(refusals.REFUSALS[number]), row[0]


def test_s20_every_fault_has_its_row_with_the_words_of_its_screen():
    told, known = of("Faults"), numbers("F_")
    assert set(told) == set(known.values())
    for number, name in known.items():
        if number != reasons.F_PART:
            assert told[name][2] == registers.screen(faults.FAULTS[number])


def test_s20_every_field_of_the_ledger_that_can_tighten_has_its_row():
    told = [field for cells in of("Fields of the ledger").values() for field in re.findall(r"\w+", cells[0])]
    tightens = {name for name, _, rule in ledger.fields() if rule != ledger.NEWER} - BOOK_KEEPING
    assert len(told) == len(set(told)) and set(told) == tightens


def test_s8_every_setting_has_its_way_back():
    assert {field for field, *_ in settings.TABLE.values()} <= set(
        re.findall(r"\w+", next(name for name in of("Fields of the ledger") if "interval_s" in name))
    )


def test_s20_only_what_stays_by_nature_has_no_way_out():
    assert [row.cells[0] for row in OUT if "no way out" in row.cells[3]] == ["PROFILE_NEVER"]
    assert reported.ALL & ~skin.CLEARABLE == reported.BLEEDING_DISORDER | reported.KELOID


@pytest.mark.parametrize("row", OUT, ids=[row.cells[0][:40] for row in OUT])
def test_s20_every_row_has_a_way_out_and_tests_that_are_there(row):
    assert len(row.cells) == 5 and all(row.cells)
    assert not registers.wrong_tests(row.cells[4])


def test_every_hazard_has_its_row_in_order():
    told = [row.cells[0] for row in SAFE if row.cells[0].startswith("H")]
    assert told == HAZARDS


@pytest.mark.parametrize("row", SAFE, ids=[row.cells[0] for row in SAFE])
def test_every_row_of_safety_has_control_place_and_test(row):
    assert len(row.cells) == 5 and all(row.cells)
    assert not registers.wrong_places(row.cells[3])
    assert not registers.wrong_tests(row.cells[4])


# --- the check itself -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "shown by experience",
        "`firmware/core/test_gone.py::test_x`",
        "`firmware/core/test_skin.py::test_that_nobody_wrote`",
        NOT_RUN,
    ],
)
def test_a_test_that_is_not_there_is_found(cell):
    assert registers.wrong_tests(cell)


@pytest.mark.parametrize(
    "cell", ["", "somewhere", "`core/gone.py`", "`core/depth.py` `gone_um`", "`core/depth.py` `agrees`, `x`"]
)
def test_a_place_that_is_not_there_is_found(cell):
    assert registers.wrong_places(cell)


def test_what_is_there_is_not_called_wrong():
    assert not registers.wrong_places("`core/depth.py` `agrees`, `limit_um`; hardware")
    assert not registers.wrong_places("hardware: end-stop")
    assert not registers.wrong_tests(f"{NOT_RUN}: needs a person")
