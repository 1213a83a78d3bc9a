"""S2, H3: what the drivers cannot say is said to the rules in the same step; one disturbed transfer is no failure."""

import pytest
from pen.core import states
from pen.core.io import NO_DEPTH
from pen.hal.errors import ENCODER, BusError

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
    life.press("SELECT")
    assert life.until(states.RUNNING)
    assert _looks_a_step(life, monkeypatch) >= 1
    life.press("UP")
    assert life.state == states.PAUSED
    assert _looks_a_step(life, monkeypatch) >= 1
