"""ASKING: what came after the check-ins, and the question that older firmware did not have (H47, H48)."""

import pytest
from pen.core import reported
from pen.core.questions import CONFIRM, LATE
from pen.core.states import ASKING, CLEANING, LOCKED, READY
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, UP
from tests.firmware.core.unscreened import checked_in, question, tap, to_start, unscreened

WELL = (DOWN, DOWN, DOWN, UP, UP, DOWN, DOWN, DOWN, DOWN)  # today, up to the last question


def treated():
    """Its last session was 40 days ago, and calm."""
    ledger = checked_in()
    ledger.checkin_done, ledger.calm = 0b1111, 1
    return ledger


def asked_late(ledger=None):
    """All of today is well, and the last question stands there."""
    bench = unscreened(ledger or treated())
    to_start(bench)
    tap(bench, *WELL)
    assert question(bench) == LATE
    return bench


def test_h47_at_day_30_what_came_late_is_asked_confirmed_and_leads_to_a_doctor():
    bench = asked_late()
    tap(bench, UP)
    assert question(bench) == CONFIRM and not bench.ledger.review
    tap(bench, UP)
    bench.run(100)
    assert bench.pen.state == LOCKED and bench.commits
    assert bench.last(record.ANSWERS)[:5] == (3, 0x5F00, 0x1800, 0b1_1110, 0b1_0000)
    assert bench.last(record.CHECKIN)[:4] == (1, 72, reported.LATE, record.BY_PEN)
    assert bench.last(record.REFUSAL)[0] == r.REVIEW_NEEDED
    assert (bench.ledger.reaction_um, bench.ledger.reacted, bench.ledger.calm) == (400, 1, 0)
    bench.inputs.proven_s += 100 * 86_400
    bench.run(8_000)
    tap(bench, SELECT)
    assert bench.pen.state == LOCKED, "no time ends it"
    reported.reviewed(bench.ledger)
    bench.run(50)
    assert bench.pen.state == READY
    assert bench.start(), "and a look on record does"


def test_h47_a_slip_is_taken_back_and_nothing_late_goes_on():
    bench = asked_late()
    tap(bench, UP, DOWN)
    assert question(bench) == LATE, "asked again, and only that"
    tap(bench, DOWN)
    assert bench.pen.state == CLEANING and not bench.ledger.review and not bench.ledger.reacted


def test_h47_left_at_the_confirmation_nothing_was_said():
    bench = asked_late()
    tap(bench, UP)
    bench.press(SELECT, 1_400)
    assert bench.pen.state == READY and bench.last(record.REFUSAL)[0] == r.NOT_ANSWERED and not bench.ledger.review
    tap(bench, SELECT)
    assert question(bench) == 8, "all of it again"


@pytest.mark.parametrize("sessions", [0, 1])
def test_h48_who_was_asked_by_an_older_firmware_is_asked_what_is_new_alone(sessions):
    ledger = treated() if sessions else checked_in(0)
    ledger.profile = ledger.cleared = reported.ROSACEA
    ledger.locked = 1 if sessions else 0
    ledger.profile_set = 1
    bench = unscreened(ledger)
    to_start(bench)
    assert question(bench) == 16
    tap(bench, DOWN)
    bench.run(100)
    assert bench.pen.state == ASKING and question(bench) == 8
    assert (ledger.profile, ledger.cleared, ledger.profile_set) == (reported.ROSACEA, reported.ROSACEA, 2)
    tap(bench, DOWN, DOWN, DOWN, UP, UP)
    assert question(bench) == 14, "that something is new is another question"


def test_h48_a_growth_an_allergy_or_cold_sores_wait_for_a_note():
    ledger = treated()
    ledger.profile_set = 1
    bench = unscreened(ledger)
    to_start(bench)
    tap(bench, UP)
    assert question(bench) == CONFIRM
    tap(bench, UP)
    bench.run(100)
    assert bench.pen.state == LOCKED and bench.last(record.REFUSAL)[:2] == (r.PROFILE_NOTE, 15)
    reported.clear(ledger, 0x8000)
    bench.run(50)
    assert bench.pen.state == READY and bench.start()


def test_h48_left_it_stays_to_be_asked():
    ledger = treated()
    ledger.profile_set = 1
    bench = unscreened(ledger)
    to_start(bench)
    bench.press(SELECT, 1_400)
    assert bench.pen.state == READY and bench.last(record.REFUSAL)[0] == r.PROFILE_UNKNOWN and ledger.profile_set == 1
