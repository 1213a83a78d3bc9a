"""What can be wrong with each part: made of `PARTS` and `KINDS`, as "part:kind". `VALUES` says which values to try.

Each is done by a public attribute of the part's model, or by what happens to the part in the world. How a kind looks in
a part is here; which kinds no model can show, and why, is in `not_modelled.py`.
"""

from boards.virtual import wiring
from boards.virtual.faults import analogue, chip
from boards.virtual.faults.not_modelled import KINDS
from boards.virtual.faults.not_modelled import PARTS as NOT_MODELLED

PARTS = (
    "display", "clock", "eeprom", "encoder", "tag", "ring", "motor", "tacho", "select", "up", "down", "cell", "divider",
    "ntc", "current", "reference", "regulator", "flash", "led", "buzzer", "vbus", "chip", "coin", "latch",
)  # fmt: skip
__all__ = ("FAULTS", "KINDS", "NOT_MODELLED", "PARTS", "VALUES")

_SILENT_US = 20_000  # a chip that resets itself is back after so long
_ADDRESSES = {
    "display": wiring.ADDR_DISPLAY,
    "clock": wiring.ADDR_CLOCK,
    "eeprom": wiring.ADDR_EEPROM,
    "encoder": wiring.ADDR_ENCODER,
}
_LEFT = "is left by a reset with value (8) bits of a byte to send; 0: with its acknowledge"
_PAGE = 32  # bytes of a torn page in EEPROM and flash
_DAY_US = 86_400_000_000


def _set(part: str, name: str, default=True, off=False):
    """An attribute of a part: `value` (or `default`) while on, `off` otherwise."""

    def apply(world, on, value):
        setattr(getattr(world, part), name, (default if value is None else value) if on else off)
        if part == "motor":
            world.motor.changed()
            world.motor.gate_changed()

    return apply


def _for_a_while(part: str, name: str, bad, good, us: int):
    """As `_set`, and good again by itself."""

    def apply(world, on, value):
        _set(part, name, bad, good)(world, on, None)
        if on:
            world.after_us(us, lambda: _set(part, name, bad, good)(world, False, None))

    return apply


def _once(act):
    """What happens at one moment, and cannot be taken back."""
    return lambda world, on, value: act(world, value) if on else None


def _nack(part: str):
    def apply(world, on, value):
        world.i2c.nack.pop(_ADDRESSES[part], None)
        if on:
            world.i2c.nack[_ADDRESSES[part]] = value or 0

    return apply


def _interrupted(part: str):
    """The chip resets while the part answers, and leaves it in the middle of a byte (see `I2cBus.leave`)."""

    def apply(world, on, value):
        bits = 8 if value is None else value
        chip.resets(world, on, None, lambda: world.i2c.leave(_ADDRESSES[part], bits))

    return apply


def _tag(act):
    """Something that is done to the tag of the inserted cartridge."""

    def apply(world, on, value):
        if world.cartridge is not None:
            act(world.cartridge.tag, on, value)

    return apply


def _interrupted_tag(world, on, value) -> None:
    """The chip resets in the middle of a transfer with the tag, which waits for the rest of its byte."""
    bits = 8 if value is None else value
    chip.resets(world, on, None, lambda: _tag(lambda tag, *_: tag.leave(bits))(world, on, value))


def _clear(store, at: int) -> None:
    store[at : at + _PAGE] = bytes(_PAGE)


def _flip(store, at: int) -> None:
    store[at] ^= 1


def _shift_days(world, days) -> None:
    """On by so many days; a negative number: back to the day after which the chip counts."""
    if days is not None and days < 0:
        world.clock.tamper_set(2000, 1, 1, 0, 0, 0)
    else:
        world.clock.shift_days(400 if days is None else days)


def _dated(world, value) -> None:
    world.clock.tamper_set(2026, 11, 28, 9, 0, 0)


def _flipped_page(world, value) -> None:
    _flip(world.eeprom.mem, world.eeprom.page_at)


def _other_rom(tag, on, value) -> None:
    tag.rom = bytes(tag.rom[:1]) + bytes(6 * [0x5A]) + b"\x9b" if on else tag.rom


