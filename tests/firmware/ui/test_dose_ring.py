"""The ring of the dose against geometry: whole, without gaps, filling clockwise from the top."""

from math import atan2, hypot, pi

import pytest
from pen.ui import dose_ring as ring
from pen.ui.canvas import Canvas

from tests.firmware.ui.test_canvas import lit

CENTRE = (21.5, 31.5)


def pixels(segments):
    canvas = Canvas()
    ring.outline(canvas.buffer)
    ring.fill(canvas.buffer, 0, segments)
    return lit(canvas)


def test_a_full_ring_has_no_holes_and_nothing_beside_it():
    full = pixels(ring._SEGMENTS)
    for x in range(ring.WIDTH):
        for y in range(64):
            radius = hypot(x - CENTRE[0], y - CENTRE[1])
            if abs(radius - 18.6) < 2.7:
                assert (x, y) in full
            if not 15.4 < radius < 21.8:
                assert (x, y) not in full


@pytest.mark.parametrize("segments", range(1, ring._SEGMENTS + 1))
def test_it_fills_clockwise_from_the_top(segments):
    new = pixels(segments) - pixels(segments - 1)
    assert new
    for x, y in new:
        turn = atan2(x - CENTRE[0], CENTRE[1] - y) / (2 * pi) % 1
        assert (segments - 1) / ring._SEGMENTS <= turn <= segments / ring._SEGMENTS


def test_piece_by_piece_is_the_same_as_at_once():
    canvas = Canvas()
    ring.outline(canvas.buffer)
    for i in range(ring._SEGMENTS):
        ring.fill(canvas.buffer, i, i + 1)
    assert lit(canvas) == pixels(ring._SEGMENTS)


def test_full_means_enough_and_nothing_else_does():
    assert [ring.filled(done, 41) for done in (-3, 0, 40, 41, 60)] == [0, 0, 39, 40, 40]
    assert ring.filled(5, 0) == 0
