"""The journal's records in plain words, as data for the page: layouts of `needlepen.kinds`, words of `needlepen.texts`.

A sentence names a field as `{field}` or `{field:how}`, where `how` is a unit (mm, s, minutes, volts) or a table of
words. Nothing is decoded here, and no number of the firmware is typed: `page/parts/journal.mjs` reads the records.
CPython only.
"""

import re

from needlepen import kinds
from needlepen.codec import reasons as r
from needlepen.texts import pen_codes, skin_codes
from needlepen.texts.limits import SETTINGS

FIELD = re.compile(r"\{(\w+)(?::(\w+))?\}")
UNITS = ("mm", "s", "minutes", "volts")

SENTENCES = {
    "boot": "The pen starts: start {boot}, firmware {major}.{minor}.{patch}",
    "epoch": "A new journal: {reason:gaps}",
    "lost": "{count} records lost: {reason:gaps}",
    "clock": "Clock: {event:clocks}",
    "wall": "The laptop told the date",
    "cartridge": "Cartridge in, {type:types}, needles of {needle_um:mm}, used {uses} of {limit}: {verdict:verdicts}",
    "session_start": "Session {session} begins: {depth_um:mm} deep, {rate_hz} strokes a second",
    "needles_on": "Needles start, {zone:zones}: set {depth_um:mm}, measured {measured_um:mm}, {rate_hz} a second",
    "sample": "{strokes} strokes so far, {measured_um:mm} deep, {rate_hz} a second, {current_ma} mA",
    "needles_off": "Needles stop: {reason:stops}. {strokes} strokes in {ran_ms:s}",
    "session_end": "Session {session} ends: {reason:stops}. {strokes} strokes in all",
    "refusal": "The pen says no: {reason:refusals}",
    "fault": "Fault: {code:faults}",
    "fault_cleared": "Fault acknowledged: {code:faults}",
    "setting": "Setting changed, {setting:settings}: {old} becomes {new}",
    "power": "{vbus:cables}, battery at {battery_mv:volts}",
    "ledger": "Memory: {event:ledgers}",
    "resume": "Session {session} goes on, {left_s:minutes} left",
    "answers": "Answered: {group:groups}",
    "profile": "About the owner: {profile:conditions}",
    "clearance": "A clinician's word is on record",
    "checkin": "Check-in after {hours} hours: {findings:findings}",
    "hold": "Locked for a while: {why:refusals}",
    "disinfected": "Tip disinfected for {seconds:minutes}",
    "zone": "{zone:zones}: {strokes} strokes at {depth_um:mm}",
    "touch": "On the skin: {level:touches}",
    "bleeding": "It bleeds, somebody said: session {session} is over",
    "cleanup": "Cleaned up after session {session}",
    "rehearsal": "Practice: {phase:practices}",
    "update": "Update: {what:updates}",
    "ring_found_out": "The ring was found out at {measured_um:mm}, and brought in",
    "cable_limit": "Enough written over the cable for this hour",
    "lost_epoch": "{count} records of an earlier journal lost: {reason:gaps}",
    "recalibrated": "The ring was calibrated anew",
    "looser": "Agreed on the pen, for later: {setting:settings} {new} instead of {old}",
    "lot": "The cartridge is of lot {lot}",
}
# What matters most: its line stands out
LOUD = ("refusal", "fault", "bleeding", "lost", "hold", "ring_found_out")


def _refusals() -> "dict[int, str]":
    return {code: f"{why}. {what}" for code, (why, what) in pen_codes.REFUSALS.items()}


def _faults() -> "dict[int, str]":
    codes = [*pen_codes.FAULTS, *(r.F_PART + part for part in range(1, len(pen_codes.PARTS)))]
    return {code: pen_codes.fault(code) for code in codes}


def _tables() -> "dict[str, dict[int, str]]":
    """Words by number. A table in `masks` is one of bits: several may be told at once."""
    return {
        "gaps": dict(pen_codes.GAPS.items()),
        "clocks": dict(pen_codes.CLOCKS.items()),
        "types": dict(pen_codes.CARTRIDGES.items()),
        "verdicts": {0: "it may be used", **{code: why for code, (why, _) in pen_codes.REFUSALS.items()}},
        "zones": dict(enumerate(skin_codes.ZONES)),
        "stops": dict(pen_codes.STOPS.items()),
        "refusals": _refusals(),
        "faults": _faults(),
        "settings": {one.number: name for name, one in SETTINGS.items()},
        "cables": {0: "Cable out", 1: "Cable in"},
        "ledgers": dict(pen_codes.LEDGERS.items()),
        "groups": dict(skin_codes.GROUPS.items()),
        "conditions": {bit: said for bit, _, _, said in skin_codes.CONDITIONS.values()},
        "findings": dict(skin_codes.FINDINGS.items()),
        # firmware/pen/formats/README.md, kinds 26, 29 and 30
        "touches": {1: "no run in free air", 2: "lifted off", 3: "light", 4: "firm", 5: "pressed too hard"},
        "practices": {0: "it is over", 1: "it begins"},
        "updates": {
            1: "offered", 2: "refused", 3: "installed", 4: "on trial", 5: "confirmed", 6: "back to the version before",
            7: "back, as asked", 8: "damaged, the other version runs",
        },
    }  # fmt: skip


def tables() -> dict:
    """All that the page needs to read the journal."""
    return {
        "kinds": {str(kind): [name, fmt, list(fields)] for kind, (name, fmt, fields) in kinds.KINDS.items()},
        "sentences": SENTENCES,
        "words": {name: {str(code): str(said) for code, said in table.items()} for name, table in _tables().items()},
        "masks": {"conditions": "none of it", "findings": "all calm"},
        "loud": LOUD,
    }
