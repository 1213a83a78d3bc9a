"""What a planted bug is, and short ways to write one: a small, believable mistake and the tests that must notice it.

The tables are `bugs_needles.py`, `bugs_supervised.py`, `bugs_locks.py`, `bugs_updates.py`, `bugs_consent.py`,
`bugs_evidence.py`, `bugs_ways_out.py` and `bugs_supply.py`; `run.py` plants them. The true text stands exactly once in
its file; whoever changes that line changes it there too. Every rule with a test of its own has two bugs at least,
limits included, because mutation tools pass constants by.
"""

from typing import NamedTuple

CORE = "tests/firmware/core/test_"
HAL = "tests/firmware/hal/test_"
PEN = "tests/firmware/test_pen_"
STORE = " ".join(f"tests/firmware/storage/test_{name}.py" for name in ("store", "store_copies", "store_room"))
LINK = "tests/firmware/link/test_server.py"
RECORDS = "tests/firmware/link/test_records.py"
LINK_SKIN = "tests/firmware/link/test_skin.py tests/firmware/link/test_skin_check_ins.py"
ALLOCATION = "tests/firmware/ui/test_micropython.py"
TEXTS = "tests/firmware/ui/texts/test_texts.py"
SERVICE = "tests/firmware/service/test_mode.py tests/firmware/service/test_asked_for_service.py"
SCREENS = "tests/firmware/ui/test_screens.py"
STATE = "tests/firmware/core/states/test_"
TREATMENT = " ".join(STATE + name for name in ("arming.py", "running.py", "paused.py"))
RESTING = " ".join(STATE + name for name in ("off.py", "self_test.py", "locked.py", "ready.py", "fault.py"))
OWN = {
    "states/arming": TREATMENT,
    "states/running": TREATMENT,
    "states/fault": " ".join(STATE + name for name in ("fault.py", "fault_bleeding.py", "fault_answered.py")),
    "merge": CORE + "ledger.py",
    "reported": CORE + "skin.py " + CORE + "skin_later.py",
    "ledger": CORE + "ledger.py",
}


class Bug(NamedTuple):
    """`rule`: what breaks; `file`: under firmware/ or boards/; `tests`: space-separated pytest arguments."""

    rule: str
    file: str
    true: str
    planted: str
    tests: str


def limit(rule: str, true: str, planted: str, module: str = "limits") -> Bug:
    """A constant of `core/limits.py`, or of another module of pen/core, that `test_limits.py` compares."""
    return Bug(rule, f"firmware/pen/core/{module}.py", true, planted, CORE + "limits.py")


def core(rule: str, module: str, true: str, planted: str, tests: str = "") -> Bug:
    """A line of pen/core, caught by that module's own tests unless others are named."""
    own = f"{STATE}{module.removeprefix('states/')}.py" if module.startswith("states/") else f"{CORE}{module}.py"
    return Bug(rule, f"firmware/pen/core/{module}.py", true, planted, tests or OWN.get(module, own))


def formats(rule: str, module: str, true: str, planted: str, tests: str = "") -> Bug:
    """A line of pen/formats, caught by that module's own tests unless others are named."""
    own = f"tests/firmware/formats/test_{module}.py"
    return Bug(rule, f"firmware/pen/formats/{module}.py", true, planted, tests or OWN.get(module, own))


def hal(rule: str, module: str, true: str, planted: str, tests: str = "") -> Bug:
    """A line of a driver, caught by the driver's own tests."""
    return Bug(rule, f"firmware/pen/hal/{module}.py", true, planted, tests or f"{HAL}{module}.py")


def pen(rule: str, module: str, true: str, planted: str, tests: str) -> Bug:
    """A line of what joins the parts."""
    return Bug(rule, f"firmware/pen/{module}.py", true, planted, tests)


def laptop(rule: str, module: str, true: str, planted: str, tests: str) -> Bug:
    """A line of the laptop tool; `tests`: a file of tests/host_tools."""
    return Bug(rule, f"host_tools/needlepen/{module}.py", true, planted, f"tests/host_tools/{tests}.py")