def _tag_set(name: str, bad, good):
    return _tag(lambda tag, on, value: setattr(tag, name, bad if on else good))


def _battery(mv: int):
    def apply(world, on, value):
        world.battery.set_mv(mv if on else 3_900)
        world.motor.changed()

    return apply


def _sag(world, value) -> None:
    charge = world.battery.charge
    world.battery.set_mv(3_000)

    def over():
        world.battery.charge = charge

    world.after_us(_SILENT_US, over)


def _makes(good_mv: int, mv: int):
    def apply(world, on, value):
        world.rail.makes_mv = (mv if value is None else value) if on else good_mv
        world.motor.changed()

    return apply


def _latch(name: str):
    def apply(world, on, value):
        _set("latch", name)(world, on, None)
        world.latch.changed()

    return apply


def _button(name: str) -> dict:
    upper = name.upper()

    def frozen(world, on, value):
        (world.hand.weld if value == "released" else world.hand.stick)(upper, on)

    def touched(world, value):
        world.hand.stick(upper, True)
        world.after_us(2_000, lambda: world.hand.stick(upper, False))

    def chatters(world, on, value):
        world.hand.chatter = dict(world.hand.chatter, **{upper: 6 if on else 0})

    def absent(world, on, value):
        if name == "select":
            world.hand.break_stop_wire(on)
        else:
            world.hand.weld(upper, on)

    return {
        (name, "absent"): ("%s: no contact at all" % upper, absent),
        (name, "frozen"): ("%s stays as it is" % upper, frozen),
        (name, "off_once"): ("%s closes for 2 ms, once" % upper, _once(touched)),
        (name, "off_little"): ("%s chatters at each press" % upper, chatters),
    }


