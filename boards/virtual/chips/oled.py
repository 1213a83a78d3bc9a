"""What the two display controllers of 128x64 modules have in common: control bytes on the bus, and a glass to look at.

Their commands, and where a byte of picture data goes, are in `ssd1306.py` and `sh1106.py`. What a person sees counts:
nothing without display-on and charge pump, and the picture upright only with segment remap (A1h) and reversed COM scan
(C8h), which is how the panel of the module is mounted. The COM pin setting and the timing have no effect.
"""

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

WIDTH = 128  # of the glass
PAGES = 8
SIZE = WIDTH * PAGES
_DARK = bytes(SIZE)
_NOISE = bytes((i * 73 + (i >> 3) * 151) & 0xFF for i in range(64))  # RAM is undefined after power-on


class Oled:
    """`ram` is the display RAM, page after page. `frames` counts transfers of picture data; `unknown` collects
    commands that the data sheet does not list. Faults: `present` False, `deaf` (takes bytes, and changes nothing),
    `power_off()` at any time (its registers are lost)."""

    columns = WIDTH  # of the RAM
    first = 0  # the column of the RAM at the left edge of the glass
    params: dict = {}  # how many bytes follow a command, of those that are followed by any

    def __init__(self, world: "World") -> None:
        self._world = world
        self.present = True
        self.deaf = False
        self.frames = 0
        self.unknown: list = []
        self.power_off()

    def power_off(self) -> None:
        """Power-on reset values; the RAM holds anything."""
        self.ram = bytearray((_NOISE * 17)[: self.columns * PAGES])
        self.on = False
        self.charge_pump = False
        self.inverted = False
        self.all_on = False
        self.contrast = 0x7F
        self.remap = False
        self.scan_reversed = False
        self.start_line = 0
        self.offset = 0
        self.multiplex = 63
        self.com_pins = 0x12
        self._col = 0
        self._page = 0
        self._data_last = False  # D/C# of the last control byte
        self._control = -1  # waiting for a control byte
        self._command = -1
        self._args: list = []

    # --- what a controller adds ---------------------------------------------------------------------------

    def _data(self, byte: int) -> None:
        """A byte of picture data."""

    def _data_run(self, buf, at: int, size: int) -> int:
        """Some bytes of picture data from `buf[at:size]`; returns how many."""
        self._data(buf[at])
        return 1

    def _set(self, command: int, args: list) -> None:
        """A command of `params`."""

    def _do(self, command: int) -> None:
        """Carry out any other command of this controller."""

    def read_byte(self) -> int:
        """Status: bit 6 set while the display is off."""
        return 0 if self.on else 0x40

    # --- bus ----------------------------------------------------------------------------------------------

    def start(self, read: bool) -> bool:
        """START; a write begins with a control byte."""
        self._control = -1
        return True

    def write_byte(self, byte: int) -> bool:
        """Control byte (Co, D/C#), then commands or data."""
        if self._control < 0:
            self._control = byte & 0xC0
            self._data_last = bool(byte & 0x40)
            if self._control == 0x40:
                self.frames += 1
            return True
        if self._control & 0x40:
            self._data(byte)
        else:
            self._take_command(byte)
        if self._control & 0x80:
            self._control = -1
        return True

    def write_block(self, buf: "bytes | bytearray | memoryview") -> None:
        """As many `write_byte`, fast for picture data."""
        at = 0
        size = 0 if self.deaf else len(buf)
        while at < size:
            if self._control == 0x40:
                at += self._data_run(buf, at, size)
            else:
                self.write_byte(buf[at])
                at += 1

    def stop(self) -> None:
        """A STOP condition, on which nothing is pending."""

    def _take_command(self, byte: int) -> None:
        if self._command < 0:
            self._command = byte
            self._args = []
        else:
            self._args.append(byte)
        if len(self._args) == self.params.get(self._command, 0):
            command = self._command
            self._command = -1
            if command in self.params:
                self._set(command, self._args)
            else:
                self._do(command)

    def _do_alike(self, command: int) -> None:
        """Commands without parameters that both chips have (SSD1306: table 9-1; SH1106: 4, 6 to 8, 11, 13)."""
        if 0x40 <= command < 0x80:
            self.start_line = command & 63
        elif command in (0xA0, 0xA1):
            self.remap = command == 0xA1
        elif command in (0xA4, 0xA5):
            self.all_on = command == 0xA5
        elif command in (0xA6, 0xA7):
            self.inverted = command == 0xA7
        elif command in (0xAE, 0xAF):
            self.on = command == 0xAF
        elif 0xC0 <= command < 0xD0:
            self.scan_reversed = bool(command & 8)
        else:
            self._not_listed(command)

    def _not_listed(self, command: int) -> None:
        if len(self.unknown) < 100:
            self.unknown.append(command)

    # --- what a person sees -------------------------------------------------------------------------------

    @property
    def lit(self) -> bool:
        """Whether the panel shows anything at all."""
        return self.on and self.charge_pump and self.present and self._world.powered

    def frame(self) -> bytes:
        """The picture by RAM and mapping: 1024 bytes, page after page, bit 0 on top. Ignores `lit`."""
        upright = self.remap and self.scan_reversed and self.multiplex == 63
        if upright and not (self.start_line or self.offset or self.all_on or self.inverted):
            return self._seen_upright()
        out = bytearray(SIZE)
        for y in range(self.multiplex + 1):
            row = y if self.scan_reversed else self.multiplex - y
            row = (row + self.start_line + self.offset) & 63
            for x in range(WIDTH):
                segment = self.first + (x if self.remap else WIDTH - 1 - x)
                bit = self.ram[(row >> 3) * self.columns + segment] >> (row & 7) & 1
                if self.all_on or bool(bit) != self.inverted:
                    out[(y >> 3) * WIDTH + x] |= 1 << (y & 7)
        return bytes(out)

    def _seen_upright(self) -> bytes:
        if self.columns == WIDTH:
            return bytes(self.ram)
        lefts = range(self.first, len(self.ram), self.columns)
        return b"".join([bytes(self.ram[left : left + WIDTH]) for left in lefts])

    def pixels(self) -> bytes:
        """What a person sees, in the format of `frame()`: all dark unless `lit`."""
        return self.frame() if self.lit else _DARK

    def to_rows(self) -> list:
        """What a person sees, as 64 strings of 128 characters, '#' lit and '.' dark."""
        picture = self.pixels()
        rows = []
        for y in range(64):
            base = (y >> 3) * WIDTH
            mask = 1 << (y & 7)
            rows.append("".join("#" if picture[base + x] & mask else "." for x in range(WIDTH)))
        return rows
