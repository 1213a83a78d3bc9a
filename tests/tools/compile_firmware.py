"""Compiles the firmware of every board and language the way it ships, and what does not ship as `.mpy` too.

Part of `make check`.

It writes no file: `boards/tools/pen_files.py` compiles, here as for a pen.
"""

import sys

from boards.tools import languages
from boards.tools.pen_files import BOARDS, ROOT, BuildError, compiled, pen_files, program_files, sources


def compile_all() -> dict[str, int]:
    """Bytes of every compiled module of the program, by its path. Raises BuildError on the first file that is wrong."""
    for board in BOARDS:
        pen_files(board)
    shipped = {source for path, source in sources(BOARDS[0]).items() if path.endswith(".mpy")}
    for language in languages.names():
        program_files(language=language)
        shipped |= set(languages.replaced(language).values())
    for source in sorted(set((ROOT / "firmware").rglob("*.py")) - shipped):
        compiled(source.relative_to(ROOT).as_posix(), source.read_bytes())
    return {path: len(data) for path, data in program_files().items()}


if __name__ == "__main__":
    try:
        sizes = compile_all()
    except BuildError as error:
        sys.exit(str(error))
    spoken = ", ".join(languages.called(language) for language in languages.names())
    print(
        f"mpy-cross: the program's {len(sizes)} modules, {sum(sizes.values()):,} bytes, and all that stands beside it"
    )
    print(f"its texts in {spoken}")
