"""The bench drives time: a run is as long as it was asked to be, whatever the firmware does at its end."""

from boards.RPI_PICO import board
from boards.virtual.bench import Bench, Wire
from boards.virtual.world import World

HOUR_US = 3_600_000_000


class Sleeper:
    """A firmware that works for two milliseconds and then sleeps, again and again, with a look at the clock between."""

    def __init__(self, world):
        self._world = world

    def tick(self) -> None:
        """Let one turn of the application pass."""
        self._world.run_us(2_000)
        for _ in range(3):
            self._world.doze_us(HOUR_US)


def test_a_run_that_ends_in_the_firmwares_work_is_not_slept_over():
    """With a silent clock there is nothing to store that would ever end such a sleep (random lives 1050 and 1862)."""
    bench = Bench(World(), Wire(), board)
    bench.world.power_on()
    bench.app = Sleeper(bench.world)
    begun_us = bench.world.now_us
    bench.run_ms(1)
    assert bench.world.now_us - begun_us == 2_000
    bench.run_ms(HOUR_US // 1_000)
    assert bench.world.now_us - begun_us == HOUR_US + 2_000
