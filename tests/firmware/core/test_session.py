"""S5, S6, S15: the open session in the ledger; needle time is charged before it is used."""

from hypothesis import example, given
from hypothesis import strategies as st
from pen.core.limits import AIR_FREE_STROKES
from pen.core.session import Session
from pen.formats import reasons, record

from tests.firmware.core.bench import Bench

NOW_MS = (1 << 30) - 1_000
BUDGETS = (1_250, 833, 833, 416, 125)  # strokes of each zone with 12 needles


def begun():
    bench = Bench()
    bench.inputs.proven_s = 5_000
    bench.insert(marks=1)  # the tag is marked first
    session = Session(bench.ledger, bench.events)
    session.begin(bench.inputs, 300, 80)
    return session, bench


def test_s5_s6_begin_locks_and_tells_the_use():
    _, bench = begun()
    ledger = bench.ledger
    assert (ledger.session, ledger.session_open, ledger.locked, ledger.lock_from_s) == (1, 1, 1, 5_000)
    assert (ledger.session_cart_hi, ledger.session_cart_lo) == (1, 7)
    assert (ledger.session_depth_um, ledger.session_rate_hz) == (300, 80)
    assert bench.last(record.SESSION_START)[:7] == (1, 1, 7, 1, 3, 300, 80)


def test_s9_a_session_makes_the_history_known_again():
    bench = Bench()
    bench.ledger.history_lost = 1
    bench.ledger.needle_ms, bench.ledger.strokes = 4_000, 99
    Session(bench.ledger, bench.events).begin(bench.inputs, 300, 80)
    assert (bench.ledger.history_lost, bench.ledger.needle_ms, bench.ledger.strokes) == (0, 0, 0)


def test_s14_h7_begin_takes_the_higher_count():
    bench = Bench()
    bench.insert(marks=3)  # this use included
    bench.ledger.set_uses(1, 7, 2)
    Session(bench.ledger, bench.events).begin(bench.inputs, 300, 80)
    assert bench.last(record.SESSION_START)[3] == 3


@given(
    st.lists(
        st.tuples(
            st.integers(0, 90_000), st.sampled_from(["stop", "refund", "cut"]), st.integers(0, 4), st.integers(0, 1_400)
        ),
        max_size=30,
    ),
    st.integers(60_000, 600_000),
)
@example([(50_000, "stop", zone, 100) for zone in range(5)], 60_000)
def test_s15_h11_h19_needle_time_never_passes_the_budget(runs, budget_ms):
    session, bench = begun()
    ledger = bench.ledger
    ledger.needle_max_ms = budget_ms
    really_ms = 0
    really = [0] * 5
    for ran_ms, how, zone, made in runs:
        session.charge(zone, 12, 300, 301, 80)
        charged = ledger.charged_ms
        strokes = ledger.charged_strokes
        assert 0 <= charged <= 60_000 and ledger.needle_ms <= budget_ms
        assert bench.last(record.NEEDLES_ON)[:7] == (1, 300, 301, 80, charged, zone, strokes)
        ran_ms = min(ran_ms, charged)  # the controller stops when left_ms is 0
        end_ms = (NOW_MS + ran_ms) & 0x3FFFFFFF
        if how != "refund":
            session.run(NOW_MS, 1_000)
            assert session.left_ms(end_ms) == charged - ran_ms
        if how == "stop":
            made = min(made, strokes)
            session.stop(reasons.STOP_BUTTON, end_ms)
            assert ledger.charged_ms == charged  # until the needles are at rest
            session.settle(1_000 + made + 9)  # nine in coasting
            really[zone] += made + 9
        elif how == "refund":
            session.refund(reasons.STOP_CARTRIDGE)
            ran_ms = 0
        else:
            session = Session(ledger, bench.events)
            session.close_cut()
        really_ms += ran_ms
        assert really[zone] <= ledger.zone_strokes[zone] <= BUDGETS[zone] + 9 * len(runs)
        assert session.zone_strokes(zone, 0) == ledger.zone_strokes[zone]
        assert ledger.charged_ms == 0
        assert really_ms <= ledger.needle_ms <= budget_ms
        bench.events.discard(bench.events.count)


