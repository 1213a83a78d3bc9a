"""Sets up `.venv` for a target of the Makefile: `python3 -m boards.tools.set_up EXTRA…`, extras of `pyproject.toml`.

The Makefile calls it before every target. What is ready is left alone; what is missing, stale (other dependencies, a
moved checkout, a Python that is gone) or half-made (an interrupted set-up) is made anew. Two at once: one waits for
the other. It runs on the system's Python, however old, with the standard library only: it must import nothing else.
"""

import signal

if __name__ == "__main__" and signal.getsignal(signal.SIGINT) == signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while the rest is loaded: nothing to tell or to keep yet

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from boards.tools import set_up_lock, set_up_steps
from boards.tools.set_up_steps import SetUpError

ROOT = Path(__file__).resolve().parents[2]
OLDEST = (3, 10)
# Prints where a Python's environment is, and fails where it has no pip.
_WHERE = "import sys, importlib.util as u; print(sys.prefix); sys.exit(u.find_spec('pip') is None)"
_INSTALLED_BY = ("[build-system]", "[project", "[tool.setuptools")  # the tables of pyproject.toml that pip reads


class Environment:
    """The project's `.venv`, and which extras are ready in it."""

    def __init__(self, root: Path):
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self._ready = self.folder / ".ready"  # a line each: this folder, what was installed by, the extras
        self._unfinished = self.folder / ".installing"  # there from before pip starts until it has ended well
        tables = re.split(r"(?m)^(?=\[)", (root / "pyproject.toml").read_text(encoding="utf-8"))
        read = "".join(table for table in tables if table.startswith(_INSTALLED_BY))
        self._now = [str(root), sha256(read.encode()).hexdigest()]

    def missing(self, extras: "list[str]") -> "list[str]":
        """Those of `extras` that are not installed as `pyproject.toml` has them now."""
        ready = [] if self._unfinished.exists() else self._installed()
        return [extra for extra in extras if extra not in ready]

    def whole(self) -> bool:
        """Whether pip can install into this environment: made to the end, here, and its Python is still there."""
        if self._noted()[:1] not in ([], self._now[:1]):
            return False  # the programs in it name the old place
        try:
            asked = subprocess.run([str(self.python), "-c", _WHERE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        except OSError:
            return False
        here = os.path.realpath(asked.stdout.decode(errors="replace").strip())
        return not asked.returncode and here == os.path.realpath(str(self.folder)) and not self._half_installed()

    def make(self) -> None:
        """Make the environment anew; whatever is there goes. Raises SetUpError, OSError."""
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        elif self.folder.exists():
            shutil.rmtree(str(self.folder))
        set_up_steps.make_environment(self.folder)

    def install(self, extras: "list[str]") -> None:
        """Install what these extras need. Raises SetUpError, OSError."""
        self._unfinished.touch()
        set_up_steps.install(self.python, self.root, extras)
        self._ready.write_text("\n".join(self._now + self._installed() + extras), encoding="utf-8")
        self._unfinished.unlink()

    def forget_interruption(self) -> None:
        """The last set-up did not end well, but left no package in halves: what was ready before it is ready."""
        self._unfinished.unlink(missing_ok=True)

    def _half_installed(self) -> bool:
        """Whether pip was ended in the middle of a package: it writes a package's RECORD last, removes "~…" last."""
        packages = [*self.folder.glob("lib/python*/site-packages/*"), *self.folder.glob("Lib/site-packages/*")]
        halves = [path for path in packages if path.suffix == ".dist-info" and not (path / "RECORD").exists()]
        return bool(halves) or any(path.name.startswith("~") for path in packages)

    def _installed(self) -> "list[str]":
        """The extras that were installed by what `pyproject.toml` says now."""
        noted = self._noted()
        return noted[2:] if noted[:2] == self._now else []

    def _noted(self) -> "list[str]":
        try:
            return self._ready.read_text(encoding="utf-8").splitlines()
        except OSError:
            return []


def set_up(extras: "list[str]", root: Path = ROOT) -> None:
    """Make these extras ready. Raises SetUpError, OSError."""
    if sys.version_info < OLDEST:
        raise SetUpError(
            "needlepen needs Python %d.%d or newer, this is %s. Install one and name it: make PYTHON=python3.12 …"
            % (*OLDEST, sys.version.split()[0])
        )
    environment = Environment(root)
    if not environment.missing(extras) and environment.whole():
        return
    with set_up_lock.held(root / "build" / "set_up.lock"):
        whole = environment.whole()
        if whole:
            environment.forget_interruption()
            if not environment.missing(extras):
                return  # the one that was waited for did it
        print("Setting up .venv (%s), once …" % ", ".join(extras), flush=True)
        if not whole:
            if environment.folder.exists():
                print("  .venv was half-made, or moved, or its Python is gone: it is made anew.", flush=True)
            environment.make()
        environment.install(environment.missing(extras))


def main(arguments: "list[str]") -> int:
    """Returns an exit code; says in plain words what went wrong."""
    try:
        set_up(arguments)
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print("Set-up failed: %s. May you write into %s, and is there room?" % (error, ROOT), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nSet-up was interrupted. The next make goes on with it.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
