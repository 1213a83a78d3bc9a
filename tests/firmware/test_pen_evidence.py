"""S19, H31, H36: what was found out belongs to the thing it was found out about, and goes with it.

Siblings of each row that was seen, all tried here:
- clean and sealed: the same cartridge back, a fresh one, a used one, a copy with the same number; out for 40 ms to
  10 s; in the menu, at the questions, while alcohol works, while it dries, armed, asleep, in a pause; there and back
- the number: another cartridge at every moment between the thumb's SELECT and the first fuel
- the factory page: open, erasable bit by bit, with the pages of the marks open
- dry: at once, a moment too early, in the clean-up too
- the display: its registers lost in every state, on waking, while needles move; the lamp, which has its own
- the depth: one false value, near and far, in every state; two are a fault
"""

import pytest
from pen.core import states
from pen.core.limits import DRY_MS
from pen.core.states import cleaning
from pen.core.states.arming import ARMED
from pen.formats import reasons as r

from tests.firmware.session_preparation import answer_well, choose_start, screened

OUT_MS = (40, 80, 300, 800, 10_000)


def _fresh(pen, old):
    return pen.world.make_cartridge("MULTI_USE", 500, 4_711)


def _used(pen, old):
    other = pen.world.make_cartridge("MULTI_USE", 500, 4_712)
    other.tag.mem[0x20] = 0
    other.tag.mem[0x40:0x48] = bytes(pen.ledger.pen_id)
    return other


INTO = {
    "the same": lambda pen, old: old,
    "a fresh one": _fresh,
    "a used one": _used,
    "a copy": lambda pen, old: old.copy(),
}


def swap(pen, into, out_ms):
    """The cartridge out, for `out_ms`, and another in (or the same)."""
    old = pen.world.eject()
    pen.run_ms(out_ms)
    pen.world.insert(INTO[into](pen, old))


def start(pen) -> int:
    """START, and the state that it leads to; today's questions are answered well."""
    pen.wake()
    choose_start(pen)
    pen.press("SELECT")
    answer_well(pen)
    pen.run_ms(2_500)
    return pen.state


def clean(pen, dry=True):
    """Today's questions and five minutes of alcohol, by the thumb; `dry`: and dry."""
    assert start(pen) == states.CLEANING
    pen.run_ms(300_500)
    assert pen.phase == cleaning.DRYING
    if dry:
        pen.run_ms(DRY_MS)
        pen.press("SELECT")
        pen.run_ms(200)
        assert pen.state == states.READY


# --- clean and sealed belong to this cartridge in this nose ---------------------------------------------------


def test_s19_h36_what_is_clean_and_stays_in_is_clean(pen):
    clean(pen)
    pen.run_ms(50_000)
    pen.press("UP")
    assert start(pen) == states.ARMING
    pen.press("SELECT")
    assert pen.until(states.RUNNING, at_most_ms=1_000)


@pytest.mark.parametrize("into", INTO)
@pytest.mark.parametrize("out_ms", OUT_MS)
def test_s19_h36_any_absence_forgets_that_it_was_clean(pen, into, out_ms):
    screened(pen)
    pen.run_ms(100)
    swap(pen, into, out_ms)
    assert start(pen) == states.CLEANING
    assert pen.world.strokes_true == 0


@pytest.mark.parametrize("wait_ms", (0, 30, 110, 270, 490))
def test_s19_h36_even_at_the_moment_of_start(pen, wait_ms):
    """However little time the pen has to notice: arming itself asks."""
    screened(pen)
    choose_start(pen)
    pen.run_ms(700 + wait_ms)
    swap(pen, "a copy", 40)
    pen.press("SELECT")
    pen.run_ms(3_000)
    assert (pen.state, pen.phase) != (states.ARMING, ARMED)
    assert start(pen) == states.CLEANING


