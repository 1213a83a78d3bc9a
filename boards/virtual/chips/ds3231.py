"""DS3231 real-time clock (Maxim 19-5170 Rev 10): registers 0x00-0x12, coin cell, oscillator stop flag.

Time is computed when somebody looks, never ticked; an alarm that INT would tell of is planned. What the alarms match
is in `ds3231_alarms.py`, how seconds are added to the registers in `ds3231_calendar.py`.
"""

from boards.virtual.chips import ds3231_alarms as alarms
from boards.virtual.chips.ds3231_calendar import add, add_days, bcd
from boards.virtual.resets import NEVER

try:
    from typing import TYPE_CHECKING
except ImportError:
    TYPE_CHECKING = False
if TYPE_CHECKING:
    from boards.virtual.world import World

_SIZE = 0x13
_MONTH = 5
_CONTROL = 0x0E
_STATUS = 0x0F
_AGING = 0x10
_TEMP = 0x11
_EOSC = 0x80
_BBSQW = 0x40
_CONV = 0x20
_INTCN = 0x04
_OSF = 0x80
_EN32K = 0x08
_FLAGS = 0x83  # OSF, A2F, A1F: can only be written to 0
_CONTROL_POR = 0x1C  # RS2, RS1, INTCN set (control register table)
_STATUS_POR = _OSF | _EN32K
# Bits that exist in each register (figure 1); the others read 0
_MASK = b"\x7f\x7f\x7f\x07\x3f\x9f\xff\xff\xff\xff\xff\xff\xff\xff\xff\x8b\xff\x00\x00"


