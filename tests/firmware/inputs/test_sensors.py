"""S2, H3: what the drivers cannot say is said to the rules in the same step; one disturbed transfer is no failure."""

import pytest
from pen.core import states
from pen.core.io import NO_DEPTH
from pen.hal.errors import EEPROM, ENCODER, BusError

from tests.firmware.whole_pen import WholePen


@pytest.fixture(scope="module")
def pen():
    return WholePen()


def test_s2_h3_an_encoder_that_does_not_answer_is_no_depth_at_once(pen):
    inputs = pen.app.inputs
    assert abs(inputs.measured_um) < 15
    pen.world.fault("encoder_absent")
    pen.app.sensors.read(False)
    assert inputs.measured_um == NO_DEPTH and inputs.broken_part == ENCODER
    pen.world.fault("encoder_absent", False)
    pen.app.sensors.read(False)
    assert abs(inputs.measured_um) < 15 and not inputs.broken_part


def test_h3_one_disturbed_transfer_is_tried_again(pen, monkeypatch):
    encoder = pen.app.parts.encoder
    answers = [BusError(ENCODER, "no answer"), encoder.read_counts()]

    def read_counts():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(encoder, "read_counts", read_counts)
    pen.app.sensors.read(False)
    assert pen.app.inputs.measured_um != NO_DEPTH and not pen.app.inputs.broken_part and not answers


def _looks_a_step(life, monkeypatch, ms=500) -> float:
    """How often the ring's own sensor is read in each control step."""
    read, step = life.app.parts.encoder.read_counts, life.controller.step
    seen = {"looks": 0, "steps": 0}

    def counting(name, call):
        def one(*arguments):
            seen[name] += 1
            return call(*arguments)

        return one

    with monkeypatch.context() as patched:
        patched.setattr(life.app.parts.encoder, "read_counts", counting("looks", read))
        patched.setattr(life.controller, "step", counting("steps", step))
        life.run_ms(ms)
    return seen["looks"] / seen["steps"]


def test_s2_the_depth_is_looked_at_in_every_step_unless_nothing_can_move(monkeypatch):
    life = WholePen()
    assert life.state == states.READY
    assert 0.08 <= _looks_a_step(life, monkeypatch) <= 0.12
    assert life.arm()
    assert _looks_a_step(life, monkeypatch) >= 1
    life.press("UP")
    assert life.until(states.RUNNING)
    assert _looks_a_step(life, monkeypatch) >= 1
    life.press("UP")
    assert life.state == states.PAUSED
    assert _looks_a_step(life, monkeypatch) >= 1


# --- one false value with a good status (S19, S2) ------------------------------------------------------------------


def _tells(pen, monkeypatch, *um):
    """The encoder tells these depths, one a reading, and then the last one for ever."""
    zero = pen.ledger.zero_counts
    told = [(zero + one * 4096 // 1000) % 4096 for one in um]
    monkeypatch.setattr(pen.app.parts.encoder, "read_counts", lambda: told.pop(0) if len(told) > 1 else told[0])


@pytest.mark.parametrize("false_um", (30, 100, 490, -200))
@pytest.mark.parametrize(
    "order", ((200, None, 200, 200), (200, 200, None, 203), (200, None, 206, 206)), ids=("first", "again", "moving")
)
def test_s19_one_false_depth_is_read_again_in_the_same_step(pen, monkeypatch, false_um, order):
    pen.app.inputs.measured_um = 200
    _tells(pen, monkeypatch, *(false_um if one is None else one for one in order))
    for _ in range(4):
        pen.app.sensors.read(False)
        assert abs(pen.app.inputs.measured_um - 200) <= 8


def test_s19_two_false_depths_are_believed_in_the_same_step(pen, monkeypatch):
    pen.app.inputs.measured_um = 200
    _tells(pen, monkeypatch, 300, 300)
    pen.app.sensors.read(False)
    assert abs(pen.app.inputs.measured_um - 300) <= 1


@pytest.mark.parametrize("told", ((490, 30, 30), (30, 490, 30), (30, 30, 490), (-200, 30, 30), (30, -200, 30)))
def test_s19_with_nothing_before_it_a_depth_needs_a_second(pen, monkeypatch, told):
    pen.app.inputs.measured_um = NO_DEPTH
    _tells(pen, monkeypatch, *told)
    pen.app.sensors.read(False)
    assert abs(pen.app.inputs.measured_um - 30) <= 1


def test_s2_the_depth_is_read_once_more_when_a_long_step_saw_the_ring_arrive(pen, monkeypatch):
    """At rest it is read ten times a second only: what was read on the way must not stand for where it stopped."""
    inputs = pen.app.inputs
    inputs.measured_um, inputs.ring_busy = 51, True
    _tells(pen, monkeypatch, 0)
    pen.app.sensors._steps_since_read = 0
    pen.app.sensors.read(False, resting=True)
    assert not inputs.ring_busy and inputs.measured_um == 0


def test_s17_a_part_that_is_lost_once_is_named_once_whatever_it_answers_meanwhile(pen):
    """A byte of the EEPROM is worn, and the commit of the same turn goes well."""
    sensors, inputs = pen.app.sensors, pen.app.inputs
    sensors.part_lost(EEPROM)
    sensors.part_lost(0)
    sensors.part_answered(EEPROM)
    sensors.read(True)
    assert not inputs.broken_part
    sensors.read(False)
    assert inputs.broken_part == EEPROM
    sensors.read(False)
    assert not inputs.broken_part
