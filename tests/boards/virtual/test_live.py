"""`make pen`: keys do what the help line says, and the pen remembers. In a terminal: `test_live_terminal.py`."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from pen.core import states
from pen.core.states import arming

from boards.virtual.demo.screen_reader import words
from boards.virtual.live.key_actions import KeyActions
from boards.virtual.live.keys import names
from boards.virtual.live.pen import LivePen
from boards.virtual.live.view import draw, gauge

ROOT = Path(__file__).resolve().parents[3]
DAY_S = 86_400


@pytest.fixture
def live(tmp_path):
    pen = LivePen(tmp_path / "pen", sys.executable)
    pen.open(True)
    pen.pen.run(500)
    yield pen
    pen.close()


def keys(actions: KeyActions, *typed: str) -> None:
    """Type, and let go of what was pressed, as the loop would."""
    for key in typed:
        actions.key(key)
        actions.live.pen.run(120)
        actions.let_go(time.monotonic() + 1)
        actions.live.pen.run(600)  # what follows is read before the next key


def screen(live: LivePen) -> str:
    return words(bytes.fromhex(live.look()["screen"] or "00" * 1024))


def test_keys_are_told_apart():
    assert names("\x1b[A\x1b[B \rS\x1bq") == ["up", "down", "space", "enter", "S", "escape", "q"]
    assert names("\x03") == ["q"]


def test_arrows_and_space_are_the_buttons(live):
    actions = KeyActions(live)
    keys(actions, "down")
    assert "Upper lip" in screen(live)
    keys(actions, "space", "down")
    assert "0.20 mm" in screen(live)
    keys(actions, "space", "up")
    assert "70 /s" in screen(live)


def test_S_holds_select_until_it_is_pressed_again(live):
    actions = KeyActions(live)
    keys(actions, "space")
    actions.key("S")
    live.pen.run(1_500)
    actions.let_go(time.monotonic() + 60)
    assert actions.pressed == ("SELECT",)
    actions.key("S")
    assert actions.pressed == ()


@pytest.mark.parametrize(("key", "button"), [("S", "SELECT"), ("+", "UP"), ("-", "DOWN")])
def test_each_button_can_be_held(live, key, button):
    actions = KeyActions(live)
    actions.key(key)
    actions.let_go(time.monotonic() + 60)
    assert actions.pressed == (button,)
    assert "holding" in actions.message
    actions.key(key)
    assert actions.pressed == ()


def test_a_minute_passes_at_once(live):
    before_s = live.look()["date_s"]
    keys(KeyActions(live), "m")
    assert 60 <= live.look()["date_s"] - before_s <= 62


def test_the_pen_can_be_practised(live):
    actions = KeyActions(live)
    actions.key("+")
    live.pen.run(2_000)
    actions.key("+")
    assert live.look()["state"] == states.PRACTISING


def test_a_whole_treatment_and_the_spent_cartridge(live):
    actions = KeyActions(live)
    keys(actions, "1")
    live.pen.run(1_100)
    keys(actions, *["space"] * 4, *["down"] * 7)
    live.pen.run(500)
    keys(actions, *["down"] * 3, "up", "up", *["down"] * 4, *["m"] * 6, "space", "space")  # wetted, and dry
    live.pen.until((states.ARMING, arming.ARMED))
    live.pen.run(500)
    keys(actions, "up")
    live.pen.run(1_000)
    keys(actions, "t")
    live.pen.run(2_000)
    look = live.look()
    assert look["turning"]
    assert look["load"] == 20
    keys(actions, "down")
    live.pen.run(1_000)
    assert "Paused" in screen(live)
    keys(actions, "i")
    assert live.inside is None
    keys(actions, "3")
    live.pen.run(1_100)
    assert live.pen.do("tag", name="spent")["mem"][0x40:0x42] == "00"
    assert live.pen.do("tag", name="new")["mem"][0x40:0x42] == "ff"


def test_days_are_skipped_only_while_the_pen_sleeps(live):
    actions = KeyActions(live)
    before_s = live.look()["date_s"]
    keys(actions, "d")
    assert DAY_S <= live.look()["date_s"] - before_s < DAY_S + 600
    keys(actions, "u", "D")
    assert "unplug" in actions.message
    assert live.look()["usb"]


def test_power_coin_cell_and_faults(live):
    actions = KeyActions(live)
    keys(actions, "c")
    assert not live.look()["powered"]
    keys(actions, "b", "c")
    assert live.look()["powered"]
    assert not live.coin
    keys(actions, "f", "down", "enter", "f")
    assert live.faults == {"encoder_frozen"}
    keys(actions, "f", "down", "enter", "escape")
    assert live.faults == set()


def test_a_fault_that_needs_a_cartridge_says_so(live):
    actions = KeyActions(live)
    actions.message = live.swap("new")
    live.swap("new")
    keys(actions, "f", *["up"] * 15, "enter")
    assert actions.fault is not None


def test_it_draws_in_every_size(live):
    from rich.console import Console

    look = live.look()
    for columns, rows in ((80, 24), (120, 30), (140, 50)):
        for fault in (None, 0, 35):
            console = Console(width=columns, height=rows, color_system=None)
            with console.capture() as out:
                console.print(draw(live, look, ("UP",), "message", fault, columns, rows))
            lines = out.get().splitlines()
            assert len(lines) <= rows
            assert max(map(len, lines)) <= columns
            assert any("message" in line for line in lines)
    assert gauge(0) == "▕" + "░" * 20 + "▏"
    assert gauge(500) == gauge(501) == "▕" + "█" * 20 + "▏"


def test_the_pen_remembers(tmp_path):
    first = LivePen(tmp_path, sys.executable)
    assert not first.open(False)
    first.pen.run(500)
    keys(KeyActions(first), "2", "up")
    journal, pen_id = first.pen.do("journal"), first.look()["pen_id"]
    first.close()
    second = LivePen(tmp_path, sys.executable)
    assert second.open(False)
    second.pen.run(500)
    assert second.look()["pen_id"] == pen_id
    assert second.pen.do("journal").startswith(journal)
    assert second.inside == "multi"
    second.close()
    (tmp_path / "world.bin").write_bytes(b"damaged")
    third = LivePen(tmp_path, sys.executable)
    assert not third.open(False)
    third.close()


def test_without_a_terminal_it_says_what_to_do(tmp_path):
    command = [sys.executable, "-m", "boards.virtual.live", "--ui", "terminal", "--folder", str(tmp_path)]
    done = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 2
    assert "make demo" in done.stdout
