"""Which way a bundle leads from the version that runs: newer, older, the same, or the same built anew."""

from dataclasses import replace

import pytest
from needlepen import Pen
from needlepen.firmware import bundle as bundles
from needlepen.firmware import version_change

from tests.host_tools.bundles import KEY, good
from tests.host_tools.scripted_slots import UpdatingPen


@pytest.fixture
def pen():
    with UpdatingPen() as running:
        yield running


def test_the_same_version_is_the_same_only_from_one_commit(pen):
    with Pen.open(pen.url) as line:
        hello, runs = line.hello(), line.firmware()
        ways = []
        for version, commit in (((0, 1, 0), "0123456789ab"), ((0, 1, 0), "ab0123456789"), ((0, 1, 0), "--")):
            found = bundles.parse(good(version, commit=commit), "a.np", [KEY.public])
            ways.append(version_change.change(found, hello, runs).way)
        unknown = replace(runs, commit="--")
        ways.append(version_change.change(found, hello, unknown).way)
    assert ways == ["same", "again", "again", "again"]
