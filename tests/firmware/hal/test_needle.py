"""The needle drive: fuel, ceiling, stop contact, latch (S4, H14, H15). Interlocks are not its business (S3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pen.hal.needle import Needle

from boards.virtual import bench, wiring
from boards.virtual.world import Hang, World

CEILING = 900
FUEL_US = 30_002  # five words of 48 003 cycles at 8 MHz


def driver(world) -> Needle:
    return Needle(wiring.GATE, wiring.SELECT, CEILING)


@pytest.fixture
def needle(world):
    return driver(world)


def run(world, needle, duty: int, ms: int) -> None:
    """The control loop: fuel every 10 ms."""
    for _ in range(ms // 10):
        needle.feed(needle._run, duty)
        world.advance_us(10_000)


def still(world) -> bool:
    """No drive, the gate low, and it stays so."""
    if world.motor.duty or world.gpio.level(wiring.GATE):
        return False
    world.advance_us(100_000)
    return not world.motor.duty and not world.gpio.level(wiring.GATE)


# --- normal operation -------------------------------------------------------------------------------------


def test_a_new_driver_leaves_the_gate_low_and_takes_no_fuel(world, needle):
    assert not needle.feed(needle._run, 500)
    assert still(world)


def test_armed_it_still_does_not_move(world, needle):
    assert needle.arm()
    assert still(world)
    assert world.strokes_true == 0


def test_fed_it_turns_as_fast_as_the_duty_says(world, needle):
    needle.arm()
    run(world, needle, 600, 1000)
    assert world.motor.duty == pytest.approx(600, rel=0.015)
    assert world.strokes_true > 50
    assert not needle.latched()
    assert world.violations == []


@given(st.integers(-10, 5000), st.integers(1, 1000))
def test_the_duty_never_exceeds_the_ceiling(duty, ceiling):
    world = World(1, flash_sectors=1)
    bench.use(world)
    needle = Needle(wiring.GATE, wiring.SELECT, ceiling)
    needle.arm()
    took = needle.feed(needle._run, duty)
    asked = min(duty, ceiling)
    assert took == (asked >= 5)  # below half a per cent there is nothing to switch
    # a period has 2 counts more in the program than in the model: 1 %
    assert world.motor.duty <= asked * 1.015 + 1 if took else world.motor.duty == 0
    assert world.motor.duty < 1000  # the gate toggles at any duty, or the charge pump would starve


@pytest.mark.parametrize("ceiling", [0, -1, 1001])
def test_a_ceiling_that_is_none_is_refused(world, ceiling):
    with pytest.raises(ValueError):
        Needle(wiring.GATE, wiring.SELECT, ceiling)


@pytest.mark.parametrize("duty", [0, -1, 4])
def test_no_duty_is_no_fuel(world, needle, duty):
    needle.arm()
    assert not needle.feed(needle._run, duty)
    assert world.needle.tx == []
    assert still(world)


def test_off_is_at_once_and_needs_arm(world, needle):
    needle.arm()
    run(world, needle, 600, 200)
    needle.off()
    assert still(world)
    assert not needle.feed(needle._run, 600)
    assert still(world)
    assert needle.arm()
    assert still(world)  # what was queued before is gone
    needle.feed(needle.arm(), 600)
    assert world.motor.duty


# --- S4, H14: no loop, no motion --------------------------------------------------------------------------


@pytest.mark.parametrize("feeds", [1, 2, 5, 100])
def test_h14_a_loop_that_hangs_stops_the_needles(world, needle, feeds):
    """However often it was fed without time passing: four words queued, one at work, then nothing."""
    needle.arm()
    for _ in range(feeds):
        assert needle.feed(needle._run, CEILING)
    world.advance_us(FUEL_US)
    assert world.needle.words <= 5
    assert still(world)
    assert not needle.latched()


def test_h14_a_processor_reset_stops_the_needles(world, needle):
    needle.arm()
    run(world, needle, 600, 200)
    world.reset_mcu()
    assert still(world)


def test_h14_after_a_soft_reset_the_first_driver_makes_the_gate_low(world, needle):
    needle.arm()
    run(world, needle, 600, 200)
    world.soft_reset()
    driver(world)
    assert still(world)


def test_s4_h14_starved_it_does_not_start_again_by_itself(world, needle):
    needle.arm()
    run(world, needle, 600, 100)
    world.advance_us(100_000)
    assert still(world)
    for _ in range(3):
        assert not needle.feed(needle._run, 600)
        assert still(world)
    assert needle.arm()
    assert needle.feed(needle._run, 600)


def test_s3_s4_fuel_belongs_to_a_run(world, needle):
    assert not needle.feed(0, 500) and not needle.feed(1, 500), "no run"
    first = needle.arm()
    assert first and needle.feed(first, 500)
    needle.off()
    assert not needle.feed(first, 500), "the run is over"
    second = needle.arm()
    assert second and second != first
    assert not needle.feed(first, 500), "the number of another run"
    assert needle.feed(second, 500)
    world.advance_us(49_000)
    assert needle.feed(second, 500)
    world.advance_us(60_000)
    assert not needle.feed(second, 500), "late"
    world.advance_us(1_000)
    assert not needle.feed(second, 500), "it does not start again by itself"
    assert world.motor.duty == 0


def test_feeding_can_never_hang(world, needle):
    """Not even when the stop latches between two words, or nobody takes them (`Hang` in the model)."""
    needle.arm()
    world.needle.disable()
    for _ in range(20):
        try:
            needle.feed(needle._run, 500)
        except Hang:  # pragma: no cover - what must not happen
            pytest.fail("feed waits for a full queue")


# --- S4, H15: the stop contact ----------------------------------------------------------------------------

PRESSES = {
    "pressed": lambda world: world.press("SELECT"),
    "bounced for a microsecond": lambda world: (world.press("SELECT"), world.release("SELECT")),
    "wire broken": lambda world: world.fault("stop_wire_broken"),
    "contact stuck open": lambda world: world.fault("select_stuck"),
}


@pytest.mark.parametrize("how", PRESSES)
def test_h15_an_open_stop_circuit_stops_by_itself_and_latches(world, needle, how):
    needle.arm()
    run(world, needle, 600, 300)
    assert world.motor.duty
    PRESSES[how](world)
    assert world.motor.duty == 0  # no driver was called
    assert needle.latched()
    for _ in range(100):
        assert not needle.feed(needle._run, 600)
        world.advance_us(10_000)
        assert world.motor.duty == 0
    assert needle.latched()


@pytest.mark.parametrize("name", ["select_stuck", "stop_wire_broken"])
def test_h15_arm_is_refused_while_the_circuit_is_open(world, needle, name):
    needle.arm()
    run(world, needle, 600, 100)
    world.fault(name)
    for _ in range(3):
        assert not needle.arm()
        assert not needle.feed(needle._run, 600)
        assert still(world)
    world.fault(name, on=False)
    assert not needle.feed(needle._run, 600)  # mended is not armed
    assert still(world)
    assert needle.arm()
    assert not needle.latched()
    assert needle.feed(needle._run, 600)
    assert world.motor.duty


def test_h15_pressed_while_armed_and_idle_the_first_fuel_latches(world, needle):
    needle.arm()
    world.press("SELECT")
    needle.feed(needle._run, 600)
    assert still(world)
    assert needle.latched()


def test_a_latch_is_kept_over_off(world, needle):
    needle.arm()
    run(world, needle, 600, 100)
    world.press("SELECT")
    needle.off()
    assert needle.latched()
    world.release("SELECT")
    assert needle.latched()
    assert needle.arm()
    assert not needle.latched()


def test_arm_empties_what_is_queued(world, needle):
    """Words that were put but never taken must not be fuel for the next session."""
    needle.arm()
    world.needle.disable()
    needle.feed(needle._run, 600)
    assert world.needle.tx
    assert needle.arm()
    assert world.needle.tx == []
    assert world.needle.rx == []
    assert still(world)


ACTS = st.lists(
    st.sampled_from(["feed", "feed", "feed", "arm", "off", "press", "release", "break", "mend", "wait"]),
    max_size=40,
)


@given(ACTS)
def test_s4_once_opened_only_arm_brings_motion_back(acts):
    """Whatever is pressed, broken, fed and armed in whatever order."""
    world = World(1, flash_sectors=1)
    bench.use(world)
    needle = driver(world)
    may_move = False
    for act in acts:
        if act == "feed":
            needle.feed(needle._run, 700)
        elif act == "arm":
            may_move = needle.arm()
        elif act == "off":
            needle.off()
            may_move = False
        elif act == "press":
            world.press("SELECT")
        elif act == "release":
            world.release("SELECT")
        elif act in ("break", "mend"):
            world.fault("stop_wire_broken", on=act == "break")
        else:
            world.advance_us(7_000)
        closed = world.gpio.level(wiring.SELECT)
        if world.needle.latched:
            may_move = False
        assert may_move or world.motor.duty == 0
        assert closed or world.motor.duty == 0
        assert world.violations == []


def test_a_broken_dynamic_drive_does_not_turn_on_a_level(world, needle):
    """With the charge pump bridged a stuck-high gate would turn: after `off` it is low, whatever came before."""
    world.fault("dynamic_drive_broken")
    needle.arm()
    for us in range(0, 60, 7):
        needle.feed(needle._run, 500)
        world.advance_us(us)
        needle.off()
        assert still(world)
        needle.arm()
