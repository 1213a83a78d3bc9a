"""The latched supply: it comes on when asked, slowly enough, stays through a reset, lets go, and then takes nothing.

Leakage: Q6 (Si2333CDS) at most 1 uA at 25 C and 10 uA at 55 C; Q7 (MMBT3904) ICEX at most 50 nA at 25 C, doubled every
10 K; the clock's INT (DS3231, "DC electrical characteristics", ILO) at most 1 uA. The pen's load is judgement (J).
"""

from boards.hardware.claims.claim import Claim
from boards.hardware.claims.signals import LOW_V
from boards.hardware.claims.spice import Sample

_LATCH = "Q6 R70 R71 R72 C70 D70 C71 R73 R74"
STARTS_V = 3.0  # the processor's supply is good for certain: the Zero's regulator then gives 2.9 V
GONE_V = 1.6  # the Pico's converter stops at 1.8 V, the processor well above 1.6 V
OFF_S = 2.0  # what the firmware waits for: 200 looks in `firmware/pen/hal/supply.py`
_CONTACT = ".model CONTACT SW(VT=0.5 VH=0.1 RON=1 ROFF=10g)"


def _leaks(sample: Sample) -> "list[str]":
    hot = 2 ** ((sample.celsius - 25) / 10)
    return [
        "IQ6 n_cell n_vbat %g" % (sample.between(0, 1e-6, 0.1e-6) * min(hot, 10)),
        "IQ7 n_latch 0 %g" % (sample.between(0, 50e-9, 10e-9) * hot),
        "IINT n_latch 0 %g" % sample.between(-1e-6, 1e-6, 0),
    ]


def _deck(sample: Sample, load_ohm: float, contact: str = "0", hold: str = "0", alarm: str = "0") -> "list[str]":
    """`contact`, `hold`, `alarm`: sources above 0.5 V while SELECT is pressed, HOLD is high, INT pulls."""
    bjt = ".model MMBT3904 NPN(IS=%g BF=%g CJC=4p CJE=8p)" % (
        sample.log_between(1e-15, 2e-14, 6.7e-15),
        sample.between(40, 300, 150),
    )
    return [
        *sample.parts(_LATCH + " C1 C20 R40 R41 C40", {"C70": -sample.cell}),  # its gate high: off
        "Q7 n_latch n_latch_base 0 MMBT3904",
        "VCELL n_cell 0 %g" % sample.cell,
        "RLOAD n_vbat 0 %g" % load_ohm,
        "VSEL sel 0 " + contact,
        "SSEL n_select_on n_stop_wire sel 0 CONTACT",
        "VINT int 0 " + alarm,
        "SINT n_latch 0 int 0 CONTACT",
        "VH hold_wanted 0 " + hold,
        "EH hold_pin 0 hold_wanted 0 %g" % sample.rail,
        "RH hold_pin n_hold %g" % sample.pin_ohm,
        *_leaks(sample),
        bjt,
        _CONTACT,
    ]


def _on(sample: Sample, **pulls: str) -> "dict[str, float]":
    """Asked after 10 ms, with everything empty: when the supply is there, and the most that ever rushed in."""
    lines = _deck(sample, sample.between(60, 200, 100), **pulls)
    found = sample.run(lines, 1e-5, 0.25, {"at": "WHEN v(n_vbat)=%g RISE=1" % STARTS_V, "rush": "MIN i(VQ6)"})
    return {"ms": found.get("at", 9.0) * 1e3 - 10, "a": abs(found["rush"])}


_STEP = "PWL(0 0 10m 0 10.01m 1)"


def pressed(sample: Sample) -> "dict[str, float]":
    """SELECT switches it on."""
    return _on(sample, contact=_STEP)


def alarmed(sample: Sample) -> "dict[str, float]":
    """The clock switches it on."""
    return _on(sample, alarm=_STEP)


def reset_v(sample: Sample) -> float:
    """Volts, the most that the supply loses while HOLD is let go of for 60 ms, as by a reset of the processor."""
    lines = _deck(sample, sample.between(60, 200, 100), hold="PWL(0 1 0.5 1 0.5001 0 0.56 0 0.5601 1)")
    found = sample.run(lines, 1e-4, 0.7, {"low": "MIN v(n_vbat) from=0.49 to=0.69"})
    return sample.cell - found["low"]


def drop_v(sample: Sample) -> float:
    """Volts, lost in the latch at the most that the pen takes: 1 A."""
    lines = _deck(sample, sample.cell, hold="1")
    return sample.cell - sample.run(lines, 1e-4, 0.6, {"v": "AVG v(n_vbat) from=0.5 to=0.6"})["v"]


def off_s(sample: Sample) -> float:
    """Seconds from HOLD low until nothing runs any more, with what sleeps as the load."""
    lines = _deck(sample, sample.between(200, 1000, 400), hold="PWL(0 1 0.5 1 0.5001 0)")
    found = sample.run(lines, 1e-3, 4.0, {"at": "WHEN v(n_vbat)=%g FALL=LAST" % GONE_V})
    return found.get("at", 99.0) - 0.5


def idle_ua(sample: Sample) -> float:
    """Microamperes out of the cell while the pen is off."""
    lines = _deck(sample, 1e6)
    return -sample.run(lines, 1e-3, 3.0, {"i": "AVG i(VCELL) from=2.9 to=3"})["i"] * 1e6


def broken_stop_v(sample: Sample) -> float:
    """Volts at SELECT's pin, pressed, when Q6's gate is short-circuited to the cell."""
    lines = [*_deck(sample, 100, contact="1"), "VSHORT n_latch_gate n_cell 0"]
    return sample.run(lines, 1e-5, 5e-3, {"v": "MAX v(n_select) from=4m to=5m"})["v"]


CLAIMS = (
    Claim("latch", "SELECT pressed: supply there after", "ms", 60, True, pressed, "ms"),
    Claim("latch", "SELECT pressed: current into the empty capacitors", "A", 1.5, True, pressed, "a"),
    Claim("latch", "the clock's alarm: supply there after", "ms", 60, True, alarmed, "ms"),
    Claim("latch", "the clock's alarm: current into the empty capacitors", "A", 1.5, True, alarmed, "a"),
    Claim("latch", "HOLD low for 60 ms, as in a reset: supply loses", "V", 0.2, True, reset_v),
    Claim("latch", "at 1 A lost in the latch", "V", 0.1, True, drop_v),
    Claim("latch", "HOLD low: nothing runs any more after", "s", OFF_S, True, off_s),
    Claim("latch", "off: out of the cell, without its own circuit", "µA", 15, True, idle_ua),
    Claim("latch", "Q6's gate shorted to the cell, SELECT pressed: its pin at most", "V", LOW_V, True, broken_stop_v),
)  # fmt: skip
