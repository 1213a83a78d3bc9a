"""S19, H36: the cartridge leaves for a moment between the press and the first fuel: no stroke, whatever comes back."""

import pytest

from tests.firmware.whole_pen import WholePen


@pytest.fixture(scope="module")
def ready():
    """An awake pen, to be taken out of the drawer as often as wanted."""
    return WholePen().keep()


@pytest.mark.parametrize("back", ("the same", "a fresh one"))
@pytest.mark.parametrize("armed_ms", (290, 300, 330, 450))
@pytest.mark.parametrize("out_ms", (15, 40))
def test_s19_h36_a_cartridge_that_leaves_after_the_press_gets_no_stroke(ready, armed_ms, out_ms, back):
    """Also when one of the looks twice a second falls between: the tag is known then, and not clean any more."""
    for after_ms in (20, 40, 470, 480, 510, 540, 570):
        pen = WholePen.out_of_drawer(ready)
        pen.power_up()
        assert pen.arm()
        world = pen.world
        other = world.cartridge if back == "the same" else world.make_cartridge("MULTI_USE", 500, 7777)
        pen.run_ms(armed_ms)
        world.press("UP")
        pen.run_ms(90)
        world.release("UP")
        world.after_us(after_ms * 1_000, world.eject)
        world.after_us((after_ms + out_ms) * 1_000, lambda world=world, other=other: world.insert(other))
        assert not fuelled_within(pen, after_ms), "it began before"
        stay = pen.app.inputs.cartridge.stay
        began = fuelled_within(pen, 1_000)
        assert not began or pen.app.inputs.cartridge.stay == stay, (after_ms, "it knew that it had been out")
        assert not began or world.cartridge is not other or back == "the same", (after_ms, "another one")


def fuelled_within(pen, ms: int) -> bool:
    """Turn by turn: do the needles get fuel?"""
    end_us = pen.world.now_us + ms * 1_000
    while pen.world.now_us < end_us and not pen.driven:
        pen.turn()
    return pen.driven
