"""PRACTISING: what begins it and what ends it."""

import pytest
from pen.core.states import LOCKED, OFF, PRACTISING, READY

from tests.firmware.core.bench import DOWN, SELECT, UP, blank_ledger
from tests.firmware.core.prepared import PracticeBench, practising


@pytest.mark.parametrize("how", ["select", "cartridge", "cable", "dark", "fault", "gone"])
def test_what_ends_it(how):
    bench = practising()
    if how == "select":
        bench.press(SELECT, 3_200)
    elif how == "cartridge":
        bench.insert()
        bench.step()
    elif how == "cable":
        bench.inputs.vbus = True
        bench.step()
    elif how == "gone":
        bench.pen.practising.practice = None  # not brought yet, or not any more
        bench.run(100)
        assert bench.pen.state == PRACTISING and not bench.duties
        bench.press(SELECT, 3_200)
    elif how == "dark":
        bench.run(63_000)
        assert bench.pen.state == OFF
        return
    else:
        bench.inputs.broken_part = 3
        bench.step()
        assert bench.ledger.fault == 35
        return
    assert bench.pen.state == READY


def test_from_the_lock_out_too():
    ledger = blank_ledger()
    ledger.locked = ledger.session = 1
    ledger.checkin_done = 0xF
    bench = practising(ledger)
    bench.press(SELECT, 3_200)
    assert bench.pen.state == LOCKED


@pytest.mark.parametrize("spoil", ["cartridge", "cable", "none there"])
def test_not_with_a_cartridge_or_the_cable(spoil):
    bench = PracticeBench()
    bench.wake()
    if spoil != "cartridge":
        bench.pull()
    bench.inputs.vbus = spoil == "cable"
    if spoil == "none there":
        bench.pen.practising.allowed = False
    bench.press(UP, 1_400)
    assert bench.pen.state == READY


@pytest.mark.parametrize("other", [SELECT, DOWN])
@pytest.mark.parametrize("first", [UP, SELECT | DOWN])
def test_not_with_another_button_beside_up(other, first):
    bench = PracticeBench()
    bench.wake()
    bench.pull()
    bench.press_once((other | UP) & first, 200)
    bench.inputs.buttons = (other | UP) & first
    bench.run(200)
    bench.press(other | UP, 1_500)
    assert bench.pen.state == READY
