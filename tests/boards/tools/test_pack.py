"""The program as one file: what the laptop packs is what the pen's loader reads; nothing damaged is imported."""

import ast
import struct
import subprocess
import weakref

import pack
import pytest

from boards.tools import pack_file, pen_files
from boards.virtual.handle import find_micropython

FILES = {"pen/app.mpy": b"A" * 700, "pen/core/gate.mpy": bytes(range(256)), "pen/core/a.mpy": b"", "top.mpy": b"t"}

_IMPORT = """
import sys, vfs
sys.path[:] = [".frozen"]
vfs.mount(vfs.VfsPosix({folder!r}), "/files")
sys.path.append("/files")
sys.modules["machine"] = type("machine", (), dict(WDT=lambda timeout: None))  # the unix port has no watchdog
import slots
slots.Slots([fs for fs, path in vfs.mount() if path == "/files"][0]).start("/app")
sys.path[:] = ["/app", ".frozen"]
from pen.core import controller
from pen.formats import record
from pen.ui.texts import lookup as texts
print(len(record.genesis(b"12345678", 1)), texts.refusal(7)[0], "pen.ui.texts.refusals" in sys.modules)
print(controller.__file__)
try:
    open("/app/pen/app.mpy", "wb")
except OSError as error:
    print(error.errno)
"""


HEAD = 20  # bytes before the paths


@pytest.fixture
def opened(tmp_path):
    """The loader's view of a file with given bytes."""

    def look(data: bytes) -> pack.Pack:
        path = tmp_path / "pack"
        path.write_bytes(b"before" + data)
        return pack.Pack(path.open("rb"), 6, max(len(data), HEAD), lambda: path.open("rb"))

    return look


def content(fs, path: str) -> bytes:
    file = fs.open(path, "rb")
    buf, out = bytearray(255), b""
    while size := file.readinto(buf):
        out += buf[:size]
    return out


@pytest.mark.parametrize("closed", [False, True], ids=["at the start", "later"])
def test_what_goes_in_comes_out(opened, closed):
    fs = opened(pack_file.packed(FILES))
    if closed:
        fs.close_file()
    for path, data in FILES.items():
        assert content(fs, "/" + path) == data
        assert fs.stat("/" + path)[0] == 0x8000 and fs.stat("/" + path)[6] == len(data)
    assert fs.stat("/pen")[0] == fs.stat("/pen/core")[0] == 0x4000


@pytest.mark.parametrize(
    "path",
    [
        "/pen/core/b.mpy",
        "/pen/cor",
        "/pen/core/gate",
        "/" + 40 * "x" + ".mpy",
        "/zzz.mpy",
        "/a.mpy",
        "/a",
        "/pen/app.py",
    ],
)
def test_what_is_not_there_is_not_found(opened, path):
    with pytest.raises(OSError) as error:
        opened(pack_file.packed(FILES)).stat(path)
    assert error.value.args[0] == 2


@pytest.mark.parametrize(("path", "mode"), [("/pen/app.mpy", "wb"), ("/pen/app.mpy", "r+b"), ("/pen", "w")])
def test_it_is_only_for_reading_files(opened, path, mode):
    with pytest.raises(OSError) as error:
        opened(pack_file.packed(FILES)).open(path, mode)
    assert error.value.args[0] == 30


def test_a_person_can_look_around(opened):
    fs = opened(pack_file.packed(FILES))
    assert sorted(fs.ilistdir("/")) == [("pen", 0x4000, 0, 0), ("top.mpy", 0x8000, 0, 1)]
    assert sorted(fs.ilistdir("/pen/")) == [("app.mpy", 0x8000, 0, 700), ("core", 0x4000, 0, 0)]
    assert sorted(fs.ilistdir("/pen/core")) == [("a.mpy", 0x8000, 0, 0), ("gate.mpy", 0x8000, 0, 256)]


def test_no_file_ends_in_the_next_one(opened):
    """Two streams at once, and a reader that asks for more than there is."""
    fs = opened(pack_file.packed({"a.mpy": b"first", "b.mpy": b"second"}))
    one, two, buf = fs.open("/a.mpy", "rb"), fs.open("/b.mpy", "rb"), bytearray(4)
    assert (one.readinto(buf), bytes(buf)) == (4, b"firs")
    assert (two.readinto(buf), bytes(buf)) == (4, b"seco")
    assert (one.readinto(buf), bytes(buf[:1])) == (1, b"t") and one.readinto(buf) == 0


@pytest.mark.parametrize("closed", [False, True], ids=["at the start", "later"])
def test_among_many_paths_each_is_found(opened, closed):
    names = [f"m{i}.mpy" for i in range(45)]
    files = {name: name.encode() for name in names}
    fs = opened(pack_file.packed(files))
    if closed:
        fs.close_file()
    for name in names:
        assert content(fs, "/" + name) == name.encode()
    with pytest.raises(OSError):
        fs.open("/none.mpy", "rb")


