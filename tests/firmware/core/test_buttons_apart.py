"""H16, A23: each button is heard whatever the others do, and a contact that chatters is named.

Seen: one chattering contact, and no hold of another button ever said that it bleeds; the pen never said why.
"""

import copy

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pen.core.buttons import Buttons
from pen.formats.button_bits import DOWN, SELECT, UP

START_MS = (1 << 30) - 3_000  # ticks wrap in the middle
TICKS = (1 << 30) - 1
TOLD = ("began", "tapped", "held", "bleeding", "read", "down", "stuck")
ALL = (SELECT, UP, DOWN)
# (closed, open) ms
CHATTER = ((10, 10), (20, 20), (30, 30), (40, 40), (100, 100), (40, 200), (200, 40), (10, 280), (290, 10))


class Contacts:
    """Three of them: `pressed` is held, the chattering one closes and opens."""

    def __init__(self):
        self.buttons = Buttons()
        self.buttons.may_bleed = SELECT | UP | DOWN
        self.now_ms = START_MS
        self.steps = 0
        self.seen = []
        self.at(0, 500)

    def at(self, pressed, ms, chatters=0, halves=(0, 0)):
        for _ in range(ms // 10):
            closed = sum(halves) and self.steps * 10 % sum(halves) < halves[0]
            self.buttons.update(pressed | (chatters if closed else 0), self.now_ms)
            for name in ("tapped", "held", "bleeding", "held_long"):
                if mask := getattr(self.buttons, name):
                    self.seen.append((name, mask))
            self.now_ms = (self.now_ms + 10) & TICKS
            self.steps += 1
        return self


@pytest.mark.parametrize("halves", CHATTER)
@pytest.mark.parametrize(("holds", "chatters"), [(one, other) for one in ALL for other in ALL if one != other])
def test_h16_a23_a_hold_is_heard_beside_a_contact_that_chatters(holds, chatters, halves):
    contacts = Contacts().at(0, 1_000, chatters, halves)
    contacts.seen.clear()
    contacts.at(holds, 2_100, chatters, halves)
    assert [name for name, mask in contacts.seen if mask & holds] == ["held", "bleeding"]


@pytest.mark.parametrize("halves", CHATTER)
@pytest.mark.parametrize("button", ALL)
def test_h16_a_contact_that_has_not_stood_still_for_ten_seconds_is_stuck_and_nobody(button, halves):
    contacts = Contacts().at(0, 9_900, button, halves)
    assert not contacts.buttons.stuck
    contacts.at(0, 500, button, halves)
    contacts.seen.clear()
    for _ in range(500):
        contacts.at(0, 10, button, halves)
        assert contacts.buttons.stuck == button and not contacts.buttons.pressed()
        assert not contacts.buttons.down and not contacts.buttons.began
    assert contacts.seen == [], "taps and holds that nobody makes"
    assert contacts.at(ALL[0] if button != ALL[0] else ALL[1], 100, button, halves).buttons.pressed()


@pytest.mark.parametrize("level", (0, UP))
def test_h16_it_is_stuck_until_it_has_stood_still(level):
    contacts = Contacts().at(0, 11_000, UP, (40, 40))
    assert contacts.at(level, 280).buttons.stuck == UP
    assert not contacts.at(level, 60).buttons.stuck
    contacts.seen.clear()
    contacts.at(level, 2_000)
    assert contacts.seen == ([("held", UP), ("bleeding", UP)] if level else [])
    assert contacts.at(0, 400).at(UP, 100).at(0, 100).seen[-1] == ("tapped", UP)


def test_h16_whoever_taps_fast_and_breathes_once_in_ten_seconds_is_heard():
    contacts = Contacts()
    for _ in range(5):
        for _ in range(55):  # six taps a second
            contacts.at(UP, 80).at(0, 90)
        assert not contacts.at(0, 250).buttons.stuck
    assert contacts.seen == [("tapped", UP)] * 275


def test_h16_taps_twelve_days_apart_are_no_chatter():
    """The ticks come to the same numbers again."""
    contacts = Contacts().at(UP, 100).at(0, 400)
    contacts.now_ms = START_MS + 550
    assert not contacts.at(UP, 100).at(0, 100).buttons.stuck


def test_h16_no_long_hold_of_one_button_while_another_chatters():
    for halves in CHATTER:
        contacts = Contacts().at(0, 11_000, UP, halves).at(SELECT, 4_000, UP, halves)
        assert not any(name == "held_long" and mask & SELECT for name, mask in contacts.seen), halves
        for button in (SELECT, UP):
            contacts.at(0, 500).at(button, 3_100)
            assert contacts.seen[-1] == ("held_long", button), "it is whole again"


def test_h16_a_press_that_was_spent_silenced_or_muted_says_nothing_of_another_button():
    for act, more in (("spend", ["held", "bleeding"]), ("silence", ["held", "bleeding"])):
        contacts = Contacts().at(UP, 100)
        getattr(contacts.buttons, act)()
        contacts.at(UP | DOWN, 2_100)
        assert [name for name, mask in contacts.seen if mask & DOWN] == more
        assert contacts.at(0, 100).at(DOWN, 100).at(0, 100).seen[-1] == ("tapped", DOWN)
    contacts = Contacts().at(UP, 100)
    contacts.buttons.mute()
    contacts.at(UP, 100).at(UP | DOWN, 100).at(UP, 100)
    assert contacts.seen == [("tapped", DOWN)]
    assert contacts.at(0, 100).seen == [("tapped", DOWN)]


def test_h27_a23_a_press_from_before_the_pause_says_no_bleeding_and_a_new_one_beside_it_does():
    contacts = Contacts()
    contacts.buttons.may_bleed = SELECT | DOWN
    contacts.at(UP, 100)
    contacts.buttons.may_bleed = SELECT | UP | DOWN
    contacts.at(UP, 10).at(UP | DOWN, 2_500)
    assert [mask for name, mask in contacts.seen if name == "bleeding"] == [DOWN]


def test_h27_a23_a_press_that_may_say_so_does_under_a_question_of_the_laptop_too():
    """The session has ended under it, and the laptop may ask again."""
    contacts = Contacts().at(UP, 100)
    for _ in range(100):
        contacts.buttons.silence()
        contacts.at(UP, 30)
    assert [seen for seen in contacts.seen if seen[0] != "held_long"] == [("bleeding", UP)]


@pytest.mark.parametrize("other", (UP, DOWN))
def test_s2_a_hold_is_told_as_long_only_if_it_is_alone_then(other):
    contacts = Contacts().at(SELECT, 2_500).at(SELECT | other, 700).at(SELECT, 1_000)
    assert ("held_long", SELECT) not in contacts.seen
    contacts = Contacts().at(SELECT, 2_000).at(SELECT | other, 700).at(SELECT, 1_000)
    assert ("held_long", SELECT) in contacts.seen, "another contact closed for a moment"


ACTS = st.sampled_from(("", "", "", "shown", "mute", "spend", "silence", "may_bleed"))
SCRIPT = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(1, 8), st.integers(1, 130), ACTS), max_size=25
)


