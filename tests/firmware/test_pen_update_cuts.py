"""S12, H11: an update, its trial and the way back on the whole pen, the power cut at every operation it writes, and
again at every operation of the start that follows.

The run is filmed: before each operation all that survives a power cut is kept. Each picture, and each half way to the
next one (torn), is a pen that is switched on again; that start is filmed in its turn.
As a test it is a seeded share; `python -m tests.tools.power_cuts` does all.
"""

import pytest
from pen.core import states
from pen.formats import messages as m
from pen.formats import reasons
from pen.formats import record as r

from boards.virtual import power_off_image
from tests.firmware.pen_with_slots import FACTORY, NEW, Pen
from tests.firmware.stored_ledgers import eeprom_ledger, flash_ledger
from tests.firmware.whole_pen import WholePen, ten_days_later

MAY_BE_ADDED = ("answers", "boot", "cartridge", "lot", "power", "update")  # what starts add, and updates
STANDS = ("locked", "lock_from_s", "session", "session_open", "needle_ms", "interval_s", "fault", "profile", "pen_id")
SHARE = (12, 40)  # as a test: every so-manieth state, of those that follow
LIVES = {"fresh": lambda: WholePen().keep(), "ten days later": ten_days_later}


def scene(kept: bytes) -> "tuple[list[bytes], bytes, dict]":
    """The film of an update and a way back; the journal and the ledger before."""
    pen = Pen.of(kept)
    journal, ledger = pen.journal(), {name: getattr(pen.ledger, name) for name in STANDS}
    film = filming(pen.world)
    pen.update(NEW)
    pen.run_ms(4_500)
    assert pen.slots.running == 1 and not pen.slots.trial
    pen.leave_check_in()
    pen.refused(m.FW_ROLLBACK)
    pen.agree()
    pen.say(m.FW_ROLLBACK)
    pen.run_ms(6_000)
    assert pen.slots.running == 0 and not pen.slots.trial
    film.append(power_off_image.dump(pen.world))
    return film, journal, ledger


def filming(world) -> "list[bytes]":
    """From now on, what survives a power cut before each operation of `world`."""
    film = []
    begin = world.begin_op

    def filmed(name: str, units: int) -> int:
        film.append(power_off_image.dump(world))
        return begin(name, units)

    world.begin_op = filmed
    return film


def states_of(film: "list[bytes]", share: int = 1, seed: int = 0):
    """(number, world without power): every picture, and of every two what was torn between them.

    `share`: only every so-manieth, beginning with `seed`.
    """
    for number in range(2 * len(film) - 1):
        if number % share != seed % share:
            continue
        world = power_off_image.restore(film[number // 2])
        if number % 2:
            _tear(world, power_off_image.restore(film[number // 2 + 1]), number)
        yield number, world


def _tear(torn, new, number: int) -> None:
    """What differs in `new` has come to `torn` in part."""
    for old, changed in ((torn.flash.data, new.flash.data), (torn.eeprom.mem, new.eeprom.mem)):
        differ = [at for at in range(0, len(old), 64) if old[at : at + 64] != changed[at : at + 64]]
        if differ:
            end = differ[0] + 1 + (number * 7919) % (differ[-1] + 64 - differ[0])
            old[differ[0] : end] = changed[differ[0] : end]


def wake(world, journal: bytes, ledger: dict, cuts: int = 1) -> None:
    """Battery in: a complete version runs, and the books say what they said. Raises AssertionError.

    Two cuts in a row may leave one store two writes behind the other: the pen says so and keeps what is stricter (S9).
    """
    pen = Pen(world)
    pen.power_up(2_600)
    assert pen.app is not None and pen.state in (states.READY, states.LOCKED), pen.state
    assert pen.file(("a.np", "b.np")[pen.slots.running]) in (FACTORY, NEW)
    assert {name: getattr(pen.ledger, name) for name in STANDS} == ledger
    for store in (eeprom_ledger(world), flash_ledger(world)):
        assert store is not None and store.session == ledger["session"]
    assert pen.journal().startswith(journal)
    added = pen.records()[len(journal) // r.SIZE :]
    if cuts > 1:
        added = [one for one in added if (one["kind"], one.get("event")) != ("ledger", reasons.LEDGER_DISAGREE)]
    assert {one["kind"] for one in added} <= set(MAY_BE_ADDED), added
    assert world.violations == []


def run(kept: bytes, shares: "tuple[int, int]", seed: int = 0) -> "tuple[int, int]":
    """States woken after one cut, and after two. Raises AssertionError."""
    film, journal, ledger = scene(kept)
    first_share, second_share = shares
    once = twice = 0
    for number, world in states_of(film, first_share, seed):
        place = f"state {number}"
        try:
            once += 1
            start = filming(world)
            wake(world, journal, ledger)
            start.append(power_off_image.dump(world))
            for again, cut_again in states_of(start, second_share, number + seed):
                twice += 1
                place = f"state {number}, then {again}"
                wake(cut_again, journal, ledger, cuts=2)
        except Exception as error:
            raise AssertionError(f"{place}: {error!r}") from error
    return once, twice


@pytest.mark.parametrize("life", LIVES)
def test_s12_h11_no_cut_takes_a_pen_or_its_memory(life):
    once, twice = run(LIVES[life](), SHARE, seed=len(life))
    assert once > 15 and twice > 15
