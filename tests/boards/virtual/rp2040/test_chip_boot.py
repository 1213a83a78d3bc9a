"""The emulated chip boots the real MicroPython: reset, identity, flash, watchdog, sleep, and the same every time."""

import os
from pathlib import Path

import pytest

from boards.tools import upstream
from tests.boards.virtual.rp2040.chip_line import UID, Chip, ChipError, booted, emulated

pytestmark = emulated


@pytest.fixture(scope="module")
def shared():
    chip = booted()
    yield chip
    chip.close()


@pytest.fixture
def chip():
    chip = booted()
    yield chip
    chip.close()


def test_the_banner_comes_by_itself(chip):
    pinned = [one.name.rpartition("-v")[2].removesuffix(".uf2") for one in (upstream.UF2["RPI_PICO"], *upstream.OLDER)]
    assert any(f"MicroPython v{version}".encode() in chip.out for version in pinned), "or an own build of one"
    assert chip.out.endswith(b">>> ")


def test_it_is_the_chip_it_was_told_to_be(shared):
    assert shared.python("import machine\nprint(machine.unique_id().hex(), machine.freq())") == f"{UID} 125000000"


def test_time_passes_as_counted(shared):
    began = shared.t
    took = int(
        shared.python("import time\nt=time.ticks_us()\ntime.sleep_ms(300)\nprint(time.ticks_diff(time.ticks_us(), t))")
    )
    assert 300_000 <= took <= 300_100
    assert shared.t - began >= 300_000_000


def test_files_survive_a_power_cut_and_ram_does_not(chip):
    chip.python(
        "import machine\nf=open('/a','w')\nf.write('kept'*500)\nf.close()\nmachine.mem32[0x20041000]=0x12345678"
    )
    assert chip.ask("peek", addr=0x20041000, size=4)["hex"] == "78563412"
    chip.ask("power_off")
    chip.t += 10**9
    chip.power_on()
    chip.run(400)
    assert (
        chip.python("print(open('/a').read()=='kept'*500)\nimport machine\nprint(machine.reset_cause())") == "True\n1"
    )
    assert chip.ask("peek", addr=0x20041000, size=4)["hex"] != "78563412"


