"""S6, S7, H10, H40, H41: what the clock did while the pen could not see it, and one reading that was disturbed.

Siblings, all tried here or in `core/test_clock.py`:
- at power-on the clock does not answer for a while; answers nonsense once; says once that it had stopped; says once a
  time that is wrong and believable, earlier or later; the same for a reading while the pen is awake;
- while the pen is off the clock is set to any date, back or forward, once or at every start;
- the port is opened by the laptop's request, by the button at power-on, by Ctrl-C, by a program that fails, twice in a
  row; left by the button or by pulling the battery; the clock is moved, stopped, or left alone meanwhile.
"""

import time

import micropython
import pytest
from pen.core import states
from pen.formats import frame, messages
from pen.formats import reasons as r

from boards.virtual import storage, ticks
from boards.virtual.bench import use
from boards.virtual.resets import Reset
from tests.firmware.service.safe_pen import Over
from tests.firmware.session_preparation import as_boot_py
from tests.firmware.storage.store_harm import locked
from tests.firmware.whole_pen import DAY_MS, HOUR_MS, READ_MS, WholePen

ticks.inject(time)  # the chip's own names, before the first driver asks for them
from pen.service import mode as service  # noqa: E402


@pytest.fixture(scope="module")
def rested():
    """A pen three hours after its first session."""
    life = WholePen()
    assert life.session()
    life.run_ms(3 * HOUR_MS)
    return life.keep()


def taken(rested, days=0):
    """The pen, without power for so many days, and still without."""
    life = WholePen.out_of_drawer(rested)
    life.cut_power()
    life.world.advance_us(days * DAY_MS * 1000)
    return life


# --- one disturbed reading ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("silent_ms", (50, 400, 1_500, 2_500))
def test_s7_a_clock_that_is_silent_for_seconds_at_power_on_has_lost_nothing(rested, silent_ms):
    pen = taken(rested, 29)
    pen.world.fault("clock_absent")
    pen.world.advance_us(1_000_000)
    pen.boot()
    pen.run_ms(silent_ms)
    if silent_ms > 1_000:
        assert pen.shows("No clock yet: again"), "the screen does not say so"
        assert not pen.driven
    pen.world.fault("clock_absent", False)
    pen.run_ms(4_000)
    pen.leave_check_in()
    assert pen.state == states.READY, pen.state


class Glitch:
    """The `nth` byte that the clock gives from now on has these bits wrong, once."""

    def __init__(self, world, nth, bits):
        self.left, self.bits, self.clock = nth, bits, world.clock
        self.read = world.clock.read_byte
        world.clock.read_byte = self

    def __call__(self):
        self.left -= 1
        return self.read() ^ (self.bits if self.left == 0 else 0)


@pytest.mark.parametrize("nth", range(1, 19))
@pytest.mark.parametrize("bits", (0x01, 0x10, 0x80, 0xFF))
def test_s7_one_wrong_byte_at_power_on_neither_costs_nor_gains(rested, nth, bits):
    pen = taken(rested, 10)
    Glitch(pen.world, nth, bits)
    writes = pen.world.clock.time_writes
    pen.power_up(5_000)
    gained_s = pen.app.inputs.proven_s - pen.app.store.ledger.lock_from_s
    assert pen.world.clock.time_writes == writes, "a running clock was set"
    assert 10 * 86_400 <= gained_s <= 10 * 86_400 + 3 * 3_600 + 120
    assert not pen.found("clock")


@pytest.mark.parametrize("nth", (1, 2, 3))
def test_h10_one_wrong_byte_does_not_hide_that_the_clock_had_stopped(rested, nth):
    pen = taken(rested)
    pen.world.fault("coin_cell_removed")
    pen.world.advance_us(10 * DAY_MS * 1000)
    pen.world.fault("coin_cell_removed", False)
    Glitch(pen.world, nth, 0x80)
    pen.power_up(5_000)
    assert pen.found("clock", event=r.CLOCK_STOPPED)
    assert pen.app.inputs.proven_s < 86_400


@pytest.mark.parametrize("nth", range(1, 19, 2))
@pytest.mark.parametrize("bits", (0x10, 0x40, 0xFF))
def test_s7_one_wrong_byte_while_awake_changes_nothing(pen, nth, bits):
    assert pen.treat(500)
    pen.stop()
    events = len(pen.found("clock"))
    Glitch(pen.world, nth, bits)
    pen.run_ms(5_000)
    assert len(pen.found("clock")) == events
    assert pen.ledger.session_open and not pen.ledger.session_lost


# --- the clock is moved while the pen is off ------------------------------------------------------------------------


DATES = ((2000, 3, 1), (2001, 12, 31), (2003, 1, 1), (2026, 11, 28), (2040, 1, 1), (2099, 12, 31))


@pytest.mark.parametrize("date", DATES)
def test_s7_h40_no_date_that_a_sketch_writes_gains_more_than_the_bound(rested, date):
    pen = taken(rested, 1)
    pen.world.clock.tamper_set(*date, 12, 0, 0)
    pen.power_up()
    assert pen.app.inputs.proven_s <= 401 * 86_400
    if date[0] > 2001:
        assert pen.found("clock"), "nobody wrote it down"
        locked(pen)