@given(SCRIPT)
@example([(0, 0, 1, 50, ""), (SELECT, SELECT | UP, 4, 300, ""), (0, UP, 3, 1_100, "")])
def test_h16_a23_what_one_button_reports_is_the_same_whatever_the_others_do(script):
    """But `held_long`, which is told of a button that was alone: never more of it than without them."""
    together = Buttons()
    alone = [copy.deepcopy(together) for _ in ALL]
    now_ms = START_MS
    for one, other, half, steps, act in script:
        for step in range(steps):
            raw = other if step // half % 2 else one
            for buttons, mask in ((together, 7), *zip(alone, ALL)):
                buttons.update(raw & mask, now_ms)
            for buttons, mask in zip(alone, ALL):
                for name in TOLD:
                    assert getattr(together, name) & mask == getattr(buttons, name), name
                assert not together.held_long & mask & ~buttons.held_long
                assert not together.held_long & mask or not together.down & ~mask
            now_ms = (now_ms + 10) & TICKS
        for buttons in (together, *alone):
            if act == "shown":
                buttons.shown(now_ms)
            elif act == "may_bleed":
                buttons.may_bleed = one
            elif act:
                getattr(buttons, act)()


@given(SCRIPT)
def test_h16_nobody_touches_them_and_nothing_is_told(script):
    """The quick way out: what was told a step ago is over, and a step with nothing to do changes nothing."""
    buttons = Buttons()
    now_ms = START_MS
    for one, other, half, steps, _ in script:
        for step in range(steps):
            buttons.update(other if step // half % 2 else one, now_ms)
            now_ms = (now_ms + 10) & TICKS
    for _ in range(40):
        buttons.update(0, now_ms)
        now_ms = (now_ms + 10) & TICKS
    before = copy.deepcopy(vars(buttons))
    assert not any(before[name] for name in (*TOLD, "held_long") if name != "read")
    buttons.update(0, now_ms)
    assert vars(buttons) == before and not buttons.pressed()
