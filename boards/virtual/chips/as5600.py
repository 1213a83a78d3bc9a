"""AS5600 magnetic encoder (ams data sheet v1-06): angle, magnet status and configuration registers.

ANGLE follows RAW ANGLE minus ZPOS; the narrowed range of MPOS and MANG, the filters and burning into OTP are
not modelled. Registers are volatile here, since nothing is burned.
"""

from boards.virtual import wiring

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

_STATUS = 0x0B
_RAW = 0x0C
_ANGLE = 0x0E
_AGC = 0x1A
_MAGNITUDE = 0x1B
_MD = 0x20  # magnet detected
_ML = 0x10  # too weak, AGC at its maximum
_MH = 0x08  # too strong, AGC at its minimum
_REREAD = (_RAW, _ANGLE, _MAGNITUDE)  # addressed directly, the pointer stays on the pair (section I2C Modes)
_READABLE = (0, 1, 2, 3, 4, 5, 6, 7, 8, _STATUS, _RAW, 0x0D, _ANGLE, 0x0F, _AGC, _MAGNITUDE, 0x1C, 0xFF)
_CONFIG_LAST = 8
_AGC_MAX = 128  # range 0..128 at 3.3 V
_MAGNITUDE_NORMAL = 2048


class As5600:
    """`offset_counts`: raw angle of this unit with the ring at home. `magnet`: "ok", "missing", "weak" or
    "strong". Faults: `present`, `frozen`, `reversed`, `slip_counts` (magnet turned on its axle),
    `noise_counts` (peak), `once_counts` (added to the next reading only), `lag_us` (it reports what was so long
    ago), all public. `told`: the angle and the status byte of the last reading, as the bus got them."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.present = True
        self.offset_counts = 700
        self.slip_counts = 0
        self.noise_counts = 0
        self.reversed = False
        self.once_counts = 0
        self.lag_us = 0
        self.told = (self.offset_counts, _MD)
        self._past: list = []  # (us, counts) of the ring, while there is a lag
        self.magnet = "ok"
        self._frozen: int | None = None
        self._mirror: int | None = None
        self._config = bytearray(_CONFIG_LAST + 1)
        self._pointer = 0
        self._addressed = False
        self._hold = False
        self._sample = 0

    def freeze(self, on: bool = True) -> None:
        """Keep reporting the present angle (or stop doing so)."""
        self._frozen = self.raw() if on else None

    def mirror(self, on: bool = True) -> None:
        """From the present angle on count the other way round (or stop doing so)."""
        self._mirror = self._world.ring.counts() if on else None

    def counts_at_zero(self) -> int:
        """Raw angle with the ring at home: what the gauge of the factory finds."""
        return self.offset_counts

    def raw(self) -> int:
        """RAW ANGLE now, 0..4095; 0 without a magnet."""
        if self._frozen is not None:
            return self._frozen
        if self.magnet == "missing":
            return 0
        self._world.stepper.settle()
        counts = self._world.ring.counts()
        if self.lag_us:
            counts = self._before(counts)
        if self.reversed:
            counts = -counts
        if self._mirror is not None:
            counts = 2 * self._mirror - counts
        if self.noise_counts:
            counts += self._world.rng.below(2 * self.noise_counts + 1) - self.noise_counts
        return (self.offset_counts + self.slip_counts + counts) % wiring.COUNTS_PER_TURN

    def _before(self, counts: int) -> int:
        """The newest count that is at least `lag_us` old, as far as it was looked at."""
        now_us = self._world.now_us
        self._past.append((now_us, counts))
        while len(self._past) > 1 and self._past[1][0] <= now_us - self.lag_us:
            self._past.pop(0)
        return self._past[0][1]

    def start(self, read: bool) -> bool:
        """START: a write begins with the register address; a read samples the angle."""
        self._addressed = read
        if read:
            self._sample = self.raw()
            if self.once_counts:
                self._sample = (self._sample + self.once_counts) % wiring.COUNTS_PER_TURN
                self.once_counts = 0
            self.told = (self._sample, self._register(_STATUS))
        return True

    def write_byte(self, byte: int) -> bool:
        """Register address (refused when invalid, though it is taken), then configuration bytes."""
        if not self._addressed:
            self._addressed = True
            self._pointer = byte
            self._hold = byte in _REREAD
            return byte in _READABLE
        reg = self._pointer
        self._pointer = (reg + 1) & 0xFF
        self._hold = False
        if 1 <= reg <= _CONFIG_LAST:
            self._config[reg] = byte
            return True
        return reg in _READABLE

    def read_byte(self) -> int:
        """Next register; invalid addresses read 0."""
        reg = self._pointer
        value = self._register(reg)
        if self._hold:
            self._pointer = reg ^ 1 if reg < _AGC else reg ^ 7  # 0C/0D, 0E/0F, 1B/1C
        else:
            self._pointer = (reg + 1) & 0xFF
        return value

    def stop(self) -> None:
        """A STOP condition, on which nothing is pending."""

    def power_off(self) -> None:
        """The configuration is lost."""
        self._config = bytearray(_CONFIG_LAST + 1)
        self._pointer = 0

    def _register(self, reg: int) -> int:
        if reg <= _CONFIG_LAST:
            return self._config[reg]
        if reg == _RAW:
            return self._sample >> 8
        if reg == _RAW + 1:
            return self._sample & 0xFF
        if reg == _ANGLE or reg == _ANGLE + 1:
            zero = (self._config[1] << 8 | self._config[2]) & 0xFFF
            angle = (self._sample - zero) & 0xFFF
            return angle >> 8 if reg == _ANGLE else angle & 0xFF
        if reg == _STATUS:
            return {"ok": _MD, "missing": _ML, "weak": _MD | _ML, "strong": _MD | _MH}[self.magnet]
        if reg == _AGC:
            return {"ok": _AGC_MAX // 2, "missing": _AGC_MAX, "weak": _AGC_MAX, "strong": 0}[self.magnet]
        if reg == _MAGNITUDE or reg == _MAGNITUDE + 1:
            size = {"ok": _MAGNITUDE_NORMAL, "missing": 0, "weak": 500, "strong": 4000}[self.magnet]
            return size >> 8 if reg == _MAGNITUDE else size & 0xFF
        return 0
