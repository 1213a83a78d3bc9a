"""Plants the bugs of the tables one at a time into a copy of the project, and asks the tests named there to notice.

    python tests/planted/run.py [--list] [--only RULE]

Exit code 1 when a bug survives, when its true text is not found exactly once, or when the copy fails without a bug.
Nothing is ever written to the working tree.
"""

import argparse
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.planted.bugs import Bug  # noqa: E402
from tests.planted.bugs_consent import BUGS as OF_CONSENT  # noqa: E402
from tests.planted.bugs_evidence import BUGS as OF_EVIDENCE  # noqa: E402
from tests.planted.bugs_locks import BUGS as OF_LOCKS  # noqa: E402
from tests.planted.bugs_needles import BUGS as OF_NEEDLES  # noqa: E402
from tests.planted.bugs_supervised import BUGS as OF_SUPERVISED  # noqa: E402
from tests.planted.bugs_supply import BUGS as OF_SUPPLY  # noqa: E402
from tests.planted.bugs_updates import BUGS as OF_UPDATES  # noqa: E402
from tests.planted.bugs_ways_out import BUGS as OF_WAYS_OUT  # noqa: E402

BUGS = OF_NEEDLES + OF_SUPERVISED + OF_LOCKS + OF_UPDATES + OF_CONSENT + OF_EVIDENCE + OF_WAYS_OUT + OF_SUPPLY

COPIED = ("firmware", "tests", "boards", "host_tools", "pyproject.toml", "CHANGELOG.md")
AT_ONCE = 2
TIMEOUT_S = 60
CONTROL_TIMEOUT_S = 1_200  # all the named tests in one run, beside another, on a slow machine
CAUGHT, SURVIVED, TIMED_OUT, SKIPPED = "caught", "SURVIVED", "caught (hangs)", "skipped"
GOOD = (CAUGHT, TIMED_OUT)

# pytest's exit codes: only "a test failed" proves that a test saw the bug; one that cannot be collected proves nothing
PASSED, FAILED = 0, 1


def copy_project(target: Path) -> Path:
    """Everything the tests need, in `target`."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(
                source, target / name, ignore=shutil.ignore_patterns("__pycache__", "build", "node_modules")
            )
        else:
            shutil.copy2(source, target / name)
    return target


def pytest(folder: Path, tests: str, timeout_s: int = TIMEOUT_S) -> "tuple[int | None, str]":
    """Run tests there; (exit code, output), code None when they did not end in time."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=line", "-p", "no:cacheprovider", *tests.split()]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    # no .pyc: two bugs of one length planted within a second would look the same to the import system
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "NEEDLEPEN_SCALE": "planted"}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # half of the time of a short run
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=timeout_s)
    except subprocess.TimeoutExpired:
        return None, ""
    return done.returncode, done.stdout + done.stderr


def plant(folder: Path, bug: Bug) -> str:
    """One bug in, its tests run, the bug out again; what became of it."""
    path = folder / bug.file
    text = path.read_text(encoding="utf-8")
    if text.count(bug.true) != 1:
        return f"NO TRUE TEXT ({text.count(bug.true)} times)"
    path.write_text(text.replace(bug.true, bug.planted), encoding="utf-8")
    try:
        code, output = pytest(folder, bug.tests)
    finally:
        path.write_text(text, encoding="utf-8")
    if code is None:
        return TIMED_OUT
    if code == FAILED:
        return CAUGHT
    if code == PASSED:
        return SKIPPED if "skipped" in output and "MICROPYTHON" in output else SURVIVED
    return f"NOT RUN (pytest says {code})"


def sound(folder: Path, bugs: "list[Bug]") -> str:
    """Do all the named tests pass without a bug? "" or what they say."""
    names = {name for bug in bugs for name in bug.tests.split()}
    names = sorted(name for name in names if "::" not in name or name.split("::")[0] not in names)
    code, output = pytest(folder, " ".join(names), CONTROL_TIMEOUT_S)
    if code == PASSED:
        return ""
    return output[-3_000:] or f"they took longer than {CONTROL_TIMEOUT_S} s"


def play(bugs: "list[Bug]", console: Console) -> "list[tuple[Bug, str, float]]":
    """Plant them all, `AT_ONCE` copies at work. Raises SystemExit when the copy fails without a bug."""
    with tempfile.TemporaryDirectory(prefix="planted-") as temporary, ThreadPoolExecutor(AT_ONCE) as pool:
        copies: queue.Queue[Path] = queue.Queue()
        for n in range(AT_ONCE):
            copies.put(copy_project(Path(temporary, str(n))))

        def work(job):
            folder = copies.get()
            start = time.monotonic()
            try:
                return job(folder), time.monotonic() - start
            finally:
                copies.put(folder)

        control = pool.submit(work, lambda folder: sound(folder, bugs))
        futures = [pool.submit(work, lambda folder, bug=bug: plant(folder, bug)) for bug in bugs]
        rows = []
        for bug, future in zip(bugs, futures):
            verdict, seconds = future.result()
            rows.append((bug, verdict, seconds))
            if verdict not in (*GOOD, SKIPPED):
                console.print(
                    f"[red]{verdict}[/]: {bug.rule} {bug.file}: {bug.true.strip().splitlines()[0]}", highlight=False
                )
        said, _ = control.result()
        if said:
            console.print("[red]The tests fail without any bug; what they caught proves nothing:[/]", said)
            raise SystemExit(1)
    return rows


def brief(text: str) -> str:
    """The first line that says something."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "(removed)")


def table(rows: "list[tuple[Bug, str, float]]") -> Table:
    """What was planted where, and what became of it."""
    out = Table("rule", "file", "true", "planted", "s", "", title="planted bugs")
    for bug, verdict, seconds in rows:
        style = "green" if verdict in GOOD else "yellow" if verdict == SKIPPED else "bold red"
        shown = f"{seconds:.1f}" if seconds else ""
        name = bug.file.split("/pen/")[-1]
        out.add_row(bug.rule, name, brief(bug.true), brief(bug.planted), shown, f"[{style}]{verdict}[/]")
    return out


def main() -> int:
    """Run the table; 1 if a bug was not caught."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true", help="show the bugs, run nothing")
    parser.add_argument("--only", metavar="RULE", help="only the bugs of this rule, such as S7")
    options = parser.parse_args()
    console = Console()
    bugs = [bug for bug in BUGS if options.only in (None, bug.rule)]
    if not bugs:
        console.print(f"No bug is planted for {options.only}.")
        return 1
    if options.list:
        console.print(table([(bug, bug.tests, 0.0) for bug in bugs]))
        return 0
    rows = play(bugs, console)
    console.print(table(rows))
    caught = sum(verdict in GOOD for _, verdict, _ in rows)
    skipped = sum(verdict == SKIPPED for _, verdict, _ in rows)
    note = f", {skipped} not run: no MicroPython" if skipped else ""
    print(f"{len(bugs)} planted bugs, {caught} caught{note}")
    return 0 if caught + skipped == len(bugs) else 1


if __name__ == "__main__":
    sys.exit(main())
