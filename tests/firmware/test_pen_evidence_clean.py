"""S19, H22, H36: clean, dry and sealed belong to this cartridge in this nose, and dry takes its time.

Siblings, all tried here: the same cartridge back, a fresh one, a used one, a copy with the same number; out for 40 ms
to 10 s; in the menu, at the questions, while alcohol works, while it dries, armed, asleep, in a pause; there and back.
Dry: at once, a moment too early.
"""

import pytest
from pen.core import questions, states
from pen.core.limits import DRY_MS
from pen.core.states import cleaning
from pen.core.states.arming import ARMED
from pen.formats import reasons as r

from tests.firmware.cartridge_swaps import INTO, OUT_MS, clean, start, swap
from tests.firmware.session_preparation import choose_start, screened

# --- clean and sealed belong to this cartridge in this nose ---------------------------------------------------


def test_s19_h36_what_is_clean_and_stays_in_is_clean(pen):
    clean(pen)
    pen.run_ms(50_000)
    pen.press("UP")
    assert start(pen) == states.ARMING
    pen.press("UP")
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


@pytest.mark.parametrize("button", ("UP", "DOWN"))
@pytest.mark.parametrize(
    ("down_ms", "out_ms", "after_ms"), [(50, 20, 600), (100, 100, 800), (60, 300, 700), (60, 150, 900)]
)
def test_s19_s18_h36_a_press_about_one_cartridge_is_no_answer_about_the_next(pen, button, down_ms, out_ms, after_ms):
    """The finger is down on "is the pack sealed", the cartridge is exchanged under it, and the finger comes up."""
    choose_start(pen)
    pen.press("SELECT")
    pen.run_ms(600)
    round_ = pen.controller.asking.round
    while round_.question != questions.PACK:
        pen.run_ms(700)
        pen.press("UP" if round_.question in (12, 15) else "DOWN")  # clean hands, the same sitting
        pen.run_ms(200)
    pen.run_ms(800)
    pen.world.press(button)
    pen.run_ms(down_ms)
    pen.world.eject()
    pen.run_ms(out_ms)
    pen.world.insert(pen.world.make_cartridge("MULTI_USE", 500, 7_777))
    pen.run_ms(after_ms)
    pen.world.release(button)
    pen.run_ms(1_500)
    assert pen.state == states.ASKING and round_.question == questions.PACK
    assert not round_.asked >> questions.PACK & 1
    pen.press("UP")  # about this one
    pen.run_ms(100)
    assert round_.asked >> questions.PACK & 1


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
    pen.slow_turns(300_500 if drying else 200_000)
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
    for name in ("UP", "DOWN", "DOWN", "DOWN", "DOWN"):  # nothing is new, nothing grows there, and so on
        pen.press(name)
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
