"""A pen whose program fails, or is asked to make room: needles off, the port open, and the journal tells it afterwards.

S3, S4, S10, H14, H25. On a whole pen; what is on the glass and at the port is in test_service_port.py.
"""

import runpy
import sys
import time

import machine
import micropython
import pytest
import vfs
from pen.core import states
from pen.formats import frame, messages, record

from boards.RPI_PICO import board as pico
from boards.virtual import resets, ticks, wiring
from boards.virtual.bench import use
from boards.virtual.resets import NEVER, Reset
from boards.WAVESHARE_RP2040_ZERO import board as zero
from tests.firmware.whole_pen import WholePen, frames

ticks.inject(time)  # the chip's own names, before the first driver asks for them
from pen.hal import chip  # noqa: E402
from pen.hal.errors import PartError  # noqa: E402
from pen.service import mode as service  # noqa: E402
from pen.service import screen as service_screen  # noqa: E402

GATE, NENABLE, STEP = wiring.GATE, wiring.NENABLE, wiring.STEP
COASTING_MS = 2_000
SERVICE = frame.encode(messages.SERVICE, 9, b"")


@pytest.fixture(autouse=True)
def line_taken():
    """As `UsbSerial.begin` leaves it: Ctrl-C is an ordinary byte."""
    micropython.kbd_intr(-1)


def _safe(world) -> None:
    """Nothing that could move can, and the chip itself says so."""
    gpio = world.gpio
    assert (gpio.level(GATE), gpio.level(NENABLE), gpio.level(STEP)) == (0, 1, 0)
    assert gpio.toggle_duty(GATE) == 0 and world.motor.duty == 0
    assert world.watchdog.due_us == NEVER, "the watchdog would bite in the middle of a copy"
    assert micropython.break_char == 3, "Ctrl-C does not reach the REPL"


def _still(world, ms=5_000) -> None:
    world.advance_us(COASTING_MS * 1000)
    strokes, pulses = world.strokes_true, world.ring.moved
    world.advance_us(ms * 1000)
    assert (world.strokes_true, world.ring.moved) == (strokes, pulses)


def _restart_cause(life) -> int:
    """SELECT on the service screen; what the journal says of the start that follows."""
    with pytest.raises(Reset):
        life.world.press("SELECT")
        life.world.advance_us(1000)
    life.world.release("SELECT")
    life.boot()
    life.run_ms(1_500)
    return [fields["cause"] for fields in life.records() if fields["kind"] == "boot"][-1]


class Boom(Exception):
    """What nobody has thought of."""


def _raises(error):
    def act(*_):
        raise error

    return act


# --- a program that fails -----------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [Boom("x"), MemoryError(), ValueError("y"), PartError(1, "z")])
def test_s4_h14_an_error_in_the_running_pen_stops_the_needles_at_once(pen, error):
    assert pen.treat(200)
    assert pen.world.motor.duty > 0
    raised_us = pen.world.now_us
    pen.app.panel.show = _raises(error)
    service.run(pen.app.run)
    assert pen.world.now_us - raised_us < 900_000  # most of it waiting for needles that coast; the gate was first
    _safe(pen.world)
    _still(pen.world)
    assert pen.world.violations == []
    assert _restart_cause(pen) == chip.CRASH


def test_s4_the_gate_goes_before_everything_else(pen, monkeypatch):
    assert pen.treat(200)
    duty = []
    monkeypatch.setattr(service, "_quiet", lambda: duty.append(pen.world.motor.duty))
    pen.app.panel.show = _raises(Boom())
    now_us = pen.world.now_us
    stepped = []
    monkeypatch.setattr(pen.app, "_durable", lambda _: stepped.append(pen.world.now_us))
    service.run(pen.app.run)
    assert duty == [0]
    assert stepped[0] - now_us < 50_000


@pytest.mark.parametrize("error", [ImportError("no module named 'pen.app'"), SyntaxError("invalid syntax"), Boom()])
def test_a_program_that_cannot_start_leaves_dangerous_pins_safe(error):
    life = WholePen()
    machine.Pin(GATE, machine.Pin.OUT, value=1)
    machine.Pin(NENABLE, machine.Pin.OUT, value=0)
    machine.Pin(STEP, machine.Pin.OUT, value=1)
    service.run(_raises(error))
    _safe(life.world)
    _still(life.world)


def test_no_filesystem_ends_in_service(pen):
    """`flash_files.root()` finds nothing at "/": no ledger can be read, so no pen runs."""
    pen.cut_power()
    pen.world.power_on()
    vfs.umount("/")

    def start():
        from pen.app import App

        App(pen.board, pen.serial, pen.world.uid, chip.why_started()).run()

    service.run(start)
    _safe(pen.world)
    _still(pen.world)
    assert _restart_cause(pen) == chip.CRASH
    assert pen.state == states.READY  # the next start mounts it again: nothing was lost


@pytest.mark.parametrize("fault", ["display_absent", "i2c_stuck"])
def test_a_dead_display_changes_nothing(pen, fault):
    pen.world.fault(fault)
    pen.app.panel.show = _raises(Boom())
    service.run(pen.app.run)
    _safe(pen.world)


def test_a_broken_board_file_changes_nothing(pen, monkeypatch):
    monkeypatch.setitem(sys.modules, "board", None)
    service.run(_raises(Boom()))
    _safe(pen.world)