def test_s7_h40_a_year_in_the_drawer_counts(rested):
    """400 days are the bound: a pen without its battery for a year has proven all of it."""
    pen = taken(rested, 366)
    pen.power_up()
    assert pen.app.inputs.proven_s >= 366 * 86_400
    assert pen.state == states.READY


# --- the REPL changes the clock -------------------------------------------------------------------------------------


def by_request(pen, service):
    """The laptop asks, the person reads and presses, the laptop asks again."""
    pen.power_up()
    pen.world.plug_usb()
    pen.run_ms(500)
    request = frame.encode(messages.SERVICE, 9, b"")
    pen.serial.send(request)
    pen.run_ms(READ_MS)
    pen.press("DOWN", 300)
    pen.serial.send(request)
    pen.run_ms(100)
    assert pen.app.link.service, "the request was not granted"
    pen.app.run()
    service.run(Over)
    pen.world.plug_usb(False)


def by_button(pen, service):
    """Enter service mode by DOWN held at power-on."""
    pen.world.power_on()
    _use(pen)
    pen.world.press("DOWN")
    service.run(_must_not_start)
    pen.world.release("DOWN")


def _must_not_start():
    raise AssertionError("the application was started")


def by_crash(pen, service):
    """The program ends with an error of its own."""
    pen.power_up()

    def crash():
        raise ValueError("nobody thought of it")

    service.run(crash)


def by_ctrl_c(pen, service):
    pen.power_up()

    def interrupted():
        raise KeyboardInterrupt

    service.run(interrupted)


def by_no_program(pen, service):
    """Neither slot is whole: the files beside them are all there is."""
    pen.world.power_on()
    _use(pen)

    def nothing():
        raise OSError(2)

    service.run(nothing)


def _use(pen):
    use(pen.world)
    as_boot_py()
    storage.mount(pen.world)


WAYS = (by_request, by_button, by_crash, by_ctrl_c, by_no_program)


def opened(pen, way):
    """The port is open by one of the ways."""
    micropython.kbd_intr(-1)
    way(pen, service)
    pen.app = None


def leave(pen, by_reset):
    """SELECT on the service screen, or the battery out."""
    if by_reset:
        with pytest.raises(Reset):
            pen.world.press("SELECT")
            pen.world.advance_us(1_000)
        pen.world.release("SELECT")
        pen.boot()
        pen.run_ms(1_500)
        pen.leave_check_in()
    else:
        pen.cut_power()
        pen.power_up()


@pytest.mark.parametrize("by_reset", (True, False))
@pytest.mark.parametrize("way", WAYS)
def test_s7_h41_what_the_repl_does_to_the_clock_proves_nothing_and_is_journalled(rested, way, by_reset):
    pen = taken(rested)
    opened(pen, way)
    pen.world.clock.tamper_set(2000, 3, 1, 0, 0, 0)  # "one I2C write": 60 days
    pen.world.advance_us(60_000_000)
    leave(pen, by_reset)
    assert pen.app.inputs.proven_s <= 86_400, "time was gained"
    assert pen.found("clock"), "nobody wrote it down"
    locked(pen)
    pen.cycle_power()
    locked(pen)


@pytest.mark.parametrize("way", WAYS)
def test_s7_h41_the_port_opened_twice_gains_nothing_either(rested, way):
    """What is believed at the second opening is not what the REPL left behind in the first."""
    pen = taken(rested)
    opened(pen, way)
    pen.world.clock.tamper_set(2000, 3, 1, 0, 0, 0)
    pen.cut_power()
    pen.world.advance_us(1_000_000)
    opened(pen, by_button)
    leave(pen, True)
    assert pen.app.inputs.proven_s <= 86_400
    locked(pen)


@pytest.mark.parametrize("way", WAYS)
def test_s7_h41_an_honest_user_loses_the_minutes_in_service_and_nothing_else(rested, way):
    pen = taken(rested, 20)
    opened(pen, way)
    pen.world.advance_us(10 * 60_000_000)
    leave(pen, True)
    proven_s = pen.app.inputs.proven_s - pen.ledger.lock_from_s
    assert 20 * 86_400 <= proven_s <= 20 * 86_400 + 4 * 3_600
    assert pen.state == states.LOCKED and not pen.ledger.history_lost and not pen.ledger.fault
    pen.run_ms(8 * DAY_MS + HOUR_MS)
    pen.wake()
    assert pen.state == states.READY


def test_s7_h41_only_one_start_is_spent(rested):
    """After the start that follows service, time counts as ever, with the battery out too."""
    pen = taken(rested)
    opened(pen, by_button)
    leave(pen, True)
    before_s = pen.app.inputs.proven_s
    pen.run_ms(3_000)
    pen.cycle_power(5 * DAY_MS)
    assert pen.app.inputs.proven_s - before_s >= 5 * 86_400
    assert len(pen.found("clock")) == 1
    assert pen.found("boot")[-1]["clock"] == r.CLOCK_OK
