"""BOOTSEL: the drive is found on each system, the right file is copied, every wait ends and says what to press."""

import json
import threading
import time

import pytest
from needlepen.cli import main as cli
from needlepen.cli import recover
from needlepen.errors import LinkLost, NoPen, PortBusy, SeveralPens, StorageError, UsageError, VerificationFailed
from needlepen.firmware import bootsel_drives, flash, uf2
from needlepen.firmware.bootsel_drives import Drive
from uf2utils.file import UF2File

from tests.host_tools.memory_store import PEN_ID
from tests.host_tools.scripted_pen import ScriptedPen

INFO = "UF2 Bootloader v3.0\nModel: Raspberry Pi RP2\nBoard-ID: RPI-RP2\n"
NEWER = "UF2 Bootloader v1.0\nModel: Raspberry Pi RP2350\nBoard-ID: RP2350\n"


def drive(folder, info=INFO):
    folder.mkdir(parents=True)
    (folder / "INFO_UF2.TXT").write_text(info)
    (folder / "INDEX.HTM").write_text("")
    return folder


def image(path, data=bytes(range(256)) * 8, at=0x1000_0000, family=0xE48BFF56):
    out = UF2File(board_family=family)
    out.append_payload(data, at)
    out.to_file(str(path))
    return path


# --- finding it on each system ------------------------------------------------------------------------------------


def test_linux_finds_it_by_what_is_mounted_blanks_in_the_name_too(tmp_path):
    one = drive(tmp_path / "media" / "RPI-RP2")
    two = drive(tmp_path / "media" / "my pens" / "RPI-RP2")
    plain = tmp_path / "stick"
    plain.mkdir()
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "proc /proc proc rw 0 0\n"
        f"/dev/sda1 {one} vfat rw,nosuid 0 0\n"
        f"/dev/sdb1 {str(two).replace(' ', chr(92) + '040')} vfat rw,nosuid 0 0\n"
        f"/dev/sdc1 {plain} vfat rw 0 0\n"
        f"/dev/sdd1 {one} ext4 rw 0 0\n"
        "broken\n"
    )
    assert [d.folder for d in bootsel_drives.linux(mounts)] == [one, two]
    assert bootsel_drives.linux(tmp_path / "nothing") == []


def test_macos_finds_it_among_the_volumes_a_second_one_too(tmp_path):
    one, two = drive(tmp_path / "RPI-RP2"), drive(tmp_path / "RPI-RP2 1")
    (tmp_path / "Macintosh HD").mkdir()
    assert [d.folder for d in bootsel_drives.macos(tmp_path)] == [one, two]


def test_windows_finds_it_by_letter_past_an_empty_card_reader(tmp_path):
    letters = [tmp_path / "D", drive(tmp_path / "E"), tmp_path / "F"]
    (tmp_path / "F").mkdir()
    assert [d.folder for d in bootsel_drives.windows(letters)] == [letters[1]]


def test_each_system_is_asked_in_its_own_way(monkeypatch, tmp_path):
    seen = []
    monkeypatch.setattr(bootsel_drives, "linux", lambda mounts: seen.append(str(mounts)) or [])
    monkeypatch.setattr(bootsel_drives, "macos", lambda volumes: seen.append(str(volumes)) or [])
    monkeypatch.setattr(bootsel_drives, "windows", lambda letters: seen.append([str(p)[:2] for p in letters]) or [])
    for platform in ("linux", "darwin", "win32"):
        bootsel_drives.drives(platform)
    assert seen[:2] == ["/proc/self/mounts", "/Volumes"]
    assert seen[2][0] == "D:" and seen[2][-1] == "Z:"


def test_one_that_is_plugged_in_but_not_mounted_is_seen_on_linux(tmp_path):
    assert bootsel_drives.unmounted(tmp_path, "linux") is None
    (tmp_path / "RPI-RP2").touch()
    assert bootsel_drives.unmounted(tmp_path, "linux") == tmp_path / "RPI-RP2"
    assert bootsel_drives.unmounted(tmp_path, "win32") is None


# --- choosing and waiting -----------------------------------------------------------------------------------------


