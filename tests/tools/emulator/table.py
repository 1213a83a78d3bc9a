"""The table of `make emulator-test`: what was measured, what it must reach, and what a plain MicroPython pen does."""

from functools import partial
from typing import NamedTuple

from rich.table import Table

from tests.tools.emulator import soak, update
from tests.tools.emulator.image import told

NOTE = (
    "Virtual time. What PIO does is exact to the system clock (8 ns). The processor waits for flash that its cache "
    "does not hold, 56 cycles a line (boards/virtual/rp2040/README.md; not calibrated on silicon). Beside it stands "
    "what it does when it never waits, a lower bound. Both must reach the limit. I2C, 1-Wire, ADC, flash and USB take "
    "their data sheets' typical times. "
    "The right column: what a pen written with machine.PWM, pin interrupts and mpremote does on the same chip; it is "
    "quoted from a study before this pen was built, but for mpremote, which is measured in the same run. All else is "
    "measured. The probe's own heap counts as free. A run of needles lasts its whole minute as the probe makes the "
    "zones larger: with true budgets the largest is done after half of it. The soak sleeps from day to day; the probe "
    "ends the lock-out before each session."
)
_STOPS, _MOVES = 200, 1_000  # as many of them, at least
_HOME_BYTES, _CABLE_BYTES = 72_000, 48_000
_STACK_BYTES = 512  # of 8 KB: twice what MicroPython keeps between its checks and the end (MICROPY_STACK_CHECK_MARGIN)
_JOURNAL_KB_S = 450  # was 500 while the emulated flash had no wait states; a frame of 2 KB takes 3.1 ms of USB alone
_PERIOD_NS = 51_000  # of the gate's PWM, and some
_FUEL_US = 24_000  # what four words of fuel last
_GAP_US = _FUEL_US // 2  # from fuel to fuel: what is queued lasts for two turns
_TURN_US, _REACT_US, _STEP_US = 8_000, 6_000, 2_000  # with needles
SAME = "–"


class Row(NamedTuple):
    """One line; `reached` decides about the exit code."""

    what: str
    measured: str
    reach: str
    plain: str
    reached: bool
    unwaited: str = SAME  # measured by a processor that never waits for flash


def rows(numbers: dict) -> "list[Row]":
    """The lines of the subjects that were measured. `reached`: with and without waiting for flash."""
    unwaited = {row.what: row for row in _rows({**numbers, **numbers.get("without", {})})}
    found = []
    for row in _rows(numbers):
        other = unwaited.get(row.what)  # an error on one side has no row of this name on the other
        if other is None or other.measured == row.measured:
            found.append(row)
        else:
            found.append(row._replace(reached=row.reached and other.reached, unwaited=other.measured))
    return found


def _rows(numbers: dict) -> "list[Row]":
    whole = not numbers.get("quick")
    makers = (
        ("stop", partial(_stop, at_least=_STOPS if whole else 1)),
        ("hang", _hang),
        ("steps", partial(_steps, at_least=_MOVES if whole else 1)),
        ("boot", _boot),
        ("wake", _wake),
        ("control", _control),
        ("heap", _heap),
        ("room", partial(_room, reserve=numbers.get("image", {}).get("reserve_bytes", 0))),
        ("minute", partial(_minute, at_least=60_000 if whole else 1)),
        ("soak", partial(_soak, plan=soak.MONTH if whole else soak.SHARE)),
        ("download", _download),
        ("update", _update),
        ("less_heap", _less_heap),
        ("stack", _stack),
    )
    found = []
    for subject, make in makers:
        values = numbers.get(subject, {})
        if "error" in values:
            found.append(Row(subject, values["error"], "a measurement", "–", False))
        elif values:
            found += make(values)
    return found


def _stop(found: dict, at_least: int) -> "list[Row]":
    every = [ns for where in found.values() for kind in where.values() for ns in kind]
    worst = {kind: max(ns for where in found.values() for ns in where[kind]) for kind in found["driver"]}
    parts = ", ".join(f"{kind} {ns / 1000:.3f}" for kind, ns in worst.items())
    reached = len(every) >= at_least and min(every) >= 0 and max(every) <= 500
    measured = f"worst of {len(every)}: {max(every) / 1000:.3f} µs ({parts})"
    plain = "13–63 µs by hard interrupt, 45 ms in a flash erase, ≤ 100 ms polled"
    return [Row("stop input → gate low", measured, f"≤ 0.5 µs, {_STOPS} instants", plain, reached)]


