"""What the kinds of journal records and their fields are called: the pen writes numbers and never needs the names."""

from struct import calcsize, unpack_from
from typing import Any

from needlepen.formats import record

_NAMES = {
    record.BOOT: ("boot", ("boot", "cause", "major", "minor", "patch", "stores", "clock")),
    record.EPOCH: ("epoch", ("old_epoch", "old_sequence", "reason")),
    record.LOST: ("lost", ("first", "count", "reason")),
    record.CLOCK: ("clock", ("event", "mark_s")),
    record.WALL: ("wall", ("old_offset_s", "offset_s")),
    record.CARTRIDGE: ("cartridge", ("cart_hi", "cart_lo", "type", "needle_um", "uses", "limit", "verdict")),
    record.SESSION_START: ("session_start", ("session", "cart_hi", "cart_lo", "uses", "limit", "depth_um", "rate_hz")),
    record.NEEDLES_ON: (
        "needles_on",
        ("session", "depth_um", "measured_um", "rate_hz", "charged_ms", "zone", "charged_strokes"),
    ),
    record.SAMPLE: ("sample", ("strokes", "rate_hz", "measured_um", "current_ma", "battery_mv", "temp_dc")),
    record.NEEDLES_OFF: ("needles_off", ("session", "reason", "strokes", "ran_ms", "needle_ms")),
    record.SESSION_END: ("session_end", ("session", "reason", "strokes", "needle_ms", "unlock_at_s")),
    record.REFUSAL: ("refusal", ("reason", "detail", "until_s")),
    record.FAULT: ("fault", ("code", "detail", "other")),
    record.FAULT_CLEARED: ("fault_cleared", ("code",)),
    record.SETTING: ("setting", ("setting", "old", "new")),
    record.POWER: ("power", ("vbus", "battery_mv")),
    record.LEDGER: ("ledger", ("event", "ledger_sequence")),
    record.RESUME: ("resume", ("session", "left_s")),
    record.ANSWERS: ("answers", ("group", "asked", "yes", "asked_more", "yes_more")),
    record.PROFILE: ("profile", ("profile", "cleared", "by")),
    record.CLEARANCE: ("clearance", ("clearance", "bits", "day", "name_a", "name_b", "name_c")),
    record.CHECKIN: ("checkin", ("session", "hours", "findings", "by")),
    record.HOLD: ("hold", ("why", "hold_until_s")),
    record.DISINFECTED: ("disinfected", ("seconds",)),
    record.ZONE: ("zone", ("session", "zone", "depth_um", "measured_um", "strokes", "ds")),
    record.TOUCH: ("touch", ("level", "index_ma", "ran_ms")),
    record.BLEEDING: ("bleeding", ("session", "buttons")),
    record.CLEANUP: ("cleanup", ("session", "steps", "seconds")),
    record.REHEARSAL: ("rehearsal", ("phase",)),
    record.RECALIBRATED: ("recalibrated", ("old_zero", "new_zero")),
    record.LOOSER: ("looser", ("setting", "old", "new", "at_s")),
    # versions: 65536 major + 256 minor + patch
    record.UPDATE: ("update", ("what", "code", "from_version", "to_version")),
    record.RING_FOUND_OUT: ("ring_found_out", ("measured_um",)),
    record.CABLE_LIMIT: ("cable_limit", ("writes",)),
    record.LOT: ("lot", ("cart_hi", "cart_lo", "lot", "opened_s")),
    record.LOST_EPOCH: ("lost_epoch", ("old_epoch", "first", "count", "reason")),
}

_SHORTER = {record.ANSWERS: 5}  # bytes of the payload in records of 0.1.0, before fields were added

# kind: (name, struct format of the payload, field names)
KINDS: "dict[int, tuple[str, str, tuple[str, ...]]]" = {
    kind: (name, record.format_of(kind), fields) for kind, (name, fields) in _NAMES.items()
}


def decode(buf: "bytes | bytearray | memoryview") -> "dict[str, Any]":
    """A checked record as a dict: sequence, kind (name), proven_s, up_ms and the kind's fields.

    A kind or schema newer than this file keeps its payload as `raw`, so that nothing is lost. What a record of an older
    firmware is too short for is 0, as fields are only ever added at the end.
    """
    schema, kind, length, _, sequence, proven_s, up_ms = unpack_from("<BBBBIII", buf, 0)
    out: dict[str, Any] = {"sequence": sequence, "kind": "kind_%d" % kind, "proven_s": proven_s, "up_ms": up_ms}
    name, fmt, fields = KINDS.get(kind, ("", "", ()))
    if schema == record.SCHEMA and name and length in (calcsize(fmt), _SHORTER.get(kind)):
        out["kind"] = name
        out.update(zip(fields, unpack_from(fmt, buf, record.PAYLOAD)))
    else:
        out["raw"] = bytes(buf[record.PAYLOAD : record.PAYLOAD + min(length, record.BODY - record.PAYLOAD)])
    return out
