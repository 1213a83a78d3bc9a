"""The names that a MicroPython build has in its own flash, read out of its UF2: they cost a pen no heap.

    python -m boards.tools.known_names RPI_PICO-….uf2      writes micropython_names.txt beside this file

Every name is in a pool: {previous pool, names before it, room, length, hashes, lengths, pointers to the names}
(py/qstr.h, MicroPython v1.28.0). The oldest pool has neither hashes nor lengths; it holds "ArithmeticError".
"""

import sys
from pathlib import Path
from struct import pack, unpack_from

LIST = Path(__file__).with_name("micropython_names.txt")
_FLASH_AT = 0x1000_0000
_BLOCK, _HEAD, _PAYLOAD = 512, 32, 256  # of a UF2
_FIRST_OF_OLDEST = 4  # words of a pool before the pointers …
_FIRST = 6  # … with hashes and lengths
_LONGEST = 64
_LINE = 118


def listed() -> "frozenset[str]":
    """The names in `micropython_names.txt`."""
    return frozenset(LIST.read_text(encoding="utf-8").split())


def names(uf2: bytes) -> "list[str]":
    """All of a build's names that are words, sorted. Raises ValueError: there are no pools as we know them."""
    flash = b"".join(uf2[at + _HEAD : at + _HEAD + _PAYLOAD] for at in range(0, len(uf2), _BLOCK))
    found, pool = _oldest(flash)
    while newer := _newer(flash, pool):
        more, pool = newer
        found += more
    return sorted({name for name in found if name.isidentifier()})


def _text(flash: bytes, at: int) -> "str | None":
    """The name that the pointer at `at` points to."""
    start = unpack_from("<I", flash, at)[0] - _FLASH_AT
    if not 0 <= start < len(flash):
        return None
    text = flash[start : start + _LONGEST].partition(b"\0")[0]
    return text.decode() if text.isascii() else None


def _oldest(flash: bytes) -> "tuple[list[str], int]":
    """Its names, and where the pool is."""
    name = flash.find(b"\0ArithmeticError\0") + 1
    start = end = flash.find(pack("<I", _FLASH_AT + name))
    if not name or start < 0:
        raise ValueError("no pool of names is in there")
    while _text(flash, start - 4) is not None:
        start -= 4
    while _text(flash, end) is not None:
        end += 4
    return [_text(flash, at) or "" for at in range(start, end, 4)], start - 4 * _FIRST_OF_OLDEST


def _newer(flash: bytes, pool: int) -> "tuple[list[str], int] | None":
    """The pool whose previous one is at `pool`: its names, and where it is."""
    pointer = pack("<I", _FLASH_AT + pool)
    at = flash.find(pointer)
    while at >= 0:
        count = unpack_from("<I", flash, at + 12)[0]
        end = at + 4 * (_FIRST + count)
        if at % 4 == 0 and end <= len(flash):
            found = [_text(flash, place) for place in range(at + 4 * _FIRST, end, 4)]
            if found and None not in found:
                return [text or "" for text in found], at
        at = flash.find(pointer, at + 1)
    return None


def main() -> int:
    """See the module's first lines."""
    lines = [""]
    for name in names(Path(sys.argv[1]).read_bytes()):
        if len(lines[-1]) + len(name) > _LINE:
            lines.append("")
        lines[-1] += f"{name} "
    LIST.write_text("\n".join(line.rstrip() for line in lines) + "\n", encoding="utf-8")
    print(f"{LIST.name}: {len(listed())} names")
    return 0


if __name__ == "__main__":
    sys.exit(main())
