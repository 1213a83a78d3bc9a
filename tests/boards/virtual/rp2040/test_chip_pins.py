"""What the board sees of the emulated chip's pins, and the chip of the board's."""

import pytest

from tests.boards.virtual.rp2040.chip_line import MS, booted, emulated

pytestmark = emulated


@pytest.fixture(scope="module")
def shared():
    chip = booted()
    yield chip
    chip.close()


@pytest.fixture
def chip(shared):
    shared.run(1)
    shared.seen.clear()
    shared.ask("log", on=False)
    return shared


def test_driven_pins_are_told_and_let_go(chip):
    chip.python(
        "from machine import Pin\np=Pin(8,Pin.OUT,value=1)\np(0)\np(0)\nq=Pin(9,Pin.OUT,value=0)\np.init(Pin.IN)"
    )
    assert [(reply["pin"], reply["level"]) for reply in chip.of("pin")] == [(8, 1), (8, 0), (9, 0), (8, None)]


def test_an_input_reads_the_board_or_its_own_pull(chip):
    code = "from machine import Pin\nprint(Pin(14,Pin.IN,%s)())"
    assert chip.python(code % "Pin.PULL_UP") == "1"
    assert chip.python(code % "Pin.PULL_DOWN") == "0"
    chip.run(0, pins=[[0, 14, 1]])
    assert chip.python(code % "Pin.PULL_DOWN") == "1"
    chip.run(0, pins=[[0, 14, 0]])
    assert chip.python(code % "Pin.PULL_UP") == "0"
    chip.run(0, pins=[[0, 14, None]])
    assert chip.python(code % "Pin.PULL_UP") == "1"


def test_a_planned_level_comes_at_its_time(chip):
    code = (
        "from machine import Pin,time_pulse_us\np=Pin(14,Pin.IN,Pin.PULL_DOWN)\n"
        "print('go')\nprint(time_pulse_us(p,1,500000))"
    )
    at = chip.t + 150 * MS
    chip.run(0, pins=[[at, 14, 1], [at + 777_000, 14, None]])
    text = chip.python(code)
    assert abs(int(text.split()[1]) - 777) <= 3


def test_an_edge_interrupt_is_taken(chip):
    chip.python(
        "from machine import Pin\nn=[]\np=Pin(15,Pin.IN,Pin.PULL_UP)\np.irq(lambda p:n.append(p()),Pin.IRQ_FALLING)"
    )
    chip.run(20, pins=[[chip.t + 5 * MS, 15, 0], [chip.t + 6 * MS, 15, None], [chip.t + 9 * MS, 15, 0]])
    assert chip.python("print(len(n))\np.irq(None)") == "2"


def test_the_lamp(chip):
    chip.python(
        "import neopixel,time\nfrom machine import Pin\nn=neopixel.NeoPixel(Pin(16),1)\nn[0]=(255,0,128)\nn.write()\n"
        "time.sleep_ms(2)"
    )
    assert [reply["led"] for reply in chip.seen if "led" in reply] == [[255, 0, 128]]


def test_the_buzzer_and_a_forbidden_pwm(chip):
    chip.python(
        "from machine import PWM,Pin\nimport time\nb=PWM(Pin(17),freq=2000,duty_u16=0)\nb.freq(440)\n"
        "b.duty_u16(32768)\ntime.sleep_ms(5)\nb.duty_u16(0)\ntime.sleep_ms(1)\nx=PWM(Pin(20))\nb.deinit()\nx.deinit()"
    )
    tones = chip.of("tone")
    assert [tone["hz"] for tone in tones] == [440, 0]
    assert abs(tones[0]["duty"] - 32768) <= 2
    assert [reply["pin"] for reply in chip.of("pwm")] == [20]


def test_one_wire_by_edges(chip):
    """A slave that answers the reset and sends ones: its presence pulse is drawn in the reply to the rising edge."""
    chip.run(100, serial=b"\r\x03\x01".hex(), pins=[[0, 6, 1]])
    chip.out = b""
    code = "import onewire\nfrom machine import Pin\no=onewire.OneWire(Pin(6))\nprint(o.reset())\nprint(o.readbyte())\n"
    pins: list = []
    fell = resets = slots = 0
    chip.run(1, serial=(code.encode() + b"\x04").hex())
    end = chip.t + 50 * MS
    while chip.t < end:
        reply = chip.ask("run", to=end, pins=pins)
        chip.t, pins = reply["t"], []
        chip.out += bytes.fromhex(reply.get("serial", ""))
        if reply["why"] != "pin":
            continue
        if reply["level"] == 0:
            fell = chip.t
        elif chip.t - fell >= 480_000:
            resets += 1
            pins = [[chip.t + 30_000, 6, 0], [chip.t + 150_000, 6, 1]]
        else:
            slots += 1
            assert 1_000 <= chip.t - fell < 15_000  # a read slot is a short low pulse
    assert resets == 1
    assert slots == 8
    assert b"True\r\n255" in chip.out


def test_edges_are_logged_while_asked(chip):
    chip.ask("log", on=True)
    chip.python("from machine import Pin\np=Pin(20,Pin.OUT,value=0)\np(1)\np(0)")
    edges = chip.ask("edges", pin=20)["edges"]
    assert [level for _, level in edges] == [1, 0]
    assert 0 < edges[1][0] - edges[0][0] < 100_000
    assert chip.ask("edges", pin=20)["edges"] == []
