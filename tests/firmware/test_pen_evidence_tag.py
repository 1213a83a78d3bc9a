"""S19, H5, H7, H36: the number is read right before the first fuel, and a tag that could be rewritten is not believed.

Siblings: another cartridge at every moment between the finger's UP and the first fuel; the factory page open,
erasable bit by bit, with the pages of the marks open.
"""

import pytest
from pen.core import states
from pen.formats import reasons as r

# --- the number is read after the last commit and before the first fuel ---------------------------------------


def _long(pen):
    """Needles of 1,000 um on a tag that is not this pen's; nobody marks it."""
    return pen.world.make_cartridge("DISPOSABLE", 1_000, 4_714)


CHECKED_MS = 30  # from the last look at the number to the first fuel, two control steps at most
BEGUN_MS = 800  # after the press needles have fuel, whatever is taken out then


@pytest.mark.parametrize("after_ms", range(0, 880, 30))
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
    world.press("UP")
    while world.now_us < out_us + 1_500_000:
        if world.now_us > out_us - after_ms * 1000 + 90_000:
            world.release("UP")
        pen.turn()
        if pen.driven and fuel_us is None:
            fuel_us = world.now_us
    assert not pen.driven
    if fuel_us is None or out_us < fuel_us - CHECKED_MS * 1000:
        assert not on_other
    assert fuel_us is not None or after_ms < BEGUN_MS, "the press starts nothing: this shows nothing"
    assert bytes(other.tag.mem[0x20:0x28]) == b"\xff" * 8


@pytest.mark.parametrize("held_ms", (90, 700, 2_000))
def test_s19_h36_nor_while_the_finger_stays_down(pen, held_ms):
    """All is stored, and needles wait only for the finger: a cartridge that comes then gets no stroke."""
    pen.arm_to_release()
    pen.world.press("UP")  # needles wait while it may be a bounce, and do not start when it was none
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


def test_s19_h36_nor_while_a_contact_bounces_even_if_it_is_the_same_one(pen):
    """A button that bounces for less than a press keeps needles still, too; what was out meanwhile gets no stroke."""
    pen.arm_to_release()
    pen.world.press("UP")
    same = pen.world.cartridge
    pen.world.eject()
    pen.turn()
    pen.world.insert(same)
    pen.world.release("UP")
    pen.run_ms(1_500)
    assert pen.world.strokes_true == 0
    assert pen.state == states.PAUSED


def test_s19_h36_nor_on_the_same_one_that_left_right_before_the_first_fuel(pen):
    """Nobody presses, and it is the number that was marked: only the note in its tag tells that it was out."""
    pen.arm_to_release()
    same = pen.world.eject()
    pen.world.advance_us(3_000)
    pen.world.insert(same)
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
    pen.run_ms(1_800)  # not a tap in the turn that tries to read it anew (124 ms)
    assert not pen.treat()
    pen.run_ms(300)
    assert pen.found("refusal")[-1]["reason"] == r.CARTRIDGE_UNREADABLE
    assert pen.ledger.session == 0


# --- a tag whose zeros are gone before the sample (t_MSR, DS2431 data sheet) ----------------------------------------


def test_s19_h7_a_tag_whose_zeros_come_too_short_is_none(pen):
    other = pen.world.make_cartridge("MULTI_USE", 500, 4_715)
    other.tag.hold_us = 14
    pen.world.eject()
    pen.run_ms(500)
    pen.world.insert(other)
    pen.run_ms(1_500)
    assert not pen.app.inputs.cartridge.readable
    assert not pen.treat() and not pen.driven
    assert pen.world.violations == []
