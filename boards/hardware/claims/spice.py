"""Runs Debian's ngspice on decks that are made of the circuit's own values, and nothing typed again.

A `Sample` is one pen: every value drawn from its tolerance, every semiconductor between the corners of its data sheet.
Sample 0 is the nominal one. Whoever writes a claim adds what drives the circuit and says what is measured.
"""

import random
import re
import shutil
import subprocess
from collections.abc import Iterable

from boards.hardware.circuit import circuit

PROGRAM = "ngspice"
INSTALL = "Debian, Ubuntu: apt install ngspice · macOS: brew install ngspice"
R_PERCENT, C_PERCENT = 5, 20  # what the circuit has to bear, whatever better parts are bought
COLD_C, HOT_C = -10.0, 60.0


def installed() -> bool:
    """Whether ngspice can be started."""
    return shutil.which(PROGRAM) is not None


class Sample:
    """One pen of many. `seed` 0: all nominal, 25 °C. `between` draws what else varies."""

    def __init__(self, seed: int, board: str = "RPI_PICO"):
        self.seed = seed
        self._rng = random.Random(seed)
        self.nominal = seed == 0
        self.circuit = circuit(board)
        self.celsius = self.between(COLD_C, HOT_C, 25)
        self.rail = self.between(
            3.1, 3.4, 3.3
        )  # 3V3: converter's tolerance, and the Zero's regulator near its drop-out
        self.cell = self.between(3.2, 4.2, 3.7)
        # RP2040 data sheet, "IO electrical characteristics": VOH at least 2.62 V at the pin's 4 mA -> at most 170 ohm
        self.pin_ohm = self.between(30, 170, 50)
        self._models = self._semiconductors()

    def between(self, low: float, high: float, nominal: float) -> float:
        """Low corner, high corner, or anywhere between; `nominal` in sample 0."""
        if self.nominal:
            return nominal
        return self._rng.choice((low, high, self._rng.uniform(low, high)))

    def log_between(self, low: float, high: float, nominal: float) -> float:
        """The same over decades."""
        if self.nominal:
            return nominal
        return self._rng.choice((low, high, low * (high / low) ** self._rng.random()))

    def anywhere(self, low: float, high: float, nominal: float) -> float:
        """Anywhere between, over decades, without a preference for the corners: what the circuit is put to."""
        return nominal if self.nominal else low * (high / low) ** self._rng.random()

    def parts(self, refs: str, start: "dict[str, float] | None" = None) -> "list[str]":
        """The lines of these parts (R, C, D, Q). `start`: capacitors that begin with a voltage."""
        return [self._line(ref, (start or {}).get(ref)) for ref in refs.split()]

    def _line(self, ref: str, volt: "float | None") -> str:
        part = self.circuit[ref]
        nets = [node(net) for net, _ in part.pins.values()]
        if part.kind in "RC":
            percent = part.tolerance_percent if part.kind == "R" and part.item.what.startswith("current") else 0
            percent = percent or (R_PERCENT if part.kind == "R" else C_PERCENT)
            value = part.value * self.between(1 - percent / 100, 1 + percent / 100, 1)
            begins = "" if part.kind == "R" else " IC=%g" % (volt or 0)
            return "%s %s %s %.6g%s" % (ref, *nets, value, begins)
        if part.kind == "D":
            return "%s %s %s %s" % (ref, *nets, part.item.short)
        gate, drain, source = nets
        model = part.item.short
        inner = "%s_drain" % ref.lower()  # a source of 0 V in front of it measures its current
        lines = [
            "V%s %s %s 0" % (ref, drain, inner),
            "M%s %s %s %s %s %s temp=27" % (ref, inner, gate, source, source, model),
        ]
        for name, one, other, farad in (
            ("gs", gate, source, 810e-12),
            ("gd", gate, inner, 55e-12),
            ("ds", inner, source, 50e-12),
        ):
            lines.append("C%s%s %s %s %g" % (ref, name, one, other, farad))
        return "\n".join([*lines, "R%s %s %s 1g" % (ref, inner, source)])

    def exact(self, ref: str) -> str:
        """A part within the tolerance that is bought (dividers), not within what the drive has to bear."""
        part = self.circuit[ref]
        share = part.tolerance_percent / 100
        nets = [node(net) for net, _ in part.pins.values()]
        return "%s %s %s %.6g" % (ref, *nets, part.value * self.between(1 - share, 1 + share, 1))

    def _semiconductors(self) -> "list[str]":
        """Level 1 and the diode equation, with corners.

        BAT54 (Nexperia): VF at most 240 mV at 0.1 mA, 800 mV at 100 mA: the high corner; IR at most 2 uA: the low.
        SS14 (Vishay 88746): VF at most 0.5 V at 1 A.
        Si2312CDS (Vishay 65900): VGS(th) 0.45 to 1.0 V, -2.6 mV/K; at most 41.4 mOhm at 1.8 V; Ciss 865 pF, Crss 55.
        Si2333CDS (Vishay): VGS(th) -0.4 to -1.0 V.
        """
        threshold = self.between(0.45, 1.0, 0.7) - 0.0026 * (self.celsius - 25)
        p_threshold = self.between(0.4, 1.0, 0.7) - 0.0026 * (self.celsius - 25)
        return [
            ".model Si2333CDS PMOS(LEVEL=1 VTO=%.4g KP=20)" % -p_threshold,
            ".model BAT54 D(IS=%.4g N=1.03 RS=%.3g CJO=10p EG=0.69 XTI=2 BV=30)"
            % (self.log_between(1.3e-8, 2e-6, 1.5e-7), self.between(1, 4, 2)),
            ".model SS14 D(IS=%.4g N=1.05 RS=0.05 CJO=110p EG=0.69 XTI=2 BV=40)" % self.log_between(4e-7, 2e-5, 2e-6),
            ".model Si2312CDS NMOS(LEVEL=1 VTO=%.4g KP=%.4g)" % (threshold, self.between(30, 60, 40)),
        ]

    def run(
        self, lines: "Iterable[str]", step_s: float, stop_s: float, measures: "dict[str, str]"
    ) -> "dict[str, float]":
        """Simulate and return the measures. One that ngspice cannot find is missing. Raises RuntimeError."""
        deck = ["* needlepen", *lines, *self._models, ".options temp=%g reltol=0.005 method=gear" % self.celsius]
        deck.append(".tran %g %g 0 %g uic" % (step_s, stop_s, step_s * 20))
        deck += [".meas tran %s %s" % (name, what) for name, what in measures.items()]
        deck.append(".end")
        text = "\n".join(deck) + "\n"
        done = subprocess.run([PROGRAM, "-b"], input=text, capture_output=True, encoding="utf-8", errors="replace")
        found = {name: float(value) for name, value in re.findall(r"(?m)^(\w+)\s+=\s+([-+.\de]+)", done.stdout)}
        if not found.keys() & {name.lower() for name in measures} and "failed" not in done.stdout + done.stderr:
            raise RuntimeError(
                "ngspice said:\n%s\n%s\nof\n%s" % (done.stdout[-2000:], done.stderr[-2000:], text[:3000])
            )
        return {name: found[name.lower()] for name in measures if name.lower() in found}


def node(net: str) -> str:
    """The name of a net in a deck."""
    return "0" if net in ("GND", "AGND") else "n_%s" % net.lower()


def toggling(hertz: float, duty: float, volt: float, stop_s: float, after: float) -> str:
    """A PWL source's points: a pin that toggles from 0 to `stop_s` and then stays at `after` volt."""
    edge = min(50e-9, 0.2 * duty / hertz, 0.2 * (1 - duty) / hertz)
    points, at = [(0.0, 0.0)], 1e-6
    while at + 1 / hertz < stop_s:
        high = duty / hertz
        points += [(at, 0), (at + edge, volt), (at + high, volt), (at + high + edge, 0)]
        at += 1 / hertz
    points += [(at, 0), (at + edge, after)]
    return "PWL(" + "\n+ ".join("%.10g %g" % point for point in points) + ")"
