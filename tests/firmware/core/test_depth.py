"""S1 and S2: the one limiter, and what the encoder's counts mean."""

from hypothesis import given
from hypothesis import strategies as st
from pen.core import depth
from pen.formats.ledger import NO_ZERO

ANY = st.integers(-(2**70), 2**70)
UM = st.integers(-2_000, 2_000)


@given(wanted=ANY, budget=ANY, owner=ANY)
def test_s1_h1_no_wish_budget_or_setting_passes_the_cap(wanted, budget, owner):
    ceiling = depth.ceiling_um(budget, owner)
    assert 0 <= depth.limit_um(wanted, ceiling) <= ceiling <= 499
    if ceiling:
        assert 0 < budget < 500 and ceiling + budget <= 500
        assert 100 <= ceiling <= owner


@given(wanted=UM, budget=st.integers(-10, 600), owner=UM)
def test_s1_the_same_with_likely_numbers(wanted, budget, owner):
    ceiling = depth.ceiling_um(budget, owner)
    assert 0 <= depth.limit_um(wanted, ceiling) <= ceiling
    assert ceiling == 0 or 100 <= ceiling <= min(500 - budget, owner)


def test_s1_ceiling_is_cap_less_budget():
    assert depth.ceiling_um(50, 500) == 450
    assert depth.ceiling_um(50, 300) == 300
    assert depth.ceiling_um(400, 500) == 100
    assert depth.ceiling_um(401, 500) == 0
    assert depth.ceiling_um(50, 99) == 0
    assert depth.ceiling_um(0, 500) == 0  # no board is perfect: 0 is a mistake
    assert depth.ceiling_um(500, 500) == 0


def test_s1_a_wish_inside_is_kept():
    assert depth.limit_um(250, 450) == 250
    assert depth.limit_um(451, 450) == 450
    assert depth.limit_um(-1, 450) == 0
    assert depth.limit_um(100, 0) == 0


@given(um=st.integers(-240, 740), zero=st.integers(0, 4095))
def test_s2_counts_to_um_and_back_within_one(um, zero):
    counts = (zero + um * 4096 // 1000) % 4096
    assert abs(depth.measured_um(counts, zero, 4096, 1000) - um) <= 1


@given(counts=st.integers(0, 4095), zero=st.integers(0, 4095))
def test_s2_h3_every_reading_is_one_depth_of_the_turn(counts, zero):
    assert -250 <= depth.measured_um(counts, zero, 4096, 1000) <= 750


def test_s2_the_first_quarter_below_home_is_negative():
    assert depth.measured_um(99, 100, 4096, 1000) == -1
    assert depth.measured_um(100 + 3072, 100, 4096, 1000) == 750
    assert depth.measured_um(100 + 3073, 100, 4096, 1000) == -250


def test_s2_agreement_has_two_sides():
    assert depth.agrees(300, 325) and depth.agrees(300, 275)
    assert not depth.agrees(300, 326) and not depth.agrees(300, 274)
    assert depth.agrees(0, -15, 15) and not depth.agrees(0, 16, 15)


def test_s9_h4_calibrated_is_a_zero_and_somewhere_to_go():
    assert depth.calibrated(0, 100) and depth.calibrated(4_095, 450)
    assert not depth.calibrated(NO_ZERO, 450) and not depth.calibrated(100, 0)
