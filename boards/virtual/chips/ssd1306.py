"""SSD1306 display controller (Solomon Systech rev 1.5): its commands, and where a byte of picture data goes.

Scrolling, fading and the timing commands are taken with their parameters and have no effect.
"""

from boards.virtual.chips.oled import PAGES, WIDTH, Oled

# Parameters of the commands that have any (tables 9-1 and 8.10; AD is the IREF select of the SSD1315)
_PARAMS = {
    0x20: 1, 0x21: 2, 0x22: 2, 0x23: 1, 0x26: 6, 0x27: 6, 0x29: 5, 0x2A: 5, 0x81: 1, 0x8D: 1, 0xA3: 2,
    0xA8: 1, 0xAD: 1, 0xD3: 1, 0xD5: 1, 0xD6: 1, 0xD9: 1, 0xDA: 1, 0xDB: 1,
}  # fmt: skip
_NO_EFFECT = (0x23, 0x26, 0x27, 0x29, 0x2A, 0x2E, 0x2F, 0xA3, 0xAD, 0xD5, 0xD6, 0xD9, 0xDB, 0xE3)


class Ssd1306(Oled):
    """See `Oled`. Over I2C it gives its status alone: the RAM cannot be read (section 8.1.5.2)."""

    params = _PARAMS

    def power_off(self) -> None:
        """Power-on reset values (section 8.5 and table 9-1)."""
        super().power_off()
        self.mode = 2  # page addressing
        self._col_from = 0
        self._col_to = WIDTH - 1
        self._page_from = 0
        self._page_to = PAGES - 1

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
        """Copy up to the end of the column window."""
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

    def _set(self, command: int, args: list) -> None:
        """Carry out a command that has parameters."""
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
        """Carry out a command that has no parameters."""
        if command < 0x20:
            self._set_column(command)
        elif 0xB0 <= command < 0xB8:
            if self.mode == 2:
                self._page = command & 7
        elif command not in _NO_EFFECT:
            self._do_alike(command)

    def _set_column(self, command: int) -> None:
        """00h to 1Fh, "only for page addressing mode", as B0h to B7h (table 9-1)."""
        if self.mode == 2:
            if command < 0x10:
                self._col = self._col & 0x70 | command
            else:
                self._col = self._col & 0x0F | (command & 7) << 4