def _hang(found: dict) -> "list[Row]":
    lines = []
    for kind, trials in found.items():
        times = [trial["low_after_ns"] for trial in trials]
        good = min(times) >= 0 and max(times) <= 50_000_000 and all(trial["ran_until_then"] for trial in trials)
        resets = max(trial["resets"] for trial in trials)
        after = ", low through the reset" if resets else ", low for good"
        measured = f"worst of {len(times)}: {max(times) / 1e6:.1f} ms{after}"
        lines.append(Row(f"{kind} → gate low", measured, "≤ 50 ms, then low for good", "runs on", good))
    return lines


def _steps(found: dict, at_least: int) -> "list[Row]":
    measured = (
        f"{found['moves']} moves, {found['aborted']} aborted, {found['pulses']} pulses: {found['wrong']} wrong; "
        f"deepest {found['deepest_pulses']} of {found['cap_pulses']} pulses"
    )
    good = found["moves"] >= at_least and not found["wrong"] and found["deepest_pulses"] <= found["cap_pulses"]
    return [Row("STEP pulses = asked", measured, f"always, never past the cap, {_MOVES:,} moves", "–", good)]


def _boot(found: dict) -> "list[Row]":
    slowest = max(start["home_ms"] for start in found.values())
    edges = sum(start["gate_edges"] + start["step_edges"] + start["driver_enabled"] for start in found.values())
    shown = all(start["screen"].startswith("Ready") for start in found.values())
    return [
        Row("power-on → home screen", f"{slowest / 1000:.3f} s", "≤ 2.0 s", "–", shown and slowest <= 2_000),
        Row("gate, STEP, driver through boot", f"{edges} edges", "0", "–", edges == 0),
    ]


def _control(found: dict) -> "list[Row]":
    steps, turns = found["step_us"], found["turn_us"]
    slowest = max(steps, key=lambda state: steps[state])
    step = steps[slowest]
    measured = (
        f"worst of {sum(found['turns'].values())}: {step / 1000:.2f} ms ({slowest}); with needles "
        f"{steps['running'] / 1000:.2f} ms; at rest, a turn with writes, {max(turns.values()) / 1000:.0f} ms"
    )
    return [Row("control step", measured, "≤ 4 ms, with needles 2", "–", step <= 4_000 and steps["running"] <= 2_000)]


def _heap(found: dict) -> "list[Row]":
    own = found["probe_bytes"]
    free = {state: size + own for state, size in found["free_bytes"].items() if size}
    least = min(free, key=lambda state: free[state])
    allocated = found["allocated"]
    measured = f"at the least {free[least]:,} B ({least})"
    return [
        Row("control step allocates", f"{allocated} B", "0 B", "–", allocated == 0),
        Row("heap free at rest over a treatment, on battery", measured, "–", "–", True),
    ]


def _room(found: dict, reserve: int) -> "list[Row]":
    lines = []
    for where, what, least in (("home", "at home", _HOME_BYTES), ("cable", "with the cable in", _CABLE_BYTES)):
        free = found[where]["free"]
        reach = f"≥ {least:,} B"
        if reserve:
            reach += f" and the {reserve:,} B that MicroPython 1.29 takes"
        measured = f"{free:,} B, {found[where]['longest']:,} B of it in a row"
        lines.append(Row(f"heap free {what}", measured, reach, "–", free >= least + reserve))
    return lines


def _minute(found: dict, at_least: int) -> "list[Row]":
    turns, spent = found["turns"], found["free"] - found["lowest"]
    hole_ns = found["longest_ns"] if found["longest_ns"] > _PERIOD_NS else 0
    measured = (
        f"{found['total_ms'] / 1000:.1f} s, {found['pulses']:,} pulses: longest hole {hole_ns / 1e6:.1f} ms, "
        f"{found['collections']} collections"
    )
    good = found["total_ms"] >= at_least and not hole_ns and not found["collections"]
    times = (
        f"worst of {turns}: {found['turn_us'] / 1000:.1f} ms, first sensor to last driver "
        f"{found['react_us'] / 1000:.1f} ms, control step {found['step_us'] / 1000:.2f} ms; from fuel to fuel "
        f"{found['gap_us'] / 1000:.1f} ms of {_FUEL_US // 1000}"
    )
    in_time = found["turn_us"] <= _TURN_US and found["react_us"] <= _REACT_US and found["step_us"] <= _STEP_US
    lowest = found["lowest"] + found["own_bytes"]
    return [
        Row("a whole run of needles", measured, "60 s, no hole, 0 collections", "–", good),
        Row("… its turns", times, "≤ 8 ms, 6 ms, 2 ms; 12 ms", "–", in_time and found["gap_us"] <= _GAP_US),
        Row(
            "… allocates", f"{spent / turns:.1f} B a turn, {spent:,} B in all; lowest free heap {lowest:,} B",
            "a tenth of what is free", "–", spent * 10 <= found["free"],
        ),
    ]  # fmt: skip


