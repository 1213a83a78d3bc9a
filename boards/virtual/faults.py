"""Every fault that can be injected, by name: `World.fault(name, on, value)`."""

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World


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


# name: (what it is, how it is done). `value` is told where there is one.
FAULTS = {
    "encoder_absent": ("AS5600 does not answer", _absent("encoder")),
    "encoder_frozen": ("reports the angle of now for ever", lambda w, on, v: w.encoder.freeze(on)),
    "encoder_reversed": ("counts fall with depth", _set("encoder", "reversed")),
    "encoder_offset": ("magnet slipped by value counts (205)", _set("encoder", "slip_counts", 205, 0)),
    "encoder_noise": ("+- value counts (40)", _set("encoder", "noise_counts", 40, 0)),
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
    "over_current": ("value (700) mA more while driven", _motor("overcurrent_ma", 700, 0)),
    "dynamic_drive_broken": ("a static high level turns the motor", _motor("dynamic_drive", False, True)),
    "tacho_dead": ("no tacho edges", _motor("tacho_dead")),
    "motor_hot": ("value (85000) milli-degrees C", _set("thermal", "forced_mc", 85_000, None)),
    "battery_low": ("open-circuit value (3300) mV; off: 3900", _battery_low),
    "stop_wire_broken": ("the SELECT contact's wire", lambda w, on, v: w.hand.break_stop_wire(on)),
    "select_stuck": ("SELECT reads pressed", lambda w, on, v: w.hand.stick("SELECT", on)),
    "up_stuck": ("UP reads pressed", lambda w, on, v: w.hand.stick("UP", on)),
    "down_stuck": ("DOWN reads pressed", lambda w, on, v: w.hand.stick("DOWN", on)),
    "adc_noise": ("+- value (6) counts of 4096", lambda w, on, v: None),
}


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