@pytest.mark.parametrize("into", ("the same", "a fresh one"))
@pytest.mark.parametrize("out_ms", (40, 800))
def test_s19_h36_out_while_armed(pen, into, out_ms):
    assert pen.arm()
    swap(pen, into, out_ms)
    pen.run_ms(1_500)
    assert pen.state == states.READY
    assert pen.found("refusal")[-1]["reason"] in (r.CARTRIDGE_WAS_OUT, r.CARTRIDGE_NONE)
    assert start(pen) == states.CLEANING
    assert pen.ledger.session == 0 and not pen.ledger.locked


def test_s19_h36_there_and_back(pen):
    screened(pen)
    first = pen.world.eject()
    other = pen.world.make_cartridge("MULTI_USE", 500, 4_713)
    for cartridge in (other, first):
        pen.run_ms(40)
        pen.world.insert(cartridge)
        pen.run_ms(40)
        pen.world.eject()
    pen.run_ms(40)
    pen.world.insert(first)
    assert start(pen) == states.CLEANING


@pytest.mark.parametrize("out_ms", (40, 800))
@pytest.mark.parametrize("drying", (False, True))
def test_s19_h36_alcohol_begins_anew_on_another_cartridge(pen, out_ms, drying):
    assert start(pen) == states.CLEANING
    pen.run_ms(300_500 if drying else 200_000)
    swap(pen, "the same", out_ms)
    pen.run_ms(1_000)
    assert pen.state == states.READY
    assert pen.found("refusal")[-1]["reason"] in (r.CARTRIDGE_WAS_OUT, r.CARTRIDGE_NONE)
    pen.run_ms(500)
    assert start(pen) == states.CLEANING
    assert pen.controller.screening.left_ms() > 290_000
    assert pen.phase != cleaning.DRYING


def test_s19_h36_an_empty_nose_is_not_cleaned(pen):
    pen.world.eject()
    pen.run_ms(600)
    assert start(pen) == states.READY
    assert pen.found("refusal")[-1]["reason"] == r.CARTRIDGE_NONE


@pytest.mark.parametrize("out_ms", (40, 800))
def test_s19_h36_sealed_is_said_of_one_pack(pen, out_ms):
    screened(pen)
    swap(pen, "a fresh one", out_ms)
    pen.run_ms(600)
    choose_start(pen)
    pen.press("SELECT")
    pen.run_ms(300)
    assert pen.state == states.ASKING and pen.controller.asking.round.question == 11


def test_s19_h36_sealed_said_of_one_pack_before_the_round_was_over(pen):
    choose_start(pen)
    pen.press("SELECT")
    for name in ("DOWN", "DOWN", "DOWN", "UP"):
        pen.press(name)
    assert pen.controller.asking.round.question == 12
    swap(pen, "a fresh one", 40)
    pen.run_ms(600)
    pen.press("UP")
    pen.press("DOWN")  # nothing is new
    pen.run_ms(300)
    assert pen.state == states.ASKING and pen.controller.asking.round.question == 11, "asked about the new one"


@pytest.mark.parametrize("into", ("the same", "a copy"))
def test_s19_h36_asleep(pen, into):
    screened(pen)
    assert pen.until(states.OFF, at_most_ms=70_000)
    swap(pen, into, 800)
    pen.run_ms(5_000)
    assert start(pen) == states.CLEANING


def test_s19_asleep_and_left_alone_it_stays_clean(pen):
    screened(pen)
    assert pen.until(states.OFF, at_most_ms=70_000)
    pen.run_ms(5_000)
    assert start(pen) == states.ARMING


@pytest.mark.parametrize("out_ms", (80, 800))
def test_s19_h36_a_cartridge_that_was_out_in_a_pause_is_cleaned_again(pen, out_ms):
    assert pen.treat()
    pen.stop()
    pen.run_ms(1_000)
    swap(pen, "the same", out_ms)
    pen.run_ms(600)
    moved = pen.world.strokes_true
    assert start(pen) == states.CLEANING
    assert pen.world.strokes_true == moved


