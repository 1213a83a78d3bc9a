"""A pen's end of the link, with a store and a controller that stands still."""

import pytest

from tests.firmware.link.link_bench import Bench


@pytest.fixture
def bench():
    """A pen that is asked message by message."""
    return Bench()


@pytest.fixture
def held(bench):
    """Somebody holds DOWN on the pen."""
    bench.controller.confirmed = True
    return bench
