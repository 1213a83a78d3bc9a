"""Any ledger that may be stored, for the tests that hold for all of them."""

from hypothesis import strategies as st
from pen.core import ledger as ledgers
from pen.formats import ledger as layout

_BITS = {"B": 8, "H": 16, "I": 32, "h": 15}
BOUNDS = {
    "mark_s": (0, 999_999_999),
    "session": (0, (1 << 29) - 1),
    "strokes": (0, (1 << 29) - 1),
    "interval_s": (2_419_200, 31_536_000),
    "depth_max_um": (0, 500),
    "uses_max": (1, 5),
    "rate_max_hz": (60, 110),
    "needle_max_ms": (0, 600_000),
    "wall_offset_s": (-(2**63), 2**63 - 1),
    "locked": (0, 1),
    "history_lost": (0, 1),
    "session_open": (0, 1),
    "reaction_um": (100, 500),
    "reaction_s": (0, 2 * 14 * 86_400),
    "charged_zone": (0, 4),
}


@st.composite
def believable(draw):
    """Any ledger that may be stored."""
    out = ledgers.Ledger()
    for name, code, _ in layout.fields():
        if code.endswith("s"):
            value = draw(st.binary(min_size=int(code[:-1]), max_size=int(code[:-1])))
        elif code[0] == "5":
            value = draw(
                st.lists(st.integers(0, 2 ** _BITS[code[1]] - 1 if code[1] in _BITS else 0), min_size=5, max_size=5)
            )
        else:
            value = draw(st.integers(*BOUNDS.get(name, (0, 2 ** _BITS[code] - 1 if code in _BITS else 0))))
        setattr(out, name, value)
    out.cleared &= out.profile
    out.lock_from_s = draw(st.integers(0, out.mark_s))
    out.opened_s = [0] * 5  # what the table below has
    entry = st.tuples(st.integers(0, 9), st.integers(1, 255), st.integers(0, out.lock_from_s))
    for serial, uses, opened_s in draw(st.lists(entry, max_size=12)):
        out.set_uses(5, serial, uses, opened_s)
    return out


def stored(ledger):
    buf = bytearray(b"\xee" * layout.SIZE)
    ledgers.encode(ledger, buf)
    return buf


def fields(ledger):
    return {f[0]: getattr(ledger, f[0]) for f in layout.fields()}