def test_s19_a_pause_with_the_cartridge_left_in_needs_no_alcohol(pen):
    assert pen.treat()
    pen.stop()
    assert start(pen) == states.ARMING


def test_s19_h36_after_a_power_cut_nobody_knows_whether_it_stayed_in(pen):
    assert pen.treat()
    pen.stop()
    pen.cycle_power()
    assert pen.state == states.PAUSED
    assert start(pen) == states.CLEANING


def test_s19_one_disturbed_byte_does_not_cost_five_minutes(pen):
    screened(pen)
    for _ in range(20):
        pen.world.cartridge.tag.disturb()
        pen.run_ms(170)
    assert start(pen) == states.ARMING


# --- the number is read after the last commit and before the first fuel ---------------------------------------


def _long(pen):
    """Needles of 1,000 um on a tag that is not this pen's; nobody marks it."""
    return pen.world.make_cartridge("DISPOSABLE", 1_000, 4_714)


CHECKED_MS = 30  # from the last look at the number to the first fuel, two control steps at most


@pytest.mark.parametrize("after_ms", range(0, 760, 30))
@pytest.mark.parametrize("out_ms", (20, 40))
def test_s19_h36_no_stroke_on_a_cartridge_that_came_before_the_first_fuel(pen, after_ms, out_ms):
    world = pen.world
    other = _long(pen)
    assert pen.arm()
    out_us = world.now_us + after_ms * 1000
    world.after_us(after_ms * 1000, world.eject)
    world.after_us((after_ms + out_ms) * 1000, lambda: world.insert(other))
    on_other = []
    world.motor.on_stroke = lambda: on_other.append(world.now_us) if world.cartridge is other else None
    fuel_us = None
    world.press("SELECT")
    while world.now_us < out_us + 1_500_000:
        if world.now_us > out_us - after_ms * 1000 + 90_000:
            world.release("SELECT")
        pen.turn()
        if pen.driven and fuel_us is None:
            fuel_us = world.now_us
    if fuel_us is None or out_us < fuel_us - CHECKED_MS * 1000:
        assert not on_other
        assert not pen.driven
    assert bytes(other.tag.mem[0x20:0x28]) == b"\xff" * 8


@pytest.mark.parametrize("held_ms", (90, 700, 2_000))
def test_s19_h36_nor_while_the_thumb_stays_down(pen, held_ms):
    """All is stored, and needles wait only for the thumb: a cartridge that comes then gets no stroke."""
    assert pen.arm()
    pen.press("SELECT", 60)
    pen.world.press("UP")
    assert pen.run_until(lambda: pen.phase == states.arming.RELEASE, 2_000)
    pen.run_ms(held_ms)
    other = pen.world.cartridge.copy()
    pen.world.eject()
    pen.run_ms(20)
    pen.world.insert(other)
    pen.run_ms(20)
    pen.world.release("UP")
    pen.run_ms(1_500)
    assert pen.world.strokes_true == 0
    assert pen.state == states.PAUSED


# --- a tag whose factory page could be rewritten is no evidence ------------------------------------------------

OPEN_TAGS = {
    "the factory page is open": (0x80, 0x00),
    "its bits can be cleared": (0x80, 0xAA),
    "the marks' page is open": (0x81, 0x00),
    "the marks' page is full": (0x81, 0x55),
    "the owner's page is open": (0x82, 0x00),
}


@pytest.mark.parametrize("why", OPEN_TAGS)
def test_s19_h5_h7_a_tag_that_could_have_been_rewritten_is_not_believed(pen, why):
    addr, mode = OPEN_TAGS[why]
    fake = pen.world.make_cartridge("MULTI_USE", 500, 4_715)
    fake.tag.mem[addr] = mode
    pen.world.eject()
    pen.world.insert(fake)
    pen.run_ms(1_500)
    assert not pen.treat()
    pen.run_ms(300)
    assert pen.found("refusal")[-1]["reason"] == r.CARTRIDGE_UNREADABLE
    assert pen.ledger.session == 0


