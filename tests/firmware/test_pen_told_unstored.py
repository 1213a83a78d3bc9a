"""S5, S9, H37: "it is stored" is said to the laptop when it is, also to one that asks a second time.

Seen: neither memory took a write; a condition was told, the pen said so (E_STORE), the laptop told it once more, and
the answer was OK, as nothing was new: it stood in RAM alone, and the battery took it away. The siblings: settings, what
will be looser.
"""

import pytest
from pen.formats import messages as m

from tests.firmware import asked_pen
from tests.firmware.asked_pen import WISHES
from tests.firmware.storage.store_harm import eeprom_takes_no_write, flash_takes_no_write
from tests.firmware.whole_pen import WholePen


@pytest.fixture(scope="module")
def asked_image() -> bytes:
    return asked_pen.image()


def agreed_and_not_stored(pen, wish):
    """A person has agreed to it, and by then no memory takes a write. The pen's answer."""
    pen.asks(wish.kind, *wish.values)
    eeprom_takes_no_write(pen.world)
    flash_takes_no_write(pen.world)
    pen.agree()
    return pen.asks(wish.kind, *wish.values)


@pytest.mark.parametrize("name", ("profile", "interval", "depth", "needle time", "looser"))
def test_s5_h37_what_is_stored_nowhere_is_not_ok_the_second_time_either(asked_image, name):
    wish = WISHES[name]
    pen = asked_pen.on_the_cable(asked_image)
    assert agreed_and_not_stored(pen, wish)[1]["code"] == m.E_STORE
    kind, _ = pen.asks(wish.kind, *wish.values)
    told = pen.ledger.profile, pen.ledger.interval_s, pen.ledger.depth_max_um, pen.ledger.needle_max_ms
    pen.cut_power()
    eeprom_takes_no_write(pen.world, False)
    again = WholePen.out_of_drawer(pen.keep())
    again.power_up()
    kept = again.ledger.profile, again.ledger.interval_s, again.ledger.depth_max_um, again.ledger.needle_max_ms
    assert kind == m.ERROR or kept == told
    assert kind == m.ERROR, "OK was said of what no memory had"
