"""One scene: a fault, or two, strike a prepared pen, and its person goes on as a person does."""

from pen.core import states
from pen.core.depth import ceiling_um
from pen.core.states import arming
from pen.formats import reasons

from boards.RPI_PICO import board
from boards.virtual.bench import use
from boards.virtual.demo.screen_reader import lines
from tests.firmware import face
from tests.firmware.whole_pen import LIGHTLY
from tests.tools.fmea.pen import FmeaPen

CAP_UM = 500
LATE_MS = 100
AIR_MS = 1_000
STARVED_MS = 50  # needles that had no fuel for so long, and get some again without a new start (J)
DEEPEST_UM = ceiling_um(board.ERROR_BUDGET_UM, CAP_UM)  # the highest set-point there is
OUT_UM = 25
NO_PROGRAM = ("chip:", "flash:absent")  # no program can run there: it is the processor, or the program's own flash
# The driver cannot be reached, or the encoder not be asked or believed: a ring that nobody watches is not moved (H29).
NO_WAY_IN = (
    "SDA:", "SCL:", "TAG:swapped", "STEP:", "DIR:", "NENABLE:", "ring:", "stepper_", "encoder", "magnet_", "i2c_",
)  # fmt: skip
# With both nothing is left between supply and motor that a program could switch: it can only say so (SAFETY.md).
NO_SWITCH = {"dynamic_drive_broken", "GATE:high"}
_STATES = {value: name for name, value in vars(states).items() if name.isupper() and isinstance(value, int)}
_STOPS = {value: name for name, value in vars(reasons).items() if name.startswith("STOP_")}
_FAULTS = {value: name for name, value in vars(reasons).items() if name.startswith("F_")}


def play(pen: FmeaPen, phase: str, faults: "list[tuple]", gap_ms: int = 0) -> dict:
    """What came of it. `faults`: (name, value) pairs, the second one `gap_ms` after the first."""
    use(pen.world)  # several pens may be prepared: an interrupt at the very fault must read this one's clock
    pen.watch_from_now()
    for number, (name, value) in enumerate(faults):
        if number:
            pen.run_ms(gap_ms)
            pen.run_until(lambda: pen.world.cartridge is not None, 500)  # one that is being exchanged: the next has it
        pen.strike(name, value)
    said = _first_minute(pen, phase)
    did = _state(pen)
    out_um = pen.world.ring.um
    left_um = out_um if pen.crashes and pen.app is None else 0  # one that runs, again or still, is on its way home
    said += _again(pen)
    if pen.app is None and not pen.world.latch.off:  # SELECT held gives one without HOLD the power that it needs
        left_um = max(left_um, pen.world.ring.um)
    again = _state(pen)
    return _row(pen, phase, faults, said, did if again == did else f"{did} → {again}", out_um, left_um)


def _first_minute(pen: FmeaPen, phase: str) -> str:
    """What the person does first, and what the screen says then."""
    if phase == "booting":
        pen.boot()
        pen.run_ms(1_500)
        return _screen(pen)
    if phase == "asleep":
        pen.press("SELECT")
        pen.run_ms(1_000)
    elif phase.startswith("running"):
        pen.run_ms(800)
        pen.world.touch(0)
        pen.run_ms(1_100)
        said = _screen(pen)
        if pen.driven:
            pen.press("UP")
        pen.run_ms(1_000)
        return said
    else:
        pen.run_ms(1_200)
    return _screen(pen)


def _again(pen: FmeaPen) -> str:
    """Power back where it is gone, the fault acknowledged where there is one, and a new start.

    Returns what the first screen after a restart says.
    """
    world = pen.world
    said = ""
    if not world.powered or pen.app is None:
        gap_us = 20_000 if "cell:resets" in world.active_faults else 1_000_000
        world.power_cut()
        pen.app = None
        world.advance_us(gap_us)
        pen.boot()
        pen.run_ms(1_500)
        said = " ⇒ " + _screen(pen)
    for _ in range(2):
        if pen.app is not None and pen.state == states.FAULT:
            pen.press("SELECT", 3_300)
            pen.run_ms(1_300)
    if pen.app is not None and pen.state != states.FAULT:
        _treat(pen)
    return said


def _armed(pen: FmeaPen) -> bool:
    return pen.state == states.ARMING and pen.phase == arming.ARMED


def deepest(pen: FmeaPen) -> None:
    """The person chooses a cheek, and the highest set-point there is."""
    pen.controller.menu.zone = face.LEFT_CHEEK
    pen.controller.menu.depths_um[face.LEFT_CHEEK] = DEEPEST_UM


