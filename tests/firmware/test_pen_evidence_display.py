"""S19, H31: what is shown is shown, on either controller.

Siblings: the display's registers lost in every state, on waking, while needles move; each register alone; a display
that stays dark; the lamp, which has registers of its own.
"""

from types import SimpleNamespace

import pytest
from pen.core import states
from pen.formats import reasons as r

from boards.RPI_PICO import board
from boards.virtual.bench import use
from boards.virtual.chips.sh1106 import Sh1106
from boards.virtual.chips.ssd1306 import Ssd1306
from tests.firmware.session_preparation import choose_start
from tests.firmware.whole_pen import WholePen

SHOWN = ("menu", "asleep", "asking", "armed", "paused", "fault")


@pytest.fixture
def wide(fresh):
    """A pen whose display has an SH1106, and whose board file says so."""
    life = WholePen.out_of_drawer(fresh)
    life.world.fit_display(Sh1106)
    life.board = SimpleNamespace(**{**vars(board), "DISPLAY_COLUMN": 2})
    life.power_up()
    assert life.state == states.READY
    return life


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
    pen.world.press("UP")
    pen.run_ms(after_ms)
    pen.world.display.power_off()
    pen.world.release("UP")
    pen.run_ms(900)
    assert not dark
    assert pen.world.display.lit


def test_s19_h31_a_display_that_stays_dark_is_refused(pen, monkeypatch):
    """It answers, and cannot be switched on: its status byte tells."""
    assert pen.arm()
    display = pen.world.display
    monkeypatch.setattr(type(display), "on", property(lambda _: False, lambda *_: None), raising=False)
    pen.press("UP")
    pen.run_ms(3_000)
    assert pen.world.strokes_true == 0
    assert pen.ledger.fault == r.F_PART + 1


def test_s19_h31_the_lamp_is_told_again_too(pen):
    lamp = bytes(pen.world.led.rgb)
    assert any(lamp)
    pen.world.led.rgb = (0, 0, 0)
    pen.run_ms(2_500)
    assert bytes(pen.world.led.rgb) == lamp


# --- an SH1106 in the place of the SSD1306 ---------------------------------------------------------------------------


@pytest.mark.parametrize("where", SHOWN)
def test_s19_h31_an_sh1106_shows_the_same_and_shows_it_again(wide, where):
    _reach(wide, where)
    shown, meant = wide.world.display, wide.app.panel._canvas.buffer
    if where != "asleep":
        assert shown.pixels() == bytes(meant)
    shown.power_off()
    wide.run_ms(100)
    if where == "asleep":
        wide.press("SELECT")
    wide.run_ms(2_000)
    assert shown.lit
    assert shown.pixels() == bytes(meant)


def test_s19_h31_an_sh1106_shows_a_treatment_to_its_end(wide):
    assert wide.treat(3_000)

    def shown() -> bool:
        return wide.world.display.pixels() == bytes(wide.app.panel._canvas.buffer)

    assert wide.run_until(shown, 500) and wide.state == states.RUNNING, "a page a turn"
    wide.stop()
    wide.run_ms(1_000)
    assert wide.world.display.pixels() == bytes(wide.app.panel._canvas.buffer)
    assert wide.world.violations == []


def test_an_older_board_file_means_an_ssd1306(fresh):
    life = WholePen.out_of_drawer(fresh)
    life.board = SimpleNamespace(**{name: value for name, value in vars(board).items() if name != "DISPLAY_COLUMN"})
    life.power_up()
    assert life.world.display.pixels() == bytes(life.app.panel._canvas.buffer)


@pytest.mark.parametrize(("chip", "column"), [(Ssd1306, 0), (Sh1106, 2)])
def test_a_builder_is_told_which_of_the_two_it_is(pen, chip, column):
    pen.world.fit_display(chip)
    use(pen.world)
    from pen.service import factory  # its drivers need the model's clock

    assert factory.display_column(board) == column


def test_a_builder_is_told_of_a_display_that_is_silent(pen):
    pen.world.fault("display_absent")
    use(pen.world)
    from pen.service import factory

    with pytest.raises(OSError):
        factory.display_column(board)
