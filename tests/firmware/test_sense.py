"""S2, H3: what the drivers cannot say is said to the rules in the same step; one disturbed transfer is no failure."""

import pytest
from pen.core.io import NO_DEPTH
from pen.hal.errors import ENCODER, BusError

from tests.firmware.gestures import Life


@pytest.fixture(scope="module")
def pen():
    return Life()


def test_s2_h3_an_encoder_that_does_not_answer_is_no_depth_at_once(pen):
    inputs = pen.app.inputs
    assert abs(inputs.measured_um) < 15
    pen.world.fault("encoder_absent")
    pen.app.sense.read(False)
    assert inputs.measured_um == NO_DEPTH and inputs.broken_part == ENCODER
    pen.world.fault("encoder_absent", False)
    pen.app.sense.read(False)
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
    pen.app.sense.read(False)
    assert pen.app.inputs.measured_um != NO_DEPTH and not pen.app.inputs.broken_part and not answers
