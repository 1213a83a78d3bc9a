"""What the laptop may say about the skin: every value is checked, what loosens needs a hand on the pen."""

import pytest
from pen.core import reported, skin
from pen.formats import frame, record
from pen.formats import messages as m
from pen.formats.messages import CHECKIN, CLEARANCE, OK, SET_PROFILE

from tests.firmware.link.link_bench import after, last, refused

DAY = 20_000  # since 1970: autumn of 2024
DAY_S = 86_400
NAME = b"Dr. Patel"
PROFILE, REVIEW = record.CLEARED_PROFILE, record.CLEARED_REVIEW


# --- profile --------------------------------------------------------------------------------------------------


def test_a_profile_needs_a_hand_on_the_pen(bench):
    refused(bench, m.E_CONFIRM, SET_PROFILE, reported.ROSACEA)
    refused(bench, m.E_CONFIRM, SET_PROFILE, 0)
    bench.controller.confirmed = True
    assert bench.ask(SET_PROFILE, reported.ROSACEA) == (OK, {"value": reported.ROSACEA})
    said = last(bench)
    assert (said["kind"], said["profile"], said["cleared"], said["by"]) == ("profile", reported.ROSACEA, 0, 2)
    assert bench.store.writes == 1
    bench.controller.confirmed = False
    refused(bench, m.E_CONFIRM, SET_PROFILE, reported.ECZEMA)


def test_none_is_an_answer_too(held):
    assert held.ask(SET_PROFILE, 0) == (OK, {"value": 0})
    assert held.store.ledger.profile_set == 1


def test_what_was_told_stays_told_and_costs_one_write(held):
    for bits in (reported.ROSACEA, reported.ROSACEA, 0, reported.ROSACEA):
        assert held.ask(SET_PROFILE, bits) == (OK, {"value": reported.ROSACEA})
    assert held.store.writes == 1


def test_told_again_after_a_clearance_is_news(held):
    held.ask(SET_PROFILE, reported.ROSACEA)
    held.ask(CLEARANCE, PROFILE, reported.ROSACEA, DAY, NAME)
    assert held.store.ledger.cleared == reported.ROSACEA
    held.ask(SET_PROFILE, reported.ROSACEA)
    assert held.store.ledger.cleared == 0


def test_every_bit_is_a_condition_and_what_the_pen_asks_stays_to_be_asked_there(held):
    assert reported.ALL == 0xFFFF
    assert held.ask(SET_PROFILE, 0x8000) == (OK, {"value": 0x8000})
    assert held.store.ledger.profile_set == 1, "an older laptop does not ask all of it: the pen does"
    reported.tell(held.store.ledger, 0)
    held.ask(SET_PROFILE, reported.ECZEMA)
    assert held.store.ledger.profile_set == 2


# --- clearances -----------------------------------------------------------------------------------------------


def test_a_clearance_has_a_name_and_a_date(held):
    held.ask(SET_PROFILE, reported.ROSACEA | reported.PREGNANT)
    assert held.ask(CLEARANCE, PROFILE, reported.ROSACEA, DAY, NAME) == (OK, {"value": reported.ROSACEA})
    said = last(held)
    assert (said["kind"], said["clearance"], said["bits"], said["day"]) == ("clearance", PROFILE, reported.ROSACEA, DAY)
    name = b"".join(said[part].to_bytes(4, "little") for part in ("name_a", "name_b", "name_c"))
    assert name == NAME.ljust(12, b"\0")
    assert skin.blocking(held.store.ledger) == reported.PREGNANT


def test_a_clearance_needs_a_hand_on_the_pen(held):
    held.ask(SET_PROFILE, reported.ROSACEA)
    held.store.ledger.review = 1
    held.controller.confirmed = False
    refused(held, m.E_CONFIRM, CLEARANCE, PROFILE, reported.ROSACEA, DAY, NAME)
    refused(held, m.E_CONFIRM, CLEARANCE, REVIEW, 0, DAY, NAME)


def test_what_does_not_end_or_was_never_told_is_not_cleared(held):
    held.ask(SET_PROFILE, reported.KELOID | reported.BLEEDING_DISORDER | reported.ECZEMA)
    for bits in (
        reported.KELOID,
        reported.BLEEDING_DISORDER,
        reported.KELOID | reported.ECZEMA,
        reported.PSORIASIS,
        0x8000,
    ):
        assert refused(held, m.E_CLEAR, CLEARANCE, PROFILE, bits, DAY, NAME) == bits & ~reported.ECZEMA
    refused(held, m.E_CLEAR, CLEARANCE, PROFILE, 0, DAY, NAME)


@pytest.mark.parametrize(
    "name",
    [b"", b"   ", b"Dr\x01", b"Dr\0Patel", b"\0Patel", b"M\xc3\xbcller", b"\xff" * 12, b"\x7f", b"Dr\n", b"\x1b[31m"],
)
def test_a_name_is_letters(held, name):
    held.store.ledger.review = 1
    refused(held, m.E_VALUE, CLEARANCE, REVIEW, 0, DAY, name)


