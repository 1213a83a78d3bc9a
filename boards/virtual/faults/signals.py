"""What can be wrong with each wire of the wiring table: made of `wiring.SIGNALS` and `KINDS`, as "SIGNAL:kind"."""

from boards.virtual import wiring
from boards.virtual.faults.not_modelled import SIGNALS as NOT_MODELLED
from boards.virtual.mcu.wires import HIGH, LOOSE, LOW, OPEN

KINDS = {
    "high": "short to 3V3",
    "low": "short to ground",
    "open": "wire open",
    "swapped": "exchanged with its neighbour",
    "loose": "loose contact",
}
_STATES = {"high": HIGH, "low": LOW, "open": OPEN, "loose": LOOSE}
_NAMES = [name for name, _ in wiring.SIGNALS]
_PINS = dict(wiring.SIGNALS)


def neighbour(signal: str) -> str:
    """The signal after this one in the wiring table. Raises IndexError for the last."""
    return _NAMES[_NAMES.index(signal) + 1]


def _fault(signal: str, kind: str) -> tuple:
    pin = _PINS[signal]
    if kind == "swapped":
        text = "%s and %s exchanged" % (signal, neighbour(signal))
        state = _PINS[neighbour(signal)]
    else:
        text = "%s: %s" % (signal, KINDS[kind])
        state = _STATES[kind]

    def apply(world, on, value):
        if on:
            world.wires.fault(pin, state)
        else:
            world.wires.mend(pin)

    return text, apply


FAULTS = {
    "%s:%s" % (signal, kind): _fault(signal, kind)
    for signal in _NAMES
    for kind in KINDS
    if (signal, kind) not in NOT_MODELLED
}