_FAULTS = {
    ("display", "absent"): ("does not answer", _set("display", "present", False, True)),
    ("display", "nack"): ("refuses byte value", _nack("display")),
    ("display", "frozen"): ("takes bytes, and its picture stays", _set("display", "deaf")),
    ("display", "resets"): ("loses its registers and goes dark", _once(lambda w, v: w.display.power_off())),
    ("clock", "absent"): ("does not answer", _set("clock", "present", False, True)),
    ("clock", "nack"): ("refuses byte value", _nack("clock")),
    ("clock", "off_little"): ("100 ppm fast", lambda w, on, v: w.clock.set_drift(100 if on else 0)),
    ("clock", "off_lot"): ("value days later, set while nobody looked", _once(_shift_days)),
    ("clock", "off_once"): ("one bit of the next reading is wrong", _set("clock", "once_xor", 0x10, 0)),
    ("clock", "frozen"): ("its time stands still, no flag tells", lambda w, on, v: w.clock.freeze(on)),
    ("clock", "slow"): ("two per cent slow", lambda w, on, v: w.clock.set_drift(-20_000 if on else 0)),
    ("clock", "resets"): ("loses time and flags", _once(lambda w, v: w.clock.power_on_reset())),
    ("clock", "wrong"): ("somebody's sketch wrote today's date", _once(_dated)),
    ("eeprom", "absent"): ("does not answer", _set("eeprom", "present", False, True)),
    ("eeprom", "nack"): ("refuses byte value", _nack("eeprom")),
    ("eeprom", "stale"): ("acknowledges writes, and keeps the old", _set("eeprom", "deaf")),
    ("eeprom", "off_little"): ("a bit of the last page flips", _once(_flipped_page)),
    ("eeprom", "off_lot"): ("the last page is zeros", _once(lambda w, v: _clear(w.eeprom.mem, w.eeprom.page_at))),
    ("eeprom", "off_once"): ("one bit of the next reading is wrong", _set("eeprom", "once_xor", 1, 0)),
    ("eeprom", "slow"): ("a write takes 60 ms instead of 5", _set("eeprom", "write_us", 60_000, 5_000)),
    ("eeprom", "resets"): ("silent for 20 ms", _for_a_while("eeprom", "present", False, True, _SILENT_US)),
    ("eeprom", "wrong"): ("another module, blank", _once(lambda w, v: w.eeprom.wipe())),
    ("encoder", "absent"): ("does not answer", _set("encoder", "present", False, True)),
    ("encoder", "nack"): ("refuses byte value", _nack("encoder")),
    ("encoder", "stale"): ("tells the angle of half a second ago", _set("encoder", "lag_us", 500_000, 0)),
    ("encoder", "off_little"): ("off by value counts (41: 10 um)", _set("encoder", "slip_counts", 41, 0)),
    ("encoder", "off_lot"): ("off by value counts (410: 100 um)", _set("encoder", "slip_counts", 410, 0)),
    ("encoder", "off_once"): ("one reading is off by value counts (410)", _set("encoder", "once_counts", 410, 0)),
    ("encoder", "frozen"): ("tells the angle of now for ever", lambda w, on, v: w.encoder.freeze(on)),
    ("encoder", "slow"): ("tells the angle of 0.1 s ago", _set("encoder", "lag_us", 100_000, 0)),
    ("encoder", "resets"): ("silent for 20 ms", _for_a_while("encoder", "present", False, True, _SILENT_US)),
    ("encoder", "wrong"): ("counts fall with depth", _set("encoder", "reversed")),
    ("display", "interrupted"): (_LEFT, _interrupted("display")),
    ("clock", "interrupted"): (_LEFT, _interrupted("clock")),
    ("eeprom", "interrupted"): (_LEFT, _interrupted("eeprom")),
    ("encoder", "interrupted"): (_LEFT, _interrupted("encoder")),
    ("tag", "interrupted"): ("is left by a reset with value (8) bits of a byte to send; 0: to take", _interrupted_tag),
    ("tag", "absent"): ("silent", _tag_set("dead", True, False)),
    ("tag", "stale"): ("acknowledges a mark, and does not keep it", _tag_set("deaf", True, False)),
    ("tag", "off_little"): ("every ninth byte has a wrong bit", _tag_set("noise_every", 9, 0)),
    ("tag", "off_lot"): ("every second byte has a wrong bit", _tag_set("noise_every", 2, 0)),
    ("tag", "off_once"): ("the next byte has a wrong bit", _tag(lambda tag, on, v: tag.disturb() if on else None)),
    ("tag", "slow"): ("programs for 15 ms instead of 10", _tag_set("prog_us", 15_000, 10_000)),
    ("tag", "resets"): ("loses contact for a moment", _tag(lambda tag, on, v: tag.bus_power_lost() if on else None)),
    ("tag", "wrong"): ("answers with the number of another", _tag(_other_rom)),
    ("ring", "off_little"): ("each tenth pulse is lost", _set("ring", "lose_every_n", 10, 0)),
    ("ring", "off_lot"): ("each second pulse is lost", _set("ring", "lose_every_n", 2, 0)),
    ("ring", "off_once"): ("turns by value um (24) by itself", _once(lambda w, v: w.ring.slip(24 if v is None else v))),
    ("ring", "frozen"): ("does not move", _set("ring", "stuck")),
    ("ring", "resets"): ("its driver is out for 0.1 s", _for_a_while("ring", "stuck", True, False, 100_000)),
    ("ring", "wrong"): ("micro-steps wrong: value per cent of the way", _set("ring", "step_percent", 200, 100)),
    ("motor", "absent"): ("not connected", _set("motor", "unplugged")),
    ("motor", "off_little"): ("value per cent of its speed (120)", _set("motor", "percent", 120, 100)),
    ("motor", "off_lot"): ("always at full drive", _set("motor", "full_drive")),
    ("motor", "off_once"): ("no current for 50 ms", _for_a_while("motor", "unplugged", True, False, 50_000)),
    ("motor", "frozen"): ("blocked", _set("motor", "stalled")),
    ("motor", "slow"): ("value per cent of its speed (50)", _set("motor", "percent", 50, 100)),
    ("motor", "resets"): ("no current for 0.3 s", _for_a_while("motor", "unplugged", True, False, 300_000)),
    ("tacho", "absent"): ("no edges", _set("motor", "tacho_dead")),
    ("tacho", "off_little"): ("each value-th edge (4) is lost", _set("motor", "tacho_loses_every", 4, 0)),
    ("tacho", "off_lot"): ("two edges a stroke", _set("motor", "tacho_doubles")),
    ("tacho", "off_once"): ("five edges that were no strokes", _once(lambda w, v: [w.motor.edge() for _ in range(5)])),
    ("tacho", "resets"): ("no edges for 0.2 s", _for_a_while("motor", "tacho_dead", True, False, 200_000)),
    ("cell", "absent"): ("pulled out", _once(lambda w, v: w.power_cut())),
    ("cell", "off_little"): ("at 3450 mV", _battery(3_450)),
    ("cell", "off_lot"): ("at 3250 mV", _battery(3_250)),
    ("cell", "off_once"): ("at 3000 mV for 20 ms", _once(_sag)),
    ("cell", "resets"): ("its contact bounces: out for 20 ms", _once(lambda w, v: w.power_cut())),
    ("regulator", "off_little"): ("makes value mV (3000)", _makes(3_300, 3_000)),
    ("regulator", "off_lot"): ("makes value mV (2250)", _makes(3_300, 2_250)),
    ("regulator", "off_once"): ("makes 2250 mV for 20 ms", _for_a_while("rail", "makes_mv", 2_250, 3_300, _SILENT_US)),
    ("flash", "absent"): ("neither reads nor writes", _set("flash", "dead")),
    ("flash", "stale"): ("writes do nothing and say nothing", _set("flash", "deaf")),
    ("flash", "off_little"): ("a bit of the last page flips", _once(lambda w, v: _flip(w.flash.data, w.flash.page_at))),
    ("flash", "off_lot"): ("the last page is zeros", _once(lambda w, v: _clear(w.flash.data, w.flash.page_at))),
    ("flash", "off_once"): ("one bit of the next reading is wrong", _set("flash", "once_xor", 1, 0)),
    ("flash", "frozen"): ("no write works", _set("flash", "read_only")),
    ("flash", "wrong"): ("the file system is erased", _once(lambda w, v: w.flash.wipe())),
    ("chip", "off_once"): ("the program fails with an error nobody expects", chip.fails),
    ("chip", "frozen"): ("the program stands still", chip.hangs),
    ("chip", "slow"): ("five times a second a step is value ms (60) late", chip.late),
    ("chip", "resets"): ("resets, once", chip.resets),
    ("latch", "frozen"): ("never lets go: its switch is short-circuited", _latch("shorted")),
    ("latch", "wrong"): ("is pulled for ever: the wire of the clock's INT is at ground", _latch("int_low")),
    ("coin", "absent"): ("no coin cell", lambda w, on, v: w.clock.coin_cell(not on)),
}  # fmt: skip
for _name in ("select", "up", "down"):
    _FAULTS.update(_button(_name))
