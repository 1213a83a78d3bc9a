"""A23: who holds a button for two seconds in an open session has said that it bleeds, whatever comes under the press.

The kind of error: each state looked at the hold by itself, in one step, and asked something else first. Seen: the chip
starts anew under the finger (a program that hung, a cell that lost its contact), another button's tap ends the session
or leaves the question, the cartridge is noticed out in the very step in which the two seconds are over.
"""

import random

import pytest
from pen.core import states
from pen.core.menu import END_ITEM
from pen.formats import reasons as r

from boards.virtual import resets
from tests.firmware.session_preparation import choose_start
from tests.firmware.test_pen_bleeding import heard
from tests.firmware.whole_pen import WholePen

BUTTONS = ("UP", "DOWN", "SELECT")
BLIPS = ("encoder_absent", "clock_absent", "eeprom_absent", "display_absent", "i2c_stuck")


def paused(in_pause) -> WholePen:
    pen = WholePen.out_of_drawer(in_pause)
    pen.power_up()
    assert pen.state == states.PAUSED
    choose_start(pen)
    return pen


def asked(in_pause) -> WholePen:
    """Whether it is the same sitting."""
    pen = paused(in_pause)
    pen.press("SELECT")
    pen.run_ms(700)
    assert pen.state == states.ASKING
    return pen


def cleaning(in_pause) -> WholePen:
    pen = paused(in_pause)
    cartridge = pen.world.eject()
    pen.run_ms(700)
    pen.world.insert(cartridge)
    pen.run_ms(900)
    for name in ("SELECT", "UP"):
        choose_start(pen)
        pen.run_ms(700)
        pen.press(name)
        pen.run_ms(900)
    assert pen.state == states.CLEANING
    return pen


def running(in_pause) -> WholePen:
    pen = paused(in_pause)
    assert pen.treat(1_200)
    return pen


PLACES = {"pause": paused, "question": asked, "cleaning": cleaning, "needles": running}


def starts_anew(pen, how: str) -> None:
    """Under the finger: the program hangs until the watchdog ends it, or the cell's contact is gone for 30 ms."""
    if how == "hang":
        with pytest.raises(resets.Reset):
            pen.world.advance_us(5_000_000)
        pen.world.reset_mcu()
    else:
        pen.cut_power()
        pen.world.advance_us(30_000)
    pen.boot()


@pytest.mark.parametrize("how", ("hang", "contact"))
@pytest.mark.parametrize("before_ms", (0, 300, 1_900))
@pytest.mark.parametrize("button", BUTTONS)
@pytest.mark.parametrize("place", ("pause", "needles"))
def test_a23_the_chip_starts_anew(in_pause, place, button, before_ms, how):
    """SELECT that is down when power comes has switched the pen on; let go and held anew it is heard."""
    pen = PLACES[place](in_pause)
    if how == "hang":  # the program stands still already when the finger comes
        pen.world.after_us(before_ms * 1_000, lambda: pen.world.press(button))
    else:
        pen.world.press(button)
        pen.run_ms(before_ms)
    starts_anew(pen, how)
    pen.run_ms(6_000)
    pen.world.release(button)
    pen.run_ms(1_500)
    woke = (how, button) == ("contact", "SELECT")
    assert heard(pen) != woke
    if woke:
        pen.press("SELECT", 2_300)
        pen.run_ms(1_000)
        assert heard(pen)


@pytest.mark.parametrize("at_ms", (-100, 0, 100, 300, 600, 790))
@pytest.mark.parametrize("button", ("UP", "DOWN"))
def test_a23_select_leaves_the_question(in_pause, button, at_ms):
    pen = asked(in_pause)
    for name, wait_ms in ((button, at_ms), ("SELECT", 4_000)) if at_ms >= 0 else (("SELECT", -at_ms), (button, 4_000)):
        pen.world.press(name)
        pen.run_ms(wait_ms)
    pen.world.release(button)
    pen.world.release("SELECT")
    pen.run_ms(1_500)
    assert heard(pen)


@pytest.mark.parametrize("back", (True, False))
def test_a23_the_cartridge_comes_out_as_the_two_seconds_are_over(in_pause, back):
    for out_ms in range(1_990, 2_070, 5):
        pen = cleaning(in_pause)
        pen.world.press("UP")
        pen.run_ms(out_ms)
        cartridge = pen.world.eject()
        if back:
            pen.run_ms(15)
            pen.world.insert(cartridge)
        pen.run_ms(2_000)
        pen.world.release("UP")
        pen.run_ms(1_500)
        assert heard(pen), out_ms


