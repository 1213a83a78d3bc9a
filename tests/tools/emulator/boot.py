"""From power-on to the home screen: how long it takes, and what the dangerous pins do meanwhile."""

from boards.virtual.demo.screen_reader import words
from tests.tools.emulator.pen import GATE, NENABLE, STEP, Pen

HOME = ("Ready", "START")
_GIVE_UP_MS = 6_000
_SETTLED_MS = 600  # a picture that stood for so long is complete


def measure(cartridge: bool) -> "dict[str, object]":
    """One start on battery, with or without a cartridge."""
    with Pen(probe=False, cartridge=cartridge) as pen:
        began_ns = pen.now_ns
        pen.bench.boot()
        pen.drive(began_ns, NENABLE, 1)  # the board's pull-up
        pictures: list[tuple[int, bytes]] = []
        while pen.now_ns < began_ns + _GIVE_UP_MS * 1_000_000:
            pen.run(1)
            frame = pen.picture()
            if not pictures or frame != pictures[-1][1]:
                pictures.append((pen.now_ns, frame))
            elif frame and pen.now_ns - pictures[-1][0] > _SETTLED_MS * 1_000_000:
                break
        at_ns, frame = pictures[-1]
        safe = [t for t, level in pen.edges(NENABLE) if level == 0]
        return {
            "home_ms": (at_ns - began_ns) / 1e6,
            "screen": words(frame) if frame else "",
            "gate_edges": len(pen.edges(GATE)),
            "step_edges": len(pen.edges(STEP)),
            "driver_enabled": len(safe),
            "until_ms": (pen.now_ns - began_ns) / 1e6,
        }
