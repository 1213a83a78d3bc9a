"""S17: what a screen says is true of this pen, also when the usual cause is not the one, or not the only one.

The kind of error: words written for the usual way to a screen. The siblings that are tried here: needles that "are in
now" in a pen that moved nothing, or that "were out" and were not; "30 minutes are over" seconds after the start; and a
date on a lock that has a cause without one, a later one, or none that ever ends, in every order of telling.
"""

import slots
from pen.core import reported, states
from pen.formats import messages as m
from pen.formats import reasons

from boards.virtual import storage
from boards.virtual.bench import use
from boards.virtual.demo.screen_reader import words

DAY_S = 86_400


def screen(pen) -> str:
    return words(bytes(pen.world.display.frame()))


def asked_for_a_session(pen) -> str:
    """What SELECT on a locked pen is answered."""
    pen.press("SELECT")
    pen.run_ms(400)
    return screen(pen)


def test_s17_h11_needles_that_may_be_out_are_not_called_in(pen):
    """Cut while running, both ledgers gone, the journal whole: without a zero the pen moves nothing."""
    assert pen.treat(2_000)
    pen.cut_power()
    use(pen.world)
    pen.world.power_on()
    storage.mount(pen.world)
    fs = slots.root()
    for name in [one[0] for one in fs.ilistdir("/")]:
        if "ledger" in name:
            fs.remove("/" + name)
    pen.world.power_cut()
    pen.world.eeprom.wipe()
    pen.power_up(2_000)
    pen.run_ms(2_000)
    assert pen.world.tip_um > 200 and not pen.app.inputs.calibrated
    shown = screen(pen)
    assert "Power was cut" in shown and "in now" not in shown and "may be still" in shown, shown


def test_s17_a_ring_that_is_found_out_is_no_power_cut(pen):
    """Turned by hand while the pen was off: it says that, and nothing of the power."""
    pen.run_ms(65_000)
    assert pen.state == states.OFF
    pen.world.ring.slip(200)
    pen.press("SELECT")
    pen.run_ms(2_500)
    shown = screen(pen)
    assert pen.found("ring_found_out") and "Depth ring was out" in shown and "in now" in shown and "cut" not in shown


def test_s17_a_run_that_was_cut_is_one(pen):
    assert pen.treat(2_000)
    pen.cycle_power()
    pen.run_ms(1_500)
    shown = screen(pen)
    assert pen.found("ring_found_out") and "Power was cut" in shown and "in now" in shown, shown


def test_s17_h11_needles_that_were_in_again_are_not_called_out(pen):
    assert pen.treat(2_000)
    pen.world.press("UP")
    while pen.state != states.PAUSED:
        pen.turn()
    pen.cycle_power()
    pen.run_ms(2_000)
    assert "were out" not in screen(pen)


def test_s17_h10_a_session_of_a_minute_is_not_said_to_be_thirty(pen):
    assert pen.treat(2_500)
    pen.stop()
    pen.cut_power()
    pen.world.fault("coin_cell_removed")
    pen.world.advance_us(10_000_000)
    pen.world.fault("coin_cell_removed", False)
    pen.world.advance_us(1_000_000)
    pen.power_up()
    pen.run_ms(2_500)
    seen = ""
    for _ in range(4):
        seen += screen(pen)
        pen.press("SELECT")
        pen.run_ms(1_200)
    assert pen.found("session_end", reason=reasons.STOP_WINDOW)
    assert "30 minutes" not in seen and "lost count" in seen, seen


def test_s17_h10_nor_is_one_that_ends_while_it_is_arming(pen):
    assert pen.treat(2_500)
    pen.stop()
    pen.press("SELECT")
    pen.run_ms(200)
    assert pen.state == states.ARMING
    pen.ledger.session_lost = 1
    pen.world.press("UP")  # under a press it does not end yet
    pen.run_ms(500)
    seen = screen(pen)
    assert pen.found("refusal", reason=reasons.SESSION_OVER)
    assert "Session is over" in seen and "30 minutes" not in seen and "lost count" in seen, seen


# --- a lock with more than one cause ------------------------------------------------------------------------------


def locked(pen) -> None:
    """It knows the date and rests after a session."""
    pen.world.plug_usb()
    pen.run_ms(500)
    pen.asks(m.SET_WALL, pen.world.unix_s)
    pen.world.plug_usb(False)
    pen.run_ms(500)
    assert pen.session(1_500)
    pen.run_ms(500)
    assert pen.state == states.LOCKED


def tell(pen, bits: int) -> None:
    reported.tell(pen.ledger, bits)
    pen.run_ms(1_000)


def test_s17_what_never_ends_is_said_before_any_date(pen):
    locked(pen)
    for bits in (reported.KELOID, reported.PREGNANT, reported.ROSACEA):
        tell(pen, bits)
        for shown in (screen(pen), asked_for_a_session(pen)):
            assert "There is no date" in shown and "Unlocks" not in shown and "28" not in shown, shown
        pen.run_ms(6_000)
    pen.world.plug_usb()
    pen.run_ms(1_500)
    status = pen.asks(m.STATUS)[1]
    assert (status["reason"], 1 << status["detail"]) == (reasons.PROFILE_NEVER, reported.KELOID)


def test_s17_h22_a_rest_that_a_doctor_has_to_follow_promises_no_date(pen):
    locked(pen)
    for change, title in (
        (lambda: setattr(pen.ledger, "review", 1), "See a doctor first"),
        (lambda: tell(pen, reported.ROSACEA), "Ask a doctor first"),
        (lambda: tell(pen, reported.PREGNANT), "Not suitable now"),
    ):
        change()
        pen.run_ms(6_000)
        for shown in (screen(pen), asked_for_a_session(pen)):
            assert title in shown and "Unlocks" not in shown, shown
    reported.clear(pen.ledger, reported.ROSACEA | reported.PREGNANT)
    reported.reviewed(pen.ledger)
    pen.run_ms(6_000)
    assert "Unlocks in 28" in asked_for_a_session(pen)


def test_s17_of_two_dates_the_later_one_is_said(pen):
    locked(pen)
    reported.hold(pen.ledger, pen.app.inputs.proven_s, reasons.SKIN_TODAY, 40 * DAY_S)
    pen.run_ms(6_000)
    assert "Unlocks in 40" in asked_for_a_session(pen)
    assert pen.controller.gate.lock(pen.app.inputs, pen.ledger) == reasons.HOLD


def test_s17_no_way_out_promises_to_be_the_only_one():
    from pen.ui.texts.refusals import REFUSALS

    for reason in (reasons.PROFILE_NEVER, reasons.PROFILE_NOTE, reasons.REVIEW_NEEDED):
        assert "Unlocks" not in " ".join(REFUSALS[reason])
