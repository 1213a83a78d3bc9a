"""A hostile link, and a laptop killed anywhere: in the end the history is the journal (S13). Worlds: `hostile.py`."""

from pathlib import Path

import pytest
from needlepen.history.background_writer import BackgroundWriter

from tests.host_tools.hostile import World, Wrong, folder, one
from tests.host_tools.hostile_laptop import counted_statements
from tests.host_tools.memory_store import play

SEEDS = 300  # a share of those of `python -m tests.tools.hostile_link`


@pytest.fixture
def place():
    """A folder in memory: what is killed here is a program, not the power."""
    with folder() as made:
        yield Path(made)


@pytest.mark.parametrize("start", range(0, SEEDS, 50))
def test_s13_in_every_hostile_world_the_history_is_the_journal(place, start):
    seen = [one(seed, place) for seed in range(start, start + 50)]
    assert sum(kills for _, kills, _ in seen) > 10 and sum(faults for _, _, faults in seen) > 50


def test_s13_also_when_the_disk_is_waited_for_in_a_thread(place):
    """As in life; what happens first is then up to the machine."""
    seen = [one(seed, place, BackgroundWriter) for seed in range(SEEDS, SEEDS + 50)]
    assert sum(kills for _, kills, _ in seen) > 5


class SmallWorld(World):
    """One laptop, twelve records, nothing goes wrong by itself."""

    def __init__(self, place, freed=0):
        super().__init__(0, place)
        del self.hosts[1:]
        play(self.life, 1, 2)
        self.life.ledger.acked_seq = freed  # by another laptop
        self.life.free(freed)


def until_unharmed(place, attempt, freed=0):
    """Worlds in which the `n`-th thing kills the laptop, for every n there is; how many."""
    n = 0
    while True:
        world = SmallWorld(place / str(n), freed)
        with counted_statements():
            attempt(world, n)
            kills = world.kills
            world.settle(world.hosts[0])
            if not kills:
                return n
            play(world.life, 1, 2, 90)
            world.settle(world.hosts[0])
        n += 1


@pytest.mark.parametrize("freed", [0, 4])
def test_s13_killed_at_every_sql_statement(place, freed):
    deaths = until_unharmed(place, lambda world, n: world.attempt(world.hosts[0], n, lambda _, data: data), freed)
    assert deaths > 100


def test_s13_killed_at_every_message(place):
    def attempt(world, n):
        left = [n]

        def fault(_, data):
            left[0] -= 1
            if left[0] < 0:
                world.kill(world.hosts[0])
            return data

        world.attempt(world.hosts[0], -1, fault)

    assert until_unharmed(place, attempt) > 10


def test_the_worlds_notice_what_they_are_for(place):
    """A record that was lost, one that differs, and one that is missing without a word."""
    for spoil, said in (
        ("DELETE FROM records WHERE sequence = 5", "missing"),
        ("UPDATE records SET raw = zeroblob(64) WHERE sequence = 5", "not what the pen wrote"),
    ):
        world = SmallWorld(place / said)
        world.settle(world.hosts[0])
        with world.store(world.hosts[0]) as store:
            store.database.sql.execute(spoil)
            with pytest.raises(Wrong, match=said):
                world.compare(store)
