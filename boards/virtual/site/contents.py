"""What the site is built from besides its own files: the world, the pen's flash, letters and names.

`world.files` and `pen.files` are archives: b"NPFILES1", the length of an index (4 bytes, little endian), the index
[[path, size], …] as JSON, the contents. Readers: `page/pen.mjs`, `inside/memory_vfs.py`. CPython only.
"""

import json
from pathlib import Path

from needlepen.texts.pen_codes import STATES

from boards.tools import languages
from boards.tools.pen_files import ROOT, compiled, pen_files
from boards.virtual.demo import screen_reader
from boards.virtual.site import bench_tables, coach, document_pages, rules_page
from boards.virtual.tours import TOURS
from boards.virtual.tours.steps import Tour, log_of
from boards.virtual.tray import KINDS

_BOARD = "RPI_PICO"
_FOLDERS = tuple(f"boards/virtual/{name}" for name in ("chips", "mcu", "physics", "faults", "dropin", "site/inside"))
_MODULES = (
    "__init__ action_log bench commands crc current heap power_off_image resets rng schedule serial_line showing "
    "sitting starter storage ticks timeline tray wiring world"
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


def tours() -> dict:
    """The tours as logs with what is said, to be seen and true at certain moments; and the rules that they name."""
    rules = rules_page.rules()
    named = {rule for tour in TOURS for step in tour.steps for rule in step.rules}
    return {
        "tours": [_tour(tour) for tour in TOURS],
        "rules": {name: {"is": rules[name].words, "test": rules[name].test} for name in sorted(named)},
    }


def _tour(tour: Tour) -> dict:
    log, ends = log_of(tour)
    steps = [
        {"say": step.say, "until": end, "sees": step.sees, "true": step.true, "rules": step.rules}
        for step, end in zip(tour.steps, ends, strict=True)
    ]
    return {"name": tour.name, "title": tour.title, "about": tour.about, "log": log.text(), "steps": steps}


def made() -> "dict[str, bytes]":
    """The site's files that are made, by name. Raises BuildError."""
    return {"world.files": packed(world()), "pen.files": packed(pen_files(_BOARD)), **tables()}


def _letters(language: str) -> dict:
    """What a reader of screens needs, with the language's letters in the place of their codes."""
    made = screen_reader.letters()
    for way, glyphs in made.items():
        if isinstance(glyphs, list):
            made[way] = [[*image, languages.decoded(language, char)] for *image, char in glyphs]
    return made


def tables(language: str = languages.ENGLISH) -> "dict[str, bytes]":
    """Those of them that a page needs wherever its pen is, by name. `language`: of the pen (`languages.use`)."""
    return {
        "letters.json": json.dumps(_letters(language), ensure_ascii=False, separators=(",", ":")).encode(),
        "bench.json": json.dumps(bench_tables.tables(), ensure_ascii=False, separators=(",", ":")).encode(),
        "coach.json": json.dumps(coach.table(), ensure_ascii=False, separators=(",", ":")).encode(),
        "rules.html": rules_page.page().encode(),
        "tours.json": json.dumps(tours(), ensure_ascii=False, separators=(",", ":")).encode(),
        "kinds.json": json.dumps(dict(KINDS)).encode(),
        "states.json": json.dumps([str(STATES[number]) for number in range(len(STATES))]).encode(),
        **document_pages.pages(),
    }
