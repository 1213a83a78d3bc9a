"""The laptop beside the pen of `make pen`: runs the real `needlepen` tool, with a home of its own in the pen's folder.

Its date is that of the pen's world, which a page lets pass faster: a laptop that stood beside it would have lived
through the same days. It must not know what the tool does, nor anything of the pen but its port.
"""

import contextlib
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

from boards.tools.pen_files import ROOT

REPORT = "report.html"
COMMANDS = {  # what the page's buttons are called: what is typed, and whether the cable has to be in
    "sync": (("sync",), True),
    "history": (("history",), False),
    "report": (("report", "-o", REPORT), False),
    "dashboard": (("ui", "--no-browser"), False),
}
TIMEOUT_S = 100  # less than a connection lives (needlepen.dashboard.connections)
_COLUMNS = 76
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S*")
_OPEN = "The dashboard is open, until you press this again, or make pen ends."
_SAID_S = 30.0  # until a dashboard has said where it is
_NOT_ITS = re.compile(r"NEEDLEPEN_|XDG_|MPL|FORCE_COLOR$")  # of the environment: it is another person's home


class LaptopError(Exception):
    """The laptop cannot do this now; the text says why."""


class Laptop:
    """`port`: what to give to the tool as the pen's port; `home`: where all that it writes goes."""

    def __init__(self, home: Path, port: str) -> None:
        self.home = home.resolve()
        self.port = port
        self._one = threading.Lock()
        self._dashboard: subprocess.Popen[str] | None = None

    @property
    def report(self) -> Path:
        """Where the report is, when one was written."""
        return self.home / REPORT

    def run(self, what: str, plugged: bool, now_s: int) -> dict:
        """Do it: what was `typed` and `said`, whether it went `well`, the page to `open`. Raises LaptopError."""
        if what not in COMMANDS:
            raise LaptopError("There is no such button.")
        arguments, needs_cable = COMMANDS[what]
        if needs_cable and not plugged:
            raise LaptopError("The pen's cable is out. Press Cable first.")
        if not self._one.acquire(blocking=False):
            raise LaptopError("The laptop is still busy with what was asked before.")
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            answer = {"typed": " ".join(["needlepen", *arguments]), "open": ""}
            if what == "dashboard":
                return answer | self._opened(arguments, now_s)
            done = self._finished(arguments, now_s)
            opens = f"laptop/{REPORT}" if what == "report" and done["well"] else ""
            return answer | done | {"open": opens}
        finally:
            self._one.release()

    def close(self) -> None:
        """Its dashboard is shut."""
        if self._dashboard:
            self._dashboard.terminate()
            try:
                self._dashboard.wait(5)
            except subprocess.TimeoutExpired:
                self._dashboard.kill()
            self._dashboard = None

    def _finished(self, arguments: "tuple[str, ...]", now_s: int) -> dict:
        with self._started(arguments, now_s) as tool:
            try:
                said, _ = tool.communicate(timeout=TIMEOUT_S)
            except subprocess.TimeoutExpired:
                tool.kill()
                said = f"{tool.communicate()[0]}\nIt took longer than {TIMEOUT_S} s, and was ended."
        return {"said": said.strip("\n"), "well": tool.returncode == 0}

    def _opened(self, arguments: "tuple[str, ...]", now_s: int) -> dict:
        """A dashboard that goes on until the next, or until `close`."""
        self.close()
        tool = self._dashboard = self._started(arguments, now_s)
        assert tool.stdout
        watch = threading.Timer(_SAID_S, tool.kill)
        watch.start()
        said = ""
        for line in tool.stdout:
            said += line
            if found := _ADDRESS.search(line):
                threading.Thread(target=_read, args=(tool.stdout,), daemon=True).start()
                watch.cancel()
                return {"said": _OPEN, "well": True, "open": found[0]}  # it carries a secret: a link, and not shown
        watch.cancel()
        self.close()
        return {"said": said.strip("\n"), "well": False}

    def _started(self, arguments: "tuple[str, ...]", now_s: int) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "needlepen", "-d", self.port, "--db", str(self.home / "history.db")]
        return subprocess.Popen(
            [*command, *arguments],
            cwd=self.home,
            env=self._environment(now_s),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl-C is for `make pen`, which shuts it
        )

    def _environment(self, now_s: int) -> "dict[str, str]":
        env = {name: value for name, value in os.environ.items() if not _NOT_ITS.match(name)}
        env["PYTHONPATH"] = os.pathsep.join([str(ROOT / "host_tools"), env.get("PYTHONPATH", "")]).rstrip(os.pathsep)
        env |= {"HOME": str(self.home), "USERPROFILE": str(self.home), "LOCALAPPDATA": str(self.home)}
        env |= {"NEEDLEPEN_NOW": str(now_s), "NEEDLEPEN_LANG": "en", "NEEDLEPEN_VIRTUAL": ""}
        return env | {"COLUMNS": str(_COLUMNS), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}


def _read(stream) -> None:
    """What nobody wants to know must not fill the pipe."""
    with contextlib.suppress(OSError, ValueError):
        for _ in stream:
            pass
