"""Could a sum or product of the core be 2**30 or more? Then the chip, whose small integers end there, needs heap (S16).

Interval arithmetic over the source: every name has a range, by its unit (the last part of its name) or by the table of
those that are known better; every `+`, `-`, `*` and `<<` is worked out from them. A name with no unit counts as a small
number. What the table says of a name is checked elsewhere: by core/ledger.py, by the limits, by runs at
the extremes on a MicroPython with small integers (tests/firmware/core/test_small_integers.py).
"""

import ast
from pathlib import Path

from pen.core import limits

CORE = Path(__file__).resolve().parents[2] / "firmware" / "pen" / "core"
END = 1 << 30
TICKS = (0, (1 << 30) - 1)
SMALL = (-5_000, 5_000)  # a name without a unit: counts, masks, indices
SHIFT = 14  # a shift by a name: bits of questions, zones, conditions

# by the last part of a name
UNITS = {
    "ms": TICKS,
    "s": (0, limits.PROVEN_MAX_S),
    "um": (-32_768, 1_000),
    "hz": (0, 2_000),
    "ma": (-20_000, 20_000),
    "mv": (1, 10_000),
    "dc": (-1_000, 2_000),
    "strokes": TICKS,
    "percent": (0, 100),
}
# names that are known better, and why
KNOWN = {
    "charged_ms": (0, limits.RUN_MAX_MS),  # session.charge
    "needle_ms": (0, 2 * limits.NEEDLE_MAX_MS),
    "needle_max_ms": (0, limits.NEEDLE_MAX_MS),
    "left_ms": (-limits.NEEDLE_MAX_MS, limits.NEEDLE_MAX_MS),
    "interval_s": (0, limits.INTERVAL_MAX_S),
    "reaction_s": (0, 10 * limits.REACTION_S),
    "disinfect_ms": (0, limits.DISINFECT_MS),
    "cleaned_ms": (0, 2 * limits.DISINFECT_MS),
    "step_ms": (0, 1_000),
    "rest_ms": (0, 2_000),
    "driven_ms": (0, limits.NEEDLE_MAX_MS),
    "ran_ms": (0, limits.RUN_MAX_MS),
    "time_ms": (0, limits.NEEDLE_MAX_MS),
    "for_s": (0, limits.INTERVAL_MIN_S),
    "made": (0, 100_000),  # strokes of a run: a minute at most
    "had": (0, 100_000),
    "air_strokes": (0, 100_000),
    "air_ms": (0, limits.RUN_MAX_MS),
    "free": (0, limits.AIR_FREE_STROKES),
    "uncharged": (0, limits.AIR_FREE_STROKES),
    "charged_strokes": (0, 0xFFFF),
    "zone_strokes": (0, 0xFFFF),
    "zone_ds": (0, 0xFFFF),
    "rom": (0, 255),
    "table": (0, 255),
    "rate_hz": (0, 250),
    "true_dhz": (200, 2_000),  # Running: the span of four strokes is clipped
    "rate_dhz": (200, 2_000),
    "duty": (0, 1_000),
    "drive": (0, 4_500),  # the whole of the highest voltage of a cell
    "sum_dhz": (0, 60 * 2_000),  # of the steps of AIR_MEAN_MS
    "sum_drive": (0, 60 * 4_500),
    "free_dhz": (1, 100_000),
    "slip": (-4_000_000, 4_000),
}
# too large as far as this arithmetic goes, and why they are not
ACCEPTED = {
    "clock: self.proven_s + since_s": "not in a control step: the clock is read outside it",
    "clock: self.proven_s += since_s": "not in a control step",
    "events: [0] * (capacity * _FIELDS)": "made at boot: 960",
    "take_over: ledger.strokes += strokes": "not in a control step: what the journal tells at boot",
    "limits: 1 << 30": "worked out when the module is compiled",
    "practice: inputs.strokes += self._spin // 1000": "they begin at 0 with each practice",
    "session: self._ledger.strokes + self._made(strokes)": "core/ledger.py: half of a small integer at most",
    "session: ledger.strokes += made": "core/ledger.py: half of a small integer at most",
    "session: ledger.zone_strokes[zone] + strokes": "`_zone_had` is given a run's strokes",
    "zones: strokes(zone, needles) * 1000": "a zone's budget: 1,666 strokes at most",
    "zones: strokes(zone, needles) * 1000 * ZONE_TIME_FACTOR": "a zone's budget: 1,666 strokes at most",
}


