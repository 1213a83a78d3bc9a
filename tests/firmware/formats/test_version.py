"""The firmware's version as one number and back, in the order of age."""

import pytest
from pen.formats.version import VERSION, as_number, as_parts


@pytest.mark.parametrize("version", [(0, 0, 0), VERSION, (1, 2, 3), (255, 255, 255)])
def test_a_version_comes_back_from_its_number(version):
    assert as_parts(as_number(version)) == version


def test_the_newer_version_has_the_higher_number():
    assert as_number((0, 0, 255)) < as_number((0, 1, 0)) < as_number([1, 0, 0])