# --- dry takes its time --------------------------------------------------------------------------------------


@pytest.mark.parametrize("after_ms", (0, 50, 1_000, DRY_MS - 4_500))
def test_s19_h22_dry_is_not_believed_before_it_can_be(pen, after_ms):
    clean(pen, dry=False)
    pen.run_ms(after_ms)
    pen.press("SELECT")
    pen.run_ms(200)
    assert (pen.state, pen.phase) == (states.CLEANING, cleaning.DRYING)
    assert not pen.found("disinfected")
    pen.run_ms(DRY_MS)
    pen.press("SELECT")
    pen.run_ms(200)
    assert pen.state == states.READY and pen.found("disinfected")


def test_s19_h22_the_screen_counts_while_it_dries(pen):
    clean(pen, dry=False)
    glass = bytes(pen.world.display.pixels())
    pen.run_ms(1_500)
    assert pen.world.display.pixels() != glass


# --- what is shown is shown ------------------------------------------------------------------------------------

SHOWN = ("menu", "asleep", "asking", "armed", "paused", "fault")


def _reach(pen, where):
    if where == "asleep":
        assert pen.until(states.OFF, at_most_ms=70_000)
    elif where == "asking":
        choose_start(pen)
        pen.press("SELECT")
    elif where == "armed":
        assert pen.arm()
    elif where == "paused":
        assert pen.treat()
        pen.stop()
    elif where == "fault":
        pen.world.fault("magnet_weak")
        pen.run_ms(2_000)
    pen.run_ms(600)


@pytest.mark.parametrize("where", SHOWN)
def test_s19_h31_a_display_that_lost_its_registers_shows_again(pen, where):
    _reach(pen, where)
    pen.world.display.power_off()
    pen.run_ms(100)
    if where == "asleep":
        pen.press("SELECT")
    pen.run_ms(2_000)
    assert pen.world.display.lit
    assert pen.world.display.pixels() == bytes(pen.app.panel._canvas.buffer), "not what it should show"


@pytest.mark.parametrize("spoil", ("contrast", "all_on", "inverted", "remap", "start_line", "charge_pump", "ram"))
def test_s19_h31_one_register_that_is_wrong_is_put_right(pen, spoil):
    display = pen.world.display
    if spoil == "ram":
        display.ram[300:500] = bytes(b"\x5a" * 200)
    else:
        setattr(display, spoil, 5 if spoil in ("contrast", "start_line") else not getattr(display, spoil))
    pen.run_ms(4_000)
    assert display.lit and not display.all_on and not display.inverted
    assert display.pixels() == bytes(pen.app.panel._canvas.buffer)
    assert display.contrast != 5


def test_s19_h31_lost_while_needles_move_it_shows_again_soon(pen):
    assert pen.treat()
    pen.world.display.power_off()
    pen.run_ms(2_500)
    assert pen.state == states.RUNNING
    assert pen.world.display.lit


@pytest.mark.parametrize("after_ms", (0, 100, 200, 300, 400))
def test_s19_h31_no_stroke_before_the_display_shows_what_it_is_about(pen, after_ms):
    """It goes dark again and again, from some moment of the start on: needles never move beside a dark display."""
    dark = []
    pen.world.motor.on_stroke = lambda: dark.append(pen.world.now_us) if not pen.world.display.lit else None
    assert pen.arm()
    pen.world.press("SELECT")
    pen.run_ms(after_ms)
    pen.world.display.power_off()
    pen.world.release("SELECT")
    pen.run_ms(900)
    assert not dark
    assert pen.world.display.lit


