"""What the site is built from besides its own files: the world, the pen's flash, letters and names.

`world.files` and `pen.files` are archives: b"NPFILES1", the length of an index (4 bytes, little endian), the index
[[path, size], …] as JSON, the contents. Readers: `page/pen.mjs`, `inside/memory_vfs.py`. CPython only.
"""

import json
from pathlib import Path

from needlepen.texts.pen_codes import STATES

from boards.tools.pen_files import ROOT, compiled, pen_files
from boards.virtual.demo import screen_reader
from boards.virtual.site import bench_tables

_BOARD = "RPI_PICO"
_FOLDERS = tuple(f"boards/virtual/{name}" for name in ("chips", "mcu", "physics", "faults", "dropin", "site/inside"))
_MODULES = (
    "__init__ bench commands crc current heap power_off_image resets rng schedule serial_line starter storage ticks "
    "timeline wiring world"
)
_ONES = ("boards/__init__.py", f"boards/{_BOARD}/__init__.py", f"boards/{_BOARD}/board.py", "boards/common/__init__.py")
_ONES += ("boards/common/mechanics.py", "boards/virtual/site/__init__.py")


def packed(files: "dict[str, bytes]") -> bytes:
    """An archive of `files`, content by path."""
    index = json.dumps([[path.strip("/"), len(files[path])] for path in sorted(files)]).encode()
    return b"NPFILES1" + len(index).to_bytes(4, "little") + index + b"".join(files[path] for path in sorted(files))


def world() -> "dict[str, bytes]":
    """What runs on the page's MicroPython around the pen, compiled, by path. Raises BuildError."""
    sources = [ROOT / one for one in _ONES]
    sources += [ROOT / "boards" / "virtual" / f"{name}.py" for name in _MODULES.split()]
    for folder in _FOLDERS:
        sources += sorted((ROOT / folder).glob("*.py"))
    return {_compiled_path(source): compiled(_compiled_path(source), source.read_bytes()) for source in sources}


def _compiled_path(source: Path) -> str:
    return source.relative_to(ROOT).with_suffix(".mpy").as_posix()


def made() -> "dict[str, bytes]":
    """The site's files that are made, by name. Raises BuildError."""
    return {
        "world.files": packed(world()),
        "pen.files": packed(pen_files(_BOARD)),
        "letters.json": json.dumps(screen_reader.letters(), ensure_ascii=False, separators=(",", ":")).encode(),
        "bench.json": json.dumps(bench_tables.tables(), ensure_ascii=False, separators=(",", ":")).encode(),
        "states.json": json.dumps([str(STATES[number]) for number in range(len(STATES))]).encode(),
    }
