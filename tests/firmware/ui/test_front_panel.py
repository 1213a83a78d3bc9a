"""Screen and lamp: what reaches the display, how much of it in a step, and what a broken display does."""

import pytest
from pen.core import states
from pen.hal.errors import DISPLAY, BusError
from pen.ui.front_panel import FrontPanel

from tests.firmware.ui.prepared_pens import NOW_MS, good_inputs, pen_in, running
from tests.firmware.ui.test_screens import picture

PAGE = 128


class Display:
    """A display that keeps what was sent, counts pages, and may stop answering."""

    def __init__(self):
        self.shown = bytearray(8 * PAGE)
        self.on = False
        self.pages = 0
        self.broken = False
        self.refreshes = 0

    def _answer(self):
        if self.broken:
            raise BusError(DISPLAY, "no answer")

    def begin(self):
        self._answer()
        self.shown[:] = bytes(8 * PAGE)

    def refresh(self):
        self._answer()
        self.refreshes += 1
        return self.on

    def lose(self):
        """Its registers are gone, and its picture is anything."""
        self.on = False
        self.shown[:] = b"\x5a" * (8 * PAGE)

    def power(self, on):
        self._answer()
        self.on = on
        self.first = bytes(self.shown)  # what was there to see as it was switched

    def show(self, frame, limit=8):
        self._answer()
        for page in range(8):
            part = slice(page * PAGE, (page + 1) * PAGE)
            if self.shown[part] != frame[part]:
                if not limit:
                    return False
                limit -= 1
                self.pages += 1
                self.shown[part] = frame[part]
        return True


class Lamp:
    def __init__(self):
        self.colour = None

    def show(self, *colour):
        self.colour = colour


class Parts:
    """What the front panel tells about its display."""

    def __init__(self):
        self.well = True

    def part_answered(self, part):
        self.well = True

    def part_failed(self, part):
        assert part == DISPLAY
        self.well = False


@pytest.fixture
def panel():
    panel = FrontPanel(Display(), Lamp(), Parts())
    panel.display, panel.parts = panel._display, panel._sensors
    return panel


def test_a_picture_reaches_the_display_and_stays(panel):
    pen, inputs = pen_in(states.READY), good_inputs()
    panel.show(pen, inputs, True, NOW_MS)
    assert panel.display.on and bytes(panel.display.shown) == picture(pen, inputs, NOW_MS)[0]
    pages = panel.display.pages
    for step in range(100):
        panel.show(pen, inputs, True, NOW_MS + 10 * step)
    assert panel.display.pages == pages
    panel.show(pen, inputs, False, NOW_MS + 2_000)
    assert not panel.display.on


def test_with_needles_moving_a_step_draws_a_piece_or_sends_a_page(panel):
    armed = pen_in(states.ARMING, states.arming.ARMED)
    panel.show(armed, good_inputs(), True, NOW_MS)
    steps = sent = 0
    for percent in range(0, 100, 2):
        pen, inputs = running(1, percent)
        for _ in range(40):
            before, pages = bytes(panel._canvas.buffer), panel.display.pages
            panel.show(pen, inputs, True, NOW_MS + 1_000 + 10 * steps)
            drawn = bytes(panel._canvas.buffer) != before
            assert panel.display.pages - pages <= (0 if drawn else 1)
            steps, sent = steps + 1, sent + panel.display.pages - pages
        assert bytes(panel.display.shown) == picture(pen, inputs, NOW_MS)[0]
    assert sent > 100
    for later_ms in (200, 210):  # the first step loads nothing: its buttons come first
        paused = pen_in(states.PAUSED, states.paused.CHOOSING)
        panel.show(paused, good_inputs(), True, NOW_MS + 1_000 + 10 * steps + later_ms)
    assert (
        bytes(panel.display.shown) == picture(pen_in(states.PAUSED, states.paused.CHOOSING), good_inputs(), NOW_MS)[0]
    )


