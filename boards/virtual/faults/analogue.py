"""What can be wrong with the analogue readings: divider, NTC, current amplifier, shunt reference, in mV at the pad."""

from boards.virtual import wiring

_PINS = {
    "divider": wiring.ADC_BATTERY, "ntc": wiring.ADC_NTC, "current": wiring.ADC_CURRENT,
    "reference": wiring.ADC_REFERENCE,
}  # fmt: skip
_WITHOUT_MV = {"divider": 0, "ntc": 3_300, "current": 0, "reference": 3_229}  # at the pad when the part is missing
_ONCE_MV = {"divider": 1_000, "ntc": 200, "current": 1_800, "reference": 500}
VALUES = {
    "divider:off_little": (50, -50), "divider:off_lot": (400, -400),
    "ntc:off_little": (100, -100), "ntc:off_lot": (800, -800),
    "current:off_little": (40, -40), "current:off_lot": (200, 50),
    "reference:off_little": (20, -20), "reference:off_lot": (452, -823),  # one of 2.5 V, one of 1.225 V
}  # fmt: skip


def _put(pin: int, make):
    """While on, `make(world, value)` is what becomes of the millivolts of the pin."""

    def apply(world, on, value):
        if on:
            world.adc_faults[pin] = make(world, value)
        else:
            world.adc_faults.pop(pin, None)

    return apply


def _hold(pin: int):
    def make(world, value):
        held = world.adc_last.get(pin, 0)
        return lambda mv: held

    return make


def _next(pin: int, wrong_mv: int):
    def make(world, value):
        def first(mv):
            world.adc_faults.pop(pin, None)
            return wrong_mv

        return first

    return make


def _percent(world, value):
    factor = 200 if value is None else value
    return lambda mv: mv * factor // 100


def _add(default: int):
    def make(world, value):
        more = default if value is None else value
        return lambda mv: max(0, min(mv + more, 3_300))

    return make


def _of(part: str) -> dict:
    pin = _PINS[part]
    lot = _percent if part == "current" else _add(VALUES[part + ":off_lot"][0])
    return {
        (part, "absent"): ("is missing", _put(pin, lambda world, value: lambda mv: _WITHOUT_MV[part])),
        (part, "off_little"): ("off by value mV at the pad", _put(pin, _add(VALUES[part + ":off_little"][0]))),
        (part, "off_lot"): ("off by value mV at the pad (current: per cent)", _put(pin, lot)),
        (part, "off_once"): ("one conversion is wrong", _put(pin, _next(pin, _ONCE_MV[part]))),
        (part, "frozen"): ("tells what it told last for ever", _put(pin, _hold(pin))),
    }


FAULTS: dict = {}
for _part in _PINS:
    FAULTS.update(_of(_part))
