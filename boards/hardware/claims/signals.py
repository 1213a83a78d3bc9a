"""Everything but the needle drive: stop, current, battery, USB sense, tacho, and the tag while it is programmed.

What the pins of an RP2040 ask for (data sheet, "IO electrical characteristics", 3.3 V): below 0.8 V is low, above 2.0 V
is high, and at most 1 uA flows into them.
"""

from boards.hardware.claims.claim import Claim
from boards.hardware.claims.spice import Sample

LOW_V, HIGH_V, LEAK_A = 0.8, 2.0, 1e-6
TAG_V, TAG_A = 2.8, 0.8e-3  # DS2431 data sheet (19-4675), note 19: while it programs
RAIL_V = 2.4  # the lowest 3V3 that the pen goes on with
_RIPPLE_HZ = 60  # strokes a second at the least: RATE_MIN_HZ of the firmware


def _stop(sample: Sample, contact: str, noise: bool) -> "list[str]":
    """`contact`: a PWL source above 0.5 V of which the contact is closed. Noise: 50 pF to the motor's wire."""
    lines = [*sample.parts("R40 R41 C40"), "VRAIL rail 0 %g" % sample.rail, "VC control 0 " + contact]
    lines += [
        "SW rail n_stop_wire control 0 CONTACT",
        ".model CONTACT SW(VT=0.5 VH=0.1 RON=%g ROFF=1g)" % sample.between(1, 100, 10),
    ]
    lines += [
        "CPIN n_select 0 5p",
        "CCABLE n_stop_wire 0 100p",
        "ILEAK 0 n_select %g" % sample.between(-LEAK_A, LEAK_A, 0),
    ]
    if noise:
        lines += ["CM n_stop_wire motor 50p", "VMOTOR motor 0 PULSE(0 4.2 3u 20n 20n 25u 50u)"]
    return lines


def press_us(sample: Sample) -> float:
    """Microseconds from the opening of the contact (or the wire) until the pin reads low for certain."""
    lines = _stop(sample, "PWL(0 1 100u 1 100.1u 0)", False)
    return (sample.run(lines, 1e-7, 300e-6, {"at": "WHEN v(n_select)=%g FALL=LAST" % LOW_V})["at"] - 100e-6) * 1e6


def short_press_v(sample: Sample) -> float:
    """Volts, the lowest at the pin when bouncing opens the contact for 50 us only."""
    lines = _stop(sample, "PWL(0 1 100u 1 100.1u 0 150u 0 150.1u 1)", True)
    return sample.run(lines, 1e-7, 250e-6, {"low": "MIN v(n_select) from=99u to=200u"})["low"]


def pressed_v(sample: Sample) -> float:
    """Volts, the highest at the pin while pressed, with the motor running beside the wire."""
    return sample.run(_stop(sample, "0", True), 5e-8, 500e-6, {"top": "MAX v(n_select) from=100u to=500u"})["top"]


def released_v(sample: Sample) -> float:
    """Volts, the lowest at the pin while released, with the motor running beside the wire."""
    return sample.run(_stop(sample, "1", True), 5e-8, 500e-6, {"low": "MIN v(n_select) from=100u to=500u"})["low"]


def _smoothing(sample: Sample, source: str) -> "list[str]":
    leak = "ILEAK 0 n_current %g" % sample.between(-LEAK_A, LEAK_A, 0)
    return [*sample.parts("R50 R51 C50"), "VOUT n_current_wire 0 " + source, leak]


def settle_ms(sample: Sample) -> float:
    """Milliseconds until a step of the current is shown to 5 %."""
    found = sample.run(_smoothing(sample, "PWL(0 0 1m 0 1.001m 1)"), 1e-4, 0.5, {"at": "WHEN v(n_current)=0.95 RISE=1"})
    return found["at"] * 1e3 - 1


def ripple_percent(sample: Sample) -> float:
    """Per cent, from middle to peak, that is left at the pad of a ripple of 30 % at 60 strokes a second."""
    lines = _smoothing(sample, "SIN(1 0.3 %g)" % _RIPPLE_HZ)
    found = sample.run(lines, 1e-4, 0.6, {"pp": "PP v(n_current) from=0.4 to=0.6"})
    return found["pp"] * 50


