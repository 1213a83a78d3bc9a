"""What the screen says of a fault. Loaded by `lookup.py` when it is needed; the style is described in README.md."""

from pen.formats import reasons as r

_COMES_BACK = ("If it comes back, the", "pen needs service.")
_FREE_IT = ("Free it. If it comes", "back: service needed.")
_OFF_SKIN = ("Take it off the skin,", "then let it test.")
_BY_HAND = ("Turn it back by hand,", "then let it test.")
_KEEP_OFF = ("Keep it off the skin.", "Service needed.")

# Code: title, what is wrong (two lines), what to do (two lines).
FAULTS = {
    r.F_DEPTH: ("Depth not confirmed", "Set and measured", "depth did not agree.") + _OFF_SKIN,
    r.F_HOMING: ("Zero not found", "The depth ring is not", "at its zero.") + _OFF_SKIN,
    r.F_MOVE: ("Depth ring is slow", "It took too long to", "reach its place.") + _OFF_SKIN,
    r.F_BUTTON: ("Button stuck", "It was down or loose", "for ten seconds.") + _FREE_IT,
    r.F_NEW_ZERO: ("New zero: not tested", "The pen was measured", "anew.", "Hold it off the skin", "and let it test."),
    r.F_RUNAWAY: ("Needles not at rest", "Strokes were felt", "with the drive off.") + _KEEP_OFF,
    r.F_OVERSPEED: ("Needles too fast", "The drive did not", "hold its rate.") + _KEEP_OFF,
    r.F_RING: ("Depth ring astray", "It did not go where", "it was sent.") + _OFF_SKIN,
    r.F_RING_DEEP: ("Depth ring too deep", "It could go deeper if", "the pen moved it.") + _BY_HAND,
    r.F_STORE: ("Memory fault", "A record could not", "be stored.") + _COMES_BACK,
}
_PART_FAULT = ("This part gives no", "believable answer.") + _COMES_BACK
_RING_PART = _PART_FAULT[:2] + _OFF_SKIN  # depth sensor and depth drive
UNKNOWN = ("Fault", "The pen stopped, to", "be on the safe side.") + _COMES_BACK

# Names of the parts, by their numbers in hal/errors.py.
PARTS = (
    "",
    "Display",
    "Clock",
    "EEPROM",
    "Depth sensor",
    "Cartridge tag",
    "Depth drive",
    "Needle drive",
    "Sensor input",
    "Flash",
)


def look_up(code: int) -> "tuple[str, ...]":
    """Title, what is wrong and what to do: five lines for any fault code, known or not."""
    part = code - r.F_PART
    if 0 < part < len(PARTS):
        return (PARTS[part],) + (_RING_PART if code in (r.F_PART + 4, r.F_PART + 6) else _PART_FAULT)
    return FAULTS.get(code, UNKNOWN)