@pytest.mark.parametrize("name", [b"D", b"Dr. Patel", b"Doctor Patel", b"A-Za-z ~'0-9"])
def test_a_name_of_up_to_twelve_letters_is_kept_whole(held, name):
    held.store.ledger.review = 1
    assert held.ask(CLEARANCE, REVIEW, 0, DAY, name)[0] == OK
    said = last(held)
    assert b"".join(said[part].to_bytes(4, "little") for part in ("name_a", "name_b", "name_c")) == name.ljust(
        12, b"\0"
    )


@pytest.mark.parametrize("size", [11, 13, 40])
def test_a_name_that_is_not_its_twelve_bytes_on_the_wire_is_refused(held, size):
    """`struct` would cut a longer one short without a word: the pen takes no payload of another length."""
    held.store.ledger.review = 1
    payload = m.encode(CLEARANCE, REVIEW, 0, DAY, b"")[:-12] + b"Doctor Arjun Mehta of Pune and elsewhere"[:size]
    count, writes = len(held.store.records), held.store.writes
    ((kind, _, answer),) = held.say(frame.encode(CLEARANCE, 7, payload))
    assert (kind, m.decode(kind, answer)["code"]) == (m.ERROR, m.E_LENGTH)
    assert (len(held.store.records), held.store.writes, held.store.ledger.review) == (count, writes, 1)


@pytest.mark.parametrize("day", [0, 18_261, 47_482, 0xFFFFFFFF])
def test_a_date_of_no_calendar_is_refused(held, day):
    held.store.ledger.review = 1
    refused(held, m.E_VALUE, CLEARANCE, REVIEW, 0, day, NAME)


def test_a_date_to_come_is_refused_when_the_pen_knows_the_date(held):
    ledger = held.store.ledger
    ledger.review = 1
    ledger.wall_offset_s = DAY * DAY_S - held.store.proven_s  # today
    refused(held, m.E_VALUE, CLEARANCE, REVIEW, 0, DAY + 2, NAME)
    assert held.ask(CLEARANCE, REVIEW, 0, DAY + 1, NAME)[0] == OK


def bled_on(held, records) -> int:
    """The day of a finding, of which the journal has so many records more by now, six days later."""
    after(held, 50)
    ledger = held.store.ledger
    ledger.wall_offset_s = DAY * DAY_S - held.store.proven_s
    held.ask(CHECKIN, 48, reported.BLED)
    for _ in range(records):
        held.store.log(record.WALL, 1, 2)
    held.store.proven_s += 6 * DAY_S
    return DAY


@pytest.mark.parametrize("records", [0, 1, 14, 15, 16, 17, 300, 4_000])
def test_h22_a_look_from_before_the_finding_does_not_clear_it_however_many_records_later(held, records):
    day = bled_on(held, records)
    assert refused(held, m.E_VALUE, CLEARANCE, REVIEW, 0, day - 2, NAME) == day - 1
    assert held.ask(CLEARANCE, REVIEW, 0, day, NAME)[0] == OK


@pytest.mark.parametrize("lost", ["too far back", "dropped", "with its epoch"])
def test_h22_of_a_finding_that_nobody_finds_any_more_only_a_look_of_today_counts(held, lost):
    day = bled_on(held, 4_200 if lost == "too far back" else 3)
    if lost == "dropped":
        held.store.free(len(held.store.records) - 2)
    elif lost == "with its epoch":
        held.store.new_epoch()
    assert refused(held, m.E_VALUE, CLEARANCE, REVIEW, 0, day + 4, NAME) == day + 5
    held.store.log(record.WALL, 1, 2)
    held.store.proven_s += DAY_S
    assert refused(held, m.E_VALUE, CLEARANCE, REVIEW, 0, day + 5, NAME) == day + 6
    assert held.ask(CLEARANCE, REVIEW, 0, day + 7, NAME)[0] == OK


def test_a_review_ends_a_review_and_nothing_else(held):
    refused(held, m.E_CLEAR, CLEARANCE, REVIEW, 0, DAY, NAME)
    after(held, 50)
    held.ask(CHECKIN, 48, reported.BLED)
    lowered, longer = held.store.ledger.reaction_um, held.store.ledger.reaction_s
    refused(held, m.E_CLEAR, CLEARANCE, REVIEW, reported.ROSACEA, DAY, NAME)
    assert held.ask(CLEARANCE, REVIEW, 0, DAY, NAME)[0] == OK
    ledger = held.store.ledger
    assert (ledger.review, ledger.reactions_row) == (0, 0)
    assert (ledger.reaction_um, ledger.reaction_s) == (lowered, longer)


@pytest.mark.parametrize("kind", [0, 3, 255])
def test_an_unknown_kind_of_clearance_is_refused(held, kind):
    refused(held, m.E_VALUE, CLEARANCE, kind, 0, DAY, NAME)
