"""Faults with a name of their own, as the demo, `make pen` and the tests use them.

What a list made of parts and kinds cannot say: two things at once, a swap of cartridges. The complete list is generated
in `signals.py` and `parts.py`.
"""

from boards.virtual import wiring
from boards.virtual.faults import chip

SWAP_MS = 40  # a nimble hand: the cartridge is out for less than the pen needs to ask for it
_LONG_UM = 1_000
_FACTORY_PAGE = 0x80  # of the tag's protection bytes the one of page 0


def _absent(chip: str):
    def apply(world, on, value):
        getattr(world, chip).present = not on

    return apply


def _set(part: str, name: str, default=True, off=False):
    """A fault that is an attribute: `value` (or `default`) while on, `off` otherwise."""

    def apply(world, on, value):
        setattr(getattr(world, part), name, (default if value is None else value) if on else off)

    return apply


def _motor(name: str, default=True, off=False):
    setter = _set("motor", name, default, off)

    def apply(world, on, value):
        setter(world, on, value)
        world.motor.changed()
        world.motor.gate_changed()

    return apply


def _tag(name: str, default, off):
    def apply(world, on, value):
        if world.cartridge is None:
            raise ValueError("no cartridge inserted")
        setattr(world.cartridge.tag, name, (default if value is None else value) if on else off)

    return apply


def _eeprom_corrupt(world, on, value):
    if on:
        world.eeprom.corrupt(0 if value is None else value)


def _clock_drift(world, on, value):
    world.clock.set_drift((100 if value is None else value) if on else 0)


def _battery_low(world, on, value):
    world.battery.set_mv((3300 if value is None else value) if on else 3900)
    world.motor.changed()


def _swap(make):
    """The cartridge is exchanged for the one that `make` returns; it is out for `value` ms."""

    def apply(world, on, value):
        if on and world.cartridge is not None:
            world.eject()
            out_us = (SWAP_MS if value is None else value) * 1000
            world.after_us(out_us, lambda: world.cartridge is None and world.insert(make(world)))

    return apply


def _used(world):
    used = world.make_cartridge("DISPOSABLE", 500, 7001)
    used.tag.mem[0x20:0x28] = bytes(8)
    return used


def _long(world):
    return world.make_cartridge("DISPOSABLE", _LONG_UM, 7002)


def _unprotected(world):
    """A long cartridge that somebody made a short one of, as far as the tag tells."""
    fake = world.make_cartridge("DISPOSABLE", 500, 7003)
    fake.needle_um = _LONG_UM
    fake.tag.mem[_FACTORY_PAGE] = 0
    return fake


def _held_at_reset(world, on, value):
    """The chip resets while a part answers: that part holds SDA low until it has seen nine clocks."""
    world.i2c.hold(9 if on else 0)
    if on:
        chip.resets(world, on, value)


def _ripple(world, on, value):
    """The brushes' and the strokes' share of the motor current: `value` per cent up and down with each stroke."""
    peak = 20 if value is None else value

    def rippled(mv):
        return mv * (100_000 + peak * (4 * abs(world.motor.stroke_permille() - 500) - 1_000)) // 100_000

    if on:
        world.adc_faults[wiring.ADC_CURRENT] = rippled
    else:
        world.adc_faults.pop(wiring.ADC_CURRENT, None)


VALUES = {
    "swapped_fresh": (40, 300),
    "swapped_used": (40, 300),
    "swapped_long": (40, 300),
    "current_ripple": (10, 20, 40),
}

