"""A cartridge in the nose, and its reader."""

import time

import pytest
from pen.core.events import Events
from pen.core.io import Inputs
from pen.core.ledger import Ledger

from boards.virtual import ticks

ticks.inject(time)  # before the first driver is imported

from pen.inputs.cartridge import CartridgeReader  # noqa: E402

from tests.firmware.inputs.tag import PEN_ID, Tag  # noqa: E402


@pytest.fixture
def tag():
    return Tag()


@pytest.fixture
def reader(tag):
    ledger = Ledger()
    ledger.pen_id = PEN_ID
    reader = CartridgeReader(tag, Inputs(), ledger, Events())
    reader.read_tag()
    return reader
