"""The board's side of the emulated pen, against a chip that plays a script: who waits for whom, what reaches what."""

import pytest

from boards.RPI_PICO import board
from boards.virtual import wiring
from boards.virtual.bench import Wire
from boards.virtual.rp2040.bench import ChipBench
from boards.virtual.rp2040.board_side import FLASH_AT
from boards.virtual.rp2040.line import ChipError
from boards.virtual.rp2040.mcu import EmulatedMcu
from boards.virtual.world import World
from tests.boards.virtual.rp2040.scripted_chip import ScriptedChip

MS = 1_000_000  # ns


@pytest.fixture
def pen():
    """A pen with power; `pen.line.script` is what its chip will do."""
    made = ChipBench(World(seed=3, mcu=EmulatedMcu), Wire(), board, ScriptedChip())
    made.boot()
    return made


def plays(pen, *script) -> list:
    """The chip does `script`; what it was answered."""
    pen.line.answers.clear()
    pen.line.script += script
    pen.run_ms(100)
    assert pen.line.script == []
    return pen.line.answers


def i2c(op: str, **words) -> dict:
    return {"why": "i2c", "op": op, **words}


def drives(n: int, level) -> dict:
    return {"why": "pin", "pin": n, "level": level}


# --- time ---------------------------------------------------------------------------------------------------


def test_the_chip_never_runs_past_what_is_due_in_the_world(pen):
    seen = []
    pen.world.after_us(7_000, lambda: seen.append(pen.world.now_us))
    pen.run_ms(20)
    assert [words["to"] for words in pen.line.runs()] == [7 * MS, 20 * MS]
    assert seen == [7_000]


def test_the_world_catches_up_before_it_answers(pen):
    pen.world.after_us(3_000, lambda: pen.world.fault("motor_hot"))
    cold, hot = plays(pen, (2 * MS, {"why": "adc", "channel": 2}), (4 * MS, {"why": "adc", "channel": 2}))
    assert hot < cold


def test_without_power_only_the_world_goes_on(pen):
    pen.cut_power()
    runs = len(pen.line.runs())
    pen.run_ms(50)
    assert pen.world.now_us == 50_000
    assert len(pen.line.runs()) == runs
    assert not pen.line.on


def test_an_empty_battery_takes_the_chip_with_it(pen):
    pen.world.battery.charge = 0
    pen.world.fault("over_current", True, 2_000)
    plays(pen, (1 * MS, {"why": "gate", "duty": 500, "level": 1, "at": MS}))
    assert not pen.world.powered
    assert not pen.line.on


# --- pads ---------------------------------------------------------------------------------------------------


def test_at_power_on_the_chip_is_told_every_pad(pen):
    pen.run_ms(1)
    assert {n: level for _, n, level in pen.line.pins} == {
        wiring.TACHO: 0, wiring.SELECT: 1, wiring.UP: None, wiring.DOWN: None, wiring.VBUS: 0, wiring.TAG: 1,
    }  # fmt: skip


def test_a_finger_reaches_the_pad_at_its_time(pen):
    pen.run_ms(1)
    pen.line.pins.clear()
    pen.world.at_us(5_000, lambda: pen.world.press("SELECT"))
    pen.run_ms(10)
    assert pen.line.pins == [[5 * MS, wiring.SELECT, 0]]


def test_pulses_move_the_ring_as_enable_and_direction_stand(pen):
    step = {"why": "step", "at": 0}
    plays(pen, (1 * MS, step), (2 * MS, drives(9, 0)), (2 * MS, drives(8, 1)), *[(3 * MS, step)] * 32)
    assert pen.world.ring.pos == 32
    assert pen.world.stepper.emitted == 33
    plays(pen, (101 * MS, drives(8, 0)), *[(102 * MS, step)] * 16, (103 * MS, drives(9, None)), (104 * MS, step))
    assert pen.world.ring.pos == 16


def test_the_gate_turns_the_motor_and_every_stroke_comes_back(pen):
    plays(pen, (1 * MS, {"why": "gate", "duty": 600, "level": 1, "at": MS}))
    assert pen.world.motor.duty == 600
    pen.run_ms(400)
    rises = [pin for pin in pen.line.pins if pin[1] == wiring.TACHO and pin[2] == 1]
    assert len(rises) == pen.world.strokes_true > 10
    plays(pen, (501 * MS, {"why": "gate", "duty": 0, "level": 1, "at": 501 * MS}))
    assert pen.world.motor.duty == 0, "a level does not turn it"


def test_a_level_turns_a_motor_whose_dynamic_drive_is_broken(pen):
    pen.world.fault("dynamic_drive_broken")
    plays(pen, (1 * MS, {"why": "gate", "duty": 0, "level": 1, "at": MS}))
    assert pen.world.motor.duty == 1000


def test_pwm_on_another_pin_is_a_violation_the_buzzer_is_heard(pen):
    plays(pen, (1 * MS, {"why": "tone", "hz": 2000, "duty": 32768}), (2 * MS, {"why": "pwm", "pin": 10}))
    assert pen.world.buzzer.tone_hz == 2000
    assert "PWM on GP10" in pen.world.violations[0]


def test_the_lamp(pen):
    plays(pen, (1 * MS, {"why": "to", "led": [1, 2, 3]}))
    assert pen.world.led.rgb == (1, 2, 3)


# --- buses --------------------------------------------------------------------------------------------------