def test_ctrl_c_before_the_pen_has_the_line_opens_the_port(pen):
    service.run(_raises(KeyboardInterrupt()))
    _safe(pen.world)
    assert _restart_cause(pen) == chip.SERVICE


def test_s7_h41_nobody_gets_in_before_the_time_is_marked(pen, monkeypatch):
    seen = []
    monkeypatch.setattr(service, "_mark_time", lambda: seen.append(micropython.break_char))
    micropython.kbd_intr(3)
    service.run(_raises(KeyboardInterrupt()))
    assert seen == [-1] and micropython.break_char == 3


def test_power_loss_and_reset_pass_through(pen):
    for end in (resets.PowerCut, resets.Reset):
        with pytest.raises(end):
            service.run(_raises(end()))


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
        assert service.SAFE == ((b.NEEDLE_PIN, 0), (b.ENABLE_PIN, 1), (b.STEP_PIN, 0))
        assert (service.SELECT_PIN, service.DOWN_PIN) == (b.SELECT_PIN, b.DOWN_PIN)
        assert (service_screen._SDA_PIN, service_screen._SCL_PIN, b.I2C_ID) == (b.SDA_PIN, b.SCL_PIN, 0)


# --- DOWN at power-on -----------------------------------------------------------------------------------------


def _starts(life) -> bool:
    """Power on and `main.py`'s choice; True when the application was picked."""
    started = []
    use(life.world)
    life.world.power_on()
    service.run(lambda: started.append(True))
    return bool(started)


def test_down_held_at_power_on_is_service(pen):
    pen.cut_power()
    pen.world.press("DOWN")
    assert not _starts(pen)
    _safe(pen.world)
    pen.world.release("DOWN")
    assert _restart_cause(pen) == chip.SERVICE


@pytest.mark.parametrize("button", ["SELECT", "UP", None])
def test_nothing_else_is(pen, button):
    """SELECT least of all: a broken stop wire reads the same."""
    pen.cut_power()
    if button:
        pen.world.press(button)
    assert _starts(pen)


def test_a_disturbance_does_not_let_go_of_the_button(pen):
    """TinyUSB takes GPIO 15 for 0.8 ms when the cable is recognised (erratum RP2040-E5)."""
    pen.cut_power()
    pen.world.press("DOWN")
    pen.world.after_us(8_000, lambda: pen.world.release("DOWN"))
    pen.world.after_us(9_500, lambda: pen.world.press("DOWN"))
    assert not _starts(pen)


def test_a_line_that_charges_slowly_is_no_button(pen):
    pen.cut_power()
    pen.world.press("DOWN")
    pen.world.after_us(10_000, lambda: pen.world.release("DOWN"))
    assert _starts(pen)


# --- the laptop asks ------------------------------------------------------------------------------------------


@pytest.fixture
def plugged(pen):
    pen.world.plug_usb()
    pen.run_ms(500)
    return pen


def _asks(pen):
    """(kind, fields) of the answer to SERVICE; the pen goes on by itself meanwhile."""
    pen.serial.take()
    pen.serial.send(SERVICE)
    pen.run_ms(100)
    ((kind, _, payload),) = frames(pen.serial.take())
    return kind, messages.decode(kind, payload)


def test_h25_without_a_hand_on_the_pen_it_refuses(plugged):
    for button, code in ((None, messages.E_CONFIRM), ("UP", messages.E_DECLINED)):
        if button:
            plugged.agree(button)
        kind, fields = _asks(plugged)
        assert (kind, fields["code"]) == (messages.ERROR, code)
        assert not plugged.app.link.service


def _agreed(pen) -> None:
    """Somebody has read the question and pressed; the laptop asks again."""
    _asks(pen)
    pen.agree()
    pen.serial.take()
    pen.serial.send(SERVICE)


def test_s10_with_a_press_of_down_the_pen_leaves_everything_off_and_stored(plugged):
    plugged.run_ms(10_000)
    plugged.app.events.emit(record.WALL, 1, 2)  # something waits
    _agreed(plugged)
    plugged.app.run()
    ((kind, _, _),) = frames(plugged.serial.take())
    assert kind == messages.OK
    assert plugged.app.events.count == 0
    assert plugged.app.store.stored_mark_s == plugged.app.inputs.proven_s, "the time until now is lost"
    assert plugged.world.watchdog.due_us == NEVER
    service.run(lambda: None)
    _safe(plugged.world)
    _still(plugged.world)
    assert plugged.world.violations == []
    assert _restart_cause(plugged) == chip.SERVICE
    assert "wall" in [fields["kind"] for fields in plugged.records()]


def test_the_grant_ends_with_the_cable(plugged):
    _agreed(plugged)
    plugged.app.tick()
    plugged.app.tick()
    assert plugged.app.link.service
    plugged.world.plug_usb(False)
    plugged.run_ms(50)
    assert plugged.app.link is None


def test_s3_no_service_while_a_treatment_is_under_way(pen):
    """Plugging in stops the needles; nothing is granted before they are still and the treatment is over."""
    assert pen.treat(200)
    pen.world.plug_usb()
    pen.world.press("DOWN")
    for _ in range(100):
        pen.serial.send(SERVICE)
        pen.app.tick()
        assert not pen.app._service_due() or not (pen.world.motor.turning or pen.controller.busy())