class Ranges(ast.NodeVisitor):
    """The range of every expression of a module; `found`: those that reach 2**30."""

    def __init__(self, name: str):
        self.name = name
        self.found: list[str] = []
        self.used: set[str] = set()

    def of(self, node: ast.expr) -> "tuple[int, int]":
        """The least and the greatest value of an expression."""
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            return int(node.value), int(node.value)
        if isinstance(node, ast.Name):
            return self._named(node.id)
        if isinstance(node, ast.Attribute):
            return self._named(node.attr)
        if isinstance(node, ast.Subscript):
            return self.of(node.value)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            low, high = self.of(node.operand)
            return -high, -low
        if isinstance(node, ast.IfExp):
            return _union(self.of(node.body), self.of(node.orelse))
        if isinstance(node, ast.BoolOp):
            return _union(*(self.of(value) for value in node.values))
        if isinstance(node, ast.Call):
            return self._called(node)
        if isinstance(node, ast.BinOp):
            return self._operation(node, node.op, self.of(node.left), self.of(node.right))
        return SMALL

    def visit_BinOp(self, node: ast.BinOp) -> None:
        self.of(node)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._operation(node, node.op, self.of(node.target), self.of(node.value))
        self.generic_visit(node)

    def _named(self, name: str) -> "tuple[int, int]":
        value = getattr(limits, name, None)
        if isinstance(value, int):
            return value, value
        bare = name.strip("_")
        return KNOWN.get(bare) or UNITS.get(bare.split("_")[-1], SMALL)

    def _called(self, node: ast.Call) -> "tuple[int, int]":
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        ranges = [self.of(argument) for argument in node.args]
        if name == "min" and ranges:
            return min(low for low, _ in ranges), min(high for _, high in ranges)
        if name == "max" and ranges:
            return max(low for low, _ in ranges), max(high for _, high in ranges)
        if name == "abs":
            low, high = ranges[0]
            return 0, max(-low, high)
        return self._named(name)

    def _operation(self, node: ast.AST, op: ast.operator, left: "tuple[int, int]", right: "tuple[int, int]"):
        if isinstance(op, ast.Add):
            out = left[0] + right[0], left[1] + right[1]
        elif isinstance(op, ast.Sub):
            out = left[0] - right[1], left[1] - right[0]
        elif isinstance(op, ast.Mult):
            ends = [a * b for a in left for b in right]
            out = min(ends), max(ends)
        elif isinstance(op, ast.FloorDiv):
            ends = [a // b for a in left for b in right if b]
            out = min(ends, default=left[0]), max(ends, default=left[1])
        elif isinstance(op, ast.Mod):
            return 0, max(right[1], 1) - 1
        elif isinstance(op, ast.BitAnd):
            return 0, min(high for low, high in (left, right) if low >= 0) if max(left[0], right[0]) >= 0 else END - 1
        elif isinstance(op, ast.LShift):
            out = 0, left[1] << (right[1] if right[0] == right[1] and 0 <= right[1] <= 30 else SHIFT)
        else:
            return SMALL
        if not -END <= out[0] <= out[1] < END:
            text = ast.unparse(node)
            self.used.add(f"{self.name}: {text}")
            if f"{self.name}: {text}" not in ACCEPTED:
                self.found.append(f"{self.name}:{getattr(node, 'lineno', 0)}: {text} is {out[0]} to {out[1]}")
        return max(out[0], -END), min(out[1], END - 1)


def _union(*ranges: "tuple[int, int]") -> "tuple[int, int]":
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def looked_at(path: Path, source: str = "") -> Ranges:
    """A module, worked through."""
    ranges = Ranges(path.stem)
    ranges.visit(ast.parse(source or path.read_text(encoding="utf-8")))
    return ranges


def too_large(path: Path, source: str = "") -> "list[str]":
    """Every sum or product of a module that may reach 2**30, with its line."""
    return sorted(set(looked_at(path, source).found))