_FAULTS.update(analogue.FAULTS)

FAULTS = {"%s:%s" % key: ("%s %s" % (key[0], fault[0]), fault[1]) for key, fault in _FAULTS.items()}

# A ring that jumps by more than the error budget in one moment is beyond any program: the mechanical end-stop holds it.
VALUES = {
    "display:nack": (0, 1, 2, 60), "clock:nack": (0, 1, 2), "eeprom:nack": (0, 1, 2, 3, 20), "encoder:nack": (0, 1),
    "display:interrupted": (8, 4, 1, 0), "clock:interrupted": (8, 4, 1, 0), "eeprom:interrupted": (8, 4, 1, 0),
    "encoder:interrupted": (8, 4, 1, 0), "tag:interrupted": (8, 4, 1, 0),
    "clock:off_lot": (400, 30, -1), "encoder:off_little": (41, -41), "encoder:off_lot": (410, -410),
    "encoder:off_once": (410, -410), "ring:off_once": (24, -40), "ring:wrong": (200, 50),
    "motor:off_little": (120, 90),
    "regulator:off_little": (3_000, 3_400), "regulator:off_lot": (2_250, 1_900, 3_600),
    "motor:slow": (80, 50, 30, 15, 8), "tacho:off_little": (4, 10), "chip:slow": (20, 60, 300),
    "select:frozen": ("pressed", "released"), "up:frozen": ("pressed", "released"),
    "down:frozen": ("pressed", "released"),
}  # fmt: skip
VALUES.update(analogue.VALUES)
