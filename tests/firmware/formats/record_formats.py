"""Every kind of record that has a format. The pen asks for one at a time and has no list of them."""

from pen.formats import record


def formats() -> "dict[int, str]":
    """The struct format of each kind's payload."""
    found = {kind: record.format_of(kind) for kind in range(256)}
    return {kind: fmt for kind, fmt in found.items() if fmt}
