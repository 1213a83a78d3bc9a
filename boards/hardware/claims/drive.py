"""The needle drive: a level, a loose wire or a cable never turns the motor; edges at 20 kHz do. What the shunt shows.

The motor is stalled wherever that is worse. Its resistance and inductance are judgement (J), to be measured.
"""

from boards.common.mechanics import MAX_DUTY_PERMILLE
from boards.hardware.claims.claim import Claim
from boards.hardware.claims.spice import Sample, toggling

HERTZ = 20_000  # of the needle program; a test compares it with the firmware's
MOST_DUTY = 0.98  # the driver's own clamp; the core asks for MAX_DUTY_PERMILLE at most
OFF_A = 1e-3  # a motor with less does not move
_NEVER_OFF_MS = 1e6
_PUMP = "R10 R11 C10 D10 D11 C11 R12 Q2"
_POWER = "Q1 R13 C12 D12"


def _motor(sample: Sample, emf: float = 0) -> "list[str]":
    ohm, henry = sample.between(3, 6, 4), sample.between(50e-6, 300e-6, 150e-6)  # (J)
    return [
        "VBAT n_vbat 0 %g" % sample.cell,
        "RM n_motor_plus m1 %g" % ohm,
        "LM m1 m2 %g" % henry,
        "RL m1 m2 1k",  # losses in the iron: without them the model rings for ever
        "VEMF m2 m3 %g" % emf,
        "VM m3 n_motor_minus 0",  # measures the motor's current
    ]


def _driven(sample: Sample, source: str) -> "list[str]":
    return ["VPIN pin 0 %s" % source, "RPIN pin n_needle %g" % sample.pin_ohm]


def _off_ms(found: "dict[str, float]", since_s: float) -> float:
    """How long after `since_s` the motor's current was last above OFF_A; a current at the end means never."""
    if found["last"] > OFF_A:
        return _NEVER_OFF_MS
    return max(0.0, found.get("off", since_s) - since_s) * 1e3


_OFF = {"off": "WHEN i(VM)=%g FALL=LAST" % OFF_A}


def _stuck(sample: Sample, volt: float) -> float:
    """From the fullest gate there can be: the pump cannot lift it above the pin's own swing."""
    lines = sample.parts(_PUMP + " " + _POWER, {"C11": sample.rail, "C10": sample.rail})
    lines += _motor(sample) + _driven(sample, str(volt))
    measures = {**_OFF, "last": "MAX i(VM) from=99m to=100m"}
    return _off_ms(sample.run(lines, 20e-6, 0.1, measures), 0)


def stuck_high(sample: Sample) -> float:
    """How long the motor turns after its input is stuck high, in ms."""
    return _stuck(sample, sample.rail)


def stuck_low(sample: Sample) -> float:
    """How long the motor turns after its input is stuck low, in ms."""
    return _stuck(sample, 0)


def any_toggling(sample: Sample) -> float:
    """Milliseconds after the last edge, whatever toggled before and at whatever level it ended."""
    hertz = sample.anywhere(1, 1e6, 20e3)
    duty = sample.between(0.001, MOST_DUTY, 0.5)
    stop_s = min(max(4 / hertz, 0.01), 120 / hertz)
    after = sample.between(0, sample.rail, sample.rail)
    lines = sample.parts(_PUMP + " " + _POWER) + _motor(sample)
    lines += _driven(sample, toggling(hertz, duty, sample.rail, stop_s, after))
    end_s = stop_s + 0.1
    measures = {**_OFF, "last": "MAX i(VM) from=%g to=%g" % (end_s - 1e-3, end_s)}
    return _off_ms(sample.run(lines, 20e-6, end_s, measures), stop_s)


def floating_ma(sample: Sample) -> float:
    """Milliamperes: nobody drives NEEDLE; leakage of 1 uA, a pull-up left on, 20 pF to the motor's wire at 20 kHz."""
    lines = sample.parts(_PUMP + " " + _POWER, {"C11": sample.rail}) + _motor(sample)
    lines += [
        "ILEAK 0 n_needle %g" % sample.between(-1e-6, 1e-6, 0),
        "RUP n_needle rail %g" % sample.between(50e3, 1e9, 1e9),
    ]
    lines += ["VRAIL rail 0 %g" % sample.rail, "CWIRE n_needle wire 20p"]
    lines.append("VWIRE wire 0 PULSE(0 4.2 38m 20n 20n 25u 50u)")
    return sample.run(lines, 2e-6, 0.042, {"most": "MAX i(VM) from=40m to=42m"})["most"] * 1e3


def pulled_down_v(sample: Sample) -> float:
    """Volts at Q1's gate with nobody driving it: leakage of 1 uA and 20 pF to the motor's wire."""
    lines = [
        *sample.parts("R10 R11 C10 D10 D11 C11 R12 Q2"),
        "ILEAK 0 n_needle %g" % sample.between(0.5e-6, 1e-6, 1e-6),
    ]
    lines += [
        "CG n_gate_1 0 500p",
        "CWIRE n_needle wire 20p",
        "VWIRE wire 0 PULSE(0 4.2 0 20n 20n 25u 50u)",
        "RE n_enabled 0 1k",
    ]
    return sample.run(lines, 2e-7, 5e-3, {"most": "MAX v(n_gate_1) from=1m to=5m"})["most"]


