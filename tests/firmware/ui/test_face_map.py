"""The small face: five zones that do not touch each other, the lit one told from those that are done."""

import pytest
from pen.core import zones
from pen.ui import face_map
from pen.ui.canvas import Canvas

from tests.firmware import face
from tests.firmware.ui.test_canvas import lit


def lit_face(zone, done=0):
    canvas = Canvas()
    face_map.draw(canvas, zone, done)
    return lit(canvas)


BARE = lit_face(-1)


@pytest.mark.parametrize("zone", range(zones.COUNT))
def test_a_zone_lights_inside_the_face(zone):
    region = lit_face(zone) - BARE
    assert len(region) >= 20
    columns = [x for x, _ in BARE]
    assert all(min(columns) < x < max(columns) for x, _ in region)


def test_zones_keep_apart_and_lie_where_they_should():
    regions = [lit_face(zone) - BARE for zone in range(zones.COUNT)]
    for i, one in enumerate(regions):
        for other in regions[i + 1 :]:
            assert not one & other
    middle = [(sum(x for x, _ in r) / len(r), sum(y for _, y in r) / len(r)) for r in regions]
    assert middle[face.LEFT_CHEEK][0] < 16 < 24 < middle[face.RIGHT_CHEEK][0], "as in a mirror"
    order = (face.FOREHEAD, face.LEFT_CHEEK, face.UPPER_LIP, face.CHIN)
    heights = [middle[zone][1] for zone in order]
    assert heights == sorted(heights)


@pytest.mark.parametrize("zone", range(zones.COUNT))
def test_done_is_grey_and_the_zone_that_is_meant_stays_lit(zone):
    region = lit_face(zone) - BARE
    grey = lit_face(-1, 1 << zone) - BARE
    assert grey < region and abs(len(grey) * 2 - len(region)) <= 6
    assert lit_face(zone, 0b11111) >= region
