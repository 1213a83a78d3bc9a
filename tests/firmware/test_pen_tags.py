"""S14, S17, H5-H7: a cartridge whose tag makes no sense is refused, and does not make the pen deaf to its buttons."""

import pytest
from pen.core import states
from pen.formats import reasons as r
from pen.ui.texts import refusals


@pytest.mark.parametrize(("fault", "reason"), (("tag_dead", r.CARTRIDGE_NONE), ("tag_noise", r.CARTRIDGE_UNREADABLE)))
def test_s14_h5_s17_a_tag_that_makes_no_sense_is_refused_until_it_does(pen, fault, reason):
    pen.world.fault(fault)
    pen.run_ms(1_200)
    assert not pen.treat()
    pen.run_ms(300)
    assert pen.found("refusal")[-1]["reason"] == reason
    assert pen.shows(refusals.REFUSALS[reason][0])
    assert not pen.ledger.session, "a use was counted without a stroke"
    pen.world.fault(fault, False)
    pen.run_ms(5_000)  # it is tried again after as long as it has been unreadable, 30 s at most
    assert pen.treat()


def test_h5_h6_a_tag_pulled_while_its_mark_is_written_costs_no_session(pen):
    assert pen.arm()
    pen.world.after_us(170_000, pen.world.eject)
    pen.press("UP")
    pen.run_ms(1_500)
    assert pen.world.strokes_true == 0
    assert not pen.driven
    assert pen.ledger.session == 0 or pen.state == states.PAUSED


# --- inserted, and for ever unreadable ----------------------------------------------------------------------


def _no_cartridge(tag):
    tag.mem[:4] = b"none"


def _erasable(tag):
    tag.mem[0x81] = 0  # protection of the page of the marks (H7)


def _noisy(tag):
    tag.noise_every = 150


SPOILT = (_no_cartridge, _erasable, _noisy)


def _swap(pen, spoil, out_ms=1_200):
    """Out, spoilt, and in again; returns the cartridge."""
    cartridge = pen.world.eject()
    pen.run_ms(out_ms)
    if spoil:
        spoil(cartridge.tag)
    pen.world.insert(cartridge)
    return cartridge


@pytest.mark.parametrize("spoil", SPOILT)
@pytest.mark.parametrize("tap_ms", (60, 75, 90))
def test_h16_a_short_tap_is_not_lost_while_a_tag_cannot_be_read(pen, spoil, tap_ms):
    """At any moment: one of half a minute's taps may meet the attempt that is still made twice a minute, no more."""
    _swap(pen, spoil)
    pen.run_ms(50_000)
    assert pen.state == states.READY
    assert pen.app.inputs.cartridge.present and not pen.app.inputs.cartridge.readable
    pen.press("SELECT")  # the depth
    lost = 0
    for i in range(40):  # 28 s, each at another place of the attempt's
        before = pen.controller.depth_um
        pen.press("UP" if before < 250 else "DOWN", tap_ms)
        pen.run_ms(500 - tap_ms + 9 * i)
        lost += pen.controller.depth_um == before
    assert lost <= 1


@pytest.mark.parametrize("spoil", SPOILT)
@pytest.mark.parametrize("out_ms", (1_200, 100))
def test_s14_h5_a_tag_that_could_not_be_read_is_read_at_once_when_swapped(pen, spoil, out_ms):
    """However long the pen has waited; even faster than the pen looks, if the number is another one."""
    _swap(pen, spoil)
    pen.run_ms(50_000)
    assert not pen.app.inputs.cartridge.readable
    pen.world.eject()
    pen.run_ms(out_ms)
    pen.world.insert(pen.world.make_cartridge(serial=2_000))
    pen.run_ms(1_200)
    assert pen.app.inputs.cartridge.readable
    assert pen.treat()


def test_s14_h5_a_tag_that_makes_sense_again_is_read_within_half_a_minute(pen):
    """The same one, never taken out: a contact that was dirty."""
    tag = _swap(pen, _noisy).tag
    pen.run_ms(50_000)
    tag.noise_every = 0
    pen.run_ms(31_000)
    pen.wake()
    assert pen.app.inputs.cartridge.readable