def _running(
    sample: Sample, stop_s: float, measures: "dict[str, str]", duty: float, extra: "list[str]", emf: float = 0
):
    lines = sample.parts(_PUMP + " " + _POWER) + _motor(sample, emf) + extra
    lines += _driven(sample, toggling(HERTZ, duty, sample.rail, stop_s, 0))
    return sample.run(lines, 0.2e-6, stop_s - 60e-6, measures)


def enabled(sample: Sample) -> "dict[str, float]":
    """`ms` from the first edge until Q2's gate has 1.8 V, from where its on-resistance is specified; `v`: the lowest
    there from 3 to 4 ms. Without a cable: Q3 must not take anything away, whatever leaks to VBUS.
    """
    # The Pico's own diode leaks from VSYS to VBUS (MBR120, warm), where it has 15.6 kOhm to ground (Pico schematic).
    extra = [*sample.parts("R1 R2 Q3"), "RPICO n_vbus 0 15.6k", "IPICO 0 n_vbus %g" % sample.between(0, 200e-6, 20e-6)]
    measures = {"on": "WHEN v(n_gate_2)=1.8 RISE=1", "low": "MIN v(n_gate_2) from=3m to=3.9m"}
    found = _running(sample, 4e-3, measures, sample.between(0.05, MAX_DUTY_PERMILLE / 1000, 0.6), extra)
    return {"ms": found.get("on", _NEVER_OFF_MS) * 1e3, "v": found["low"]}


def cable_ma(sample: Sample) -> float:
    """Milliamperes of the motor, the mean from 2 ms after the cable came, with the pin toggling on."""
    extra = sample.parts("R1 R2 Q3") + ["VUSB n_vbus 0 PULSE(0 %g 1m 10u)" % sample.between(4.4, 5.25, 5)]
    duty = sample.between(0.05, MOST_DUTY, MAX_DUTY_PERMILLE / 1000)
    found = _running(sample, 3.5e-3, {"mean": "AVG i(VM) from=3m to=3.4m"}, duty, extra)
    return found["mean"] * 1e3


def warm_w(sample: Sample) -> float:
    """Watts in Q2 at the worst: stalled motor, and a frequency at which the pump only half opens it."""
    hertz, duty, stop_s = sample.anywhere(200, 5e3, 1e3), sample.between(0.02, MOST_DUTY, 0.9), 0.03
    lines = sample.parts(_PUMP + " " + _POWER) + _motor(sample)
    lines += _driven(sample, toggling(hertz, duty, sample.rail, stop_s, 0))
    power = "AVG par('v(n_enabled)*i(VQ2)') from=%g to=%g" % (stop_s * 0.6, stop_s)
    return sample.run(lines, 2e-6, stop_s, {"watt": power})["watt"]


def shunt(sample: Sample) -> "dict[str, float]":
    """A turning motor's mean current: `error`, per cent by which the shunt's voltage is off it; `ground`, how many per
    cent of it a shunt in the ground line would show.
    """
    emf = sample.between(0, 0.35, 0.3) * sample.cell
    duty = sample.between(0.5, MAX_DUTY_PERMILLE / 1000, 0.7)
    lines = sample.parts(_PUMP + " " + _POWER, {"C11": 2.5}) + _motor(sample, emf)
    lines += _driven(sample, toggling(HERTZ, duty, sample.rail, 3e-3, 0))
    currents = {"shown": "par('(v(n_vbat)-v(n_motor_plus))*10')", "true": "i(VM)", "ground": "i(VQ2)"}
    measures = {name: "AVG %s from=2m to=2.9m" % what for name, what in currents.items()}
    found = sample.run(lines, 0.2e-6, 2.9e-3, measures)
    percent = {name: 100 * value / found["true"] for name, value in found.items()}
    return {"error": abs(percent["shown"] - 100), "ground": percent["ground"]}


_WORKING = "%d kHz, 5-%d %%: " % (HERTZ // 1000, MAX_DUTY_PERMILLE // 10)  # what the core can ask for
CLAIMS = (
    Claim("needle drive", "pin stuck high: motor off after", "ms", 50, True, stuck_high),
    Claim("needle drive", "pin stuck low: motor off after", "ms", 50, True, stuck_low),
    Claim("needle drive", "any toggling to 1 MHz, 0-98 %: motor off after the last edge", "ms", 50, True, any_toggling),
    Claim("needle drive", "pin floating: motor current", "mA", 1, True, floating_ma),
    Claim("gate pull-down", "pin floating: gate of Q1 (lowest threshold 0.36 V)", "V", 0.35, True, pulled_down_v),
    Claim("needle drive", _WORKING + "gate of Q2 at 1.8 V after", "ms", 3, True, enabled, "ms"),
    Claim("needle drive", _WORKING + "gate of Q2 stays at", "V", 1.8, False, enabled, "v"),
    Claim("needle drive", "told only: wrong frequency and stalled motor at once: heat in Q2", "W", None, True, warm_w),
    Claim("cable", "cable in, pin toggling: motor current after 2 ms", "mA", 1, True, cable_ma),
    Claim("current", "shunt in the motor's loop: error of the mean, any duty", "%", 3, True, shunt, "error"),
    Claim("current", "told only: a shunt in the ground line would show", "%", None, False, shunt, "ground"),
)  # fmt: skip
