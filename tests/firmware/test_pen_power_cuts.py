"""S5, S13, H6, H11, H12: the power is cut at every single device operation of everything that writes.

An operation is an EEPROM page, a flash program or erase, a row of the cartridge's tag, a clock register; each is cut
before, in the middle (torn) and after. Then the pen boots again and the books are compared with the truth, which the
world knows: the strokes it made, and the bytes in its chips. `python -m tests.tools.power_cuts` does this and the
longer scenes.
"""

import pytest
from pen.core import states

from tests.firmware.stored_ledgers import eeprom_ledger, flash_ledger
from tests.firmware.whole_pen import WholePen

WHERES = ("before", "middle", "after")


def _ready():
    return WholePen()


def _never_booted():
    life = WholePen.__new__(WholePen)
    from boards.virtual.world import World

    WholePen.__init__(life, World(1, 48, endstop_um=None))
    life.provision()
    life.fresh_cartridge()
    return life


def _paused():
    life = _ready()
    assert life.treat(300)
    life.stop()
    return life


def _rested():
    """A pen with a session behind it, 28 days later."""
    life = _ready()
    assert life.session(300)
    life.days(28)
    return life


def _wiped(make, *faults):
    def wiped():
        life = make()
        life.cut_power()
        for name in faults:
            life.world.fault(name)
        return life

    return wiped


def _start(life):
    life.treat(200)


def _pause(life):
    life.treat(200)
    life.stop()


def _end(life):
    life.end()


def _session(life):
    life.session(200)


def _boot(life):
    life.power_up()


# name: the pen before, what is done to it (the power is cut somewhere on the way), does it boot on that way?
SCENES = {
    "first boot": (_never_booted, _boot, True),
    "first session": (_ready, _start, False),
    "pause": (_ready, _pause, False),
    "resume": (_paused, _pause, False),
    "end": (_paused, _end, False),
    "second session": (_rested, _start, False),
    "boot, EEPROM wiped, session open": (_wiped(_paused, "eeprom_wiped"), _boot, True),
    "boot, flash wiped, session open": (_wiped(_paused, "flash_wiped"), _boot, True),
    "boot, both wiped, session open": (_wiped(_paused, "eeprom_wiped", "flash_wiped"), _boot, True),
    "boot after a cut run": (_wiped(lambda: (life := _ready(), life.treat(300))[0]), _boot, True),
}
BEGINNINGS = {"pause": "first session"}  # a scene that begins as another one does is cut behind that
LONG_SCENES = {
    "a whole first session": (_ready, _session, False),
    "a whole second session": (_rested, _session, False),
}


class Witness:
    """Looks over the shoulder of one life: what happened in truth, and what was promised as durable."""

    def __init__(self, life, before):
        self.life = life
        self.before = before  # the newest ledger in the chips, None = there was none
        self.strokes = 0
        self.unbooked = ""  # a stroke that the books did not know
        life.world.motor.on_stroke = self._stroke

    def _stroke(self):
        self.strokes += 1
        if self.strokes > 1:
            return
        world = self.life.world
        stores = (eeprom_ledger(world), flash_ledger(world))
        for ledger in stores:
            if ledger is None or not (ledger.session_open and ledger.locked and ledger.charged_ms):
                self.unbooked = "a stroke before both stores said so"
            elif not ledger.uses(ledger.session_cart_hi, ledger.session_cart_lo):
                self.unbooked = "a stroke before the use was counted"
        if not world.cartridge.uses():
            self.unbooked = "a stroke before the tag was marked"


def _newest(world):
    found = [x for x in (eeprom_ledger(world), flash_ledger(world)) if x is not None]
    return max(found, key=lambda ledger: ledger.sequence) if found else None


def _durable(life, kept):
    """Note every record whose write has returned: from then on it must not be lost."""
    segments = life.app.store.segments
    append = segments.append

    def noting(epoch, sequence, data):
        copy = bytes(data)
        append(epoch, sequence, copy)
        kept.append((epoch, sequence, copy))

    segments.append = noting


def operations(image, act, booting) -> int:
    """How many there are without a cut."""
    life = WholePen.out_of_drawer(image)
    if not booting:
        life.power_up(700)
    before = life.world.ops
    act(life)
    return life.world.ops - before


def cut_once(image, act, booting, n, where) -> None:
    """One life with a cut at operation `n`. Raises AssertionError."""
    life = WholePen.out_of_drawer(image)
    world = life.world
    kept = []
    if booting:
        world.power_on()  # power_up will find it on: the plan of the cut survives
        world.cut_at_op(n, where)
        witness = Witness(life, _newest(world))
    else:
        life.power_up(700)
        kept.append((life.app.store.epoch, 1, life.journal()))
        _durable(life, kept)
        witness = Witness(life, _newest(world))
        world.cut_at_op(n, where)
    try:
        act(life)
    except AttributeError:  # a finger on a pen without power: there is no controller to ask
        assert life.app is None
    assert not world.powered, "the cut did not happen"
    assert not witness.unbooked, witness.unbooked
    _books(life, witness, kept)


def _books(life, witness, kept) -> None:
    """Boot again: nothing that happened or was promised is lost."""
    world, before = life.world, witness.before
    known = _newest(world) or before
    life.cut_power()
    life.power_up(300)
    assert life.until(states.READY, states.LOCKED, states.PAUSED), life.state
    life.run_ms(300)
    ledger = life.ledger
    records = life.records()  # CRC, sequence, chain from genesis
    journal = life.journal()
    for epoch, sequence, data in kept:
        if epoch == life.app.store.epoch:
            at = (sequence - 1) * 64
            assert journal[at : at + len(data)] == data, "a durable record is gone"
        else:
            pytest.fail("a power cut began a new epoch")
    if witness.strokes:
        assert ledger.session == (before.session if before.session_open else before.session + 1)
        assert ledger.locked and life.state != states.READY
        assert ledger.uses(ledger.session_cart_hi, ledger.session_cart_lo) >= 1
        assert world.cartridge.uses() >= 1
        assert ledger.needle_ms * 110 >= witness.strokes * 1_000, "needle time was given back"
    if known is not None:
        assert ledger.session >= known.session
        assert ledger.locked >= known.locked
        assert ledger.lock_from_s >= known.lock_from_s
        assert ledger.mark_s <= world.now_us // 1_000_000
    assert not world.violations
    assert not [r for r in records if r["kind"] == "fault"]
    for store in (eeprom_ledger(world), flash_ledger(world)):
        assert store is not None, "a store was not repaired"
        assert store.session == ledger.session
        assert store.lock_from_s == ledger.lock_from_s
    assert not world.motor.turning


def cut_everywhere(name: str) -> int:
    """All cuts of a scene; returns how many."""
    make, act, booting = (SCENES | LONG_SCENES)[name]
    image = make().keep()
    count = operations(image, act, booting)
    done = operations(image, SCENES[BEGINNINGS[name]][1], booting) if name in BEGINNINGS else 0
    places = [(n, where) for n in range(done + 1, count + 1) for where in WHERES]
    for n, where in places:
        try:
            cut_once(image, act, booting, n, where)
        except AssertionError as error:
            raise AssertionError(f"{name}: cut {where} operation {n} of {count}: {error}") from error
    return len(places)


@pytest.mark.parametrize("name", SCENES)
def test_s5_s13_h6_h11_h12_no_cut_loses_or_gains_anything(name, record_property, capsys):
    count = cut_everywhere(name)
    record_property("power cuts", count)
    with capsys.disabled():
        print(f"\npower cuts: {count:5d}  {name}")