def test_s19_h31_a_display_that_stays_dark_is_refused(pen, monkeypatch):
    """It answers, and cannot be switched on: its status byte tells."""
    assert pen.arm()
    display = pen.world.display
    monkeypatch.setattr(type(display), "on", property(lambda _: False, lambda *_: None), raising=False)
    pen.press("SELECT")
    pen.run_ms(3_000)
    assert pen.world.strokes_true == 0
    assert pen.ledger.fault == r.F_PART + 1


def test_s19_h31_the_lamp_is_told_again_too(pen):
    lamp = bytes(pen.world.led.rgb)
    assert any(lamp)
    pen.world.led.rgb = (0, 0, 0)
    pen.run_ms(2_500)
    assert bytes(pen.world.led.rgb) == lamp


# --- one false depth is none -----------------------------------------------------------------------------------


def _at(pen, where):
    if where != "menu":
        assert pen.arm()
    if where in ("homing", "moving"):
        pen.press("UP")
        pen.run_ms(800)
        pen.ask()
        pen.run_ms(90 if where == "homing" else 500)
    if where in ("running", "paused"):
        pen.press("SELECT")
        assert pen.until(states.RUNNING, at_most_ms=1_000)
        pen.run_ms(500)
        pen.world.touch(20)
        if where == "paused":
            pen.press("UP")


@pytest.mark.parametrize("counts", (110, 410, -410, 2_000))
@pytest.mark.parametrize("where", ("menu", "homing", "moving", "armed", "running", "paused"))
def test_s19_s2_one_false_reading_with_a_good_status_is_no_fault(pen, where, counts):
    _at(pen, where)
    state = pen.state
    for _ in range(5):
        pen.world.encoder.once_counts = counts
        pen.run_ms(130)
    assert pen.state == state
    assert not pen.found("fault")


def test_s19_s2_a_false_reading_that_stays_is_a_fault(pen):
    _at(pen, "running")
    pen.world.encoder.slip_counts = 205
    pen.run_ms(500)
    assert pen.state == states.FAULT and pen.ledger.fault == r.F_DEPTH


# --- the bus -----------------------------------------------------------------------------------------------------

CHIPS = {"display": 0x3C, "clock": 0x68, "eeprom": 0x57, "encoder": 0x36}


def test_s19_a_bus_that_was_held_at_the_reset_is_freed(pen):
    pen.cut_power()
    pen.world.i2c.hold(9)
    pen.power_up(3_000)
    assert pen.world.i2c.held == 0
    assert pen.state == states.READY
    assert pen.treat()


@pytest.mark.parametrize("clocks", (1, 5, 9))
def test_s19_a_bus_held_for_a_moment_is_no_fault(pen, clocks):
    for _ in range(3):
        pen.world.i2c.hold(clocks)
        pen.run_ms(1_500)
        assert pen.world.i2c.held == 0
    assert pen.state == states.READY and not pen.ledger.fault
    assert pen.treat()


def test_s19_s2_a_depth_that_is_not_told_anew_is_none(pen):
    """The encoder refuses the register byte: what was in the buffer before is yesterday's depth."""
    assert pen.treat()
    pen.world.i2c.nack[CHIPS["encoder"]] = 1
    at_us = pen.world.now_us
    while pen.driven:
        pen.turn()
        assert pen.world.now_us - at_us < 100_000
    assert pen.state == states.FAULT


@pytest.mark.parametrize(
    ("part", "byte"),
    (("display", 1), ("display", 2), ("clock", 1), ("eeprom", 1), ("eeprom", 2), ("eeprom", 3), ("encoder", 1)),
)
def test_s19_a_part_that_refuses_a_byte_is_named_and_nothing_is_believed(pen, part, byte):
    pen.world.i2c.nack[CHIPS[part]] = byte
    before = pen.app.inputs.proven_s
    pen.run_ms(5_000)
    assert not pen.treat()
    assert pen.state in (states.FAULT, states.LOCKED), part
    pen.world.i2c.nack.clear()
    assert pen.app.inputs.proven_s - before < 60
