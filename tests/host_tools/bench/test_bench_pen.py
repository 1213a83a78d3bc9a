"""`needlepen bench` against the virtual pen in service mode, on MicroPython, over a pty: a builder turns the supply."""

import json
import sys

import pytest
from needlepen import api
from needlepen.cli import main as cli
from needlepen.link import repl

from boards.virtual.handle import find_micropython
from tests.firmware.service.test_service_port import Running

pytestmark = pytest.mark.skipif(
    not find_micropython() or sys.platform == "win32", reason="needs MicroPython's unix port and a pty"
)
RATES = (60, 70, 80, 90, 100, 110)


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(repl, "_REPL_S", 3 * repl._REPL_S)  # a busy computer is no silent pen
    pens = []

    def run(scenario, *args):
        pens.append(Running(scenario))
        code = cli.run(["-d", pens[-1].port, "bench", "-o", str(tmp_path / "bench.json"), *args])
        out, err = capsys.readouterr()
        return code, out, err

    yield run
    for pen in pens:
        pen.close()


@pytest.mark.parametrize("ripple", (50, 300))
def test_h33_the_ripple_of_the_pens_motor_is_what_is_measured_at_each_rate(call, tmp_path, ripple):
    code, out, err = call(f"bench{ripple}", "--json", "--told", "standby_ua=85", "--told", "led_color=red")
    seen = json.loads(out)["bench"]
    assert code == 0 and seen == json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert seen["schema"] == 1 and seen["board"] == "RPI_PICO" and len(seen["pen_id"]) == 16
    values = {value["name"]: value for value in seen["values"]}
    for hz in RATES:
        assert values[f"ripple_permille_{hz}"]["value"] == pytest.approx(ripple, rel=0.2, abs=30)
        assert values[f"free_ua_per_hz_{hz}"]["value"] == pytest.approx(1_333, rel=0.03)
        assert 5 <= values[f"stroke_spread_permille_{hz}"]["value"] <= 22  # each edge early or late by 10 at most
    assert values["full_rate_hz"]["value"] == pytest.approx(140, abs=1)
    assert (
        values["display_column"]["value"] == values["i2c_errors"]["value"] == values["current_offset_ma"]["value"] == 0
    )
    kinds = {name: value["kind"] for name, value in values.items()}
    assert {name for name, kind in kinds.items() if kind == "told"} == {"standby_ua", "led_color"}
    asked = set(api.BENCH_NAMES) - {"standby_ua", "led_color"}
    assert {name for name, kind in kinds.items() if kind == "not measured"} == asked
    assert "[2/23] Turn the supply to about 1.58 V: 60 strokes a second" in " ".join(err.split())


def test_a_value_beyond_its_limit_is_named_and_is_exit_code_8(call):
    code, out, _ = call("bench100", "--no-motor", "--told", "standby_ua=8000", "--told", "endstop_um=480")
    assert code == 8
    assert "1 value beyond the limits" in out and "Standby current" in out and "≤ 138" in out
    assert "450–500" in out and "not measured" in out


def test_s3_a_cartridge_in_the_nose_ends_it_before_anything_is_measured(call, tmp_path):
    code, out, _ = call("cartridge", "--json")
    error = json.loads(out)["error"]
    assert code == 9 and error["what"] == "A cartridge is in the nose."
    assert not (tmp_path / "bench.json").exists()


def test_a_pen_whose_firmware_has_no_bench_says_so(call):
    code, out, _ = call("held", "--json")  # the module is not in its reach
    assert code == 8 and "has no bench" in json.loads(out)["error"]["what"]


@pytest.mark.parametrize("told", ("standby_ua", "standby_ua=much", "nothing=1", "standby_ua="))
def test_what_tells_nothing_is_a_usage_error(told, capsys):
    assert cli.run(["--json", "-d", "nowhere", "bench", "--told", told]) == 2
    assert "standby_ua" in capsys.readouterr().out
