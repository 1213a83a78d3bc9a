"""I2C, ADC and USB of the emulated chip: questions to the board, and bytes that take their time."""

import pytest

from tests.boards.virtual.rp2040.chip_line import booted, emulated

pytestmark = emulated

BUS = "from machine import *\nimport time\ni=I2C(0,sda=Pin(4),scl=Pin(5),freq=400000)\n"


@pytest.fixture
def chip():
    chip = booted()
    yield chip
    chip.close()


def board(reply):
    """Devices at 0x36 and 0x57; every byte read is 0x5A; a written 0xEE is refused."""
    if reply["why"] == "adc":
        return 1000 + reply["channel"]
    if reply["why"] != "i2c":
        return None
    return {"start": reply.get("addr") in (0x36, 0x57), "write": reply.get("byte") != 0xEE, "read": 0x5A}.get(
        reply["op"]
    )


def test_a_register_is_read_with_a_repeated_start(chip):
    chip.answer = board
    assert chip.python(BUS + "print(i.readfrom_mem(0x36,0x0c,2))") == "b'ZZ'"
    asked = [(q["op"], q.get("addr", q.get("byte", q.get("ack")))) for q in chip.of("i2c")]
    assert asked == [("start", 0x36), ("write", 0x0C), ("start", 0x36), ("read", True), ("read", False), ("stop", None)]


def test_bytes_take_their_time(chip):
    chip.answer = board
    took = int(chip.python(BUS + "t=time.ticks_us()\ni.readfrom(0x57,100)\nprint(time.ticks_diff(time.ticks_us(),t))"))
    assert 101 * 22.5 <= took <= 101 * 22.5 * 1.15


def test_refusals_come_at_once(chip):
    chip.answer = board
    code = (
        BUS
        + "t=time.ticks_us()\ntry:\n i.writeto(%s)\nexcept OSError as e:\n"
        + " print(e.errno, time.ticks_diff(time.ticks_us(),t)<1000)"
    )
    assert chip.python(code % "0x11,b'12'") == "5 True"
    assert chip.python("print(i.writeto(0x36,b'1\\xee2'))") == "1"  # the port's way to say: one byte was taken
    assert chip.python("print(i.writeto(0x36,b'abc'))") == "3"


def test_a_stuck_bus_times_out_and_comes_back(chip):
    chip.answer = lambda reply: "stuck"
    code = BUS + "try:\n i.writeto(0x36,b'1')\nexcept OSError as e:\n print(e.errno)"
    assert chip.python(code) == "110"
    chip.answer = board
    assert chip.python("print(i.writeto(0x36,b'abc'))") == "3"


def test_a_scan_finds_who_answers(chip):
    chip.answer = board
    assert chip.python(BUS + "print(i.scan())") == "[54, 87]"


def test_the_converter_asks(chip):
    chip.answer = board
    values = chip.python(
        "from machine import ADC\nprint(ADC(26).read_u16()>>4, ADC(28).read_u16()>>4, ADC(4).read_u16()>>4)"
    )
    assert values == "1000 1002 1004"


def test_the_pen_sends_as_fast_as_full_speed_usb(chip):
    code = (
        "import sys,time\nb=b'x'*256\nw=sys.stdout.buffer.write\nt=time.ticks_us()\nfor k in range(400):w(b)\n"
        "d=time.ticks_diff(time.ticks_us(),t)"
    )
    assert chip.python(code) == "x" * 102_400
    rate = 102_400 / int(chip.python("print(d)")) * 1000
    assert 680 <= rate <= 1216


def test_no_byte_to_the_pen_is_lost(chip):
    chip.run(100, serial=b"\r\x03\x01".hex())
    chip.out = b""
    code = (
        b"import sys,time,micropython\nmicropython.kbd_intr(-1)\nb=sys.stdin.buffer\ntime.sleep_ms(200)\n"
        b"d=b.read(20000)\nmicropython.kbd_intr(3)\n"
    )
    data = bytes(n * 7 % 256 for n in range(20_000))
    chip.run(50, serial=(code + b"\x04").hex())
    chip.run(2000, serial=data.hex())
    assert chip.out.endswith(b"\x04>")
    assert chip.python("print(len(d), d==bytes(n*7%256 for n in range(20000)))") == "20000 True"


def test_a_pulled_cable_is_noticed_and_a_new_one_found(chip):
    chip.python("import sys,time\nprint(1)")
    chip.run(200, plugged=False)
    chip.out = b""
    chip.run(500)
    assert chip.out == b""
    chip.run(500, plugged=True)
    assert chip.python("print(2)") == "2"


def test_without_a_cable_it_boots_and_finds_one_later():
    chip = booted(usb=False)
    assert chip.out == b""
    chip.run(500, plugged=True)
    assert chip.python("print(3)") == "3"
    chip.close()
