"""H16, A23, H43: the contact of one button chatters, and the others are heard; then the pen names it and goes off.

Seen: ▲ or ▼ chattering, and SELECT held for six seconds in a pause never said that it bleeds; on the menu the pen
stayed awake until its cell was flat, and never said why.
"""

import random

import pytest
from pen.core import states
from pen.core.limits import elapsed_ms
from pen.formats import reasons as r
from pen.formats.button_bits import DOWN, SELECT, UP
from pen.ui.texts import faults

from tests.firmware.session_preparation import choose_start, screened
from tests.firmware.whole_pen import WholePen

BITS = {"SELECT": SELECT, "UP": UP, "DOWN": DOWN}
# (closed, open) ms
HALVES = ((5, 5), (10, 10), (29, 29), (40, 40), (100, 100), (40, 200), (200, 40))
NAMED_MS = 15_000
JITTER_US = 500  # no contact keeps the beat of the pen's steps


class Chatter:
    """From now on the contact of this button closes and opens, until `over`."""

    def __init__(self, pen, button, halves):
        self.world, self.button, self.halves = pen.world, button, halves
        self.closed = self.over = False
        self.draw = random.Random(1)
        self._change()

    def _change(self):
        if self.over:
            return
        self.closed = not self.closed
        (self.world.press if self.closed else self.world.release)(self.button)
        us = self.halves[not self.closed] * 1_000 + self.draw.randrange(JITTER_US)
        self.world.after_us(us, self._change)

    def end(self):
        self.over = True
        self.world.release(self.button)


def paused(image, answered) -> WholePen:
    """In the pause of a session, START chosen: it leads to the question about the sitting, or, `answered`, arms."""
    pen = WholePen.out_of_drawer(image)
    pen.power_up()
    assert pen.state == states.PAUSED
    if answered:
        screened(pen)
    choose_start(pen)
    return pen


@pytest.mark.parametrize("answered", (False, True))
@pytest.mark.parametrize("halves", HALVES)
@pytest.mark.parametrize("button", BITS)
def test_h16_a23_beside_a_contact_that_chatters_a_hold_says_that_it_bleeds(in_pause, button, halves, answered):
    for other in BITS:
        if other != button:
            pen = paused(in_pause, answered)
            before = pen.world.strokes_true
            Chatter(pen, button, halves)
            pen.run_ms(1_000)
            pen.world.press(other)
            pen.run_ms(3_000)
            pen.world.release(other)
            assert pen.ledger.review and not pen.ledger.session_open, other
            assert pen.run_until(lambda pen=pen: pen.state == states.FAULT, NAMED_MS), other
            assert pen.found("bleeding")[-1]["buttons"] & BITS[other]
            assert pen.found("fault")[-1]["code"] == r.F_BUTTON
            assert pen.world.strokes_true == before


@pytest.mark.parametrize("halves", HALVES)
@pytest.mark.parametrize("button", BITS)
def test_h16_h43_a_contact_that_chatters_is_named_and_the_pen_goes_off(fresh, button, halves):
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    Chatter(pen, button, halves)
    assert pen.run_until(lambda: pen.state == states.FAULT, NAMED_MS)
    pen.run_ms(300)
    assert pen.shows(faults.FAULTS[r.F_BUTTON][0])
    said = pen.found("fault")[-1]
    assert (said["code"], said["detail"]) == (r.F_BUTTON, BITS[button])
    assert pen.run_until(lambda: pen.state == states.OFF, 70_000)
    written = len(pen.records())
    if button == "SELECT":  # it closes the latch and wakes the chip each time: off is all that the pen can be
        pen.run_ms(20_000)
        assert pen.state == states.OFF and len(pen.records()) == written, "nobody presses: nothing is done, or written"
    else:
        assert pen.run_until(lambda: pen.world.latch.off, 130_000, 1_000)
    assert not pen.world.strokes_true and not pen.world.violations


