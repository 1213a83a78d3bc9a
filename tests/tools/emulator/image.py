"""Which MicroPython image is measured: its version and SHA-256, and whether it is a pinned, published file."""

import re
from pathlib import Path

from boards.tools import upstream
from boards.tools.uf2 import flash_of
from boards.virtual.rp2040.line import uf2

_BANNER = re.compile(rb"v(\d+)\.(\d+)\.\d+[-.\w]* on \d{4}-\d\d-\d\d")
_INTERPRETER_IN_RAM = (1, 29)  # from this version on
_INTERPRETER_BYTES = 12_000  # that it takes of the heap there


def measured() -> "dict[str, str | int]":
    """`version`, `sha256` and `name` ("" = an own build); `reserve_bytes`: what the next version takes of the heap."""
    path = Path(uf2())
    banner = _BANNER.search(flash_of(path))
    digest = upstream.sha256(path.read_bytes())
    number = (int(banner[1]), int(banner[2])) if banner else _INTERPRETER_IN_RAM
    return {
        "version": banner[0].decode() if banner else "unknown",
        "sha256": digest,
        "name": upstream.published(digest),
        "reserve_bytes": _INTERPRETER_BYTES if number < _INTERPRETER_IN_RAM else 0,
    }


def told(image: "dict[str, str | int]") -> str:
    """The image in a sentence."""
    what = f"the published {image['name']}" if image["name"] else "an own build, not a published file"
    return f"MicroPython {image['version']}: {what}, SHA-256 {image['sha256']}."
