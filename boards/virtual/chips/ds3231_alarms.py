"""The two alarms of the DS3231 (Maxim 19-5170 Rev 10, section "Alarms", table 2): when each of them matches next.

Alarm 1 has registers 0x07-0x0A, alarm 2 0x0B-0x0D and matches at second 00. Bit 7 of each register is its mask bit.
Mask bits that table 2 does not list "will result in illogical operation": here such an alarm never matches.
"""

from boards.virtual.resets import NEVER

ALARM_1 = 0x01  # A1IE in the control register, A1F in the status register
ALARM_2 = 0x02
BOTH = ALARM_1 | ALARM_2
_MASK = 0x80
_BY_DAY = 0x40  # DY/DT: the day of the week counts, not the date
_HOUR_12 = 0x40
_PM = 0x20
_DAY_S = 86_400
_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS_AHEAD = 150  # longer than any date can be away: the 31st of July and of August have at most 62 days between them

_KNOWN = 64  # answers of `_days_that_fit` are kept
_known: dict = {}


def unbcd(b: int) -> int:
    """Binary-coded decimal to a number; illogical nibbles count for what they are."""
    return (b >> 4) * 10 + (b & 15)


def hour_of(register: int) -> int:
    """The hour 0..23 of an hours register, in either mode."""
    if not register & _HOUR_12:
        return unbcd(register & 0x3F)
    return unbcd(register & 0x1F) % 12 + (12 if register & _PM else 0)


class Alarm:
    """`bit`: its bit in control and status; `first`: its first register; `seconds`: has it a register for them?"""

    def __init__(self, bit: int, first: int, seconds: bool) -> None:
        self.bit = bit
        self._first = first
        self._seconds = seconds

    def seconds_to_match(self, regs: bytearray) -> int:
        """Seconds, at least 1, from the time in `regs` to the next match; NEVER: illogical mask bits."""
        at = self._first
        second = regs[at] if self._seconds else 0
        minute, hour, day = regs[at + self._seconds : at + self._seconds + 3]
        masks = [bool(one & _MASK) for one in (second, minute, hour, day)]
        if masks != sorted(masks):
            return NEVER  # a unit is compared, and a smaller one is not
        now_s = (hour_of(regs[2]) * 60 + unbcd(regs[1])) * 60 + unbcd(regs[0])
        if masks[0]:
            return 1
        wanted_s = unbcd(second)
        if masks[1]:
            return _next(wanted_s - now_s, 60)
        wanted_s += unbcd(minute & 0x7F) * 60
        if masks[2]:
            return _next(wanted_s - now_s, 3600)
        wanted_s += hour_of(hour & 0x7F) * 3600
        if masks[3]:
            return _next(wanted_s - now_s, _DAY_S)
        for days in _days_that_fit(regs, day):
            if days * _DAY_S + wanted_s > now_s:
                return days * _DAY_S + wanted_s - now_s
        return NEVER


def _next(ahead_s: int, period_s: int) -> int:
    return (ahead_s - 1) % period_s + 1


def _days_that_fit(regs: bytearray, wanted: int) -> list:
    """In how many days it is the day that the alarm's last register asks for, each time up to `_DAYS_AHEAD`.

    Asked for every second, and another answer once a day: it is kept.
    """
    asked = bytes(regs[3:7]) + bytes([wanted])
    days = _known.get(asked)
    if days is None:
        if len(_known) >= _KNOWN:
            _known.clear()
        days = _known[asked] = [ahead for ahead in range(_DAYS_AHEAD) if _fits(regs, ahead, wanted)]
    return days


def _fits(regs: bytearray, days: int, wanted: int) -> bool:
    """Is the day in `days` days the one that the alarm's last register asks for?"""
    if wanted & _BY_DAY:
        return (regs[3] - 1 + days) % 7 + 1 == wanted & 0x0F
    day, month, year = unbcd(regs[4]) + days, unbcd(regs[5] & 0x1F), unbcd(regs[6])
    while True:
        length = _MONTHS[(month - 1) % 12] + (1 if month == 2 and year % 4 == 0 else 0)
        if day <= length:
            return day == unbcd(wanted & 0x3F)
        day -= length
        month = month % 12 + 1
        year += month == 1


ALL = (Alarm(ALARM_1, 0x07, True), Alarm(ALARM_2, 0x0B, False))
