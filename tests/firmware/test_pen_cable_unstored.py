"""S10, S18, H35: without a memory the cable may not write more, and no answer differs from what is done.

Seen: since what is not stored is not OK, every request that asks stores the ledger once more while a part is missing:
WITHDRAW, which asks nobody and writes nothing, 300 ledgers in half a minute. And SERVICE, agreed to on the pen, was
answered E_STORE, and the pen left its port to the REPL all the same.
"""

import pytest
from pen.formats import messages as m

from tests.firmware import asked_pen
from tests.firmware.storage.store_harm import eeprom_takes_no_write
from tests.firmware.test_pen_cable_writes import MOST


@pytest.fixture(scope="module")
def asked_image() -> bytes:
    return asked_pen.image()


def without_eeprom(kept):
    """A pen on the cable whose EEPROM did not answer at power-on: one fault."""
    pen = asked_pen.on_the_cable(kept)
    pen.cut_power()
    eeprom_takes_no_write(pen.world)
    pen.power_up(4_000)
    pen.run_ms(500)
    return pen


def test_s18_h35_what_asks_nobody_writes_sixty_times_an_hour_at_most(asked_image):
    pen = without_eeprom(asked_image)
    before = pen.ledger.sequence
    for _ in range(2 * MOST):
        assert pen.asks(m.WITHDRAW)[0] == m.OK
    assert pen.ledger.sequence - before <= MOST


def test_s10_a_pen_that_leaves_its_port_does_not_say_that_it_refuses(asked_image):
    pen = without_eeprom(asked_image)
    assert pen.asks(m.SERVICE)[1]["code"] == m.E_CONFIRM
    pen.agree()
    kind, _ = pen.asks(m.SERVICE)
    assert (kind == m.OK) == pen.app.link.service
