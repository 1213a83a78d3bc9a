"""What `make fmea` printed, as sections of firmware/SAFETY.md: nobody types these figures (README=1 writes them)."""

from collections import defaultdict

from tests.tools.fmea import pairs, table
from tests.tools.paths import ROOT

SAFETY = ROOT / "firmware" / "SAFETY.md"
ONE, TWO, UNSEEN = "## One fault at a time", "## Two faults at once", "## What no software can see"
_END_STOP_UM = 500
_FIGURES = (
    "deepest tip without the end-stop",
    "worst retraction",
    "worst time to needles-off",
    "worst strokes in air",
    "worst time in air",
)
_UNSEEN = """One broken part: when the carriage's spring breaks, needles in the air may stand deeper by the play of
the thread, and neither encoder nor end-stop knows it: [boards/mechanics](../boards/mechanics/README.md#not-verified).

A program that fails again in its start, before it has sent the ring home, leaves the ring where it is, needles off:
whether a fault of the ring is latched is not known then (`service/retract.py`).

A contact of ▲ or ▼ that closes again and again with nobody there (water in the pen) presses them: either answers a
question of the pen, ▲ starts a pen that somebody has armed, ▼ agrees to what the laptop asks. The other buttons are
heard beside it. One that has not stood still for 0.3 s in ten seconds is a fault, and no press any more; one that rests
for longer than that every now and then looks like a person, for ever, and keeps the pen awake until its cell is flat;
a fault can still be acknowledged beside it, if need be at the next try (`firmware/test_pen_chatter.py`).
A contact of SELECT or ▼ that closes for less than a step (10 ms) before ▲ starts an armed pen may go unseen.
SELECT's contact, chattering, wakes the chip of a pen that is off each time, and keeps its supply: that empties the
cell, too. In a session a contact that stays closed, or SELECT's wire that breaks, is a hold of two seconds and says
that it bleeds; after ten the button is a fault. The pen cannot know better.

Two faults at once: the dynamic drive lets a standing level through, and the gate's line stands high (stuck, or swapped
with its neighbour). Nothing is
left between the supply and the motor that a program could switch: the needles run until the battery is out. The pen
says *Safety stop 6, Needles not at rest* as soon as strokes come that it did not ask for, and brings the ring home.

Two faults at once: the ring goes elsewhere than its pulses say, and the encoder tells what the pulses say.
Where no byte on any wire tells it, **the mechanical end-stop at 0.50 mm is the barrier**: with it no needle of these
scenes was deeper than {with_um} um: 500, where the model's end-stop stands, and {flex_um} of seat and flex of the
cartridge. The drawn one stands at 465 um, so that no corner of its tolerances passes 500
([mechanics](../boards/mechanics/README.md)): the model's is the harder case. Written by `make fmea RULE=1 README=1`,
which tries every pair of the rule (`tests/tools/fmea/pairs.py`) at every phase. With the end-stop left out, these took
the tip beyond 500 um, and nothing that the program reads showed it:
"""


def figures(head: str, rows: "list[dict]", command: str) -> str:
    """A section with the worst figures of these scenes, and with every one that broke a promise."""
    broken = sum(bool(row["broken"]) for row in rows)
    faults = len({row["fault"] for row in rows})
    lines = [f"- {name}: {figure}" for name, figure in table.totals(rows) if name.startswith(_FIGURES)]
    lines += [
        f"- **broken**: `{row['fault']}` ({row['phase']}): {', '.join(row['broken'])}" for row in rows if row["broken"]
    ]
    text = f"`{command}`: {len(rows):,} scenes of {faults:,} faults; a promise broken in {broken}.".replace(
        "of 1 faults", "of one fault"
    )
    return "\n".join([head, "", text, "", *lines, "", ""])


def unseen(rows: "list[dict]") -> str:
    """The section of the pairs of which no sign was to be seen: which fault of the ring with which of the encoder."""
    blind = [row for row in rows if row["blind"] and pairs.unseeable(row["fault"].split(" + "))]
    others = defaultdict(set)
    for row in blind:
        one, other = row["fault"].split(" + ")
        others[one].add(other)
    with_um = max((row["with_um"] for row in blind), default=0)
    lines = [f"- `{one}` with {', '.join(f'`{name}`' for name in sorted(others[one]))}" for one in sorted(others)]
    said = _UNSEEN.format(with_um=with_um, flex_um=max(0, with_um - _END_STOP_UM))
    return "\n".join([UNSEEN, "", said, *lines, "", ""])


def listed(text: str) -> "list[tuple[str, str]]":
    """The pairs that the page's `text` lists as unseeable."""
    section = text.partition(UNSEEN + "\n")[2].partition("\n## ")[0]
    found = []
    for line in section.splitlines():
        if line.startswith("- `"):
            one, *others = line.split("`")[1::2]
            found += [(one, other) for other in others]
    return found


def replaced(text: str, head: str, new: str) -> str:
    """The page's `text` with the section `head` anew; at its end when there is none."""
    before, found, after = text.partition(head + "\n")
    rest = after.find("\n## ") if found else -1
    end = after[rest + 1 :] if rest >= 0 else ""
    return (before if found else text.rstrip("\n") + "\n\n") + (new if end else new.rstrip("\n") + "\n") + end


def write(new: str) -> None:
    """A section into the page."""
    head = new.partition("\n")[0]
    SAFETY.write_text(replaced(SAFETY.read_text(encoding="utf-8"), head, new), encoding="utf-8")
    print(f"{SAFETY.relative_to(ROOT)}: {head.lstrip('# ')} is written")
