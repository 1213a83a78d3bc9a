"""SSD1306 display controller (Solomon Systech rev 1.5) on a 128x64 module: commands in, pixels out.

What a person sees counts: nothing without display-on and charge pump, and the picture upright only with
segment remap (A1h) and reversed COM scan (C8h), which is how the panel of the module is mounted. Scrolling,
fading and the timing commands are taken with their parameters and have no effect; so has the COM pin setting.
"""

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

WIDTH = 128
PAGES = 8
SIZE = WIDTH * PAGES
# Parameters of the commands that have any (tables 9-1 and 8.10; AD is the IREF select of the SSD1315)
_PARAMS = {
    0x20: 1, 0x21: 2, 0x22: 2, 0x23: 1, 0x26: 6, 0x27: 6, 0x29: 5, 0x2A: 5, 0x81: 1, 0x8D: 1, 0xA3: 2,
    0xA8: 1, 0xAD: 1, 0xD3: 1, 0xD5: 1, 0xD6: 1, 0xD9: 1, 0xDA: 1, 0xDB: 1,
}  # fmt: skip
_NO_EFFECT = (0x23, 0x26, 0x27, 0x29, 0x2A, 0x2E, 0x2F, 0xA3, 0xAD, 0xD5, 0xD6, 0xD9, 0xDB, 0xE3)
_DARK = bytes(SIZE)
_NOISE = bytes((i * 73 + (i >> 3) * 151) & 0xFF for i in range(64)) * 16  # RAM is undefined after power-on


class Ssd1306:
    """`ram` is the GDDRAM, page after page. `frames` counts transfers of picture data; `unknown` collects
    commands that the data sheet does not list. Faults: `present` False, `deaf` (takes bytes, and changes nothing),
    `power_off()` at any time (its registers are lost)."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.present = True
        self.deaf = False
        self.frames = 0
        self.unknown: list = []
        self.power_off()

    def power_off(self) -> None:
        """Power-on reset values (section 8.5 and table 9-1); the RAM holds anything."""
        self.ram = bytearray(_NOISE)
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
        self.mode = 2  # page addressing
        self._col = 0
        self._col_from = 0
        self._col_to = WIDTH - 1
        self._page = 0
        self._page_from = 0
        self._page_to = PAGES - 1
        self._control = -1  # waiting for a control byte
        self._command = -1
        self._args: list = []

    # --- bus ----------------------------------------------------------------------------------------------

    def start(self, read: bool) -> bool:
        """START; a write begins with a control byte."""
        self._control = -1
        return True

    def write_byte(self, byte: int) -> bool:
        """Control byte (Co, D/C#), then commands or data (section 8.1.5.2)."""
        if self._control < 0:
            self._control = byte & 0xC0
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

    def read_byte(self) -> int:
        """Status: bit 6 set while the display is off."""
        return 0 if self.on else 0x40

    def stop(self) -> None:
        """STOP: nothing pending."""

    # --- picture data -------------------------------------------------------------------------------------

    def _data(self, byte: int) -> None:
        self.ram[self._page * WIDTH + self._col] = byte
        if self.mode == 2:
            self._col = (self._col + 1) % WIDTH
        elif self.mode == 0:
            if self._col == self._col_to:
                self._col = self._col_from
                self._page = self._page_from if self._page == self._page_to else (self._page + 1) % PAGES
            else:
                self._col = (self._col + 1) % WIDTH
        elif self._page == self._page_to:
            self._page = self._page_from
            self._col = self._col_from if self._col == self._col_to else (self._col + 1) % WIDTH
        else:
            self._page = (self._page + 1) % PAGES

    def _data_run(self, buf, at: int, size: int) -> int:
        """Copy up to the end of the column window; returns how many bytes that were."""
        last = self._col_to if self.mode == 0 else WIDTH - 1
        run = min(size - at, last - self._col)
        if self.mode == 1 or run < 2:
            self._data(buf[at])
            return 1
        to = self._page * WIDTH + self._col
        self.ram[to : to + run] = buf[at : at + run]
        self._col += run
        return run

    # --- commands -----------------------------------------------------------------------------------------

    def _take_command(self, byte: int) -> None:
        if self._command < 0:
            self._command = byte
            self._args = []
        else:
            self._args.append(byte)
        if len(self._args) == _PARAMS.get(self._command, 0):
            command = self._command
            self._command = -1
            if command in _PARAMS:
                self._set(command, self._args)
            else:
                self._do(command)

    def _set(self, command: int, args: list) -> None:
        """Commands with parameters."""
        if command == 0x20:
            self.mode = args[0] & 3
        elif command == 0x21:
            self._col = self._col_from = args[0] & 0x7F
            self._col_to = args[1] & 0x7F
        elif command == 0x22:
            self._page = self._page_from = args[0] & 7
            self._page_to = args[1] & 7
        elif command == 0x81:
            self.contrast = args[0]
        elif command == 0x8D:
            self.charge_pump = bool(args[0] & 4)
        elif command == 0xA8:
            self.multiplex = max(15, args[0] & 63)
        elif command == 0xD3:
            self.offset = args[0] & 63
        elif command == 0xDA:
            self.com_pins = args[0]

    def _do(self, command: int) -> None:
        """Commands without parameters."""
        if command < 0x10:
            self._col = self._col & 0x70 | command
        elif command < 0x20:
            self._col = self._col & 0x0F | (command & 7) << 4
        elif 0x40 <= command < 0x80:
            self.start_line = command & 63
        elif command in (0xA0, 0xA1):
            self.remap = command == 0xA1
        elif command in (0xA4, 0xA5):
            self.all_on = command == 0xA5
        elif command in (0xA6, 0xA7):
            self.inverted = command == 0xA7
        elif command in (0xAE, 0xAF):
            self.on = command == 0xAF
        elif 0xB0 <= command < 0xB8:
            self._page = command & 7
        elif 0xC0 <= command < 0xD0:
            self.scan_reversed = bool(command & 8)
        elif command not in _NO_EFFECT and len(self.unknown) < 100:
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
            return bytes(self.ram)
        out = bytearray(SIZE)
        for y in range(self.multiplex + 1):
            row = y if self.scan_reversed else self.multiplex - y
            row = (row + self.start_line + self.offset) & 63
            for x in range(WIDTH):
                col = x if self.remap else WIDTH - 1 - x
                bit = self.ram[(row >> 3) * WIDTH + col] >> (row & 7) & 1
                if self.all_on or bool(bit) != self.inverted:
                    out[(y >> 3) * WIDTH + x] |= 1 << (y & 7)
        return bytes(out)

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
