"""SH1106 display controller (Sino Wealth V2.3): its commands, and where a byte of picture data goes.

Sold on modules that look like those of the SSD1306. It has 132 columns, of which the 128 of a module's glass are those
in the middle (2 to 129), page addressing and nothing else, and its RAM can be read. Numbers in brackets are those of
the data sheet's chapter "Commands". Read-modify-write (19, 20) and the pump's voltage (3) are taken without effect.
"""

from boards.virtual.chips.oled import PAGES, Oled

# the double byte commands (5, 9, 10, 14 to 18)
_PARAMS = {0x81: 1, 0xA8: 1, 0xAD: 1, 0xD3: 1, 0xD5: 1, 0xD9: 1, 0xDA: 1, 0xDB: 1}
_NO_EFFECT = (0x30, 0x31, 0x32, 0x33, 0xE0, 0xE3, 0xEE)
_COLUMNS = 132


class Sh1106(Oled):
    """See `Oled`. `charge_pump` is its DC-DC converter."""

    columns = _COLUMNS
    first = 2
    params = _PARAMS

    def power_off(self) -> None:
        """Values after reset ("RESET", and the notes (POR) of the commands)."""
        super().power_off()
        self.charge_pump = True  # (10): 8Bh is the value after reset
        self.contrast = 0x80
        self._dummy = True

    # --- picture data -------------------------------------------------------------------------------------

    def _data(self, byte: int) -> None:
        """(22); the column counts up to 132 and stops, the page stays (1, 2)."""
        if self._col < _COLUMNS:
            self.ram[self._page * _COLUMNS + self._col] = byte
            self._col += 1

    def _data_run(self, buf, at: int, size: int) -> int:
        run = min(size - at, _COLUMNS - self._col)
        if run > 0:
            to = self._page * _COLUMNS + self._col
            self.ram[to : to + run] = buf[at : at + run]
            self._col += run
        return size - at

    def start(self, read: bool) -> bool:
        """A START condition: the first byte that is read is a dummy."""
        self._dummy = True
        return super().start(read)

    def read_byte(self) -> int:
        """Status (23), or, after a control byte with D/C# = 1, the RAM (24); the first byte of it is a dummy."""
        if not self._data_last:
            return super().read_byte()
        if self._dummy or self._col >= _COLUMNS:
            self._dummy = False
            return 0
        self._col += 1
        return self.ram[self._page * _COLUMNS + self._col - 1]

    # --- commands -----------------------------------------------------------------------------------------

    def _set(self, command: int, args: list) -> None:
        """Carry out a command that has a second byte."""
        if command == 0x81:
            self.contrast = args[0]
        elif command == 0xA8:
            self.multiplex = args[0] & 63
        elif command == 0xAD:
            if args[0] & 0xFE == 0x8A:
                self.charge_pump = bool(args[0] & 1)
        elif command == 0xD3:
            self.offset = args[0] & 63
        elif command == 0xDA:
            self.com_pins = args[0]

    def _do(self, command: int) -> None:
        """Carry out a command of a single byte."""
        if command < 0x10:
            self._col = self._col & 0xF0 | command
        elif command < 0x20:
            self._col = self._col & 0x0F | (command & 15) << 4
        elif 0xB0 <= command < 0xB0 + PAGES:
            self._page = command & 7
        elif command not in _NO_EFFECT:
            self._do_alike(command)
