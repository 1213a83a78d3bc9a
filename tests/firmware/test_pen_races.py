"""S5, S14, S17, H2, H8, H15: stray edges, swapped cartridges, late faults and long presses at the awkward moment."""

import pytest
from pen.core import states
from pen.core.limits import READ_MS
from pen.formats import reasons as r
from pen.ui.texts import faults, refusals

from boards.virtual import wiring
from tests.firmware.stored_ledgers import eeprom_ledger, flash_ledger

STRANGER = b"OTHERPEN"


# --- durable before the first stroke ----------------------------------------------------------------------


@pytest.mark.parametrize("first_ms", range(40, 1_000, 60))
@pytest.mark.parametrize("edges", (1, 4))
def test_s5_a_stray_edge_never_lets_needles_start_before_both_stores_know(pen, first_ms, edges):
    """The rotor is nudged while the tag or the ledger is written: writing waits, and no old answer counts."""
    world = pen.world
    seen = []
    world.motor.on_stroke = lambda: seen or seen.append((eeprom_ledger(world), flash_ledger(world)))
    assert pen.arm()
    for i in range(edges):
        world.after_us((first_ms + 37 * i) * 1_000, lambda: world.gpio.rising(wiring.TACHO))
    pen.press("UP")
    pen.run_ms(2_500)
    assert seen, "no stroke: this shows nothing"
    for copy in seen[0]:
        assert copy is not None
        assert (copy.session, copy.session_open, copy.locked) == (1, 1, 1)
        assert copy.charged_ms > 0
        assert copy.uses(0, 1001) == 1
    pen.cycle_power()
    assert pen.ledger.session == 1 and pen.ledger.locked


# --- one cartridge out, another in ------------------------------------------------------------------------


def _other(world, foreign):
    """What somebody pushes in instead: as good as new, or another pen's, spent, with needles for a clinic."""
    if not foreign:
        return world.make_cartridge("MULTI_USE", 500, 777)
    other = world.make_cartridge("DISPOSABLE", 1500, 778)
    other.tag.mem[0x20] = 0
    other.tag.mem[0x40:0x48] = STRANGER
    return other


def _nobody_gets(pen, other, before, strokes):
    """Nothing ran on the other cartridge, nothing was written to it, and it is not taken for the first one."""
    pen.run_ms(3_000)
    assert not pen.driven
    assert pen.world.strokes_true - strokes <= 30, "more than the motor coasts"
    assert bytes(other.tag.mem) == before
    assert pen.state == states.PAUSED
    assert not pen.arm()
    assert bytes(other.tag.mem) == before


@pytest.mark.parametrize("foreign", (False, True))
@pytest.mark.parametrize("out_ms", (80, 300))
@pytest.mark.parametrize("after_ms", (0, 20, 130, 480))
def test_s14_h8_a_cartridge_swapped_while_the_finger_is_still_down_gets_no_stroke(pen, foreign, out_ms, after_ms):
    pen.arm_to_release()
    pen.world.press("UP")  # needles wait while it may be a bounce, and do not start when it was none
    pen.run_ms(after_ms)
    strokes = pen.world.strokes_true
    pen.world.eject()
    pen.run_ms(out_ms)
    other = _other(pen.world, foreign)
    before = bytes(other.tag.mem)
    pen.world.insert(other)
    pen.run_ms(100)
    pen.world.release("UP")
    for _ in range(20):
        pen.run_ms(10)
        assert not pen.driven
    assert pen.world.strokes_true == strokes
    _nobody_gets(pen, other, before, strokes)
    assert pen.controller.notice.reason in (r.CARTRIDGE_OTHER, r.CARTRIDGE_FOREIGN)


@pytest.mark.parametrize("foreign", (False, True))
@pytest.mark.parametrize("out_ms", (80, 300))
@pytest.mark.parametrize("after_ms", (0, 20, 130, 480))
def test_s14_h8_a_cartridge_swapped_while_needles_move_stops_them(pen, foreign, out_ms, after_ms):
    assert pen.treat(1_200)
    pen.run_ms(after_ms)
    pen.world.eject()
    pen.run_ms(out_ms)
    strokes = pen.world.strokes_true
    other = _other(pen.world, foreign)
    before = bytes(other.tag.mem)
    pen.world.insert(other)
    assert not pen.driven
    _nobody_gets(pen, other, before, strokes)
    assert pen.found("needles_off", reason=r.STOP_CARTRIDGE)


@pytest.mark.parametrize("out_ms", (80, 300))
@pytest.mark.parametrize("after_ms", (0, 130, 260, 390))
def test_h8_a_foreign_cartridge_swapped_in_while_armed_is_refused_and_not_written(pen, out_ms, after_ms):
    assert pen.arm()
    pen.run_ms(after_ms)
    pen.world.eject()
    pen.run_ms(out_ms)
    other = _other(pen.world, True)
    before = bytes(other.tag.mem)
    pen.world.insert(other)
    pen.press("UP")
    pen.run_ms(3_000)
    assert pen.world.strokes_true == 0
    pen.press("SELECT", 1_200)  # to the menu's first line, and no more
    pen.ask()
    assert bytes(other.tag.mem) == before
    assert pen.state == states.READY and not pen.ledger.locked
    assert pen.found("refusal")
    refused = (r.CARTRIDGE_WRITE, r.CARTRIDGE_FOREIGN, r.CARTRIDGE_NONE)
    assert any(pen.shows(refusals.REFUSALS[why][0]) for why in refused)