def test_i2c_byte_by_byte_with_a_repeated_start(pen):
    pen.world.ring.pos = 320
    answers = plays(
        pen,
        (1 * MS, i2c("start", addr=0x36, read=False)),
        (2 * MS, i2c("write", byte=0x0C)),
        (3 * MS, i2c("start", addr=0x36, read=True)),
        (4 * MS, i2c("read", ack=True)),
        (5 * MS, i2c("read", ack=False)),
        (6 * MS, i2c("stop")),
    )
    assert answers[:3] == [True, True, True]
    assert answers[3] << 8 | answers[4] == pen.world.encoder.raw()


def test_i2c_nobody_flaky_and_stuck(pen):
    start = i2c("start", addr=0x36, read=False)
    assert plays(pen, (1 * MS, i2c("start", addr=0x11, read=False)), (2 * MS, i2c("stop")))[0] is False
    pen.world.fault("i2c_flaky", True, 1)
    assert plays(pen, (101 * MS, start))[0] is False
    pen.world.fault("i2c_stuck")
    assert plays(pen, (201 * MS, start))[0] == "stuck"


def test_the_cartridges_tag_answers_a_reset_on_its_pad(pen):
    pen.world.insert(pen.world.make_cartridge())
    us = 1_000
    pen.run_ms(1)
    pen.line.pins.clear()
    plays(pen, (2 * MS, drives(wiring.TAG, 0)), (2 * MS + 480 * us, drives(wiring.TAG, None)))
    low, high = (pin for pin in pen.line.pins if pin[1] == wiring.TAG)
    assert low == [2 * MS + 510 * us, wiring.TAG, 0]
    assert high == [2 * MS + 630 * us, wiring.TAG, 1]


# --- flash --------------------------------------------------------------------------------------------------

ERASE = {"why": "flash", "op": "erase", "at": FLASH_AT + 4096, "size": 4096}
PROGRAM = {"why": "flash", "op": "program", "at": FLASH_AT + 4096 + 256, "hex": "0f" * 256}


def test_flash_is_the_worlds(pen):
    erased, programmed = plays(pen, (1 * MS, ERASE), (2 * MS, PROGRAM))
    assert erased == {"hex": "ff" * 4096}
    assert programmed == {"hex": "0f" * 256}
    assert pen.world.flash.data[4352:4608] == b"\x0f" * 256
    pen.run_ms(1)
    assert pen.line.flash == {}, "what the chip did itself it is not told"


def test_a_cut_in_the_middle_of_a_page_is_torn_and_told_at_the_next_boot(pen):
    pen.world.cut_at_op(1, "middle")
    pen.line.script += [(1 * MS, PROGRAM)]
    pen.run_ms(10)
    assert not pen.world.powered
    assert not pen.line.on
    page = bytes(pen.world.flash.data[4352:4608])
    assert page not in (b"\x0f" * 256, b"\xff" * 256)
    pen.boot()
    assert pen.line.flash == {FLASH_AT + 4096: bytes(pen.world.flash.data[4096:8192])}


def test_a_write_with_moving_needles_or_outside_of_the_file_system_is_a_violation(pen):
    plays(pen, (1 * MS, {"why": "gate", "duty": 600, "level": 1, "at": MS}), (50 * MS, ERASE))
    plays(pen, (101 * MS, {**ERASE, "at": 4096}))
    assert "S11" in pen.world.violations[0]
    assert "outside of the file system" in pen.world.violations[1]


def test_an_erased_flash_reaches_the_running_chip(pen):
    pen.world.flash.data[0] = 0
    pen.run_ms(1)
    pen.world.fault("flash_wiped")
    pen.run_ms(1)
    assert pen.line.flash == {FLASH_AT: b"\xff" * 4096}


# --- resets, cable ------------------------------------------------------------------------------------------


def test_a_watchdog_reset_lets_go_of_the_pads_and_time_goes_on(pen):
    plays(pen, (1 * MS, drives(9, 0)), (2 * MS, {"why": "reset", "cause": "watchdog"}))
    assert pen.world.watchdog.starved == 1
    assert pen.world.boots == 1
    assert pen.world.gpio.level(9) == 1, "the pull-up wins"
    plays(pen, (102 * MS, {"why": "reset", "cause": "forced"}))
    assert (pen.world.watchdog.starved, pen.world.boots) == (1, 2)


def test_a_hanging_chip_is_an_error(pen):
    with pytest.raises(ChipError, match="unimplemented instruction"):
        plays(pen, (1 * MS, {"why": "hang", "text": "unimplemented instruction"}))


def test_bytes_pass_only_while_the_cable_is_in(pen):
    pen.serial.send(b"early")
    pen.run_ms(1)
    assert not any("serial" in words for words in pen.line.runs())
    pen.world.plug_usb()
    plays(pen, (2 * MS, {"why": "to", "serial": b"hello".hex()}))
    assert pen.line.runs()[-2]["plugged"]
    assert "".join(words.get("serial", "") for words in pen.line.runs()) == b"early".hex()
    assert pen.serial.take() == b"hello"


def test_another_pen_on_the_same_line(pen):
    new = pen.another(World(seed=4, mcu=EmulatedMcu))
    assert not pen.line.on
    assert new.line is pen.line
    assert pen.line.told[-1] == {"do": "load", "uid": new.world.uid.hex()}
    new.boot()
    new.run_ms(1)