def test_the_board_decides_what_the_flash_keeps(chip):
    """A torn write: the world answers with what really got into the cells."""

    def torn(reply):
        if reply["op"] == "program":
            good = bytes.fromhex(reply["hex"])
            return {"hex": (good[: len(good) // 2] + b"\xff" * (len(good) - len(good) // 2)).hex()}
        return {"hex": "ff" * reply["size"]}

    chip.answer = torn
    chip.python("import rp2\nf=rp2.Flash()\nf.writeblocks(300, bytes(range(256))*16)")
    at = 0xA0000 + 300 * 4096
    written = bytes.fromhex(chip.ask("flash_read", at=at, size=4096)["hex"])
    assert written[:2048] == bytes(range(256)) * 8
    assert written[2048:] == b"\xff" * 2048
    assert [reply["op"] for reply in chip.of("flash")][-2:] == ["erase", "program"]


def test_the_processor_stands_still_while_flash_is_written(chip):
    chip.answer = lambda reply: None  # the chip's own answer: a good flash
    took = chip.python(
        "import rp2,time\nf=rp2.Flash()\nb=bytes(4096)\nt=time.ticks_us()\nf.writeblocks(300,b)\n"
        "print(time.ticks_diff(time.ticks_us(),t))"
    )
    assert 45_000 + 16 * 400 <= int(took) <= 45_000 + 16 * 400 + 1000


def test_a_programmer_can_write_and_read_the_flash(chip):
    assert chip.ask("flash_write", at=0x1FF000, hex="00112233") == {"ok": True}
    assert chip.ask("flash_read", at=0x1FF000, size=6) == {"hex": "00112233ffff"}
    assert chip.python("import machine\nprint(hex(machine.mem32[0x101FF000]))") == "0x33221100"
    with pytest.raises(ChipError, match="outside the flash"):
        chip.ask("flash_read", at=0x1FFFFF, size=2)


def test_the_watchdog_resets_after_its_time(chip):
    chip.run(10, serial=b"import machine,time;machine.WDT(timeout=500);time.sleep_ms(400);print(1)\r".hex())
    chip.run(400)
    assert chip.of("reset") == []
    chip.run(200)
    assert [reply["cause"] for reply in chip.of("reset")] == ["watchdog"]
    chip.run(400)
    assert chip.python("import machine,time\nprint(machine.reset_cause(), time.ticks_ms() < 2000)") == "3 True"


def test_a_fed_or_stopped_watchdog_does_not(chip):
    chip.python(
        "import machine,time\nw=machine.WDT(timeout=100)\nfor i in range(10):\n time.sleep_ms(80)\n w.feed()\n"
        "machine.mem32[0x4005b000]=0x40000000\n"
    )
    chip.run(3000)
    assert chip.of("reset") == []


def test_machine_reset_keeps_scratch_and_lets_pins_go(chip):
    chip.python("import machine\nmachine.mem32[0x4005800c]=0xCAFE\np=machine.Pin(9,machine.Pin.OUT,value=0)")
    chip.run(100, serial=b"\x02".hex())
    chip.seen.clear()
    chip.run(400, serial=b"machine.reset()\r".hex())
    assert [reply["cause"] for reply in chip.of("reset")] == ["forced"]
    assert [(reply["pin"], reply["level"]) for reply in chip.of("pin")] == [(9, None)]
    assert chip.python("import machine\nprint(hex(machine.mem32[0x4005800c]))") == "0xcafe"


@pytest.mark.parametrize("minutes", [1, 55])
def test_light_sleep_lasts_as_long_as_asked(minutes):
    chip = booted()
    ms = minutes * 60_000
    sleep = "t=time.ticks_ms()\nmachine.lightsleep(%d)\nd=time.ticks_diff(time.ticks_ms(),t)\n" % ms
    chip.run(100, serial=b"\r\x03\x01".hex())
    chip.run(100, serial=("import machine,time\ntime.sleep_ms(500)\n" + sleep + "\x04").encode().hex())
    chip.run(ms + 1000, plugged=False)
    chip.run(500, plugged=True)
    slept, hz = chip.python("print(d, machine.freq())").split()
    assert ms <= int(slept) <= ms + 2
    assert hz == "125000000"
    chip.close()


def test_a_pin_ends_light_sleep():
    chip = booted()
    code = (
        "import machine,time\nfrom machine import Pin\np=Pin(13,Pin.IN)\n"
        "p.irq(handler=lambda p:None,trigger=Pin.IRQ_FALLING)\n"
        "time.sleep_ms(500)\nt=time.ticks_ms()\nmachine.lightsleep(3000000)\nd=time.ticks_diff(time.ticks_ms(),t)\n"
    )
    pressed = chip.t + 60_000 * 1_000_000
    chip.run(100, serial=b"\r\x03\x01".hex(), pins=[[0, 13, 1], [pressed, 13, 0]])
    chip.run(100, serial=(code.encode() + b"\x04").hex())
    chip.run(100, plugged=False)
    chip.run(60_000)
    chip.run(500, plugged=True)
    slept = int(chip.python("print(d)"))
    assert 59_000 < slept < 60_000
    chip.close()


def test_the_same_commands_give_the_same_replies():
    def life() -> "list[bytes]":
        chip = booted()
        chip.answer = lambda reply: 7 if reply["why"] == "adc" or reply["op"] == "read" else True
        chip.python(
            "from machine import *\ni=I2C(0,sda=Pin(4),scl=Pin(5))\nprint(i.readfrom(0x36,4), ADC(26).read_u16())"
        )
        chip.python("import random,os\nprint(random.getrandbits(32), os.urandom(4))\nopen('/x','w').write('y'*99)")
        chip.close()
        return chip.lines

    assert life() == life()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"uf2": "/nowhere.uf2"}, "MICROPYTHON_UF2"),
        ({"uf2": __file__}, "not a UF2"),
        ({"bootrom": __file__}, "boot ROM has"),
        ({"uid": "12"}, "16 hexadecimal"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(words, message):
    chip = Chip()
    good = {"uf2": os.environ["MICROPYTHON_UF2"], "bootrom": os.environ["RP2040_BOOTROM"], "uid": UID}
    with pytest.raises(ChipError, match=message):
        chip.ask("load", **{**good, **words})
    with pytest.raises(ChipError, match="load a UF2"):
        chip.ask("power_on", t=0)
    with pytest.raises(ChipError, match="no power"):
        chip.ask("run", to=1)
    with pytest.raises(ChipError, match="unknown command"):
        chip.ask("fly")
    chip.close()


def test_a_uf2_for_another_chip_is_refused(tmp_path):
    block = bytearray(Path(os.environ["MICROPYTHON_UF2"]).read_bytes()[:512])
    block[28:32] = (0xE48BFF59).to_bytes(4, "little")  # RP2350
    other = tmp_path / "other.uf2"
    other.write_bytes(block)
    chip = Chip()
    with pytest.raises(ChipError, match="another chip"):
        chip.ask("load", uf2=str(other), bootrom=os.environ["RP2040_BOOTROM"], uid=UID)
    chip.close()