def test_h43_a_latch_that_does_not_open_beside_a_contact_that_chatters_is_tried_every_three_minutes(fresh, monkeypatch):
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    pen.never_let_go()
    Chatter(pen, "UP", (200, 40))
    assert pen.run_until(lambda: pen.state == states.OFF, 90_000)
    tried = []
    commit = pen.app.store.commit
    monkeypatch.setattr(pen.app.store, "commit", lambda: (tried.append(pen.world.now_us // 1_000_000), commit()))
    pen.run_ms(500_000)
    assert len(tried) == 3 and all(b - a > 170 for a, b in zip(tried, tried[1:])), tried


def test_h43_select_wakes_a_pen_that_is_off_beside_a_contact_that_chatters(fresh):
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    chatter = Chatter(pen, "UP", (40, 40))
    assert pen.run_until(lambda: pen.state == states.OFF, 90_000)
    pen.run_ms(1_000)
    pen.press("SELECT")
    assert pen.until(states.FAULT, at_most_ms=1_500)
    chatter.end()
    pen.run_ms(500)
    pen.acknowledge_fault()
    assert pen.state == states.READY
    assert pen.treat()


@pytest.mark.parametrize(("part", "name", "ms"), (("clock_reader", "poll", 90), ("store", "commit", 600)))
def test_h43_select_beside_it_is_heard_in_the_very_moment_too(fresh, monkeypatch, part, name, ms):
    """The rest is over, and SELECT closes just before the pen lets go of its supply, or while it stores for that."""
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    Chatter(pen, "UP", (200, 40))
    assert pen.run_until(lambda: pen.state == states.OFF, 90_000)
    part = getattr(pen.app, part)
    act = getattr(part, name)
    boots = pen.world.boots
    pressed = []

    def just_then(*values):
        rested = name == "commit" or elapsed_ms(*values, pen.controller.rests_from_ms(*values)) >= 180_000
        if rested and not pressed:
            pressed.append(pen.world.now_us)
            pen.world.press("SELECT")
            pen.world.after_us(ms * 1_000, lambda: pen.world.release("SELECT"))
        return act(*values)

    monkeypatch.setattr(part, name, just_then)
    assert pen.run_until(lambda: pressed, 200_000)
    pen.run_ms(3_000)
    assert pen.world.boots == boots and pen.state == states.FAULT


def test_h43_a_pen_whose_select_chatters_does_not_try_in_vain_to_let_go(fresh, monkeypatch):
    """Its other contact closes the latch each time; every try stores something."""
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    Chatter(pen, "SELECT", (40, 200))
    assert pen.run_until(lambda: pen.state == states.OFF, 90_000)
    tried = []
    monkeypatch.setattr(pen.app.store, "commit", lambda: tried.append(pen.world.now_us))
    pen.run_ms(200_000)
    assert pen.state == states.OFF and tried == []


@pytest.mark.parametrize("how", ("SELECT", "cable"))
@pytest.mark.parametrize("halves", ((40, 40), None))
def test_h43_a_pen_that_keeps_its_answers_is_woken_beside_a_button_that_fails_in_the_drawer(fresh, how, halves):
    """No fault is latched in OFF, and it does not let go as long as answers hold; `halves` None: ▲ stays closed."""
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    screened(pen)
    assert pen.until(states.OFF, at_most_ms=70_000)
    if halves:
        Chatter(pen, "UP", halves)
    else:
        pen.world.fault("up_stuck")
    world, noticed = pen.world, []
    put_us = world.now_us + 260_000_000
    world.at_us(put_us, lambda: world.press("SELECT") if how == "SELECT" else world.plug_usb())
    world.at_us(put_us + 90_000, lambda: world.release("SELECT"))
    world.at_us(put_us + 5_000_000, lambda: None)
    while pen.app and world.now_us < put_us + 4_000_000:
        pen.turn()
        if pen.state != states.OFF:
            noticed.append(world.now_us)
    assert noticed and noticed[0] - put_us < 2_000_000


def test_h16_select_that_has_chattered_and_is_whole_again_wakes_the_pen(fresh):
    pen = WholePen.out_of_drawer(fresh)
    pen.power_up()
    chatter = Chatter(pen, "SELECT", (40, 40))
    assert pen.run_until(lambda: pen.state == states.OFF, 90_000)
    chatter.end()
    pen.run_ms(200_000)
    pen.wake()
    assert pen.state == states.FAULT
    pen.acknowledge_fault()
    assert pen.state == states.READY


@pytest.mark.parametrize("halves", ((50, 2_400), (60, 900), (40, 320)))
def test_h16_h37_a_contact_that_closes_now_and_then_does_not_keep_a_fault_from_being_acknowledged(pen, halves):
    """It rests too long to be named; each closing began the hold of SELECT anew, and no fault had a way out."""
    pen.world.fault("encoder_absent")
    assert pen.until(states.FAULT, at_most_ms=2_000)
    pen.world.fault("encoder_absent", False)
    pen.run_ms(1_500)
    Chatter(pen, "UP", halves)
    for _ in range(4):
        pen.press("SELECT", 3_600)
        pen.run_ms(2_500)
        if not pen.ledger.fault:
            break
    assert not pen.ledger.fault and pen.state == states.READY
