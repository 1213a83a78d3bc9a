"""What the fields of a journal record are called, for whoever reads a journal.

The pen only writes one: it never loads this.
"""

from . import record

_NAMES = {
    record.BOOT: ("boot", ("boot", "cause", "major", "minor", "patch", "stores", "clock")),
    record.EPOCH: ("epoch", ("old_epoch", "old_sequence", "reason")),
    record.LOST: ("lost", ("first", "count", "reason")),
    record.CLOCK: ("clock", ("event", "mark_s")),
    record.WALL: ("wall", ("old_offset_s", "offset_s")),
    record.CARTRIDGE: ("cartridge", ("cart_hi", "cart_lo", "type", "needle_um", "uses", "limit", "verdict")),
    record.SESSION_START: ("session_start", ("session", "cart_hi", "cart_lo", "uses", "limit", "depth_um", "rate_hz")),
    record.NEEDLES_ON: ("needles_on", ("session", "depth_um", "measured_um", "rate_hz", "charged_ms")),
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
}

# kind: (name, struct format of the payload, field names)
KINDS: "dict[int, tuple[str, str, tuple[str, ...]]]" = {
    kind: (name, record.FORMATS[kind], fields) for kind, (name, fields) in _NAMES.items()
}
