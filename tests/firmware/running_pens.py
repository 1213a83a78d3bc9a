"""Whole pens whose needles run: just fuelled, or treating skin; or never do; the sagging supply."""

from types import SimpleNamespace

from boards.RPI_PICO import board
from tests.firmware.whole_pen import IN_THE_AIR_MS, LIGHTLY

SAGGING = SimpleNamespace(**{**vars(board), "REFERENCE_PIN": 29})  # these pins, with the RP2040-Zero's supply


def begun(pen) -> None:
    """Needles have just got their first fuel."""
    assert pen.arm()
    pen.press("UP")
    assert pen.run_until(lambda: pen.driven, 1_000)


def treating(pen) -> None:
    begun(pen)
    pen.run_ms(IN_THE_AIR_MS)
    pen.world.touch(LIGHTLY)
    pen.run_ms(500)
    assert pen.driven


def driven_ms(pen, at_most_ms=1_500) -> int:
    """How long they are still driven."""
    from_us = pen.world.now_us
    while pen.driven and pen.world.now_us - from_us < at_most_ms * 1_000:
        pen.turn()
    return (pen.world.now_us - from_us) // 1_000


def dead_safe(pen):
    """Whatever the finger tries now: no stroke, no drive, and never deeper than the cap."""
    moved = pen.world.strokes_true
    for ms in (90, 1_500, 3_500, 90):
        pen.press("SELECT", ms)
        pen.run_ms(2_500)
        pen.press("UP")
        pen.run_ms(500)
    assert not pen.treat(), "START and what starts the needles, with all answered and clean"
    pen.press("UP")  # takes off what it was told
    pen.run_ms(500)
    assert pen.world.strokes_true == moved, "needles moved"
    assert not pen.driven
    assert pen.world.max_tip_um <= 500
    assert not pen.world.violations
