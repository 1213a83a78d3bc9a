"""Run by test_micropython.py on MicroPython: what a control step calls works under `heap_lock` (rule S16).

The models allocate as they like; the drop-ins lift the lock for their own duration and put it back.
Arguments: the repository's root. Prints "ok" at the end.
"""

import sys

root = sys.argv[1]
sys.path.insert(0, root)
sys.path.insert(0, root + "/boards/virtual/dropin")

import time  # noqa: E402

import machine  # noqa: E402
import micropython  # noqa: E402
import onewire  # noqa: E402
import rp2  # noqa: E402

from boards.virtual import current  # noqa: E402
from boards.virtual.world import World  # noqa: E402

Pin = machine.Pin
FUEL = 199 | 129 << 8 | 69 << 20
world = current.world = World(1, flash_sectors=4)


@rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)
def needle():
    pass


@rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)
def step():
    pass


edges = 0


def tick(pin):
    global edges
    edges += 1


enable = Pin(9, Pin.OUT, value=1)
direction = Pin(8, Pin.OUT, value=1)
button = Pin(14, Pin.IN, Pin.PULL_UP)
Pin(11, Pin.IN).irq(tick, Pin.IRQ_RISING, hard=True)
needles = rp2.StateMachine(0, needle, freq=8_000_000, set_base=Pin(10), jmp_pin=Pin(13))
steps = rp2.StateMachine(4, step, freq=8_000_000, set_base=Pin(7))
needles.active(1)
steps.active(1)
i2c = machine.I2C(0, scl=Pin(5), sda=Pin(4))
adc = machine.ADC(26)
two = bytearray(2)
screen = bytearray(129)
screen[0] = 0x40
watchdog = machine.WDT(timeout=8000)
wire = onewire.OneWire(Pin(6))
buzzer = machine.PWM(Pin(17))
world.insert(world.make_cartridge())
button.irq(tick, Pin.IRQ_FALLING, hard=True)


def control() -> None:
    """Everything a control step may touch."""
    enable.value(0)
    while needles.tx_fifo() < 2:
        needles.put(FUEL)
    i2c.readfrom_mem_into(0x36, 0x0C, two)
    i2c.writeto(0x3C, screen)
    adc.read_u16()
    button.value()
    time.ticks_diff(time.ticks_ms(), time.ticks_us())
    steps.put(8)
    steps.rx_fifo()
    needles.active()
    direction.toggle()
    wire.reset()
    wire.writebyte(0xCC)
    wire.readbyte()
    buzzer.freq(2000)
    buzzer.duty_u16(100)
    buzzer.duty_u16(0)
    watchdog.feed()
    time.sleep_ms(10)


for _turn in range(50):
    micropython.heap_lock()
    try:
        control()
    finally:
        depth = micropython.heap_unlock()
    if depth:
        raise RuntimeError("the lock was not put back")
micropython.heap_lock()
allocated = False
try:
    two = two + two
    allocated = True
except MemoryError:
    pass
micropython.heap_unlock()
if allocated or world.violations or edges < 20:
    raise RuntimeError("unexpected: %r %r %d" % (allocated, world.violations, edges))
print("ok")
