"""S19, H31: what is shown is shown.

Siblings: the display's registers lost in every state, on waking, while needles move; each register alone; a display
that stays dark; the lamp, which has registers of its own.
"""

import pytest
from pen.core import states
from pen.formats import reasons as r

from tests.firmware.session_preparation import choose_start

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
