"""H16: debounced taps and holds; a stuck button is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.core.buttons import Buttons
from pen.formats.button_bits import DOWN, SELECT, UP

START_MS = (1 << 30) - 500  # ticks wrap in the middle


class Hand:
    def __init__(self):
        self.buttons = Buttons()
        self.now_ms = START_MS
        self.seen = []

    def at(self, raw, ms):
        for _ in range(ms // 10):
            self.buttons.update(raw, self.now_ms)
            b = self.buttons
            for name in ("tapped", "held", "held_long"):
                if getattr(b, name):
                    self.seen.append((name, getattr(b, name)))
            self.now_ms = (self.now_ms + 10) & 0x3FFFFFFF
        return self


def test_h16_a_tap_is_told_once_on_release():
    hand = Hand().at(SELECT, 100)
    assert hand.seen == [] and hand.buttons.down == SELECT
    assert hand.at(0, 100).seen == [("tapped", SELECT)]


def test_h16_bounces_shorter_than_30_ms_are_nothing():
    hand = Hand()
    for _ in range(20):
        hand.at(UP, 20).at(0, 20)
    assert hand.seen == [] and hand.buttons.down == 0
    assert Hand().at(UP, 30).buttons.down == 0
    assert Hand().at(UP, 40).buttons.down == UP


def test_h16_holds_come_at_1200_and_3000_ms_and_are_no_tap():
    hand = Hand().at(SELECT, 30 + 1_200)
    assert hand.seen == []
    hand.at(SELECT, 10)
    assert hand.seen == [("held", SELECT)]
    hand.at(SELECT, 1_790)
    assert hand.seen == [("held", SELECT)]
    hand.at(SELECT, 10).at(0, 200)
    assert hand.seen == [("held", SELECT), ("held_long", SELECT)]


def test_h16_stuck_after_ten_seconds_until_released():
    hand = Hand().at(DOWN, 30 + 10_000)
    assert not hand.buttons.stuck
    assert hand.at(DOWN, 10).buttons.stuck
    assert not hand.at(0, 100).buttons.stuck


def test_h16_stuck_stays_stuck_when_the_ticks_wrap():
    """After 12.4 days the same ticks come again, and the press looks young."""
    hand = Hand().at(SELECT, 10_100)
    hand.seen.clear()
    hand.now_ms = START_MS
    for _ in range(1_300):
        assert hand.at(SELECT, 10).buttons.stuck
    assert hand.seen == []
    assert not hand.at(0, 100).buttons.stuck


@pytest.mark.parametrize("at_ms", range(0, 3_100, 70))
def test_h16_the_port_pulling_down_low_for_a_moment_is_no_button(at_ms):
    """TinyUSB takes GPIO 15 for 0.8 ms when a computer recognises the pen (erratum RP2040-E5): one step may see it."""
    hand = Hand().at(SELECT, at_ms).at(SELECT | DOWN, 10).at(SELECT, 3_300 - at_ms).at(0, 500)
    assert [seen for seen in hand.seen if seen[0] != "bleeding"] == [("held", SELECT), ("held_long", SELECT)]
    assert Hand().at(0, at_ms).at(DOWN, 10).at(0, 500).seen == []


def test_h16_a_second_press_leaves_the_first_ones_hold_alone_but_for_the_long_one():
    hand = Hand().at(SELECT, 1_000).at(SELECT | UP, 240)
    assert hand.seen == [("held", SELECT)]
    assert hand.at(SELECT | UP, 1_000).seen[1:] == [("held", UP)]
    assert hand.at(SELECT, 3_000).seen[2:] == [], "SELECT was not alone: its press tests no fault"
    assert hand.at(0, 100).at(SELECT, 3_100).seen[-1] == ("held_long", SELECT)


def test_two_buttons_released_one_by_one():
    hand = Hand().at(UP | DOWN, 100).at(UP, 100).at(0, 100)
    assert hand.seen == [("tapped", DOWN), ("tapped", UP)]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(1, 300)), max_size=40))
def test_h16_no_tap_without_a_press_and_no_hold_without_time(script):
    hand = Hand()
    pressed_ms = 0
    for raw, steps in script:
        for _ in range(steps):
            before = len(hand.seen)
            hand.at(raw, 10)
            for name, mask in hand.seen[before:]:
                assert 0 < mask <= 7
                if name == "held":
                    assert pressed_ms >= 1_200
                if name == "held_long":
                    assert pressed_ms >= 3_000
            pressed_ms = pressed_ms + 10 if hand.buttons.down else 0


def test_s18_what_is_pressed_while_the_laptop_asks_means_nothing_to_the_pen():
    hand = Hand().at(DOWN, 100)
    for _ in range(200):  # the question stands
        hand.at(DOWN, 10)
        hand.buttons.silence()
        assert not (hand.buttons.tapped or hand.buttons.held or hand.buttons.held_long)
    told = len(hand.seen)
    hand.at(DOWN, 6_000).at(0, 100)  # it is answered, and the finger stays: neither a hold nor, let go, a tap
    assert len(hand.seen) == told
    assert hand.at(DOWN, 100).at(0, 100).seen[told:] == [("tapped", DOWN)]


def test_s18_a_press_that_bounces_while_the_question_goes_is_no_tap():
    hand = Hand().at(DOWN, 20)
    hand.buttons.silence()
    assert hand.at(DOWN, 100).at(0, 100).seen == []
    assert hand.at(DOWN, 100).at(0, 100).seen == [("tapped", DOWN)]


def test_s7_h16_somebody_presses_but_a_stuck_button_is_nobody():
    hand = Hand()
    assert not hand.buttons.pressed()
    assert hand.at(UP, 10).buttons.pressed()  # before it is debounced
    assert hand.at(UP, 1_000).at(0, 10).buttons.pressed()  # and until its release is
    assert not hand.at(0, 100).buttons.pressed()
    assert hand.at(UP, 9_900).buttons.pressed()
    assert not hand.at(UP, 300).buttons.pressed()