def _soak(found: dict, plan: "soak.Plan") -> "list[Row]":
    measured = (
        f"{found['days']} days, {found['sessions']} sessions, {found['pluggings']} pluggings, {found['syncs']} syncs, "
        f"{found['updates']} updates, {found['rollbacks']} rollbacks; least free {found['free']:,} B, "
        f"{found['longest']:,} B in a row"
    )
    if found.get("silent"):
        measured += f"; {found['silent']} times the laptop tool had to ask again"
    reach = f"{plan.days} days without a MemoryError"
    wanted = plan._replace(updates=len(plan.updates), rollbacks=len(plan.rollbacks))._asdict()
    good = all(found[what] == wanted[what] for what in wanted) and found["sessions"] == plan.days
    return [Row("a month of a pen's life" if plan is soak.MONTH else "a share of it", measured, reach, "–", good)]


def _wake(found: dict) -> "list[Row]":
    measured = f"lit after {found['lit_ms'] / 1000:.2f} s, takes buttons after {found['answers_ms'] / 1000:.2f} s"
    return [Row("SELECT pressed asleep → lit, answering", measured, "≤ 0.3 s", "–", found["answers_ms"] <= 300)]


def _download(found: dict) -> "list[Row]":
    good = found["same"]
    size = f"{found['bytes'] / 1000:.0f} kB"
    return [
        Row(
            f"journal over USB ({size})", f"{found['link_kB_s']:.0f} kB/s", f"≥ {_JOURNAL_KB_S} kB/s",
            f"mpremote fs cp: {found['mpremote_kB_s']:.1f} kB/s", good and found["link_kB_s"] >= _JOURNAL_KB_S,
        ),
        Row("… against mpremote, same run", f"{found['ratio']:.1f} ×", "≥ 25 ×", "1 ×", good and found["ratio"] >= 25),
    ]  # fmt: skip


def _update(found: dict) -> "list[Row]":
    size = f"{found['bytes'] / 1000:.0f} kB"
    measured = f"{found['seconds']:.1f} s, {found['before']} → {found['after']}, confirmed by itself"
    return [
        Row(f"update of the whole program ({size})", measured, "≤ 20 s", "–", _runs(found) and found["seconds"] <= 20),
        Row(
            "… of that, verification on the pen", f"{found['verify_s']:.2f} s", "≤ 1.5 s", "–", found["verify_s"] <= 1.5
        ),
        Row(
            "… least C stack free",
            f"{found['stack_free']} B",
            f"≥ {_STACK_BYTES} B",
            "–",
            found["stack_free"] >= _STACK_BYTES,
        ),
    ]


def _less_heap(found: dict) -> "list[Row]":
    measured = f"{found['before']} → {found['after']}, confirmed by itself; least C stack free {found['stack_free']} B"
    good = _runs(found) and found["stack_free"] >= _STACK_BYTES
    return [Row(f"update with {update.LESS_BYTES:,} B of heap less", measured, "it succeeds", "–", good)]


def _stack(found: dict) -> "list[Row]":
    where = min(found, key=lambda part: found[part])
    measured = f"{found[where]} B ({where}; " + ", ".join(f"{k} {v}" for k, v in found.items() if k != where) + ")"
    what = "C stack free with an interrupt a millisecond"
    return [Row(what, measured, f"≥ {_STACK_BYTES} B of 8,192", "–", found[where] >= _STACK_BYTES)]


def _runs(found: dict) -> bool:
    """The other version runs, from the other slot, and has confirmed itself."""
    return found["before"] != found["after"] and found["slot"] == 1 and bool(found["confirmed"])


def table(found: "list[Row]", numbers: dict) -> Table:
    """The figures as a table for people."""
    title = "The pen on the emulated RP2040, firmware " + str(numbers.get("firmware", "?"))
    title += " (quick: a share of the trials)" if numbers.get("quick") else ""
    caption = (told(numbers["image"]) + " " if "image" in numbers else "") + NOTE
    heads = ("what", "measured", "without waiting for flash", "must reach", "a plain MicroPython pen", "")
    out = Table(*heads, title=title, caption=caption)
    out.caption_justify = "left"
    for row in found:
        mark = "[green]ok[/]" if row.reached else "[red]FAILED[/]"
        out.add_row(row.what, row.measured, row.unwaited, row.reach, row.plain, mark)
    return out
