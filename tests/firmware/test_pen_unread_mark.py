"""S14, H50: the contact opens while the use is marked; what the pen has counted then survives the next power cut."""

import pytest
from pen.core import states
from pen.formats import reasons as r


def rock(pen, at_ms):
    """The finger that starts the armed pen rocks the cartridge: its contact opens for 4 ms."""
    world = pen.world

    def off():
        cartridge = world.eject()
        if cartridge is not None:
            world.after_us(4_000, lambda: world.insert(cartridge))

    assert pen.arm()
    world.after_us((90 + at_ms) * 1_000, off)
    pen.press("UP")
    pen.run_ms(1_500)


@pytest.mark.parametrize("cut", (False, True))
@pytest.mark.parametrize("at_ms", range(364, 400, 4))
def test_s14_h50_a_cartridge_whose_mark_nobody_could_read_back_is_no_old_one(pen, at_ms, cut):
    rock(pen, at_ms)
    marks = pen.world.cartridge.uses()
    assert not marks or pen.ledger.session or pen.ledger.uses(0, 1001) == 1
    if cut:
        pen.run_ms(1_000)
        pen.cycle_power()
        pen.run_ms(1_000)
    if pen.state == states.READY:
        pen.ask()
        pen.run_ms(500)
        assert r.CARTRIDGE_OLD not in [one["reason"] for one in pen.found("refusal")]
