"""The PIO of the emulated chip in its own clock, on the pen's two programs: exact periods, exact counts, quick stop."""

from pathlib import Path

import pytest

from tests.boards.virtual.rp2040.chip_line import MS, booted, emulated

pytestmark = emulated

PROGRAMS = Path(__file__).parents[4] / "firmware" / "pen" / "hal" / "pio.py"
SELECT = 13
CYCLE_NS = 125  # of a program at 8 MHz
SETUP = (
    "sm=rp2.StateMachine(0,needle,freq=8000000,sideset_base=Pin(10),jmp_pin=Pin(13))\nsm.active(1)\n"
    "def word(n,h,l): return n-1|(h-1)<<8|(l-1)<<20\n"
)


@pytest.fixture
def chip():
    chip = booted()
    chip.run(0, pins=[[0, SELECT, 1]])
    program = PROGRAMS.read_text()
    chip.python(f"import rp2,time\nfrom machine import Pin\nexec({program!r})\n", ms=3000)
    chip.ask("log", on=True)
    yield chip
    chip.close()


def test_a_word_gives_exact_periods(chip):
    chip.python(SETUP + "sm.put(word(5,200,100))\ntime.sleep_ms(3)")
    edges = chip.ask("edges", pin=10)["edges"]
    assert [level for _, level in edges] == [1, 0] * 5
    times = [t for t, _ in edges]
    assert [b - a for a, b in zip(times[::2], times[1::2])] == [400 * CYCLE_NS] * 5
    periods = [b - a for a, b in zip(times[::2], times[2::2])]
    assert all(abs(period - 604 * CYCLE_NS) <= 8 for period in periods)  # the divider, 15.625, has a fraction
    assert sum(periods) == pytest.approx(4 * 604 * CYCLE_NS, abs=8)


def test_the_gate_is_told_once_per_duty_and_at_rest(chip):
    chip.python(SETUP + "for d in (100,300):\n for i in range(9): sm.put(word(10,d,400-d))\ntime.sleep_ms(3)")
    chip.run(20)
    reports = chip.of("gate")
    told = [(reply["duty"], reply["level"]) for reply in reports]
    assert [level for _, level in told] == [1, 1, 0]
    assert [duty for duty, _ in told] == [round(1000 * 200 / 804), round(1000 * 600 / 804), 0]
    assert all(reply["at"] <= reply["t"] for reply in reports)


def test_the_stop_input_stops_within_a_third_of_a_microsecond(chip):
    latencies = []
    for trial in range(20):
        chip.python(SETUP + "for i in range(4): sm.put(word(256,300,300))", ms=300)
        at = chip.t + 3 * MS + 7_919 * trial
        chip.run(20, pins=[[at, SELECT, 0], [at + 5 * MS, SELECT, 1]])
        edges = chip.ask("edges", pin=10)["edges"]
        assert edges[-1][1] == 0
        assert edges[-1][0] <= at + 1000
        if edges[-1][0] > at:
            latencies.append(edges[-1][0] - at)
        assert chip.python("print(sm.rx_fifo())\nsm.active(0)\nsm.restart()") == "1"
    assert latencies, "no trial hit a high gate"
    assert max(latencies) <= 16 + 3 * CYCLE_NS + CYCLE_NS


def test_it_stops_while_the_processor_stands_still_in_a_flash_write(chip):
    chip.python(SETUP + "f=rp2.Flash()\nb=bytes(4096)")
    chip.run(100, serial=b"\r\x03\x01".hex())
    chip.run(1, serial=b"for i in range(4): sm.put(word(256,300,300))\nf.writeblocks(300,b)\n\x04".hex())
    while not chip.of("flash"):
        chip.run(0.05)
    at = chip.t + 5 * MS
    chip.run(30, pins=[[at, SELECT, 0], [at + 3 * MS, SELECT, 1]])
    edges = chip.ask("edges", pin=10)["edges"]
    assert edges[-1][1] == 0
    assert at - 80_000 < edges[-1][0] < at + 1000


def test_without_fuel_the_gate_falls_by_itself(chip):
    chip.run(100, serial=b"\r\x03\x01".hex())
    chip.run(200, serial=(SETUP + "for i in range(2): sm.put(word(100,300,300))\nwhile 1: pass\n\x04").encode().hex())
    edges = chip.ask("edges", pin=10)["edges"]
    assert len(edges) == 400
    assert edges[-1][1] == 0


