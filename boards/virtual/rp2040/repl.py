"""The service REPL of an emulated pen, as a builder's laptop uses it: MicroPython's raw REPL over the pen's cable.

Protocol: MicroPython reference, "The MicroPython Interactive Interpreter Mode (REPL)", raw mode.
"""

from boards.virtual.bench import Wire
from boards.virtual.rp2040.line import ChipError

_INTERRUPT, _RAW, _DO = b"\x03", b"\x01", b"\x04"
_STEP_MS = 10
_BOOT_MS = 1_000  # until the prompt is there, and the cable's two ends know each other
_ANSWER_MS = 60_000  # the factory's first ledger takes a second or two


class Repl:
    """Speaks over `wire` while `run_ms(ms)` lets the pen's time pass."""

    def __init__(self, wire: Wire, run_ms) -> None:
        self._wire = wire
        self._run_ms = run_ms
        self._got = b""

    def enter(self) -> None:
        """From power-on, by the ordinary prompt, to the raw REPL. Raises ChipError."""
        self._run_ms(_BOOT_MS)
        self._wire.send(b"\r" + _INTERRUPT + _RAW)
        self._until(b"raw REPL; CTRL-B to exit\r\n>")

    def do(self, code: str) -> str:
        """Run `code`; what it printed. Raises ChipError with the traceback when it fails."""
        self._wire.send(code.encode() + _DO)
        self._until(b"OK")
        printed = self._until(_DO)
        failed = self._until(_DO)
        self._until(b">")
        if failed:
            raise ChipError("on the pen:\n" + failed.decode(errors="replace"))
        return printed.decode(errors="replace")

    def _until(self, mark: bytes) -> bytes:
        """What comes before `mark`. Raises ChipError when it does not come."""
        for _ in range(_ANSWER_MS // _STEP_MS):
            if mark in self._got:
                before, _, self._got = self._got.partition(mark)
                return before
            self._run_ms(_STEP_MS)
            self._got += self._wire.take()
        heard = self._got[-400:].decode(errors="replace")
        raise ChipError(f"no service REPL on the pen: {mark!r} never came, but {heard!r}")
