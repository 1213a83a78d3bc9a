"""Sets up `.venv` for a target of the Makefile: `python3 -m boards.tools.set_up EXTRA…`, extras of `pyproject.toml`.

The Makefile calls it before every target. What is ready is left alone; what is missing, stale (other dependencies, a
moved checkout, a Python that is gone) or half-made (an interrupted set-up) is made anew. Two at once: one waits for
the other. It runs on the system's Python, however old, with the standard library only: it must import nothing else.
"""

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
        self._unfinished = self.folder / ".installing"  # there from before pip starts until it has ended well
        tables = re.split(r"(?m)^(?=\[)", (root / "pyproject.toml").read_text(encoding="utf-8"))
        read = "".join(table for table in tables if table.startswith(_INSTALLED_BY))
        self._dependencies = sha256(read.encode()).hexdigest()

    def ready(self, extra: str) -> bool:
        """Whether this extra is installed as `pyproject.toml` has it now."""
        return not self._unfinished.exists() and self._stamped(extra) == [str(self.root), self._dependencies]

    def whole(self) -> bool:
        """Whether pip can install into this environment: made to the end, here, and its Python is still there."""
        if any(self._stamped(path.name[len(".ready-") :])[0] != str(self.root) for path in self._stamps()):
            return False  # the programs in it name the old place
        try:
            asked = subprocess.run([str(self.python), "-c", _WHERE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        except OSError:
            return False
        here = os.path.realpath(asked.stdout.decode(errors="replace").strip())
        return not asked.returncode and here == os.path.realpath(str(self.folder)) and not self._half_installed()

    def make(self, lock: int) -> None:
        """Make the environment anew; whatever is there goes. `lock`: see `install`. Raises SetUpError, OSError."""
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        elif self.folder.exists():
            shutil.rmtree(str(self.folder))
        set_up_steps.make_environment(self.folder, lock)

    def install(self, extras: "list[str]", lock: int) -> None:
        """Install what these extras need. `lock`: its descriptor stays open in pip, too, so that the lock is held until
        pip has ended, even when this process is killed. Raises SetUpError, OSError."""
        self._unfinished.touch()
        set_up_steps.install(self.python, self.root, extras, lock)
        self._unfinished.unlink()
        for extra in extras:
            self._stamp(extra).write_text("%s\n%s\n" % (self.root, self._dependencies), encoding="utf-8")

    def forget_interruption(self) -> None:
        """The last set-up did not end well, but left no package in halves: what was ready before it is ready."""
        if self._unfinished.exists():
            self._unfinished.unlink()

    def _half_installed(self) -> bool:
        """Whether pip was ended in the middle of a package: it writes a package's RECORD last, removes "~…" last."""
        packages = [*self.folder.glob("lib/python*/site-packages/*"), *self.folder.glob("Lib/site-packages/*")]
        halves = [path for path in packages if path.suffix == ".dist-info" and not (path / "RECORD").exists()]
        return bool(halves) or any(path.name.startswith("~") for path in packages)

    def _stamp(self, extra: str) -> Path:
        return self.folder / (".ready-" + extra)

    def _stamps(self) -> "list[Path]":
        return list(self.folder.glob(".ready-*"))

    def _stamped(self, extra: str) -> "list[str]":
        try:
            return self._stamp(extra).read_text(encoding="utf-8").splitlines() or [""]
        except OSError:
            return [""]


def set_up(extras: "list[str]", root: Path = ROOT) -> None:
    """Make these extras ready. Raises SetUpError, OSError."""
    if sys.version_info < OLDEST:
        raise SetUpError(
            "needlepen needs Python %d.%d or newer, this is %s. Install one and name it: make PYTHON=python3.12 …"
            % (*OLDEST, sys.version.split()[0])
        )
    environment = Environment(root)

    def missing() -> "list[str]":
        return [extra for extra in extras if not environment.ready(extra)]

    if not missing() and environment.whole():
        return
    with set_up_lock.held(root / "build" / "set_up.lock") as lock:
        whole = environment.whole()
        if whole:
            environment.forget_interruption()
            if not missing():
                return  # the one that was waited for did it
        print("Setting up .venv (%s), once …" % ", ".join(extras), flush=True)
        if not whole:
            if environment.folder.exists():
                print("  .venv was half-made, or moved, or its Python is gone: it is made anew.", flush=True)
            environment.make(lock)
        environment.install(missing(), lock)


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
    sys.exit(main(sys.argv[1:]))
