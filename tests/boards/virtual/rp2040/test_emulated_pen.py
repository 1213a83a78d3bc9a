"""The demo's scenes and `make pen` on the emulated chip, for a few minutes; `make demo MCU=rp2040` plays all."""

import json
import sys

import pytest

from boards.virtual.demo import __main__ as demo
from boards.virtual.demo.scenes import history, treatment
from boards.virtual.demo.screen_reader import words
from boards.virtual.live.pen import LivePen
from tests.boards.virtual.rp2040.emulated import needs_the_chip


@pytest.fixture(autouse=True)
def _chip():
    needs_the_chip()


def test_the_first_scenes_of_the_demo(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(demo, "SCENES", (treatment.wake, history.hello, treatment.about_you))
    assert demo.main(["--fast", "--mcu", "rp2040", "--out", str(tmp_path)]) == 0
    claims = json.loads((tmp_path / "claims.json").read_text(encoding="utf-8"))
    assert claims["all_true"]
    assert claims["mcu"] == "rp2040"
    assert "rp2040js" in capsys.readouterr().out


def screen(live: LivePen) -> str:
    return words(bytes.fromhex(live.look()["screen"] or "00" * 1024))


def test_a_pen_of_the_models_goes_on_living_on_the_chip(tmp_path):
    first = LivePen(tmp_path, sys.executable)
    first.open(True)
    first.swap("multi")
    first.pen.run(2_000)
    kept, pen_id = first.pen.do("journal"), first.look()["pen_id"]
    first.close()
    second = LivePen(tmp_path, mcu="rp2040")
    assert second.open(False)
    second.pen.run(4_000)
    assert "Ready" in screen(second)
    assert second.look()["pen_id"] == pen_id
    assert second.pen.do("journal").startswith(kept)
    assert second.skip(1).startswith("1 day later")
    second.close()