def slips(pen, other: str, at_ms: int) -> None:
    """▲ is held, and another button is tapped meanwhile."""
    pen.world.press("UP")
    pen.run_ms(at_ms)
    pen.press(other)
    pen.run_ms(3_000)
    pen.world.release("UP")
    pen.run_ms(1_500)


@pytest.mark.parametrize("at_ms", (100, 1_000, 1_800, 1_990))
def test_a23_another_buttons_slip_ends_the_session(in_pause, at_ms):
    pen = paused(in_pause)
    pen.press("DOWN")
    pen.run_ms(700)
    assert pen.controller.menu.item == END_ITEM
    slips(pen, "SELECT", at_ms)
    assert heard(pen) and pen.state == states.ENDED and pen.controller.stop_reason == r.STOP_BLEEDING
    pen.cycle_power()
    assert pen.ledger.review


@pytest.mark.parametrize("at_ms", (100, 1_000, 1_800))
def test_a23_another_button_says_that_it_is_not_the_same_sitting(in_pause, at_ms):
    pen = asked(in_pause)
    slips(pen, "DOWN", at_ms)
    assert heard(pen)


@pytest.mark.parametrize("cut_ms", (2_150, 2_500, 3_500))
def test_a23_the_cell_is_gone_again_while_the_clock_is_silent(in_pause, cut_ms):
    """It was kept in RAM until the clock was given up."""
    pen = WholePen.out_of_drawer(in_pause)
    pen.world.fault("clock_absent")
    pen.world.advance_us(1_000_000)
    pen.boot()
    pen.run_ms(50)
    pen.world.press("UP")
    pen.run_ms(cut_ms)
    pen.world.release("UP")
    pen.cut_power()
    pen.world.fault("clock_absent", False)
    pen.world.advance_us(1_000_000)
    pen.boot()
    pen.run_ms(4_000)
    assert heard(pen) and pen.state == states.ENDED


def disturb(pen, draw, button) -> tuple:
    """One thing that begins and ends while `button` is held: what, when, and for how long."""
    world, out = pen.world, []

    def eject():
        if world.cartridge:
            out.append(world.eject())

    def insert():
        if out and not world.cartridge:
            world.insert(out.pop())

    after_us, for_us = draw.randrange(50, 1_990) * 1_000, draw.choice((15, 60, 150, 700)) * 1_000
    what = draw.choice(("tap", "tap", "cartridge", "cable", *BLIPS))
    if what == "tap":
        what = draw.choice([name for name in BUTTONS if name != button])
        begin, end = (lambda: world.press(what)), (lambda: world.release(what))
    elif what == "cartridge":
        begin, end = eject, insert
    elif what == "cable":
        begin, end = world.plug_usb, (lambda: world.plug_usb(False))
    else:
        begin, end = (lambda: world.fault(what)), (lambda: world.fault(what, False))
    world.after_us(after_us, begin)
    world.after_us(after_us + for_us, end)
    return what, after_us, for_us


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("place", PLACES)
def test_a23_whatever_happens_meanwhile(in_pause, place, seed):
    """Taps of the other buttons, the cartridge, the cable, parts that fail for a moment: drawn at random."""
    draw = random.Random(f"{place} {seed}")
    pen = PLACES[place](in_pause)
    button = draw.choice(BUTTONS if place != "question" else ("UP", "DOWN"))
    pen.world.press(button)
    log = [button, *(disturb(pen, draw, button) for _ in range(draw.randrange(1, 4)))]
    pen.run_ms(5_000)
    pen.world.release(button)
    pen.run_ms(4_000)
    assert pen.ledger.review and len(pen.found("bleeding")) == 1, log
    assert pen.world.violations == []


@pytest.mark.parametrize("button", BUTTONS)
def test_a23_who_stops_a_start_before_the_first_stroke_does_not_say_so(pen, button):
    pen.arm_to_release()
    pen.press(button, 2_600)
    pen.run_ms(1_000)
    assert pen.state == states.PAUSED and not pen.ledger.review and not pen.world.strokes_true