def test_the_one_drive_is_taken_without_a_word(tmp_path):
    said = []
    one = Drive(drive(tmp_path / "a"), INFO)
    assert flash.choose(lambda: [one], said.append, 0) == one and said == []


def test_two_drives_and_no_choice_is_an_error_that_lists_both(tmp_path):
    both = [Drive(tmp_path / "a", INFO), Drive(tmp_path / "b", INFO)]
    with pytest.raises(SeveralPens) as caught:
        flash.choose(lambda: both, pytest.fail, 0)
    assert all(str(d.folder) in caught.value.what for d in both) and "--drive" in caught.value.next
    assert caught.value.as_dict()["pens"] == [{"drive": str(d.folder)} for d in both]


def test_it_says_what_to_press_waits_and_takes_what_comes(tmp_path):
    said = []
    one = Drive(tmp_path, INFO)
    looks = iter([[], [], [one]])
    assert flash.choose(lambda: next(looks), said.append, 5) == one
    assert len(said) == 1 and "BOOTSEL" in said[0] and "5 s" in said[0]


def test_the_wait_ends_and_says_what_to_press(monkeypatch):
    monkeypatch.setattr(bootsel_drives, "unmounted", lambda: None)
    began = time.monotonic()
    with pytest.raises(NoPen) as caught:
        flash.choose(list, lambda _: None, 0.3)
    assert time.monotonic() - began < 2 and "BOOTSEL" in caught.value.next


def test_a_drive_that_is_not_mounted_is_said_with_how(monkeypatch, tmp_path):
    monkeypatch.setattr(bootsel_drives, "unmounted", lambda: tmp_path / "RPI-RP2")
    with pytest.raises(PortBusy) as caught:
        flash.choose(list, lambda _: None, 0)
    assert "udisksctl mount" in caught.value.next


def test_another_chips_drive_is_never_taken(tmp_path):
    newer = Drive(drive(tmp_path / "b", NEWER), NEWER.strip())
    one = Drive(tmp_path / "a", INFO)
    assert flash.choose(lambda: [newer, one], pytest.fail, 0) == one
    with pytest.raises(VerificationFailed, match="another chip"):
        flash.choose(lambda: [newer], lambda _: None, 0)
    with pytest.raises(VerificationFailed, match="another chip"):
        flash.named(tmp_path / "b")


def test_a_folder_that_is_no_such_drive_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no boot loader's drive"):
        flash.named(tmp_path)
    assert flash.named(drive(tmp_path / "x")).folder == tmp_path / "x"


# --- what may be copied -------------------------------------------------------------------------------------------


def test_the_flash_in_a_file_is_read(tmp_path):
    assert uf2.flash_of(image(tmp_path / "a.uf2")) == bytes(range(256)) * 8


def _block(data, number):
    return data[512 * number : 512 * number + 512]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda data: b"", "empty"),
        (lambda data: data[:-1], "no UF2 file"),
        (lambda data: data[:-512], "not whole"),
        (lambda data: _block(data, 1) + _block(data, 0) + data[1024:], "not whole"),
        (lambda data: b"MZ" * 512, "no sound UF2"),
        (lambda data: data[:508] + b"\0" + data[509:], "no sound UF2"),
    ],
)
def test_a_damaged_file_is_refused(spoil, why, tmp_path):
    file = image(tmp_path / "a.uf2")
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(VerificationFailed) as caught:
        uf2.flash_of(file)
    assert why in caught.value.why and "make uf2" in caught.value.next


def test_files_for_another_chip_with_holes_or_too_large_are_refused(tmp_path):
    for how, why in (
        ({"family": 0xE48BFF59}, "another chip"),
        ({"at": 0x1000_1000}, "hole"),
        ({"at": 0x2000_0000}, "hole"),
        ({"data": bytes(2 * 1024 * 1024 + 256)}, "bytes; a pen has"),
    ):
        with pytest.raises(VerificationFailed) as caught:
            uf2.flash_of(image(tmp_path / "a.uf2", **how))
        assert why in caught.value.why
    holes = UF2File(board_family=0xE48BFF56)
    holes.append_payload(bytes(256), 0x1000_0000)
    holes.append_payload(bytes(256), 0x1000_0200)
    holes.to_file(str(tmp_path / "holes.uf2"))
    with pytest.raises(VerificationFailed):
        uf2.flash_of(tmp_path / "holes.uf2")
    with pytest.raises(StorageError):
        uf2.flash_of(tmp_path / "nowhere.uf2")


