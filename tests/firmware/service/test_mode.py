"""A pen whose program fails, or that starts with UP and DOWN held: needles off, the port open, the journal tells it.

S3, S4, H14, H25. On a whole pen; what is on the glass and at the port is in test_service_port.py.
"""

import runpy
import sys
import time

import machine
import micropython
import pytest
import vfs
from pen.core import states

from boards.RPI_PICO import board as pico
from boards.virtual import resets, ticks, wiring
from boards.virtual.bench import use
from boards.WAVESHARE_RP2040_ZERO import board as zero
from tests.firmware.service.safe_pen import Over, raises, restart_cause, safe, still
from tests.firmware.whole_pen import WholePen

ticks.inject(time)  # the chip's own names, before the first driver asks for them
from pen.hal import chip  # noqa: E402
from pen.hal.errors import PartError  # noqa: E402
from pen.service import mode as service  # noqa: E402
from pen.service import screen as service_screen  # noqa: E402

GATE, NENABLE, STEP = wiring.GATE, wiring.NENABLE, wiring.STEP


@pytest.fixture(autouse=True)
def line_taken():
    """As `UsbSerial.begin` leaves it: Ctrl-C is an ordinary byte."""
    micropython.kbd_intr(-1)


class Boom(Exception):
    """What nobody has thought of."""


# --- a program that fails -----------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [Boom("x"), MemoryError(), ValueError("y"), PartError(1, "z")])
def test_s4_h14_an_error_in_the_running_pen_stops_the_needles_at_once(pen, error):
    assert pen.treat(200)
    assert pen.world.motor.duty > 0
    raised_us = pen.world.now_us
    pen.app.panel.show = raises(error)
    service.run(lambda: pen.app)
    assert pen.world.now_us - raised_us < 900_000  # most of it waiting for needles that coast; the gate was first
    safe(pen.world)
    still(pen.world)
    assert pen.world.violations == []
    assert restart_cause(pen) == chip.CRASH


def test_s4_the_gate_goes_before_everything_else(pen, monkeypatch):
    assert pen.treat(200)
    duty = []
    monkeypatch.setattr(service, "_quiet", lambda: duty.append(pen.world.motor.duty))
    pen.app.panel.show = raises(Boom())
    now_us = pen.world.now_us
    stepped = []
    step = pen.app.controller.step
    monkeypatch.setattr(pen.app.controller, "step", lambda *now: stepped.append(pen.world.now_us) or step(*now))
    service.run(lambda: pen.app)
    assert duty == [0]
    assert stepped[0] - now_us < 50_000


@pytest.mark.parametrize("error", [ImportError("no module named 'pen.app'"), SyntaxError("invalid syntax"), Boom()])
def test_a_program_that_cannot_start_leaves_dangerous_pins_safe(error):
    life = WholePen()
    machine.Pin(GATE, machine.Pin.OUT, value=1)
    machine.Pin(NENABLE, machine.Pin.OUT, value=0)
    machine.Pin(STEP, machine.Pin.OUT, value=1)
    service.run(raises(error))
    safe(life.world)
    still(life.world)


def test_no_filesystem_ends_in_service(pen):
    """`flash_files.root()` finds nothing at "/": no ledger can be read, so no pen runs."""
    pen.cut_power()
    pen.world.power_on()
    vfs.umount("/")

    def start():
        from pen.app import App

        return App(pen.board, pen.serial, pen.world.uid, chip.why_started())

    service.run(start)
    safe(pen.world)
    still(pen.world)
    assert restart_cause(pen) == chip.CRASH
    assert pen.state == states.READY  # the next start mounts it again: nothing was lost


@pytest.mark.parametrize("fault", ["display_absent", "i2c_stuck"])
def test_a_dead_display_changes_nothing(pen, fault):
    pen.world.fault(fault)
    pen.app.panel.show = raises(Boom())
    service.run(lambda: pen.app)
    safe(pen.world)


def test_a_broken_board_file_changes_nothing(pen, monkeypatch):
    monkeypatch.setitem(sys.modules, "board", None)
    service.run(raises(Boom()))
    safe(pen.world)


def test_ctrl_c_before_the_pen_has_the_line_opens_the_port(pen):
    service.run(raises(KeyboardInterrupt()))
    safe(pen.world)
    assert restart_cause(pen) == chip.SERVICE


def test_s7_h41_nobody_gets_in_before_the_time_is_marked(pen, monkeypatch):
    seen = []
    monkeypatch.setattr(service, "_mark_time", lambda: seen.append(micropython.break_char))
    micropython.kbd_intr(3)
    service.run(raises(KeyboardInterrupt()))
    assert seen == [-1] and micropython.break_char == 3


def test_power_loss_and_reset_pass_through(pen):
    for end in (resets.PowerCut, resets.Reset):
        with pytest.raises(end):
            service.run(raises(end()))


def test_the_numbers_are_those_of_every_board_and_of_boot_py(pen):
    pins = {}

    class CheckedBench(machine.Pin):
        def __init__(self, n, mode=None, pull=None, *, value=None, alt=None):
            pins[n] = value
            super().__init__(n, mode, pull, value=value, alt=alt)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(machine, "Pin", CheckedBench)
        runpy.run_path(sys.modules["boot"].__file__)
    assert tuple(pins.items()) == service.SAFE
    for b in (pico, zero):
        assert service.SAFE == ((b.NEEDLE_PIN, 0), (b.ENABLE_PIN, 1), (b.STEP_PIN, 0), (b.HOLD_PIN, 1))
        assert (service.SELECT_PIN, service.UP_PIN, service.DOWN_PIN) == (b.SELECT_PIN, b.UP_PIN, b.DOWN_PIN)
        assert (service_screen._SDA_PIN, service_screen._SCL_PIN, b.I2C_ID) == (b.SDA_PIN, b.SCL_PIN, 0)


# --- UP and DOWN at power-on -----------------------------------------------------------------------------------------


def _starts(life) -> bool:
    """Power on and `main.py`'s choice; True when the application was picked."""
    started = []
    use(life.world)
    life.world.power_on()
    service.run(lambda: started.append(True) or Over())
    return bool(started)


def _hold(pen):
    pen.cut_power()
    pen.world.press("UP")
    pen.world.press("DOWN")


def test_up_and_down_held_at_power_on_is_service(pen):
    _hold(pen)
    assert not _starts(pen)
    safe(pen.world)
    pen.world.release("UP")
    pen.world.release("DOWN")
    assert restart_cause(pen) == chip.SERVICE


@pytest.mark.parametrize("held", [(), ("SELECT",), ("UP",), ("DOWN",), ("SELECT", "UP"), ("SELECT", "DOWN")])
def test_a23_h34_nothing_else_is(pen, held):
    """A finger that stops needles under a program that hangs, or a cell that loses its contact, is down at a start."""
    pen.cut_power()
    for button in held:
        pen.world.press(button)
    assert _starts(pen)


def test_a_disturbance_does_not_let_go_of_the_button(pen):
    """TinyUSB takes GPIO 15 for 0.8 ms when the cable is recognised (erratum RP2040-E5)."""
    _hold(pen)
    pen.world.after_us(8_000, lambda: pen.world.release("DOWN"))
    pen.world.after_us(9_500, lambda: pen.world.press("DOWN"))
    assert not _starts(pen)


def test_a_line_that_charges_slowly_is_no_button(pen):
    _hold(pen)
    pen.world.after_us(10_000, lambda: pen.world.release("DOWN"))
    assert _starts(pen)
