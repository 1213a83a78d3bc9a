"""A pen put into a drawer: everything that survives without power, as bytes, and back.

`restore` gives a world without power in which the same time goes on; start it with `power_on()`. Injected
faults, scripts, violations and counters are not kept.
"""

import json

from boards.virtual.chips.ds2431 import Ds2431
from boards.virtual.mcu.modelled import ModelledMcu
from boards.virtual.physics.cartridge import Cartridge

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from boards.virtual.world import World

_MAGIC = b"needlepen world 1\n"


def dump(world: "World") -> bytes:
    """The persistent state of a world, as a power cut now would leave it (the world itself goes on)."""
    world.clock.look()
    cartridge = world.cartridge
    head = {
        "now_us": world.now_us,
        "seed": world.seed,
        "sectors": world.flash.sectors,
        "ring": world.ring.pos,
        "endstop_um": world.ring.endstop_um,
        "deepest_um": world.ring.deepest_um,
        "deepest_stroke_um": world.ring.deepest_stroke_um,
        "strokes": world.motor.strokes,
        "charge": world.battery.charge,
        "vbus": world.battery.vbus,
        "offset_counts": world.encoder.offset_counts,
        "clock": world.clock.state(),
        "cartridge": None if cartridge is None else [cartridge.needle_um, cartridge.geometry_error_um],
    }
    parts = [world.clock.regs, world.eeprom.mem, world.flash.data]
    if cartridge is not None:
        parts += [cartridge.tag.rom, cartridge.tag.mem]
    return _MAGIC + json.dumps(head).encode() + b"\n" + b"".join(bytes(part) for part in parts)


def restore(image: bytes, mcu: "Callable[[World], Any]" = ModelledMcu) -> "World":
    """A world as `dump` saw it, without power, with the `mcu` of `World`. Raises ValueError for anything else."""
    from boards.virtual.world import World

    if image[: len(_MAGIC)] != _MAGIC:
        raise ValueError("not the image of a world")
    end = image.find(b"\n", len(_MAGIC))
    head = json.loads(image[len(_MAGIC) : end].decode())
    world = World(head["seed"], head["sectors"], head["endstop_um"], mcu)
    world.power_cut()
    world.now_us = head["now_us"]
    world.ring.pos = head["ring"]
    world.ring.deepest_um = head["deepest_um"]
    world.ring.deepest_stroke_um = head["deepest_stroke_um"]
    world.motor.strokes = head["strokes"]
    world.battery.charge = head["charge"]
    world.encoder.offset_counts = head["offset_counts"]
    world.battery.plug(head["vbus"])
    at = end + 1
    for target in (world.clock.regs, world.eeprom.mem, world.flash.data):
        target[:] = image[at : at + len(target)]
        at += len(target)
    world.clock.set_state(head["clock"])
    if head["cartridge"] is not None:
        rom = image[at : at + 8]
        tag = Ds2431(rom, image[at + 8 :])
        world.insert(Cartridge(tag, head["cartridge"][0], head["cartridge"][1]))
    return world