# --- copying ------------------------------------------------------------------------------------------------------


class BootRom:
    """The board's end of the drive: takes a whole file, then leaves; `refuses`: keeps lying there."""

    def __init__(self, folder, size, refuses=False):
        self.folder = folder
        self.size = size
        self.refuses = refuses
        self.received = b""
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        end = time.monotonic() + 5
        file = self.folder / "needlepen.uf2"
        while time.monotonic() < end:
            if file.exists() and file.stat().st_size == self.size:
                self.received = file.read_bytes()
                if not self.refuses:
                    (self.folder / "INFO_UF2.TXT").unlink()
                return
            time.sleep(0.01)


def test_the_file_arrives_whole_and_the_board_leaves(tmp_path):
    folder = drive(tmp_path / "RPI-RP2")
    data = image(tmp_path / "a.uf2", bytes(range(256)) * 800).read_bytes()
    rom = BootRom(folder, len(data))
    seen = []
    flash.copy(data, Drive(folder, INFO), lambda done, total: seen.append((done, total)))
    assert rom.received == data and seen[-1] == (len(data), len(data)) and len(seen) > 3


def test_a_board_that_does_not_start_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(flash, "GONE_S", 0.3)
    folder = drive(tmp_path / "RPI-RP2")
    with pytest.raises(LinkLost, match="did not start"):
        flash.copy(bytes(512), Drive(folder, INFO))


def test_a_drive_that_goes_in_the_middle_is_said(tmp_path, monkeypatch):
    folder = drive(tmp_path / "RPI-RP2")

    def unplugged(done, _):
        raise OSError(5, "Input/output error")

    with pytest.raises(StorageError, match="stopped after") as caught:
        flash.copy(bytes(200_000), Drive(folder, INFO), unplugged)
    assert "BOOTSEL" in caught.value.next


# --- the command --------------------------------------------------------------------------------------------------


@pytest.fixture
def plugged(tmp_path, monkeypatch):
    """A board in its boot loader, and the image for it."""
    folder = drive(tmp_path / "RPI-RP2")
    monkeypatch.setattr(bootsel_drives, "drives", lambda: bootsel_drives.windows([folder]))
    return folder, image(tmp_path / "pen.uf2", bytes(range(256)) * 800)


def test_the_command_copies_waits_for_the_pen_and_says_who_it_is(plugged, capsys):
    folder, file = plugged
    rom = BootRom(folder, file.stat().st_size)
    with ScriptedPen() as came:
        assert cli.run(["flash", str(file), "--yes", "--json", "-d", came.url]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["pen"]["pen_id"] == PEN_ID.hex() and said["flash"]["drive"] == str(folder)
    assert rom.received == file.read_bytes()


def test_a_pen_that_does_not_come_is_said(plugged, monkeypatch, capsys):
    folder, file = plugged
    BootRom(folder, file.stat().st_size)
    monkeypatch.setattr(recover, "_COMES_S", 0.2)
    assert cli.run(["flash", str(file), "--yes", "-d", "socket://127.0.0.1:1"]) == 6
    said = capsys.readouterr().err
    assert "no pen answers" in said and "BOOTSEL" in said


def test_nothing_is_copied_before_a_person_has_said_yes(plugged, capsys):
    folder, file = plugged
    assert cli.run(["flash", str(file)]) == 2
    assert "--yes" in capsys.readouterr().err and not (folder / "needlepen.uf2").exists()


def test_a_damaged_image_never_reaches_a_drive(plugged, capsys):
    folder, file = plugged
    file.write_bytes(file.read_bytes()[:-512])
    assert cli.run(["flash", str(file), "--yes"]) == 8
    assert not (folder / "needlepen.uf2").exists()