# name: (what it is, how it is done). `value` is told where there is one.
FAULTS = {
    "encoder_absent": ("AS5600 does not answer", _absent("encoder")),
    "encoder_frozen": ("reports the angle of now for ever", lambda w, on, v: w.encoder.freeze(on)),
    "encoder_reversed": ("counts fall with depth", _set("encoder", "reversed")),
    "encoder_offset": ("magnet slipped by value counts (205)", _set("encoder", "slip_counts", 205, 0)),
    "encoder_noise": ("+- value counts (40)", _set("encoder", "noise_counts", 40, 0)),
    "encoder_mirrors": ("counts fall with depth from now on", lambda w, on, v: w.encoder.mirror(on)),
    "magnet_missing": ("no magnet", _set("encoder", "magnet", "missing", "ok")),
    "magnet_weak": ("magnet too weak", _set("encoder", "magnet", "weak", "ok")),
    "magnet_strong": ("magnet too strong", _set("encoder", "magnet", "strong", "ok")),
    "clock_absent": ("DS3231 does not answer", _absent("clock")),
    "clock_stopped": ("the crystal is dead", lambda w, on, v: w.clock.halt(on)),
    "clock_drift": ("runs fast by value ppm (100)", _clock_drift),
    "coin_cell_removed": ("no coin cell", lambda w, on, v: w.clock.coin_cell(not on)),
    "eeprom_absent": ("AT24C32 does not answer", _absent("eeprom")),
    "eeprom_busy": ("a write cycle never ends", _set("eeprom", "stuck_busy")),
    "eeprom_corrupt": ("bit 0 of byte value (0) flips, once", _eeprom_corrupt),
    "eeprom_wiped": ("all 0xFF, once", lambda w, on, v: w.eeprom.wipe() if on else None),
    "display_absent": ("SSD1306 does not answer", _absent("display")),
    "i2c_stuck": ("SDA held low", _set("i2c", "stuck")),
    "i2c_flaky": ("every value-th (7) transfer is not acknowledged", _set("i2c", "fail_every", 7, 0)),
    "flash_wiped": ("the file system is erased, once", lambda w, on, v: w.flash.wipe() if on else None),
    "tag_dead": ("the cartridge's tag is silent", _tag("dead", True, False)),
    "tag_noise": ("every value-th (9) byte read has a wrong bit", _tag("noise_every", 9, 0)),
    "stepper_stuck": ("the ring does not move", _set("ring", "stuck")),
    "stepper_loses": ("every value-th (10) pulse is lost", _set("ring", "lose_every_n", 10, 0)),
    "endstop_missing": ("no mechanical end-stop", _set("ring", "endstop_um", None, 500)),
    "motor_stalled": ("the motor is blocked", _motor("stalled")),
    "current_ripple": ("value per cent (20) up and down with each stroke", _ripple),
    "over_current": ("value (700) mA more while driven", _motor("overcurrent_ma", 700, 0)),
    "dynamic_drive_broken": ("a static high level turns the motor", _motor("dynamic_drive", False, True)),
    "tacho_dead": ("no tacho edges", _motor("tacho_dead")),
    "motor_hot": ("value (85000) milli-degrees C", _set("thermal", "forced_mc", 85_000, None)),
    "battery_low": ("open-circuit value (3300) mV; off: 3900", _battery_low),
    "stop_wire_broken": ("the SELECT contact's wire", lambda w, on, v: w.hand.break_stop_wire(on)),
    "select_stuck": ("SELECT reads pressed", lambda w, on, v: w.hand.stick("SELECT", on)),
    "up_stuck": ("UP reads pressed", lambda w, on, v: w.hand.stick("UP", on)),
    "down_stuck": ("DOWN reads pressed", lambda w, on, v: w.hand.stick("DOWN", on)),
    "swapped_used": ("the cartridge is exchanged for a used one in value ms (40)", _swap(_used)),
    "swapped_long": ("the cartridge is exchanged for one of 1,000 um in value ms (40)", _swap(_long)),
    "swapped_fresh": ("… for one that was not disinfected", _swap(lambda w: w.make_cartridge("DISPOSABLE", 500, 7004))),
    "tag_unprotected": ("a 1,000 um cartridge that says 500, its page not protected", _swap(_unprotected)),
    "sda_held_at_reset": ("the chip resets, and SDA stays low for nine clocks", _held_at_reset),
    "adc_noise": ("+- value (6) counts of 4096", lambda w, on, v: None),
}
