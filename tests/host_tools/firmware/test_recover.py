"""`needlepen recover` at a real MicroPython: a whole bundle becomes the program, memory stays, a pull harms nothing."""

import hashlib

import pytest
from needlepen.cli import main as cli
from needlepen.cli import recover as recover_command
from needlepen.errors import LinkLost, VerificationFailed
from needlepen.firmware import bundle as bundles
from needlepen.firmware.recover import recover
from needlepen.link.repl import Repl

from boards.tools.pen_files import compiled
from tests.firmware.service.test_service_port import Running, pytestmark  # noqa: F401 - where it can run
from tests.host_tools.bundles import FILES, KEY, good

BUNDLE = bundles.parse(good(files={**FILES, "pen/core/words.mpy": bytes(range(256)) * 40}), "new.np", [KEY.public])
MEMORY = {"ledger.a": b"A" * 512, "journal/00000001": b"J" * 4096}


@pytest.fixture(scope="module")
def service():
    """A pen in service mode; its files are put there by each test."""
    pen = Running("held")
    yield pen
    pen.close()


@pytest.fixture
def line(service):
    with Repl(service.port) as repl:
        for name in repl.hashes():
            repl.remove(name)
        for name in ("boot.py", "main.py", "board.mpy", "boards/common/mechanics.mpy", "pack.mpy", "keys"):
            repl.write(name, b"# there")
        repl.write("slots.mpy", compiled("slots.py", b"BOOT_VERSION = 1\n"))
        for name, data in MEMORY.items():
            repl.write(name, data)
        yield repl


def memory(repl):
    """SHA-256 of what the pen remembers, read past the tool."""
    code = "import hashlib\nfor n in %r: print(hashlib.sha256(open('/' + n, 'rb').read()).digest().hex())" % [*MEMORY]
    return repl.run(code).split()


WAS = [hashlib.sha256(data).hexdigest() for data in MEMORY.values()]


def test_the_bundle_becomes_the_only_program_and_memory_stays(line):
    line.write("a.np", b"torn")
    line.write("b.np", BUNDLE.data[:5000])
    line.write("boot.0", b"record")
    line.write("boot.1", b"record")
    seen = []
    done = recover(line, BUNDLE, lambda at, total: seen.append((at, total)))
    assert (done.board, done.version, done.written) == ("RPI_PICO", "0.2.0", len(BUNDLE.data))
    assert done.removed == ("boot.0", "boot.1", "b.np") and seen[-1] == (len(BUNDLE.data), len(BUNDLE.data))
    there = line.hashes()
    assert there["a.np"] == BUNDLE.sha256 and not {"boot.0", "boot.1", "b.np", "a.new"} & there.keys()
    assert memory(line) == WAS
    again = recover(line, BUNDLE)
    assert (again.written, again.removed) == (0, ())


def test_a_cable_pulled_in_the_middle_leaves_the_old_slot_as_it_was(line):
    line.write("a.np", b"the old one")
    line.write("boot.0", b"record")
    before = line.hashes()

    def pull(at, total):
        if at > 4000:
            raise OSError("pulled")

    with pytest.raises(LinkLost, match="in the middle"):
        recover(line, BUNDLE, pull)
    after = line.hashes()
    assert {name: after[name] for name in before} == before
    assert recover(line, BUNDLE).written == len(BUNDLE.data) and line.hashes()["a.np"] == BUNDLE.sha256


def test_what_the_pen_did_not_keep_is_noticed_before_the_old_one_goes(line, monkeypatch):
    line.write("a.np", b"the old one")
    before = line.hashes()["a.np"]
    write = line.write
    monkeypatch.setattr(line, "write", lambda path, data, progress=None: write(path, data[:-1], progress))
    with pytest.raises(VerificationFailed, match="did not keep"):
        recover(line, BUNDLE)
    assert line.hashes()["a.np"] == before


def test_a_damaged_loader_and_another_board_need_more_than_a_bundle(line):
    line.remove("main.py")
    with pytest.raises(VerificationFailed, match="main.py missing") as caught:
        recover(line, BUNDLE)
    assert "BOOTSEL" in caught.value.next
    line.write("main.py", b"# there")
    other = bundles.parse(good(boards=("WAVESHARE_RP2040_ZERO",)), "other.np", [KEY.public])
    with pytest.raises(VerificationFailed, match="not for this pen"):
        recover(line, other)
    assert "a.np" not in line.hashes()


def test_the_command_says_what_it_did(line, service, tmp_path, capsys, monkeypatch):
    """The pen of this test cannot restart into it; who comes back then is told to the command."""
    from needlepen import Pen

    from tests.host_tools.scripted_pen import ScriptedPen

    line.close()
    file = tmp_path / "new.np"
    file.write_bytes(BUNDLE.data)
    monkeypatch.setattr(Repl, "restart", lambda self: None)
    with ScriptedPen() as came, Pen.open(came.url) as pen:
        hello = pen.hello()
        monkeypatch.setattr(recover_command, "_who_came", lambda options, device: hello)
        assert cli.run(["recover", str(file), "--yes", "-d", service.port]) == 0
    out = capsys.readouterr().out
    assert "runs" in out and "history and lock-out untouched" in out
    file.write_bytes(BUNDLE.data[:-1])
    assert cli.run(["recover", str(file), "--yes", "-d", service.port]) == 8
