"""H43: the cell lasts 90 days by the parts' data sheets, and the sum knows every part that takes current."""

import re

import pytest

from boards.hardware import standby
from boards.hardware.circuit import circuit
from boards.hardware.headers import BOARDS
from boards.hardware.pages import ROOT

pytestmark = pytest.mark.parametrize("board", BOARDS)


def test_h43_the_cell_lasts_90_days_with_sessions_check_ins_and_looks(board):
    assert standby.LIMIT_DAYS >= 90 and standby.CELL_MAH == 300
    assert standby.holds(board) and standby.days(board) >= 90


def test_without_the_latch_it_is_empty_within_two_days(board):
    resting_ma = standby.sums_ma(board)[1]
    assert standby.CELL_MAH / resting_ma < 48, "what the latch is for"


def test_every_active_part_is_in_the_sum(board):
    text = " ".join(draw.part for draw in standby.draws(board))
    for ref, part in circuit(board).parts.items():
        if part.kind == "U" and ref not in ("J1", "U6", "BZ1"):  # contacts; the tag takes nothing between transfers
            assert ref in text or ref == "DS1", ref
    assert all(draw.source for draw in standby.draws(board))


def test_the_rest_is_the_firmwares(board):
    page = (ROOT / "firmware" / "pen" / "app.py").read_text(encoding="utf-8")
    rest_ms = re.search(r"(?m)^_REST_MS = const\(([\d_]+)\)", page)
    assert rest_ms and int(rest_ms[1]) == standby._REST_MIN * 60_000


def test_the_latch_holds_what_the_model_says(board):
    """The model's times are between the corners that SPICE finds (`claims/latch.py`)."""
    from boards.hardware.claims import latch
    from boards.virtual.physics import latch as model

    assert 0.1 < model.OFF_US / 1e6 < latch.OFF_S and model.ON_US <= 60_000
    supply = (ROOT / "firmware" / "pen" / "hal" / "supply.py").read_text(encoding="utf-8")
    looks, look_ms = (int(re.search(rf"{name} = const\((\d+)\)", supply)[1]) for name in ("_LOOKS", "_LOOK_MS"))
    assert looks * look_ms / 1000 == latch.OFF_S


def test_a_leak_of_a_tenth_of_a_milliampere_is_seen(board, monkeypatch):
    draws = standby.draws
    monkeypatch.setattr(standby, "draws", lambda name: [*draws(name), standby._always("a leak", 0.2, "planted")])
    assert not standby.holds(board)
