"""ASKING about the cartridge: what was said of one is no answer about another (S18, S19, H36)."""

import pytest
from pen.core import questions

from tests.firmware.core.bench import DOWN, UP
from tests.firmware.core.unscreened import question, tap, to_start, unscreened


def at_the_pack():
    """The pen asks whether the pack of the cartridge, which has not been used, is sealed."""
    bench = unscreened()
    to_start(bench)
    tap(bench, DOWN, DOWN, DOWN)
    assert question(bench) == questions.PACK
    return bench


def exchange(bench, serial):
    """Out for a while, and the cartridge `serial` in."""
    bench.pull()
    bench.run(100)
    bench.insert(serial)
    bench.inputs.cartridge.stay += 1
    bench.run(100)


@pytest.mark.parametrize("button", (UP, DOWN))
@pytest.mark.parametrize("serial", (7, 8))
def test_s18_s19_h36_a_press_that_is_down_while_the_cartridge_is_exchanged_answers_nothing(button, serial):
    bench = at_the_pack()
    bench.run(1_000)
    bench.inputs.buttons = button
    bench.run(60)
    exchange(bench, serial)
    bench.inputs.buttons = 0
    bench.run(200)
    assert question(bench) == questions.PACK and not bench.pen.asking.round.asked >> questions.PACK & 1
    bench.run(1_000)
    tap(bench, UP)
    assert bench.pen.asking.round.asked >> questions.PACK & 1, "a press that began after the exchange counts"


def test_s19_h36_what_was_said_of_the_pack_is_forgotten_with_the_cartridge():
    bench = at_the_pack()
    tap(bench, UP)
    assert bench.pen.asking.round.asked >> questions.PACK & 1
    exchange(bench, 8)
    assert not bench.pen.asking.round.asked >> questions.PACK & 1