class Ds3231:
    """`regs` as they would be read now, after `look()`. Faults: `present` False (absent from the bus), a dead
    crystal (`halt()`), `frozen` (the registers stand still and no flag tells), `once_xor` (the next byte read has these
    bits wrong), the coin cell taken out (`coin_cell(False)`), `drift_ppm` (positive: it runs fast).

    INT/SQW is an open drain: `pulls_int()` says whether it pulls its wire low. On the coin cell it does so only with
    BBSQW set (control register, bit 6: else the pin is high impedance while VCC is below VPF). A square wave is not
    modelled. `due_us` is when the next enabled alarm comes.

    `time_writes` counts bytes written to the time registers over the bus: the firmware should never do that.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self.present = True
        self.coin = True
        self.stopped = False
        self.frozen = False
        self.once_xor = 0
        self.drift_ppm = 0
        self.time_writes = 0
        self.temperature_c = 25
        self.regs = bytearray(_SIZE)
        self._tick_us = 0  # the last whole second, in true time
        self._rest_ppm = 0  # drift not yet worth a us, in us x ppm
        self._pointer = 0
        self._addressed = False
        self._lost = False
        self.due_us = NEVER
        self._power_on_reset()

    # --- bus ----------------------------------------------------------------------------------------------

    def start(self, read: bool) -> bool:
        """START: the time is copied for reading; a write begins with the register address."""
        self.look()
        self._addressed = read
        return True

    def write_byte(self, byte: int) -> bool:
        """Register address, then data; the pointer wraps from 0x12 to 0x00."""
        if not self._addressed:
            self._pointer = byte % _SIZE
            self._addressed = True
            return True
        done = self._world.begin_op("ds3231 register", 1)
        if done:
            self._write(self._pointer, byte)
        self._pointer = (self._pointer + 1) % _SIZE
        self._world.end_op()
        return True

    def read_byte(self) -> int:
        """The next register; the address goes on by one."""
        value = self.regs[self._pointer] ^ self.once_xor
        self.once_xor = 0
        self._pointer = (self._pointer + 1) % _SIZE
        if self._pointer == 0:
            self.look()
        return value

    def stop(self) -> None:
        """A STOP condition, on which nothing is pending."""

    def _write(self, reg: int, byte: int) -> None:
        byte &= _MASK[reg]
        if reg <= 6:
            self.time_writes += 1
            if reg == 0:  # the countdown chain restarts
                self._tick_us = self._world.now_us
                self._rest_ppm = 0
            self.regs[reg] = byte
        elif reg == _CONTROL:
            self.regs[reg] = byte & ~_CONV  # a conversion takes 200 ms at most and is not modelled
        elif reg == _STATUS:
            self.regs[reg] = (self.regs[reg] & byte & _FLAGS) | (byte & _EN32K)
            if self.stopped:
                self.regs[reg] |= _OSF
        elif reg <= _AGING:
            self.regs[reg] = byte
        self.plan()

    # --- time ---------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Bring the registers up to now."""
        elapsed_us = self._world.now_us - self._tick_us
        if not self._ticking():
            self._tick_us = self._world.now_us
            return
        if elapsed_us < 900_000:
            return
        rate = 1_000_000 + self.drift_ppm
        seconds = (elapsed_us * rate + self._rest_ppm) // 1_000_000_000_000
        if seconds > 0:
            used = seconds * 1_000_000_000_000 - self._rest_ppm
            used_us = used // rate
            self._rest_ppm = used_us * rate - used
            self._tick_us += used_us
            self._pass(seconds)

    def run(self) -> None:
        """An alarm has come."""
        self.look()
        self.plan()

    def pulls_int(self) -> bool:
        """Whether INT/SQW pulls its wire low."""
        control = self.regs[_CONTROL]
        if self._lost or not control & _INTCN or not (self._world.powered or control & _BBSQW):
            return False
        return bool(control & self.regs[_STATUS] & alarms.BOTH)

    def _pass(self, seconds: int) -> None:
        """Let so many seconds go by; alarms that match on the way set their flags."""
        for alarm in alarms.ALL:
            if alarm.seconds_to_match(self.regs) <= seconds:
                self.regs[_STATUS] |= alarm.bit
        self._add(seconds)
        self.plan()

    def plan(self) -> None:
        """When does the next alarm come that INT would tell of? And the latch looks at what INT says now."""
        self.due_us = NEVER
        control = self.regs[_CONTROL]
        if control & alarms.BOTH and control & _INTCN and self._ticking():
            ahead = [alarm.seconds_to_match(self.regs) for alarm in alarms.ALL if control & alarm.bit]
            rate = 1_000_000 + self.drift_ppm
            if min(ahead) < NEVER:
                self.due_us = self._tick_us - (self._rest_ppm - min(ahead) * 1_000_000_000_000) // rate
        self._world.latch.changed()

    def _ticking(self) -> bool:
        if self.stopped or self.frozen or self._lost:
            return False
        return self._world.powered or (self.coin and not self.regs[_CONTROL] & _EOSC)

    def _add(self, seconds: int) -> None:
        add(self.regs, seconds)

    # --- power, and what may happen to the chip -----------------------------------------------------------

    def main_power(self, on: bool) -> None:
        """The 3.3 V supply has come, or is about to go."""
        if on:
            if self._lost:
                self._lost = False
                self._power_on_reset()
            elif self.regs[_CONTROL] & _EOSC:
                self._tick_us = self._world.now_us  # it stood still on the battery
            self.look()
            self.plan()
            return
        self.look()
        if not self.coin:
            self._lost = True
        elif self.regs[_CONTROL] & _EOSC:
            self.regs[_STATUS] |= _OSF

    def coin_cell(self, present: bool) -> None:
        """Take the coin cell out or put it in; without main power that is the end of the time."""
        self.look()
        self.coin = present
        if not present and not self._world.powered:
            self._lost = True
        self.plan()

    def tamper_set(self, year: int, month: int, day: int, hour: int, minute: int, second: int) -> None:
        """Somebody sets the clock from outside, leaving no trace; year 2000..2199, 24 h format."""
        self.look()
        century = 0x80 if year >= 2100 else 0
        fields = (second, minute, hour, 1, day, month, year % 100)
        for i in range(7):
            if i != 3:
                self.regs[i] = bcd(fields[i])
        self.regs[_MONTH] |= century
        self._tick_us = self._world.now_us
        self.plan()

    def halt(self, on: bool = True) -> None:
        """The crystal dies (or recovers); OSF tells afterwards."""
        self.look()
        self.stopped = on
        if on:
            self.regs[_STATUS] |= _OSF
        else:
            self._tick_us = self._world.now_us
        self.plan()

    def freeze(self, on: bool = True) -> None:
        """The registers stand still (or go on), and no flag tells."""
        self.look()
        self.frozen = on
        self._tick_us = self._world.now_us
        self.plan()

    def shift_days(self, days: int) -> None:
        """Somebody sets the clock `days` on, leaving no trace."""
        self.look()
        add_days(self.regs, days)
        self.plan()

    def power_on_reset(self) -> None:
        """The chip loses everything, as when both its supplies were gone."""
        self._power_on_reset()

    def set_drift(self, ppm: int) -> None:
        """Run fast by `ppm` from now on."""
        self.look()
        self.drift_ppm = ppm
        self._rest_ppm = 0
        self.plan()

    def state(self) -> list:
        """What `regs` does not tell, for `set_state`: the phase of the second, drift, coin cell, crystal."""
        lost = self._lost or not self.coin
        return [self._tick_us, self._rest_ppm, self.drift_ppm, self.coin, self.stopped, lost]

    def set_state(self, state: list) -> None:
        """Go on from `state`, with `regs` already in place and without main power."""
        self._tick_us, self._rest_ppm, self.drift_ppm, self.coin, self.stopped, self._lost = state
        if self.regs[_CONTROL] & _EOSC:
            self.regs[_STATUS] |= _OSF
        self.plan()

    def _power_on_reset(self) -> None:
        self.regs = bytearray(_SIZE)
        self.regs[3] = 1
        self.regs[4] = 1
        self.regs[_MONTH] = 1
        self.regs[_CONTROL] = _CONTROL_POR
        self.regs[_STATUS] = _STATUS_POR
        self.regs[_TEMP] = self.temperature_c & 0xFF
        self._tick_us = self._world.now_us
        self._rest_ppm = 0
        self.plan()
