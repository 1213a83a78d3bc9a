"""A23, S18: in an open session a hold says that it bleeds, so the laptop is asked nothing of its owner."""

import pytest
from pen.core import settings, states
from pen.formats import messages as m

INTERVAL = m.SET_SETTING, settings.INTERVAL, 60 * 86_400


@pytest.fixture
def in_session(pen):
    """A session of a few seconds, paused; the cable is in."""
    assert pen.treat(2_500)
    pen.stop()
    pen.run_ms(500)
    pen.world.plug_usb()
    pen.run_ms(500)
    return pen


def its_code(pen, *request) -> int:
    """Of the refusal, as soon as the pen answers: for a moment after waking it does not."""
    for _ in range(50):
        fields = pen.asks(*request)[1]
        if fields:
            return fields["code"]
    return 0


@pytest.mark.parametrize("wakes", (False, True))
def test_a23_bleeding_is_heard_in_a_fault_of_a_session_whatever_the_laptop_wants(in_session, wakes):
    """Also what was asked while the pen was waking, before its fault came."""
    pen = in_session
    if wakes:
        pen.controller.wake(pen.controller.now_ms)
        pen.asks(*INTERVAL)
    pen.controller.fail(3)
    for _ in range(10):
        assert its_code(pen, *INTERVAL) == m.E_OCCUPIED
    assert pen.state == states.FAULT and pen.ledger.session_open
    pen.press("UP", 2_600)
    pen.run_ms(1_000)
    assert len(pen.found("bleeding")) == 1 and pen.ledger.review and not pen.ledger.session_open


@pytest.mark.parametrize("state", sorted({*states.COVERED, states.SELF_TEST, states.OFF}))
def test_a23_s18_nothing_is_asked_while_a_session_is_open(in_session, state):
    in_session.controller.state = state
    for request in (INTERVAL, (m.SERVICE,), (m.SET_PROFILE, 1), (m.CHECKIN, 0, 1)):
        assert its_code(in_session, *request) == m.E_OCCUPIED
        in_session.controller.state = state
    assert in_session.controller.offer is None
