"""A pen for the specifications that need a whole one: READY, calibrated, a fresh MULTI_USE cartridge in its nose."""

import pytest


@pytest.fixture(scope="session")
def fresh() -> bytes:
    """Its image, taken out of the drawer as often as wanted."""
    from tests.firmware.whole_pen import WholePen  # here, because the core's tests need no world

    return WholePen().keep()


@pytest.fixture(scope="session")
def in_pause(fresh) -> bytes:
    """The image of a pen in the pause of a session, which goes on after the next start."""
    from tests.firmware.whole_pen import WholePen

    life = WholePen.out_of_drawer(fresh)
    life.power_up()
    assert life.treat(1_500)
    life.stop()
    life.world.touch(0)
    return life.keep()


@pytest.fixture
def pen(fresh):
    """A pen of a test's own, just switched on."""
    from pen.core import states

    from tests.firmware.whole_pen import WholePen

    life = WholePen.out_of_drawer(fresh)
    life.power_up()
    assert life.state == states.READY
    return life


@pytest.fixture(scope="session")
def treated() -> bytes:
    """A pen's image, right after its first session."""
    from tests.firmware.whole_pen import WholePen

    life = WholePen()
    assert life.session()
    return life.keep()


@pytest.fixture
def locked(treated):
    """It, just switched on."""
    from tests.firmware.whole_pen import WholePen

    life = WholePen.out_of_drawer(treated)
    life.power_up()
    return life


@pytest.fixture(scope="session")
def ten_days_later() -> bytes:
    """A pen's image, ten days after its first session."""
    from tests.firmware import whole_pen

    return whole_pen.ten_days_later()


@pytest.fixture
def resting_pen(ten_days_later):
    """It, just switched on: LOCKED."""
    from pen.core import states

    from tests.firmware.whole_pen import WholePen

    life = WholePen.out_of_drawer(ten_days_later)
    life.power_up()
    assert life.state == states.LOCKED
    return life


@pytest.fixture
def plugged(fresh):
    """A pen with its program in slot a, the cable in."""
    from tests.firmware.pen_with_slots import Pen

    return Pen.of(fresh)


@pytest.fixture(scope="module")
def kept() -> bytes:
    """The image of a pen that the laptop can ask everything, see `asked_pen.py`."""
    from tests.firmware import asked_pen

    return asked_pen.image()


@pytest.fixture
def asked(kept):
    """It, on the cable."""
    from tests.firmware import asked_pen

    return asked_pen.on_the_cable(kept)
