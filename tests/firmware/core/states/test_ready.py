"""READY: the menu, its limits, and START (S1, S8, S9, S15, S17)."""

from pen.core.menu import DEPTH_ITEM, RATE_ITEM, START_ITEM, ZONE_ITEM
from pen.core.states import ARMING, LOCKED, READY
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP, calm_ledger
from tests.firmware.core.prepared import woken


def test_s1_s17_the_menu_stops_at_the_ceiling_and_says_so():
    bench = woken(calm_ledger())
    bench.press(UP)
    bench.press(SELECT)
    assert bench.pen.menu.item == DEPTH_ITEM and bench.pen.menu.zone == 1 and bench.pen.depth_um == 250
    for _ in range(4):
        bench.press(UP)
    assert bench.pen.depth_um == 450 and bench.last(record.REFUSAL) is None
    bench.press(UP)
    assert bench.pen.depth_um == 450
    assert bench.last(record.REFUSAL)[:3] == (r.TOO_DEEP, 450, 0)
    assert max(bench.pen.menu.depths_um) <= 450
    for _ in range(9):
        bench.press(DOWN)
    assert bench.pen.depth_um == 100 and bench.pen.menu.depths_um == [250, 100, 250, 250, 250]


def test_s8_the_menu_obeys_the_owners_limits():
    ledger = calm_ledger()
    ledger.depth_max_um, ledger.rate_max_hz = 220, 75
    bench = woken(ledger)
    bench.press(SELECT)
    for _ in range(5):
        bench.press(UP)
    assert bench.pen.depth_um == 220 == bench.pen.ceiling_um()
    bench.press(SELECT)
    for _ in range(3):
        bench.press(UP)
    assert bench.pen.menu.rate_hz == 75 and bench.last(record.REFUSAL)[:2] == (r.TOO_FAST, 75)


def test_s15_the_rate_stays_between_60_and_110():
    bench = woken()
    bench.press(SELECT)
    bench.press(SELECT)
    assert bench.pen.menu.item == RATE_ITEM
    for _ in range(5):
        bench.press(UP)
    assert bench.pen.menu.rate_hz == 110 and bench.last(record.REFUSAL) is None
    bench.press(UP)
    assert bench.pen.menu.rate_hz == 110 and bench.last(record.REFUSAL)[:2] == (r.TOO_FAST, 110)
    for _ in range(8):
        bench.press(DOWN)
    assert bench.pen.menu.rate_hz == 60


def test_the_menu_leads_on_and_back():
    bench = woken()
    for _ in range(3):
        bench.press(SELECT)
    assert bench.pen.menu.item == START_ITEM
    bench.press(UP)
    assert bench.pen.menu.item == RATE_ITEM
    bench.press(SELECT, 1_400)
    assert bench.pen.menu.item == ZONE_ITEM
    bench.press(UP, 1_400)  # held, but not SELECT, and a cartridge is in
    assert bench.pen.state == READY and bench.pen.menu.zone == 0
    for zone in (4, 3):
        bench.press(DOWN)
        assert bench.pen.menu.zone == zone


def test_s17_start_is_refused_with_a_reason_and_the_notice_can_be_hushed():
    bench = woken()
    bench.pull()
    for _ in range(4):
        bench.press(SELECT)
    assert bench.pen.state == READY and bench.pen.notice.reason == r.CARTRIDGE_NONE
    assert bench.pen.notice.visible(bench.now_ms)
    bench.press(DOWN)
    assert not bench.pen.notice.visible(bench.now_ms)


def test_ready_start_arms():
    bench = woken()
    for _ in range(4):
        bench.press(SELECT)
    assert bench.pen.state == ARMING


def test_s9_ready_locks_when_the_store_fails():
    bench = woken()
    bench.inputs.store_ok = False
    bench.step()
    assert bench.pen.state == LOCKED
