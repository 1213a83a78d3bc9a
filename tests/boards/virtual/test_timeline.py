"""The virtual clock: events, sleeping, waiting for ever."""

import pytest

from boards.virtual.world import Hang, Reset


def test_events_run_in_order_of_time_then_of_entry(world):
    seen = []
    for name, t_us in (("c", 300), ("a", 100), ("b1", 200), ("b2", 200)):
        world.at_us(t_us, lambda name=name: seen.append((name, world.now_us)))
    world.advance_us(250)
    assert seen == [("a", 100), ("b1", 200), ("b2", 200)]
    world.advance_us(50)
    assert seen[-1] == ("c", 300)


def test_an_event_in_the_past_runs_at_the_next_advance(world):
    world.advance_us(1000)
    seen = []
    world.at_us(10, lambda: seen.append(world.now_us))
    world.advance_us(0)
    assert seen == [1000]


def test_time_does_not_run_backwards(world):
    with pytest.raises(ValueError, match="backwards"):
        world.advance_us(-1)


def test_a_callback_may_let_time_pass_itself(world):
    world.at_us(100, lambda: world.advance_us(5000))
    world.advance_us(200)
    assert world.now_us == 5100


def test_doze_wakes_for_an_event(world):
    world.at_us(400, lambda: None)
    world.doze_us(1_000_000)
    assert world.now_us == 400


def test_doze_without_events_lasts_its_time(world):
    world.doze_us(1_000_000)
    assert world.now_us == 1_000_000


def test_doze_ends_where_the_bench_wants_to_look(world):
    world.doze_until_us = world.now_us + 30
    world.doze_us(100)
    assert world.now_us == world.doze_until_us and not world.woken
    world.doze_us(100)  # it is over already
    assert world.now_us == world.doze_until_us


def test_doze_does_not_wake_for_what_the_pen_cannot_see(world, pens_pio, fuel):
    _, needles, _ = pens_pio
    needles.put(fuel())
    world.doze_us(60_000)
    assert world.now_us == 60_000


def test_waiting_for_what_never_comes_is_a_hang(world):
    with pytest.raises(Hang):
        world.wait_next("nothing")


def test_with_a_watchdog_a_hang_is_a_reset(world):
    world.watchdog.start(2000)
    with pytest.raises(Reset):
        world.wait_next("nothing")
    assert world.now_us == 2_000_000
    assert world.reset_cause == 3
