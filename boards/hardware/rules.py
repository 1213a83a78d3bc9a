"""The electrical rule check: what is wrong with a circuit, in sentences. It knows pins and nets, and no part by name.

It finds what a drawing hides: a net with one pin, an input that nothing drives, two outputs against each other, a
supply pin without a supply, an open drain without a pull-up.
"""

from boards.hardware.headers import SIGNALS, gpio, outside
from boards.hardware.parts import (
    BIDIRECTIONAL,
    INPUT,
    OPEN_DRAIN,
    OUTPUT,
    PASSIVE,
    POWER_IN,
    POWER_OUT,
    UNUSED,
    Circuit,
)  # fmt: skip

_SUPPLIES = ("CELL", "VBAT", "VSYS", "3V3", "VBUS")
_KINDS = {PASSIVE, INPUT, OUTPUT, OPEN_DRAIN, BIDIRECTIONAL, POWER_IN, POWER_OUT, UNUSED}


def violations(circuit: Circuit) -> "list[str]":
    """Every violated rule; none is a circuit that can be drawn and built."""
    found = []
    for net, pins in circuit.nets().items():
        kinds = {what: [] for what in _KINDS}
        for ref, pin in pins:
            kinds[circuit[ref].pins[pin][1]].append("%s.%s" % (ref, pin))
        found += ["%s: %s" % (net, text) for text in _of_net(circuit, net, pins, kinds)]
    return [*found, *_of_parts(circuit), *_of_board(circuit)]


def _of_net(circuit: Circuit, net: str, pins: "list[tuple[str, str]]", kinds: "dict[str, list[str]]"):
    if len(pins) < 2:
        yield "only %s is joined to it" % ".".join(pins[0])
    strong = kinds[OUTPUT] + [pin for pin in kinds[POWER_OUT] if net not in ("GND", "AGND")]
    if len(strong) > 1:
        yield "%s drive against each other" % " and ".join(strong)
    fed = kinds[POWER_OUT] or any((circuit[ref].kind, pin) in (("D", "K"), ("QP", "D")) for ref, pin in pins)
    if kinds[POWER_IN] and not fed:
        yield "%s has no supply" % ", ".join(kinds[POWER_IN])
    if kinds[INPUT] and not (strong or kinds[POWER_OUT] or kinds[BIDIRECTIONAL] or kinds[OPEN_DRAIN] or kinds[PASSIVE]):
        yield "nothing drives %s" % ", ".join(kinds[INPUT])
    if any(circuit[ref].kind == "Q" for ref, pin in pins if pin == "G" and net not in _SUPPLIES) and not _pulled(
        circuit, net, "GND"
    ):
        yield "a gate without a pull-down"
    if kinds[OPEN_DRAIN] and not (_pulled(circuit, net, "3V3") or _pulled(circuit, net, "CELL")):
        yield "an open drain (%s) without a pull-up" % ", ".join(kinds[OPEN_DRAIN])


def _pulled(circuit: Circuit, net: str, to: str, depth: int = 2) -> bool:
    """Whether a resistor leads from `net` to `to`, straight or through one other resistor."""
    for part in circuit.parts.values():
        nets = [on for on, _ in part.pins.values()]
        if part.kind == "R" and net in nets:
            other = nets[1 - nets.index(net)]
            if other == to or (depth > 1 and other not in _SUPPLIES and _pulled(circuit, other, to, depth - 1)):
                return True
    return False


def _of_parts(circuit: Circuit):
    for part in circuit.parts.values():
        joined = [net for net, what in part.pins.values() if what != UNUSED]
        if any(not net for net in joined):
            yield "%s has a pin on no net" % part.ref
        if len(part.pins) == 2 and len(set(joined)) == 1:
            yield "%s is short-circuited" % part.ref
        if not part.purpose:
            yield "%s is for nothing" % part.ref


def _of_board(circuit: Circuit):
    """Every signal of the board's file that has a pin ends at a part."""
    for signal in SIGNALS:
        if outside(circuit.board, signal) and len(circuit.nets().get(signal, ())) < 2:
            yield "%s (%s) ends at no part" % (signal, gpio(circuit.board, signal))
