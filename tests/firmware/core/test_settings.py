"""S8: settings tighten, never loosen, in any order and for any value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core import ledger as ledgers
from pen.core import settings
from pen.formats import ledger as layout

# id: (field, loosest, strictest), from the design, not from the table under test
TRUE = {
    1: ("interval_s", 2_419_200, 31_536_000),
    2: ("depth_max_um", 500, 100),
    3: ("uses_max", 5, 1),
    4: ("rate_max_hz", 110, 60),
    5: ("needle_max_ms", 600_000, 60_000),
}
NEAR = st.one_of(*[st.integers(min(r[1:]) - 2, max(r[1:]) + 2) for r in TRUE.values()], st.integers(-(2**40), 2**40))


def test_s8_the_table_is_whole():
    assert set(settings.TABLE) == set(TRUE)


def test_s8_a_blank_ledger_has_the_loosest_values():
    blank = ledgers.Ledger()
    for field, loosest, _ in TRUE.values():
        assert getattr(blank, field) == loosest


@given(st.lists(st.tuples(st.integers(0, 6), NEAR), max_size=30))
def test_s8_no_sequence_of_settings_loosens_anything(changes):
    ledger = ledgers.Ledger()
    buf = bytearray(layout.SIZE)
    for setting, value in changes:
        before = {f: getattr(ledger, f) for f, _, _ in TRUE.values()}
        try:
            old = settings.tighten(ledger, setting, value)
        except ValueError:
            assert before == {f: getattr(ledger, f) for f in before}
        else:
            assert old == before[TRUE[setting][0]] and getattr(ledger, TRUE[setting][0]) == value
        for field, loosest, strictest in TRUE.values():
            x = getattr(ledger, field)
            assert min(loosest, strictest) <= x <= max(loosest, strictest)
            assert abs(x - loosest) >= abs(before[field] - loosest)
        ledgers.encode(ledger, buf)
        ledgers.decode(buf)  # and what is stored is believed


@pytest.mark.parametrize("setting", TRUE)
def test_s8_to_the_strictest_and_not_back(setting):
    field, loosest, strictest = TRUE[setting]
    ledger = ledgers.Ledger()
    assert settings.tighten(ledger, setting, loosest) == loosest  # no change is no loosening
    assert settings.tighten(ledger, setting, strictest) == loosest
    with pytest.raises(ValueError, match=field + " can only be tightened"):
        settings.tighten(ledger, setting, loosest)
    beyond = strictest + (1 if strictest > loosest else -1)
    with pytest.raises(ValueError, match=field) as said:
        settings.tighten(ledger, setting, beyond)
    assert "tightened" not in str(said.value)
    assert getattr(ledger, field) == strictest


def test_s8_unknown_setting():
    with pytest.raises(ValueError, match="no setting 9"):
        settings.tighten(ledgers.Ledger(), 9, 1)