def _treat(pen: FmeaPen) -> None:
    try:
        pen.run_until(lambda: pen.app is None or pen.state != states.SELF_TEST, 2_500)
        if pen.app is not None and pen.state != states.ARMING:
            pen.run_ms(600)  # what a start tells first is read
            deepest(pen)
            pen.ask()
        armed = pen.run_until(lambda: pen.app is None or _armed(pen), 2_500)
        if armed and pen.app is not None:
            pen.run_ms(600)
            pen.press("UP")
            pen.run_ms(1_000)
            if pen.driven:
                pen.world.touch(LIGHTLY)
                pen.run_ms(1_000)
    except AttributeError:
        if pen.app is not None:  # else the power went, or the program
            raise
    if pen.driven:
        pen.press("UP")
    pen.world.touch(0)
    pen.run_ms(900)


def _state(pen: FmeaPen) -> str:
    """What the pen is doing, and why."""
    if pen.app is None:
        return "no program"
    controller = pen.controller
    name = _STATES.get(controller.state, str(controller.state))
    fault = pen.ledger.fault
    if controller.state == states.FAULT:
        return f"FAULT {_FAULTS.get(fault, f'F_PART+{fault - reasons.F_PART}')}"
    if controller.state == states.PAUSED:
        return f"PAUSED {_STOPS.get(controller.stop_reason, '')}"
    if controller.notice.reason:
        return f"{name}, refused {controller.notice.reason}"
    return name


def _screen(pen: FmeaPen) -> str:
    display = pen.world.display
    if pen.app is None and pen.crashes and pen.world.powered:
        return "(service mode)"  # its screen needs MicroPython's framebuf
    if not display.lit:
        return "(dark)"
    return " / ".join(lines(display.pixels())[:3])


def _row(pen: FmeaPen, phase: str, faults: "list[tuple]", said: str, did: str, out_um: int, left_um: int) -> dict:
    watch, world = pen.watch, pen.world
    row = {
        "fault": " + ".join(label(*fault) for fault in faults),
        "phase": phase,
        "did": did,
        "said": said,
        "seen_ms": watch.first_seen_ms,
        "off_ms": watch.slowest_off_ms,
        "late_ms": watch.worst_ms,
        "sign": watch.worst_sign,
        "tip_um": world.max_tip_um,
        "deeper_um": watch.deeper_after_stop_um,
        "out_um": out_um,
        "left_um": left_um,
        "strokes": world.strokes_true - watch.start_strokes,
        "air": watch.most_in_air,
        "air_ms": watch.worst_air_ms,
        "crash": pen.crashes[0] if pen.crashes else "",
        "blind": watch.blind,
    }
    row["broken"] = _broken(row, pen, faults)
    return row


def failed(phase: str, faults: "list[tuple]", why: str) -> dict:
    """The row of a scene that could not be played to its end: never a good one."""
    names = " + ".join(label(*fault) for fault in faults)
    row = dict.fromkeys(
        ("late_ms", "tip_um", "with_um", "deeper_um", "out_um", "left_um", "strokes", "air", "air_ms"), 0
    )
    row.update({"fault": names, "phase": phase, "did": "", "said": "", "sign": "", "blind": False, "crash": why})
    return row | {"seen_ms": None, "off_ms": None, "broken": ["scene not played"]}


def _broken(row: dict, pen: FmeaPen, faults: "list[tuple]") -> "list[str]":
    """Which promises do not hold."""
    broken = []
    if row["tip_um"] > CAP_UM:
        broken.append("too deep")
    told = {name for name, _ in faults} >= NO_SWITCH and "F_RUNAWAY" in row["did"]
    if row["late_ms"] > LATE_MS and not told:
        broken.append("driven on")
    if row["air_ms"] > AIR_MS and not told:
        broken.append("driven on off the skin")
    if row["left_um"] > OUT_UM and not any(name.startswith(NO_WAY_IN) for name, _ in faults):
        broken.append("ring left out by a failed program")
    if starved_ms(pen) > STARVED_MS:
        broken.append("restarted by itself")
    if pen.watch.dark_start:
        broken.append("started with a dark screen")
    if pen.watch.long_strokes:
        broken.append("long needles moved")
    if row["crash"] and not any(name.startswith(NO_PROGRAM) for name, _ in faults):
        broken.append("program failed")
    if pen.world.violations:
        broken.append("violation: " + pen.world.violations[0].split(": ", 1)[1])
    return broken


def starved_ms(pen: FmeaPen) -> int:
    """The longest time without fuel within a run."""
    return pen.world.needle.longest_gap_us // 1000


def label(name: str, value) -> str:
    """A fault as the table and `--fault` name it."""
    return name if value is None else f"{name}={value}"
