"""What `probe_app.py` measures, in the order in which it stands in the chip's memory: known on both sides."""

MAGIC = (0x3E57_0B5E, 0x1A7E_C0DE)  # nothing else in the chip's memory begins so
FIGURES = (
    "own_bytes",  # of the heap, taken by the probe itself
    "asked",  # how often the room was looked at
    "free",  # bytes of heap after a collection
    "longest",  # of these in a row
    "turns",  # so many, since the room was looked at, or with needles
    "total_us",  # what they took together, waiting left out
    "turn_us",  # the longest one
    "late",  # turns longer than a control step
    "step_us",  # the longest control step with needles
    "react_us",  # the longest time from the first sensor of a step to its last driver, with needles
    "gap_us",  # the longest time between two fuellings
    "collect_us",  # what a collection takes
    "collections",  # turns as long as that
    "total_ms",  # of the run, from the release of the finger on
    "lowest",  # bytes of heap free at its end, nothing collected
    "reason",  # why it ended
)
