"""The cartridges that lie beside a pen, by name: what each is, and what becomes of it when it was used.

Runs on MicroPython and CPython. It must not know any rule of the firmware: a tag is bytes here.
"""

from boards.virtual.physics.cartridge import Cartridge

KINDS = (  # name, what a person sees of it
    ("new", "new, single use"),
    ("multi", "for several uses"),
    ("spent", "single use, used before"),
    ("friend", "a friend's"),
    ("long", "1.0 mm needles"),
    ("forged", "1.0 mm that claims 0.5"),
    ("clone", "a fresh copy of the new one"),
    ("unreadable", "its tag is damaged"),
    ("odd", "of an unknown type"),
)
_FRIENDS_PEN = b"\xe6\x61\x3c\x9a\x0b\xad\xf0\x0d"
_MARKS_AT = 0x20  # use marks in a tag
_BOUND_AT = 0x40  # id of the pen that used it first
_PROTECTED_AT = 0x80  # whether its factory page can be written no more
_UNKNOWN_TYPE = 9
_FIRST_SERIAL = 0x100


class Tray:
    """`cartridges`: those of `Commands`, which this fills. `inside`: the name of the one in the pen, "" if none is."""

    def __init__(self, world, cartridges: dict) -> None:
        self._world = world
        self._cartridges = cartridges
        self.inside = ""
        make = world.make_cartridge
        cartridges["new"] = self._fresh(_FIRST_SERIAL)
        cartridges["clone"] = cartridges["new"].copy()
        cartridges["spent"] = make("DISPOSABLE", 500, 0x99)
        cartridges["spent"].tag.mem[_MARKS_AT] = 0
        cartridges["spent"].tag.mem[_BOUND_AT : _BOUND_AT + 8] = world.uid
        cartridges["multi"] = make("MULTI_USE", 500, 0x300)
        cartridges["friend"] = make("MULTI_USE", 500, 0x400)
        cartridges["friend"].tag.mem[_BOUND_AT : _BOUND_AT + 8] = _FRIENDS_PEN
        cartridges["long"] = make("DISPOSABLE", 1_000, 0x500)
        cartridges["forged"] = make("DISPOSABLE", 500, 0x700)
        cartridges["forged"].needle_um = 1_000
        cartridges["forged"].tag.mem[_PROTECTED_AT] = 0  # whoever wrote it could not close it as the factory does
        cartridges["odd"] = make(_UNKNOWN_TYPE, 500, 0x800)
        cartridges["unreadable"] = make("DISPOSABLE", 500, 0x600)
        cartridges["unreadable"].tag.mem[4] ^= 0xFF  # what it says of itself does not fit its checksum any more

    def _fresh(self, serial: int) -> Cartridge:
        return self._world.make_cartridge("DISPOSABLE", 500, serial)

    def put(self, name: str) -> None:
        """Push this one in, in the place of what is in. Raises KeyError for a name that is not on the tray."""
        cartridge = self._cartridges[name]
        if name == self.inside:
            return
        self.out()
        self._world.insert(cartridge)
        self.inside = name

    def out(self) -> None:
        """Pull out what is in. A single-use one that has served is the used one from now on; the box has a new one."""
        cartridge = self._world.eject()
        if self.inside == "new" and cartridge is not None and cartridge.tag.mem[_MARKS_AT] != 0xFF:
            self._cartridges["spent"] = cartridge
            self._cartridges["new"] = self._fresh(int.from_bytes(cartridge.tag.rom[1:7], "little") + 1)
        self.inside = ""
