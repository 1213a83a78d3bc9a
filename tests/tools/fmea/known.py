"""Faults with which today's firmware is known to break a promise, each until it is mended. It only ever gets shorter.

`make fmea` does not look here: it shows them all. The share of the scenes in `make test` does, so that nothing new
breaks meanwhile.
"""

KNOWN = (
    "BATTERY:high", "CURRENT:open", "DIR:high", "DIR:open", "TACHO:high", "TACHO:loose", "TACHO:low", "TACHO:open",
    "TAG:low", "chip:off_once", "chip:slow", "current:frozen", "current:off_little", "current:off_lot",
    "current_ripple", "display:frozen", "display:nack", "display:resets",
    "encoder:nack", "motor:frozen", "motor:off_lot", "motor:slow",
    "motor_stalled", "ring:wrong", "swapped_long", "tacho:absent", "tacho:off_little", "tacho:off_lot", "tacho_dead",
    "tag:slow", "tag_unprotected",
)  # fmt: skip


def is_known(row: dict) -> bool:
    """Is one of the row's faults in the list?"""
    return any(fault.split("=")[0] in KNOWN for fault in row["fault"].split(" + "))
