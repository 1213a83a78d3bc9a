"""The pen of the site under Node.js, with the handle of any other virtual pen; and the site, built for the tests."""

import json
import shutil
import subprocess
from pathlib import Path

from boards.virtual.handle import PenError, VirtualPen
from boards.virtual.site.__main__ import PACKAGE

HERE = Path(__file__).parent


def missing() -> str:
    """What the site's tests need and do not find; "" when all is there."""
    if not shutil.which("node"):
        return "Node.js IS MISSING: the site's pen is not run"
    return "" if PACKAGE.is_dir() else "MicroPython for WebAssembly IS MISSING: make site"


class SitePen(VirtualPen):
    """`folder`: where the site is."""

    def __init__(self, folder: Path) -> None:
        self._node = subprocess.Popen(
            [shutil.which("node") or "node", str(HERE / "line.mjs"), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def do(self, command: str, **words: object):
        """Carry out one command. Raises PenError."""
        assert self._node.stdin and self._node.stdout
        self._node.stdin.write(json.dumps({"do": command, **words}) + "\n")
        self._node.stdin.flush()
        line = self._node.stdout.readline()
        if not line:
            raise PenError(f"the pen's process ended during {command!r}")
        answer = json.loads(line)
        if "error" in answer:
            raise PenError(answer["error"])
        return answer["ok"]

    def close(self) -> None:
        """End Node's process with the pen in it."""
        assert self._node.stdin and self._node.stdout
        self._node.stdin.close()
        self._node.wait(10)
        self._node.stdout.close()
