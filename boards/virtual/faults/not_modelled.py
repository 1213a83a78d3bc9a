"""The combinations of the fault list that no model can show, each with its reason.

`parts.py` and `signals.py` leave out exactly these; a test counts that nothing else is missing.
"""

_ON_BOARD = "a trace of the Pico's own board: nobody can exchange it"
_GROUND = "the neighbour on the header is ground: the same as BUZZER:open"
_RAIL = "the neighbour on the header is 3V3: the same as REFERENCE:high"
SIGNALS = {
    ("VBUS", "swapped"): _ON_BOARD,
    ("REFERENCE", "swapped"): _RAIL,
    ("BUZZER", "swapped"): _GROUND,
}

_NO_BUS = "it is on no bus that acknowledges"
_NO_BYTE = "it sends no bytes that a reset of the chip could interrupt"
_BIT = "its output is one bit, or an edge: there is no value that could be off"
_NO_PAST = "it holds no value that could be of yesterday"
_AS_FROZEN = "the same as frozen: the pen cannot tell"
_AS_STALE = "the same as stale: what it held is what it tells"
_AS_ABSENT = "the same as absent: nothing comes of it"
_AS_OPEN = "the same as its wire open: "
_STATELESS = "it has no state that a reset of it could lose; silent for a moment is :loose of its wire"
_FAST = "it is faster than a control step by its data sheet, slow or not"
_ANALOGUE = "a wrong unit is a wrong factor: off_lot"
_UNSEEN = "the pen reads nothing back from it; what it shows wrongly is seen by a person alone"
_WHOLE = "a processor that computes wrongly a little can do anything: only the barriers in hardware count"


def _each(part: str, reasons: dict) -> dict:
    return {(part, kind): reason for kind, reason in reasons.items()}


def _but(part: str, modelled: tuple, reason: str) -> dict:
    """One reason for all kinds that are not modelled."""
    return {(part, kind): reason for kind in KINDS if kind not in modelled}


KINDS = (
    "absent",
    "nack",
    "stale",
    "off_little",
    "off_lot",
    "off_once",
    "frozen",
    "slow",
    "resets",
    "wrong",
    "interrupted",
)

PARTS: dict = {}
PARTS.update(_each("display", {
    "stale": _AS_FROZEN, "off_little": _UNSEEN, "off_lot": _UNSEEN, "off_once": _UNSEEN, "slow": _FAST,
    "wrong": _UNSEEN,
}))  # fmt: skip
PARTS.update(_each("clock", {"stale": _AS_FROZEN}))
PARTS.update(_each("eeprom", {"frozen": _AS_STALE}))
PARTS.update(_each("tag", {"nack": _NO_BUS, "frozen": _AS_STALE}))
PARTS.update(_each("ring", {
    "absent": "the same as frozen: no pulse moves the ring",
    "nack": _NO_BUS, "interrupted": _NO_BYTE,
    "stale": _NO_PAST,
    "slow": "a ring that is slower than its pulses loses them: off_little, off_lot",
}))  # fmt: skip
PARTS.update(_each("motor", {
    "nack": _NO_BUS, "interrupted": _NO_BYTE,
    "stale": _NO_PAST, "wrong": "turned the other way it makes the same strokes",
}))  # fmt: skip
PARTS.update(_each("tacho", {
    "nack": _NO_BUS, "interrupted": _NO_BYTE,
    "stale": _NO_PAST, "frozen": _AS_ABSENT, "slow": "one that is too slow loses edges: off_little",
    "wrong": "two magnets instead of one are two edges a stroke: off_lot",
}))  # fmt: skip
_BUTTON = {
    "nack": _NO_BUS, "interrupted": _NO_BYTE,
    "stale": _NO_PAST, "off_lot": _BIT, "resets": _STATELESS,
    "slow": "a contact that closes late is a finger that presses late",
    "wrong": "exchanged with another button is :swapped of its wire",
}  # fmt: skip
for _name in ("select", "up", "down"):
    PARTS.update(_each(_name, _BUTTON))
PARTS.update(_each("cell", {
    "nack": _NO_BUS, "interrupted": _NO_BYTE,
    "stale": _NO_PAST, "frozen": "a cell that never empties is a good one",
    "slow": "a cell that is slow has a higher resistance: off_once",
    "wrong": "another chemistry is another voltage: off_lot",
}))  # fmt: skip
PARTS.update(_each("regulator", {
    "nack": _NO_BUS, "interrupted": _NO_BYTE,
    "absent": "without 3V3 there is no pen: cell:absent",
    "stale": _NO_PAST, "frozen": "one that keeps its voltage is a good one",
    "slow": "one that is slow dips: off_once",
    "resets": "without 3V3 for a moment the pen is without its cell: cell:resets",
    "wrong": "one for another voltage is off_lot",
}))  # fmt: skip
for _name in ("divider", "ntc", "current", "reference"):
    PARTS.update(_each(_name, {
        "nack": _NO_BUS, "interrupted": _NO_BYTE,
    "stale": _AS_FROZEN, "resets": _STATELESS, "wrong": _ANALOGUE,
        "slow": "slower than a scene is long it is frozen; faster, its RC corner has it smoothed",
    }))  # fmt: skip
PARTS.update(_each("flash", {
    "nack": "littlefs sees no acknowledge, only a status: absent, frozen",
    "interrupted": "its own chip select ends whatever it was in, at every transfer",
    "slow": "flash takes no time in this world, as versions of littlefs differ in how often they touch it; its time is "
    "measured on the emulated chip",
    "resets": "it holds nothing but its array",
}))  # fmt: skip
PARTS.update(_but("led", (), _AS_OPEN + "LED:open; " + _UNSEEN))
PARTS.update(_but("buzzer", (), _AS_OPEN + "BUZZER:open; " + _UNSEEN))
PARTS.update(_but("vbus", (), "two resistors: all that can be wrong with them is VBUS:high, :low, :open, :loose"))
PARTS.update(_each("latch", {
    "nack": _NO_BUS, "interrupted": _NO_BYTE,
    "absent": "a pen without a latch has a board file that says so; the same as frozen",
    "stale": _NO_PAST, "off_little": "a resistance in it is one of the cell: cell:off_once",
    "off_lot": "one that never closes is cell:absent", "off_once": "one that opens for a moment is cell:resets",
    "slow": "one that opens late is frozen for so long",
    "resets": "C71 holds through a moment without HOLD; longer is HOLD:low",
}))  # fmt: skip
PARTS.update(_but("chip", ("off_once", "frozen", "slow", "resets"), _WHOLE))
PARTS.update(_but("coin", ("absent",), "it is seen through the clock alone: clock:*"))
