"""The drop-ins `rp2`, `onewire` and `micropython`, and the tick functions."""

import types

import pytest

from boards.virtual import ticks
from boards.virtual.world import PowerCut


def test_unknown_programs_are_refused(world):
    import rp2

    @rp2.asm_pio(set_init=0)
    def blink():
        pass

    with pytest.raises(rp2.PIOASMError, match="blink"):
        rp2.StateMachine(0, blink)


def test_state_machines_need_a_program(world):
    import rp2

    with pytest.raises(ValueError, match="no program"):
        rp2.StateMachine(0).put(1)
    with pytest.raises(ValueError, match="invalid"):
        rp2.StateMachine(8)


def test_naming_a_state_machine_finds_it(pens_pio):
    import rp2

    _, _, steps = pens_pio
    again = rp2.StateMachine(4)
    again.put(3)
    assert steps.rx_fifo() == 0
    assert again.get() == 0xFFFFFFFF
    assert rp2.PIO(1).state_machine(0).active()


def test_buffers_of_words(world, pens_pio):
    from array import array

    _, _, steps = pens_pio
    steps.put(array("I", [1, 2]))
    words = array("I", [0, 0])
    steps.get(words)
    assert list(words) == [0xFFFFFFFF] * 2
    steps.put(1, 4)
    assert steps.get(None, 24) == 0xFF
    assert world.ring.pos == 1 + 2 + 16


def test_setting_up_again_stops_and_empties(world, pens_pio, fuel):
    import rp2

    machine, needles, _ = pens_pio
    for _ in range(3):
        needles.put(fuel())

    @rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)
    def needle():
        pass

    needles.init(needle, freq=8_000_000, set_base=machine.Pin(10), jmp_pin=machine.Pin(13))
    assert not needles.active()
    assert needles.tx_fifo() == 0
    assert world.motor.duty == 0


def test_a_program_without_initial_pins_drives_none(world, fuel):
    import machine
    import rp2

    @rp2.asm_pio()
    def needle():
        pass

    sm = rp2.StateMachine(0, needle, freq=8_000_000, set_base=machine.Pin(10), jmp_pin=machine.Pin(13))
    sm.active(1)
    sm.put(fuel())
    assert world.motor.duty == 0


def test_rp2_flash_is_this_boots_device(world):
    import rp2

    rp2.Flash().writeblocks(0, b"x", 0)
    assert world.flash.data[0] == ord("x")
    assert rp2.bootsel_button() == 0


@pytest.fixture
def wire(world):
    import machine
    import onewire

    return onewire.OneWire(machine.Pin(6))


def test_onewire_empty(world, wire):
    import onewire

    assert wire.reset() is False
    assert wire.readbyte() == 0xFF
    assert wire.readbit() == 1
    assert wire.scan() == []
    with pytest.raises(onewire.OneWireError):
        wire.reset(True)


def test_onewire_scan_and_read(world, wire):
    cartridge = world.make_cartridge(serial=0xA5A55A5A0FF0)
    world.insert(cartridge)
    assert wire.scan() == [cartridge.tag.rom]
    assert wire.crc8(cartridge.tag.rom) == 0
    wire.select_rom(cartridge.tag.rom)
    wire.write(b"\xf0\x00\x00")
    buf = bytearray(32)
    wire.readinto(buf)
    assert buf == cartridge.tag.mem[:32]


def test_onewire_takes_time(world, wire):
    begin_us = world.now_us
    wire.reset()
    assert world.now_us - begin_us == 960
    wire.writebyte(0xCC)
    assert world.now_us - begin_us == 960 + 560


def test_onewire_on_another_pin_is_empty(world):
    import machine
    import onewire

    world.insert(world.make_cartridge())
    assert not onewire.OneWire(machine.Pin(20)).reset()


def test_ticks_start_just_before_they_wrap(world):
    first = ticks.ticks_ms()
    assert first == 2**30 - 20_000
    world.advance_us(25_000_000)
    assert ticks.ticks_ms() == 5_000
    assert ticks.ticks_diff(ticks.ticks_ms(), first) == 25_000
    assert ticks.ticks_diff(first, ticks.ticks_ms()) == -25_000


def test_ticks_us_too(world):
    first = ticks.ticks_us()
    world.advance_us(4_000_000)
    assert ticks.ticks_us() == 1_000_000
    assert ticks.ticks_diff(ticks.ticks_us(), first) == 4_000_000


def test_ticks_start_again_at_every_boot(world):
    world.advance_us(123_456_789)
    world.power_cut()
    with pytest.raises(PowerCut):
        ticks.ticks_ms()
    world.power_on()
    assert ticks.ticks_ms() == ticks.START_MS


def test_ticks_arithmetic():
    assert ticks.ticks_add(2**30 - 1, 2) == 1
    assert ticks.ticks_add(0, -1) == 2**30 - 1
    assert ticks.ticks_diff(0, 2**29) == -(2**29)
    with pytest.raises(OverflowError):
        ticks.ticks_add(0, 2**29)


def test_sleeping_is_virtual(world):
    module = types.ModuleType("time")
    ticks.inject(module)
    module.sleep_ms(1500)
    module.sleep_us(7)
    module.sleep_ms(-3)
    ticks.sleep(0.5)
    assert world.now_us == 2_000_007
    assert not hasattr(module, "sleep")


def test_micropython_counts_locks():
    import micropython

    micropython.heap_lock()
    micropython.heap_lock()
    assert micropython.heap_unlock() == 1
    assert micropython.heap_unlock() == 0
    with pytest.raises(RuntimeError):
        micropython.heap_unlock()
    assert micropython.const(5) == 5
    assert micropython.viper(len) is len
    micropython.kbd_intr(-1)
    assert micropython.break_char == -1
    micropython.kbd_intr(3)


def test_ring_buffer_loses_what_does_not_fit():
    import micropython

    ring = micropython.RingIO(5)
    assert ring.write(b"abcdef") == 4
    assert ring.any() == 4
    assert ring.read(2) == b"ab"
    buf = bytearray(8)
    assert ring.readinto(buf) == 2
    assert buf[:2] == b"cd"
    assert ring.read() == b""
