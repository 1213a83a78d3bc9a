"""The two steps of a set-up (`set_up.py`): make the environment, install with pip; a line each, and why one failed.

Standard library only. pip's own words are in `build/set_up.log`; on a terminal its latest line is shown meanwhile. Both
programs inherit the lock's file (`close_fds=False`): it is held until they have ended, even when this one is killed.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

_NO_VENV = (
    "This Python (%s) cannot make environments: its venv or ensurepip is missing.\n"
    "Debian, Ubuntu: apt install python3-venv · otherwise name another Python: make PYTHON=python3.12 …"
)
_REMEDIES = (  # what pip says, what it means and what helps
    (r"No space left", "the disk is full. Make room (some 600 MB), then run make again."),
    (
        r"Connection|name resolution|Name or service|timed out|ProxyError|SSLError",
        "the package index cannot be reached. Check the network (or the proxy), then run make again.",
    ),
    (
        r"No matching distribution",
        "there is none for this Python. Name another one: make clean, make PYTHON=python3.12 …",
    ),
    (r"", "run make again, or make clean first."),
)


class SetUpError(RuntimeError):
    """The set-up cannot go on; the text says what is wrong and what helps."""


def make_environment(folder: Path) -> None:
    """A fresh environment with pip. Raises SetUpError."""
    started = time.monotonic()
    command = [sys.executable, "-m", "venv", str(folder)]
    made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, close_fds=False)
    if made.returncode:
        said = made.stdout.decode(errors="replace").strip() or "no reason given"
        if re.search(r"ensurepip|No module named", said):
            raise SetUpError(_NO_VENV % sys.executable)
        raise SetUpError("No environment could be made in %s: %s" % (folder, said.splitlines()[-1]))
    _done("environment", started)


def install(python: Path, root: Path, extras: "list[str]") -> None:
    """Install the project, editable, with `extras`. Raises SetUpError, OSError."""
    started = time.monotonic()
    # What is imported is compiled then: compiling everything here takes as long as the installation.
    command = [str(python), "-m", "pip", "install", "--no-compile", "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", "--editable", "%s[%s]" % (root, ",".join(extras))]
    log = root / "build" / "set_up.log"
    environment = {name: value for name, value in os.environ.items() if name not in ("PIP_USER", "PIP_TARGET")}
    pip = subprocess.Popen(
        command, cwd=str(root), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, close_fds=False
    )
    try:
        with log.open("wb") as file:
            for line in pip.stdout or ():
                file.write(line)
                _show(line.decode("ascii", errors="ignore"), started)
    except BaseException:
        pip.terminate()
        raise
    finally:
        code = pip.wait()
        _show("", started)
    if code:
        raise SetUpError(failure(log.read_text(encoding="utf-8", errors="replace")) + "\n(pip's words: %s)" % log)
    _done("packages for " + ", ".join(extras), started)


def failure(said: str) -> str:
    """What went wrong and what helps, from what pip said."""
    errors = re.findall(r"(?m)^ERROR: (.*)", said)
    wanted = re.search(r"(?m)^ERROR: .*requirement (\S+)", said)
    remedy = next(text for pattern, text in _REMEDIES if re.search(pattern, said))
    what = "pip could not install %s" % wanted.group(1) if wanted else "pip failed"
    if remedy is _REMEDIES[-1][1] and errors:
        what += " (%s)" % errors[-1][:200]
    return "%s: %s" % (what, remedy)


def _show(line: str, started: float) -> None:
    """On a terminal: pip's latest line over the one before."""
    if sys.stdout.isatty():
        text = "  %3.0f s  %s" % (time.monotonic() - started, line.strip()) if line else ""
        print("\r\033[K" + text[: shutil.get_terminal_size().columns - 1], end="", flush=True)


def _done(what: str, started: float) -> None:
    print("  %s: %.0f s" % (what, time.monotonic() - started), flush=True)