def test_s15_a_late_stop_is_counted_up_to_the_charge():
    session, bench = begun()
    session.charge(0, 12, 300, 300, 80)
    session.run(NOW_MS, 0)
    session.stop(reasons.STOP_ZONE_DONE, (NOW_MS + 42_500) & 0x3FFFFFFF)
    session.settle(2_800)
    assert bench.ledger.needle_ms == 41_666
    assert bench.last(record.NEEDLES_OFF)[:5] == (1, reasons.STOP_ZONE_DONE, 2_800, 41_666, 41_666)
    assert bench.last(record.ZONE)[:6] == (1, 0, 300, 300, 2_800, 417)
    assert bench.ledger.strokes == 2_800


def test_h11_a_cut_run_counts_whole_and_only_once():
    session, bench = begun()
    session.close_cut()
    assert bench.last(record.NEEDLES_OFF) is None  # nothing was open
    session.charge(0, 12, 300, 300, 80)
    session.close_cut()
    session.close_cut()
    assert bench.ledger.zone_strokes[0] == 1_250 and bench.ledger.zone_ds[0] == 417
    assert bench.ledger.needle_ms == 41_666 and bench.kinds().count(record.NEEDLES_OFF) == 1
    assert bench.last(record.NEEDLES_OFF)[1] == reasons.STOP_POWER_CUT


def test_strokes_of_the_session_so_far():
    session, bench = begun()
    session.charge(0, 12, 300, 300, 80)
    session.run(NOW_MS, 500)
    bench.ledger.strokes = 40
    assert session.strokes(530) == 70


def test_s6_the_end_names_the_unlock_time():
    session, bench = begun()
    session.end(reasons.STOP_USER)
    assert bench.ledger.session_open == 0
    assert bench.last(record.SESSION_END)[:5] == (1, reasons.STOP_USER, 0, 0, 5_000 + 28 * 86_400 + 240)


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 1_400), st.integers(0, 1_400), st.booleans()),
        min_size=1,
        max_size=40,
    )
)
@example([(4, 700, 0, False)] * 40)
@example([(4, 120, 30, False)] * 40)
def test_s15_h19_no_zone_gets_more_than_its_strokes_and_its_free_air(runs):
    """Of each run: zone, strokes that look like air, strokes that are felt; does the pen start anew after it?"""
    session, bench = begun()
    made_by_zone = [0] * 5
    now_ms, strokes = NOW_MS, 0
    for zone, air, felt, again in runs:
        session.charge(zone, 12, 200, 200, 60)
        session.run(now_ms, strokes)
        for step in range(air + felt):
            if session.strokes_left(strokes) <= 0 or session.left_ms(now_ms) <= 0:
                break
            now_ms = (now_ms + 17) % (1 << 30)
            strokes += 1
            made_by_zone[zone] += 1
            session.feels(step < air, step >= air, now_ms, strokes)
        session.stop(reasons.STOP_BUTTON, now_ms)
        session.settle(strokes)
        if again:
            session = Session(bench.ledger, bench.events)
        assert made_by_zone[zone] <= BUDGETS[zone] + AIR_FREE_STROKES
        assert bench.ledger.zone_strokes[zone] >= made_by_zone[zone] - AIR_FREE_STROKES


def test_s15_h19_of_the_time_in_the_air_as_large_a_part_is_charged_as_of_the_strokes():
    session, bench = begun()
    session.charge(1, 12, 200, 200, 60)
    session.run(NOW_MS, 0)
    session.feels(True, False, NOW_MS + 6_000, 400)
    session.stop(reasons.STOP_NO_CONTACT, NOW_MS + 8_000)
    session.settle(400)
    assert (bench.ledger.zone_strokes[1], bench.ledger.zone_ds[1]) == (100, 20)
    assert (bench.ledger.strokes, bench.ledger.needle_ms) == (400, 8_000)