def broken_wire_ma(sample: Sample) -> float:
    """Milliamperes that the pen reads when the wire from the amplifier is broken."""
    leak = "ILEAK 0 n_current %g" % sample.between(0, LEAK_A, 0)
    found = sample.run([*sample.parts("R50 R51 C50"), leak], 1e-3, 1, {"end": "MAX v(n_current) from=0.9 to=1"})
    return found["end"] * 1e3 / 2


def battery_mv(sample: Sample) -> float:
    """Millivolts of the cell by which the reading is off, without the converter's own error."""
    lines = [sample.exact("R52"), sample.exact("R53"), *sample.parts("C52", {"C52": sample.cell / 2})]
    lines += ["VBAT n_vbat 0 %g" % sample.cell, "ILEAK 0 n_battery %g" % sample.between(-LEAK_A, LEAK_A, 0)]
    return (
        abs(sample.run(lines, 1e-3, 0.2, {"pad": "AVG v(n_battery) from=0.19 to=0.2"})["pad"] * 2 - sample.cell) * 1e3
    )


def _shunt(sample: Sample, parts: str, volt: float) -> float:
    """Volts at the pad of the RP2040-Zero's reference, with these parts, at `volt` of 3V3.

    LM4040 data sheet (19-1787, 2.048 V), grade C: 0.5 % at 25 degrees, 100 ppm/K, conducts 45 to 65 uA before it
    regulates (SLOS456: 75 uA), 0.8 ohm then.
    """
    zero = _on_zero(sample)
    shunt_v = 2.048 * (1 + zero.between(-0.005, 0.005, 0)) * (1 + zero.between(-1e-4, 1e-4, 0) * (zero.celsius - 25))
    before_a = zero.between(45e-6, 75e-6, 45e-6)
    lines = [*zero.parts(parts), "ILEAK 0 n_reference %g" % zero.between(-LEAK_A, LEAK_A, 0)]
    if "R57" in parts:
        lines.append("VRAIL n_3v3 0 %g" % volt)
    if "C57" not in parts:
        current = "%g*min(1,max(0,v(n_reference)/%g)) + max(0,v(n_reference)-%g)/0.8" % (before_a, shunt_v, shunt_v)
        lines += ["CPIN n_reference 0 100n IC=0", "BD50 n_reference 0 I=%s" % current]
    return zero.run(lines, 1e-5, 50e-3, {"v": "AVG v(n_reference) from=45m to=50m"})["v"]


def reference_mv(sample: Sample) -> float:
    """Millivolts by which the reference is off at the lowest 3V3 with which the pen goes on."""
    return abs(_shunt(sample, "R57 R58", RAIL_V) - 2.048) * 1e3


def no_reference_mv(sample: Sample) -> float:
    """What the pen takes 3V3 for when D50 is missing, mV."""
    rail_v = _on_zero(sample).rail
    return 2_048 * rail_v / _shunt(sample, "R57 R58 C57", rail_v)


def no_reference_wire_v(sample: Sample) -> float:
    """Volts at the pad when the wire to the reference is broken."""
    return _shunt(sample, "R58 C57", 0)


def _usb(sample: Sample, volt: float) -> float:
    lines = [*sample.parts("R1 R2"), "VUSB n_vbus 0 %g" % volt, "CPIN n_usb_sense 0 5p"]
    if "Q5" in sample.circuit.parts:
        lines += [*sample.parts("R4 R5 Q5"), "V3 n_3v3 0 %g" % sample.rail]
    leak = "ILEAK 0 n_usb_sense %g" % sample.between(-LEAK_A, LEAK_A, 0)
    return sample.run([*lines, leak], 1e-6, 5e-3, {"v": "AVG v(n_usb_sense) from=4.9m to=5m"})["v"]


def _on_zero(sample: Sample) -> Sample:
    return Sample(sample.seed, "WAVESHARE_RP2040_ZERO")


def usb_low_v(sample: Sample) -> float:
    """Volts at the sense with the least that a cable gives (USB 2.0: 4.40 V), on the worse board."""
    return min(_usb(sample, 4.4), _usb(_on_zero(sample), 4.4))


def usb_high_v(sample: Sample) -> float:
    """Volts at the sense with the most (5.25 V), on the worse board; the pin bears 3.6 V."""
    return max(_usb(sample, 5.25), _usb(_on_zero(sample), 5.25))


def usb_back_v(sample: Sample) -> float:
    """Volts at the Zero's sense without a cable, when its own regulator lets 3V3 back to the 5V pin (0.3 V less)."""
    zero = _on_zero(sample)
    return _usb(zero, zero.rail - 0.3)


