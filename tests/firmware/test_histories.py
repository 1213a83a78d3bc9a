"""A seeded share of the random histories; their promises are in `random_histories.py`. `make verify` plays more."""

import pytest

from tests.firmware.random_histories import Broken, History


@pytest.mark.parametrize("seed", (0, 1, 2, 3, 5, 6))
def test_s1_s6_s7_s9_s11_no_random_life_breaks_a_promise(seed):
    history = History(seed)
    for _ in range(8):  # not every hand gets to needles
        if not history.world.strokes_true:
            history.act_treat()
    history.play(60)
    assert history.world.strokes_true > 0, "a life without a treatment proves nothing"


def test_the_witness_sees_a_session_too_early():
    history = History(1)
    history.act_treat()
    assert len(history.sessions) == 1
    history.bench.cut_power()
    history.world.advance_us(3 * 86_400_000_000)
    with pytest.raises(Broken, match="3.* days after"):
        history._stroke()


def test_the_witness_sees_a_tip_too_deep():
    history = History(2)
    history.act_fresh_cartridge()
    history.world.ring.deepest_um = 501
    with pytest.raises(Broken, match="501 um"):
        history.check()