def test_step_pulses_are_exact_and_told_one_by_one(chip):
    chip.python(
        "st=rp2.StateMachine(4,step,freq=1000000,sideset_base=Pin(7))\nst.active(1)\nst.put(320)\n"
        "while not st.rx_fifo(): pass\nprint(hex(st.get()))"
    )
    steps = [reply["at"] for reply in chip.of("step")]
    assert len(steps) == 320
    assert {b - a for a, b in zip(steps, steps[1:])} == {500_000}


def test_an_aborted_move_knows_what_is_left(chip):
    left = int(
        chip.python(
            "st=rp2.StateMachine(4,step,freq=1000000,sideset_base=Pin(7))\nst.active(1)\nst.put(3200)\ntime.sleep_ms(77)\n"
            "st.active(0)\nst.exec('mov(isr,x)')\nst.exec('push()')\nprint(st.get())"
        )
    )
    assert left + len(chip.of("step")) == 3200


# --- while the processor sleeps: what stops it must not stop the state machines ---------------------------------------

ASLEEP = "while 1: time.sleep_ms(1)\n"  # as the pen's loop waits for its next step


def _run_on(chip, code: str, ms: float = 200, **words: object) -> "list[tuple[int, int]]":
    """Start code that does not end, let time pass; the gate's edges."""
    chip.run(100, serial=b"\r\x03\x01".hex())
    chip.ask("edges", pin=10)
    chip.run(ms, serial=(code + "\x04").encode().hex(), **words)
    return [(t, level) for t, level in chip.ask("edges", pin=10)["edges"]]


def test_periods_are_exact_while_the_processor_sleeps(chip):
    edges = _run_on(chip, SETUP + "for i in range(20):\n sm.put(word(20,200,100))\n time.sleep_ms(1)\n")
    rises = [t for t, level in edges if level]
    assert len(rises) == 20 * 20
    periods = [b - a for word in range(20) for a, b in zip(rises[20 * word :][:19], rises[20 * word + 1 :][:19])]
    assert all(abs(period - 604 * CYCLE_NS) <= 8 for period in periods)
    assert all(b - a <= 620 * CYCLE_NS for a, b in zip(rises, rises[1:])), "the words follow each other at once"


def test_the_fuel_of_a_sleeping_processor_runs_out_in_time(chip):
    edges = _run_on(chip, SETUP + "for i in range(2): sm.put(word(100,300,300))\n" + ASLEEP)
    assert len(edges) == 400
    assert edges[-1][1] == 0
    assert edges[-1][0] - edges[0][0] == pytest.approx((199 * 1204 + 600) * CYCLE_NS, abs=1_000)


def test_the_stop_input_stops_while_the_processor_sleeps(chip):
    feeding = SETUP + "while 1:\n if sm.tx_fifo()<4: sm.put(word(256,300,300))\n time.sleep_ms(1)\n"
    latencies = []
    for trial in range(8):
        _run_on(chip, "sm.active(0)\nsm.restart()\n" * bool(trial) + feeding)
        at = chip.t + 3 * MS + 37_919 * trial
        chip.run(20, pins=[[at, SELECT, 0], [at + 5 * MS, SELECT, 1]])
        last, level = chip.ask("edges", pin=10)["edges"][-1]
        assert level == 0
        assert at - 160_000 < last <= at + 1_000, "it ran until then, and not after"
        if last > at:
            latencies.append(last - at)
    assert latencies, "no trial hit a high gate"
    assert max(latencies) <= 16 + 3 * CYCLE_NS + CYCLE_NS


def test_step_pulses_are_exact_while_the_processor_sleeps(chip):
    chip.python(
        "st=rp2.StateMachine(4,step,freq=1000000,sideset_base=Pin(7))\nst.active(1)\nst.put(320)\n"
        "while not st.rx_fifo(): time.sleep_ms(1)\nprint(hex(st.get()))"
    )
    steps = [reply["at"] for reply in chip.of("step")]
    assert len(steps) == 320
    assert {b - a for a, b in zip(steps, steps[1:])} == {500_000}