def _tag(sample: Sample, driven: bool) -> float:
    lines = [
        *sample.parts("R30 R31"),
        "VRAIL n_3v3 0 %g" % sample.rail,
        "ITAG n_tag_contact 0 %g" % TAG_A,
        "CT n_tag_contact 0 1n",
    ]
    lines += ["VPIN pin 0 %g" % sample.rail, "RPIN pin n_tag %g" % sample.pin_ohm] if driven else []
    return sample.run(lines, 1e-6, 2e-3, {"v": "AVG v(n_tag_contact) from=1.9m to=2m"})["v"]


def tag_driven_v(sample: Sample) -> float:
    """Volts at the tag while it draws what it draws when it programs, and the pin drives high."""
    return _tag(sample, True)


def tag_pulled_v(sample: Sample) -> float:
    """The same with the pull-up alone."""
    return _tag(sample, False)


def _tacho(sample: Sample, low_s: float, period_s: float) -> "list[str]":
    lines = [*sample.parts("R55 R56 C54"), "VRAIL n_3v3 0 %g" % sample.rail, "CPIN n_tacho 0 5p"]
    lines += ["VC control 0 PULSE(0 1 1m 1u 1u %g %g)" % (low_s, period_s), "SW n_hall 0 control 0 HALL"]
    return [*lines, ".model HALL SW(VT=0.5 VH=0.1 RON=20 ROFF=1g)"]


def tacho_v(sample: Sample) -> float:
    """Volts between the levels of a stroke at 150 a second and what the pin asks for: the smaller margin."""
    lines = _tacho(sample, 1e-3, 1 / 150)
    measures = {"low": "MIN v(n_tacho) from=1.5m to=14m", "high": "MAX v(n_tacho) from=3m to=14m"}
    found = sample.run(lines, 1e-5, 15e-3, measures)
    return min(LOW_V - found["low"], found["high"] - HIGH_V)


def tacho_spike_v(sample: Sample) -> float:
    """Volts, the lowest at the pin when a disturbance pulls the wire down for 2 us."""
    lines = _tacho(sample, 2e-6, 1)
    return sample.run(lines, 1e-7, 1.2e-3, {"low": "MIN v(n_tacho) from=0.99m to=1.2m"})["low"]


CLAIMS = (
    Claim("stop", "SELECT opens, or its wire breaks: pin low after", "µs", 50, True, press_us),
    Claim("stop", "bouncing contact opens for 50 µs: the pin goes down to", "V", LOW_V, True, short_press_v),
    Claim("stop", "pressed, motor beside the wire (50 pF): pin at most", "V", LOW_V, True, pressed_v),
    Claim("stop", "released, motor beside the wire (50 pF): pin at least", "V", HIGH_V, False, released_v),
    Claim("current", "a step is shown to 5 % after", "ms", 300, True, settle_ms),
    Claim("current", "ripple of 30 % at 60 strokes/s: left at the pad", "%", 5, True, ripple_percent),
    Claim("current", "broken wire, 1 µA leakage: the pen reads", "mA", 8, True, broken_wire_ma),
    Claim("battery", "1 % resistors, 1 µA leakage: reading off by", "mV", 150, True, battery_mv),
    Claim("reference", "3V3 sagged to 2.40 V: 2,048 mV off by", "mV", 20, True, reference_mv),
    Claim("reference", "D50 missing: the pen takes 3V3 for", "mV", RAIL_V * 1000 - 100, True, no_reference_mv),
    Claim("reference", "broken wire, 1 µA leakage: pad at most", "V", 0.5, True, no_reference_wire_v),
    Claim("cable", "4.40 V at the cable: sense at least", "V", HIGH_V, False, usb_low_v),
    Claim("cable", "RP2040-Zero, no cable, 3V3 gets back to its 5V pin: sense at most", "V", 0.35, True, usb_back_v),
    Claim("cable", "5.25 V at the cable: sense at most", "V", 3.6, True, usb_high_v),
    Claim("tag", "programming, pin drives high: at the tag", "V", TAG_V, False, tag_driven_v),
    Claim("tag", "told only: programming with the pull-up alone", "V", None, False, tag_pulled_v),
    Claim("tacho", "150 strokes/s: margin to the pin's levels", "V", 0.3, False, tacho_v),
    Claim("tacho", "spike of 2 µs: pin stays above", "V", HIGH_V, False, tacho_spike_v),
)  # fmt: skip
