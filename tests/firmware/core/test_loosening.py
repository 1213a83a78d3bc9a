"""S8, H35, H42: a setting goes back towards the factory's value by consent, recorded, 28 days later, never beyond it.

The siblings: back at once; back beyond the factory's; back after less time or after time that is not proven; a second
request that shortens the wait; an agreement that outlives a change of mind; one that only one of two stores knows; one
that a power cut loses or doubles.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core import ledger as ledgers
from pen.core import merge, settings
from pen.core.events import Events
from pen.formats import ledger as layout
from pen.formats import record

DAY = 86_400
WAIT_S = 28 * DAY
# id: (field, factory's value, one that is tighter, one between)
ALL = {
    1: ("interval_s", 28 * DAY, 90 * DAY, 40 * DAY),
    2: ("depth_max_um", 500, 150, 300),
    3: ("uses_max", 5, 1, 3),
    4: ("rate_max_hz", 110, 60, 90),
    5: ("needle_max_ms", 600_000, 60_000, 120_000),
}


class Owner:
    """A ledger with one tightened setting, and the journal's events."""

    def __init__(self, setting):
        self.setting = setting
        self.field, self.factory, self.tight, self.between = ALL[setting]
        self.ledger = ledgers.Ledger()
        self.events = Events()
        settings.tighten(self.ledger, setting, self.tight)

    @property
    def value(self):
        return getattr(self.ledger, self.field)

    def loosen(self, value, at_s):
        return settings.loosen(self.ledger, self.events, self.setting, value, at_s)

    def ripen(self, at_s):
        return settings.ripen(self.ledger, self.events, at_s)

    def last(self):
        return self.events.peek(self.events.count - 1)


@pytest.fixture(params=ALL)
def owner(request):
    return Owner(request.param)


def test_s8_h42_back_to_the_factorys_after_28_days_and_not_a_second_sooner(owner):
    assert owner.loosen(owner.factory, 1_000) == 1_000 + WAIT_S
    assert owner.last()[0] == record.LOOSER
    assert tuple(owner.last()[3:7]) == (owner.setting, owner.tight, owner.factory, 1_000 + WAIT_S)
    assert owner.value == owner.tight and settings.waiting(owner.ledger, owner.setting)
    assert not owner.ripen(1_000 + WAIT_S - 1) and owner.value == owner.tight
    assert owner.ripen(1_000 + WAIT_S) and owner.value == owner.factory
    assert tuple(owner.last()[3:6]) == (owner.setting, owner.tight, owner.factory)
    assert not settings.waiting(owner.ledger, owner.setting)
    assert not owner.ripen(1_000 + 9 * WAIT_S), "once"


def test_s8_the_same_again_waits_no_longer_and_leaves_no_second_record(owner):
    at_s = owner.loosen(owner.factory, 0)
    count = owner.events.count
    assert owner.loosen(owner.factory, 5 * DAY) == at_s and owner.events.count == count


def test_s8_another_value_waits_anew(owner):
    owner.loosen(owner.between, 0)
    assert owner.loosen(owner.factory, 27 * DAY) == 27 * DAY + WAIT_S
    assert not owner.ripen(WAIT_S) and owner.value == owner.tight


def test_s8_who_tightens_or_confirms_the_present_value_has_changed_his_mind(owner):
    owner.loosen(owner.factory, 0)
    settings.tighten(owner.ledger, owner.setting, owner.tight)
    assert not settings.waiting(owner.ledger, owner.setting)
    assert not owner.ripen(10 * WAIT_S) and owner.value == owner.tight


def test_s8_nothing_goes_beyond_the_factorys_or_pretends_to_be_looser(owner):
    beyond = owner.factory + (1 if owner.factory > owner.tight else -1)
    for value in (beyond, owner.tight, 0, 1 << 31):
        with pytest.raises(ValueError):  # noqa: PT011 - whichever it is
            owner.loosen(value, 0)
    with pytest.raises(ValueError, match="no setting"):
        settings.loosen(owner.ledger, owner.events, 9, 1, 0)
    assert not any(owner.ledger.looser)
    owner.ledger.looser[owner.setting - 1] = beyond  # a ledger that claims it
    assert not owner.ripen(1 << 30) and owner.value == owner.tight


def test_s9_what_only_one_store_knows_is_not_agreed_to(owner):
    other = Owner(owner.setting)
    owner.loosen(owner.factory, 0)
    for value in (None, owner.between):
        if value:
            other.loosen(value, 0)
        for a, b in ((owner.ledger, other.ledger), (other.ledger, owner.ledger)):
            a.sequence, b.sequence = 1, 2
            assert not any(merge.stricter(a, b).looser)
    other.loosen(owner.factory, 99)
    both = merge.stricter(owner.ledger, other.ledger)
    assert both.looser == owner.ledger.looser and max(both.looser_at_s) == 99 + WAIT_S


def test_s12_a_power_cut_between_two_stores_loses_nothing_but_the_moment(owner):
    owner.loosen(owner.factory, 0)
    buf = bytearray(layout.SIZE)
    ledgers.encode(owner.ledger, buf)
    before = ledgers.decode(buf)
    owner.ripen(WAIT_S)
    owner.ledger.sequence += 1
    owner.ledger = merge.stricter(owner.ledger, before)
    assert owner.value == owner.tight, "the stricter of the two"
    assert owner.ripen(WAIT_S + 1) and owner.value == owner.factory


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 5), st.integers(0, 3), st.integers(0, 20 * DAY)), max_size=20))
def test_s8_no_sequence_loosens_within_28_days_or_beyond_the_factorys(acts):
    ledger, events = ledgers.Ledger(), Events()
    now_s = 0
    agreed = {}  # setting: when, and to what
    for tightens, setting, which, later_s in acts:
        now_s += later_s
        field = ALL[setting][0]
        value = (*ALL[setting][1:], getattr(ledger, field))[which]
        before = {one: getattr(ledger, ALL[one][0]) for one in ALL}
        settings.ripen(ledger, events, now_s)
        for one, (name, factory, tight, _) in ALL.items():
            new = getattr(ledger, name)
            assert min(factory, tight) <= new <= max(factory, tight)
            if new != before[one]:
                assert agreed[one][1] == new and now_s >= agreed[one][0] + WAIT_S
        try:
            if tightens:
                settings.tighten(ledger, setting, value)
                agreed.pop(setting, None)
            elif settings.loosen(ledger, events, setting, value, now_s) == now_s + WAIT_S:
                agreed[setting] = (now_s, value)
        except ValueError:
            pass
        events.discard(events.count)
