"""`bench.json`: every number and word of firmware, mechanics and models that the page around the pen shows.

Made of the sources when the site is built, so that none is typed twice. CPython only.
"""

import re

from needlepen.texts import skin_codes

from boards.common.mechanics import ERROR_BUDGET_UM
from boards.virtual import faults, wiring
from boards.virtual.demo import firmware  # makes `pen` importable
from boards.virtual.faults import parts
from boards.virtual.site import face_outline, journal_words, pen_outline, skin_layers

# isort: split
from pen.core import depth, limits, zones

__all__ = ["firmware", "tables"]

# A part as people say it. Named faults belong to the part that their name begins with.
PARTS = {
    "display": "Display", "clock": "Clock and its coin cell", "eeprom": "EEPROM", "encoder": "Depth encoder",
    "tag": "Cartridge and its tag", "ring": "Depth ring and stepper", "motor": "Needle motor", "tacho": "Stroke sensor",
    "select": "SELECT button", "up": "UP button", "down": "DOWN button", "cell": "Battery and its measurement",
    "ntc": "Motor's thermometer", "current": "Motor current", "reference": "Reference and converter",
    "regulator": "Regulator", "flash": "Flash", "led": "Lamp", "buzzer": "Buzzer", "vbus": "USB power",
    "chip": "Processor and program", "latch": "Supply latch", "bus": "I²C bus",
}  # fmt: skip
_BELONGS = {
    "coin": "clock", "divider": "cell", "battery": "cell", "magnet": "encoder", "stepper": "ring", "endstop": "ring",
    "dynamic": "motor", "over": "current", "adc": "reference", "i2c": "bus", "sda": "bus", "stop": "select",
    "swapped": "tag",
}  # fmt: skip
_WIRES = "Wire "
# A fault's own value in its words: the page puts in no other
_OWN_VALUES = (
    (re.compile(r"value-th( \w+)? \((\d+)\)"), r"\2th\1"),
    (re.compile(r"value ([^(;,:]+) \((\d+)(: [^)]*)?\)"), r"\2 \1\3"),
    (re.compile(r"value \((\d+)\)"), r"\1"),
)
_COUNTED = 10  # needles: a cartridge for which every zone's strokes come out without a remainder


def group(name: str) -> str:
    """The heading under which a fault stands."""
    if name.partition(":")[0] in dict(wiring.SIGNALS):
        return _WIRES + name.partition(":")[0]
    first = re.split("[_:]", name)[0]
    return PARTS[_BELONGS.get(first, first)]


def _fault(name: str, says: str) -> "list[str]":
    part, _, kind = name.partition(":")
    if part in parts.PARTS and kind and says.startswith(part + " "):
        says = says[len(part) + 1 :]
    for asked, own in _OWN_VALUES:
        says = asked.sub(own, says)
    return [name, group(name), says.replace("um", "µm") if " um" in says else says]


def _zones() -> "list[dict]":
    found = []
    for zone, (name, corners) in enumerate(zip(skin_codes.ZONES, face_outline.CORNERS, strict=True)):
        epidermis, dermis, source = skin_layers.LAYERS[zone]
        area = zones.strokes(zone, _COUNTED) * _COUNTED / limits.DENSITY_PER_CM2
        found.append(
            {
                "name": str(name),
                "ceiling_um": min(zones.ceiling_um(zone), depth.ceiling_um(ERROR_BUDGET_UM, limits.CAP_UM)),
                "area_cm2": area,
                "path": face_outline.path(face_outline.outline(corners, area)),
                "epidermis_um": epidermis,
                "dermis_um": dermis,
                "source": source,
            }
        )
    return found


def tables() -> dict:
    """All tables that the page needs, by their names."""
    listed = [_fault(name, text) for name, (text, _) in faults.FAULTS.items()]
    return {
        "cap_um": limits.CAP_UM,
        "needles_max": limits.NEEDLES_MAX,
        "zones": _zones(),
        "face_mm": [face_outline.WIDTH_MM, face_outline.HEIGHT_MM],
        "fat_um": skin_layers.FAT_UM,
        "fat_source": skin_layers.KIM,
        "others": skin_layers.OTHERS,
        "pen": pen_outline.drawing(),
        "faults": sorted(listed, key=lambda one: (one[1].startswith(_WIRES), one[1], one[0])),
        "journal": journal_words.tables(),
    }
