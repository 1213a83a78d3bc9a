"""Run by test_micropython.py on both interpreters: everything once, and a transcript that must be equal.

Arguments: the repository's root. Prints only what the world and the drop-ins say.
"""

import sys

root = sys.argv[1]
sys.path.insert(0, root)
sys.path.insert(0, root + "/boards/virtual/dropin")
if sys.implementation.name != "micropython":
    sys.path.insert(0, root + "/boards/virtual/dropin_cpython")

import time  # noqa: E402

import machine  # noqa: E402
import neopixel  # noqa: E402
import onewire  # noqa: E402
import rp2  # noqa: E402

from boards.virtual import current, power_off_image, ticks  # noqa: E402
from boards.virtual.world import PowerCut, Reset, World  # noqa: E402

if sys.implementation.name != "micropython":
    ticks.inject(time)

Pin = machine.Pin
DAY_US = 86_400_000_000
FUEL = 199 | 129 << 8 | 69 << 20


@rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)
def needle():
    pull(block)  # noqa: F821


@rp2.asm_pio(set_init=rp2.PIO.OUT_LOW)
def step():
    pull(block)  # noqa: F821


def state(world) -> None:
    """Everything that counts, as one line."""
    world.clock.look()
    print(
        world.now_us, world.ring.pos, world.motor.speed_mhz, world.motor.current_ma, world.strokes_true,
        world.battery.charge, world.battery.mv(), world.thermal.mc(), world.max_tip_um, world.ops,
        bytes(world.clock.regs), sum(world.flash.data), sum(world.eeprom.mem), world.violations,
    )  # fmt: skip


world = current.world = World(3, flash_sectors=8)
i2c = machine.I2C(0, scl=Pin(5), sda=Pin(4), freq=400_000)
print([hex(a) for a in i2c.scan()])
Pin(9, Pin.OUT, value=0)
Pin(8, Pin.OUT, value=1)
needles = rp2.StateMachine(0, needle, freq=8_000_000, set_base=Pin(10), jmp_pin=Pin(13))
steps = rp2.StateMachine(4, step, freq=8_000_000, set_base=Pin(7))
needles.active(1)
steps.active(1)
edges = []
Pin(11, Pin.IN).irq(lambda pin: edges.append(ticks.ticks_us()), Pin.IRQ_RISING)
world.insert(world.make_cartridge(serial=77, geometry_error_um=5))
steps.put(960)
print(steps.get(), time.ticks_ms())
state(world)

world.fault("encoder_noise")
world.fault("adc_noise")
world.at_us(2_000_000, lambda: world.touch(35))
world.at_us(2_500_000, lambda: world.press("SELECT", 2))
adcs = [machine.ADC(n) for n in (26, 27, 28)]
for turn in range(250):
    if needles.rx_fifo() == 0:
        while needles.tx_fifo() < 2:
            needles.put(FUEL)
    if turn % 10 == 0:
        print([adc.read_u16() for adc in adcs], i2c.readfrom_mem(0x36, 0x0C, 2))
    time.sleep_ms(10)
print(edges)
state(world)

frame = bytes(i * 5 & 0xFF for i in range(1024))
i2c.writeto(0x3C, bytes([0, 0x20, 0, 0x21, 0, 127, 0x22, 0, 7, 0xA0, 0xC8, 0x8D, 0x14, 0xAF]))
i2c.writevto(0x3C, [b"\x40", frame])
for row in world.display.to_rows()[:9]:
    print(row)

led = neopixel.NeoPixel(Pin(16), 1)
led[0] = (1, 2, 3)
led.write()
print(world.led.rgb)

wire = onewire.OneWire(Pin(6))
print(wire.scan())
for command in (b"\xcc\x0f\x20\x00" + b"\x7f" * 8, b"\xcc\x55\x20\x00\x07"):
    wire.reset()
    wire.write(command)
    time.sleep_ms(10)
    print([wire.readbyte() for _ in range(3)])
print(world.cartridge.uses())

i2c.writeto_mem(0x57, 30, bytes(range(10)), addrsize=16)
time.sleep_ms(5)
print(i2c.readfrom_mem(0x57, 0, 34, addrsize=16))

world.flash.writeblocks(1, bytes(range(256)))
saved = power_off_image.dump(world)
for where in ("before", "middle", "after"):
    for k in range(1, 8):
        world = current.world = power_off_image.restore(saved)
        world.power_on()
        world.cut_at_op(k, where)
        i2c = machine.I2C(0, scl=Pin(5), sda=Pin(4))
        try:
            i2c.writeto_mem(0x57, 64, bytes(range(32)), addrsize=16)
            world.flash.writeblocks(1, bytes(300))
            i2c.writeto_mem(0x68, 0x0E, b"\x1c\x00")
        except PowerCut:
            print(where, k, bytes(world.eeprom.mem[64:96]))
        world.advance_us(28 * DAY_US)
        world.power_on()
        state(world)

machine.WDT(timeout=3000)
try:
    time.sleep_ms(4000)
except Reset as reset:
    print("reset", reset.args, machine.reset_cause(), time.ticks_ms())
state(world)
