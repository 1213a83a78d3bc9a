"""A cartridge taken out of a whole pen and another put in; the way from START to a clean nose."""

from pen.core import states
from pen.core.limits import DRY_MS
from pen.core.states import cleaning

from tests.firmware.session_preparation import answer_well, choose_start

OUT_MS = (40, 80, 300, 800, 10_000)


def _fresh(pen, old):
    return pen.world.make_cartridge("MULTI_USE", 500, 4_711)


def _used(pen, old):
    other = pen.world.make_cartridge("MULTI_USE", 500, 4_712)
    other.tag.mem[0x20] = 0
    other.tag.mem[0x40:0x48] = bytes(pen.ledger.pen_id)
    pen.ledger.set_uses(0, 4_712, 1, 1)  # by this pen, when it began to count
    return other


INTO = {
    "the same": lambda pen, old: old,
    "a fresh one": _fresh,
    "a used one": _used,
    "a copy": lambda pen, old: old.copy(),
}


def swap(pen, into, out_ms):
    """The cartridge out, for `out_ms`, and another in (or the same)."""
    old = pen.world.eject()
    pen.run_ms(out_ms)
    pen.world.insert(INTO[into](pen, old))


def start(pen) -> int:
    """START, and the state that it leads to; today's questions are answered well."""
    pen.wake()
    choose_start(pen)
    pen.press("SELECT")
    answer_well(pen)
    pen.run_ms(2_500)
    return pen.state


def clean(pen, dry=True):
    """Today's questions and five minutes of alcohol, by the finger; `dry`: and dry."""
    assert start(pen) == states.CLEANING
    pen.slow_turns(300_500)
    assert pen.phase == cleaning.DRYING
    if dry:
        pen.run_ms(DRY_MS)
        pen.press("SELECT")
        pen.run_ms(200)
        assert pen.state == states.READY