@pytest.mark.parametrize("awake_ms", (10, 700))
def test_s17_a_cartridge_changed_while_the_pen_is_off_is_seen_on_waking(pen, awake_ms):
    spent = pen.world.make_cartridge("DISPOSABLE", 500, 801)
    spent.tag.mem[0x20] = 0
    spent.tag.mem[0x40:0x48] = pen.world.uid
    pen.world.eject()
    pen.world.insert(spent)
    pen.run_ms(1_500)
    assert not pen.arm()
    assert pen.controller.notice.reason == r.CARTRIDGE_SPENT
    assert pen.until(states.OFF, at_most_ms=70_000)
    pen.world.eject()
    pen.world.insert(pen.world.make_cartridge("DISPOSABLE", 500, 802))
    pen.run_ms(60_000)
    pen.press("UP")
    pen.run_ms(awake_ms)
    assert pen.arm(), f"refused: {pen.controller.notice.reason}"


# --- a fault when nobody has touched the pen for a minute --------------------------------------------------


def _naps(pen, monkeypatch):
    """Note at every nap: is the ring moving, how far out, and are its coils still on?"""
    from pen import app

    seen = []
    sleep = app.chip.light_sleep

    def nap(ms):
        pen.world.stepper.settle()
        seen.append((pen.world.stepper.moving, pen.world.ring.um, pen.world.gpio.level(wiring.NENABLE) == 0))
        sleep(ms)

    monkeypatch.setattr(app.chip, "light_sleep", nap)
    return seen


@pytest.mark.parametrize(("running", "fault"), ((False, "magnet_weak"), (True, "encoder_offset")))
def test_s17_h2_a_late_fault_stays_on_the_screen_and_sleep_waits_for_the_ring(pen, monkeypatch, running, fault):
    naps = _naps(pen, monkeypatch)
    pen.ask()
    touched_us = pen.world.now_us
    assert pen.run_until(lambda: pen.phase == states.arming.ARMED, 4_000)
    if running:
        pen.run_ms(READ_MS)
        pen.press("UP")
        touched_us = pen.world.now_us
        assert pen.until(states.RUNNING, at_most_ms=1_500)
        pen.run_ms(1_000)
        pen.world.touch(20)
    while pen.world.now_us - touched_us < (20_000_000 if running else 60_050_000):
        pen.run_ms(10)
    assert pen.world.ring.um > 200
    assert pen.state == (states.RUNNING if running else states.ARMING), "too late: this shows nothing"
    pen.world.fault(fault)
    assert pen.until(states.FAULT, at_most_ms=3_000)
    since_us = pen.world.now_us
    while pen.world.now_us - since_us < 59_000_000:
        pen.run_ms(1_000)
        assert pen.state == states.FAULT, "off, and nobody has read why"
        assert pen.world.display.lit
    assert pen.shows(faults.look_up(pen.ledger.fault)[0])
    assert pen.until(states.OFF, at_most_ms=5_000)
    pen.run_ms(3_000)
    assert naps, "it never sleeps"
    for moving, um, coils in naps:  # out, as its place is not known: a person brings it in
        assert not moving and not coils and um > 200, (moving, um, coils)
    assert pen.world.gpio.level(wiring.NENABLE) == 1, "coils on in the drawer"


# --- the press that stops ----------------------------------------------------------------------------------


def _slow_flash(pen, us):
    """Erasing takes its time: every write to the flash files lets `us` pass."""

    def slow(part, name):
        write = getattr(part, name)
        setattr(part, name, lambda *a: (pen.world.advance_us(us), write(*a))[1])

    slow(pen.app.store.segments, "append")
    for slot in pen.app.store.ledger_slots[2:]:
        slow(slot, "write")


@pytest.mark.parametrize("slow_us", (0, 200_000))
@pytest.mark.parametrize("ms", (20, 90, 600, 800, 950, 1_050, 1_150))
def test_h15_a_press_that_stops_is_not_a_tap_too(pen, ms, slow_us):
    assert pen.treat(1_500)
    _slow_flash(pen, slow_us)
    pen.press("SELECT", ms)
    for _ in range(200):
        pen.run_ms(10)
        assert pen.state == states.PAUSED, "the finger that stopped the needles has begun something new"
    assert pen.phase == states.ended.RECEIPT
    assert pen.world.ring.um == 0
    assert pen.arm(), "and the next tap counts again"


@pytest.mark.parametrize("slow_us", (0, 150_000, 200_000, 250_000))
@pytest.mark.parametrize("ms", (2_100, 2_500, 4_000))
def test_h15_a_hold_that_began_with_running_needles_says_blood_and_ends_the_session(pen, ms, slow_us):
    assert pen.treat(1_500)
    _slow_flash(pen, slow_us)
    pen.press("SELECT", ms)
    pen.run_ms(2_500)
    assert pen.state == states.ENDED
    assert not pen.ledger.session_open
    assert pen.found("session_end", reason=r.STOP_BLEEDING) and pen.found("bleeding") and pen.ledger.review
