"""The names that a pen's modules bring stay within what the interpreter has room for (decision 052).

MicroPython keeps every name for ever, in pools that double: after 2,540 the next is 15 KB in one piece. Names of the
interpreter's own are counted here as well, and those that it makes itself are not, so the limit is what was measured on
the emulated chip: 2,519 names of all modules but an update's, when the count here was 2,612.
"""

from boards.tools import pen_files

OF_AN_UPDATE = (
    "pen/update/",
    "pen/formats/bundle",
    "pen/formats/manifest",
    "pen/formats/pack_check",
    "pen/ui/updating",
    "pen/ui/texts/updates",
)
ELSEWHERE = (
    "pen/service/bench",
    "pen/service/factory",
    "pen/service/retract",
    "pen/service/screen",
    "pen/hal/service_clock",
)  # service mode
COUNTED, ON_THE_CHIP, ROOM = 2_612, 2_519, 2_540


def names_of(mpy: bytes) -> "set[bytes]":
    """The names in a .mpy that are not in the interpreter's fixed list (docs/reference/mpy_files.rst, "qstr data")."""
    at = 4

    def number() -> int:
        nonlocal at
        value = 0
        while True:
            byte = mpy[at]
            at += 1
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                return value

    count, _ = number(), number()
    found = set()
    for _ in range(count):
        size = number()
        if not size & 1:
            found.add(mpy[at : at + (size >> 1)])
            at += (size >> 1) + 1
    return found


def test_a_module_brings_its_functions_names():
    gate = names_of(pen_files.program_files()["pen/core/gate.mpy"])
    assert {b"Gate", b"ready", b"fit", b"/app/pen/core/gate.mpy"} <= gate and b"nobody" not in gate


def test_the_names_of_all_modules_but_an_updates_have_room():
    files = {
        path: mpy for path, mpy in pen_files.program_files().items() if not path.startswith((*OF_AN_UPDATE, *ELSEWHERE))
    }
    names = set().union(*map(names_of, files.values()), {path[:-4].replace("/", ".").encode() for path in files})
    assert len(names) <= COUNTED + ROOM - ON_THE_CHIP, "names of an update or fewer names: see decision 052"