@pytest.mark.parametrize("asleep_ms", [10, 60, 5_000])
def test_on_waking_nobody_sees_the_picture_from_before_the_sleep(panel, asleep_ms):
    panel.show(pen_in(states.READY), good_inputs(), True, NOW_MS)
    panel.show(pen_in(states.OFF), good_inputs(), False, NOW_MS + 10)
    pen, inputs = pen_in(states.LOCKED), good_inputs()
    panel.show(pen, inputs, True, NOW_MS + 10 + asleep_ms)
    assert panel.display.on and panel.display.first == picture(pen, inputs, NOW_MS)[0]


@pytest.mark.parametrize("scene", [lambda: (pen_in(states.READY), good_inputs()), lambda: running(2, 50)])
def test_a_display_that_comes_back_shows_the_picture_again(panel, scene):
    pen, inputs = scene()
    for step in range(60):
        panel.show(pen, inputs, True, NOW_MS + 10 * step)
    panel.display.broken = True
    panel.show(pen, inputs, True, NOW_MS + 1_000)
    pen.menu.rate_hz = 60  # something else to show: it asks the display again
    pen.running_state.governor.measured_hz = 60
    for step in range(60):
        panel.show(pen, inputs, True, NOW_MS + 2_000 + 10 * step)
    assert not panel.parts.well
    panel.display.broken = False
    for step in range(60):
        panel.show(pen, inputs, True, NOW_MS + 4_000 + 10 * step)
    assert panel.parts.well and panel.display.on
    assert bytes(panel.display.shown) == picture(pen, inputs, NOW_MS)[0]


# --- it shows, or the rules are told that it does not (S19, H31) -------------------------------------------------


@pytest.mark.parametrize("scene", [lambda: (pen_in(states.READY), good_inputs()), lambda: running(2, 50)])
def test_s19_h31_a_display_that_lost_its_registers_shows_again_within_half_a_second(panel, scene):
    pen, inputs = scene()
    for step in range(60):
        panel.show(pen, inputs, True, NOW_MS + 10 * step)
    assert not inputs.dark
    panel.display.lose()
    for step in range(60, 110):
        panel.show(pen, inputs, True, NOW_MS + 10 * step)
    assert panel.display.on and bytes(panel.display.shown) == picture(pen, inputs, NOW_MS)[0]
    assert not inputs.dark


def test_s19_h31_it_is_set_up_on_every_waking(panel):
    begun = []
    begin = panel.display.begin
    panel.display.begin = lambda: begun.append(1) or begin()
    for turn in range(3):
        at_ms = NOW_MS + 20_000 * turn
        panel.show(pen_in(states.READY), good_inputs(), True, at_ms)
        panel.show(pen_in(states.OFF), good_inputs(), False, at_ms + 10_000)
        panel.show(pen_in(states.OFF), good_inputs(), False, at_ms + 10_010)
        assert len(begun) == turn + 1


def test_s19_h31_the_rules_are_told_when_nothing_shows(panel):
    inputs = good_inputs()
    panel.show(pen_in(states.READY), inputs, True, NOW_MS)
    assert not inputs.dark
    panel.display.broken = True
    panel.show(pen_in(states.READY), inputs, True, NOW_MS + 300)
    assert inputs.dark
    panel.display.broken = False
    panel.show(pen_in(states.READY), inputs, True, NOW_MS + 310)
    assert not inputs.dark
    panel.show(pen_in(states.OFF), inputs, False, NOW_MS + 320)
    assert inputs.dark


def test_s19_h31_armed_it_is_asked_in_every_phase_and_in_every_step_before_the_fuel(panel):
    at_ms = NOW_MS + 10
    panel.show(pen_in(states.READY), good_inputs(), True, NOW_MS)
    panel.show(pen_in(states.READY), good_inputs(), True, NOW_MS)
    for phase in (0, 1, 2, 3, 4, 5, 6):
        before = panel.display.refreshes
        panel.show(pen_in(states.ARMING, phase), good_inputs(), True, at_ms)
        panel.show(pen_in(states.ARMING, phase), good_inputs(), True, at_ms + 10)
        assert panel.display.refreshes == before + bool(phase)
        at_ms += 20
    before = panel.display.refreshes
    for _ in range(5):
        panel.show(pen_in(states.ARMING, states.arming.RELEASE), good_inputs(), True, at_ms)
    assert panel.display.refreshes == before + 5
