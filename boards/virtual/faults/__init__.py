"""Every fault that can be injected, by name: `World.fault(name, on, value)`.

Complete by construction: for every signal of the wiring table and every part, every kind of fault (`signals.py`,
`parts.py`), but for those that `not_modelled.py` lists with a reason; and those with a name of their own (`named.py`).
"""

from boards.virtual.faults import named, parts, signals

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

# name: (what it is, how it is done). `value` is told where there is one.
FAULTS = dict(named.FAULTS)
FAULTS.update(signals.FAULTS)
FAULTS.update(parts.FAULTS)


def values(name: str) -> tuple:
    """The values that a fault is to be tried with; (None,) where it has none."""
    return parts.VALUES.get(name) or named.VALUES.get(name, (None,))


def inject(world: "World", name: str, on: bool, value: "int | str | None") -> None:
    """Inject or take back a fault. Raises KeyError for an unknown name."""
    FAULTS[name][1](world, on, value)
    if on:
        world.active_faults[name] = True if value is None else value
    else:
        world.active_faults.pop(name, None)


def adc_noise(world: "World") -> int:
    """Counts to add to an ADC reading now."""
    peak = world.active_faults.get("adc_noise")
    if not peak:
        return 0
    peak = 6 if peak is True else peak
    return world.rng.below(2 * peak + 1) - peak