def test_the_sum_of_a_path_counts_only_where_a_place_begins():
    place = struct.pack("<III", 1, 7, 9)
    assert pack._found(struct.pack("<III", 7, 9, 5) + struct.pack("<III", 5, 20, 30), struct.pack("<I", 5)) == (20, 30)
    assert pack._found(place, struct.pack("<I", 7)) is None and pack._found(place, struct.pack("<I", 1)) == (7, 9)


def test_after_the_start_neither_places_nor_a_file_are_kept(tmp_path):
    """A closed stream may live on (see `Stream.close`): it keeps no file, which is 1 KB of the pen's heap."""
    path, files = tmp_path / "pack", []
    path.write_bytes(pack_file.packed(FILES))

    def reopen():
        files.append(weakref.ref(file := path.open("rb")))
        return file

    fs = pack.Pack(reopen(), 0, path.stat().st_size, reopen)
    fs.close_file()
    stream = fs.open("/pen/app.mpy", "rb")
    assert stream.read(3) == b"AAA" and any(file() for file in files)
    stream.ioctl(4, 0)
    stream.close()
    assert not any(file() for file in files) and not fs._places


def test_one_file_serves_all_that_come_while_it_is_open(tmp_path):
    path, opened = tmp_path / "pack", []
    path.write_bytes(pack_file.packed(FILES))

    def reopen():
        opened.append(path.open("rb"))
        return opened[-1]

    fs = pack.Pack(reopen(), 0, path.stat().st_size, reopen)
    fs.close_file()
    fs.open_file()
    fs.open_file()
    for name, data in FILES.items():
        assert content(fs, "/" + name) == data
    assert len(opened) == 2 and not opened[-1].closed
    fs.close_file()
    assert opened[-1].closed


def test_a_flipped_bit_is_noticed(opened):
    good = pack_file.packed(FILES)
    opened(good)
    for at in {*range(60), *range(60, len(good), 13)}:
        bad = bytearray(good)
        bad[at] ^= 1 << at % 8
        with pytest.raises(pack.BadPack):
            opened(bytes(bad))


@pytest.mark.parametrize("wrong", [b"", b"NPPACK2\n", b"\xff" * 5000, None, b"+"])
def test_half_a_file_or_more_than_one_is_noticed(opened, wrong):
    good = pack_file.packed(FILES)
    for bad in [wrong] if wrong else [good[:size] for size in (8, 20, 21, 300, len(good) - 1)]:
        with pytest.raises(pack.BadPack):
            opened(good + bad if bad == b"+" else bad)


def test_the_same_files_give_the_same_bytes():
    assert pack_file.packed(dict(reversed(FILES.items()))) == pack_file.packed(FILES)


@pytest.mark.parametrize("path", ["", "pen/x.py", "pen/a\nb.mpy"])
def test_a_path_that_does_not_fit_is_refused(path):
    with pytest.raises(ValueError, match="cannot hold"):
        pack_file.packed({path: b""})


def _imports(path: str) -> "set[str]":
    """Files of the firmware that the module in `path` imports, and the packages they lie in."""
    source = pen_files.ROOT / "firmware" / path
    package = list(source.relative_to(pen_files.ROOT / "firmware").parent.parts)
    found = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            parts = base + (node.module.split(".") if node.module else [])
            for names in (parts, *(parts + [alias.name] for alias in node.names)):
                for end in range(1, len(names) + 1):
                    name = "/".join(names[:end])
                    found |= {f"{name}.py", f"{name}/__init__.py"}
    return {name for name in found if name.startswith("pen") and (pen_files.ROOT / "firmware" / name).exists()}


def test_what_service_mode_needs_lies_beside_the_pack():
    needed, found = ["pen/service/__init__.py"], {"pen/__init__.py"}
    while needed:
        name = needed.pop()
        if name not in found:
            found.add(name)
            needed += _imports(name)
    assert {name.replace(".py", ".mpy") for name in found} == set(pen_files.SERVICE)
    assert set(pen_files.SERVICE) <= set(pen_files.pen_files("RPI_PICO"))


@pytest.mark.skipif(not find_micropython(), reason="this machine has no MicroPython unix port")
def test_micropython_imports_the_program_from_it(tmp_path):
    files = pen_files.pen_files("RPI_PICO")
    for name in (pen_files.SLOT, "pack.mpy", "slots.mpy"):
        (tmp_path / name).write_bytes(files[name])
    script = tmp_path / "import.py"
    script.write_text(_IMPORT.format(folder=str(tmp_path)))
    done = subprocess.run([find_micropython(), str(script)], capture_output=True, text=True, timeout=60)
    assert done.stdout.split("\n") == ["12 No cartridge False", "/app/pen/core/controller.mpy", "30", ""], done.stderr
