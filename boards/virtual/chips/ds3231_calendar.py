"""The DS3231's calendar: seconds added to its time registers (Maxim 19-5170 Rev 10, table 1).

Illogical dates are "undefined operation" in the data sheet; here they are carried over as the arithmetic has it.
"""

from boards.virtual.chips.ds3231_alarms import unbcd

_HOUR = 2
_MONTH = 5
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY_S = 86_400


def bcd(n: int) -> int:
    """0..99 in binary-coded decimal."""
    return n // 10 << 4 | n % 10


def _leap(year: int) -> bool:
    """The chip's rule, valid to 2100: year is 0..99."""
    return year % 4 == 0


def add(regs: bytearray, seconds: int) -> None:
    """Let so many seconds pass in the time registers, 00h to 06h."""
    hour12 = regs[_HOUR] & 0x40
    hour = unbcd(regs[_HOUR] & (0x1F if hour12 else 0x3F))
    if hour12:
        hour = hour % 12 + (12 if regs[_HOUR] & 0x20 else 0)
    total = unbcd(regs[0]) + unbcd(regs[1]) * 60 + hour * 3600 + seconds
    days = total // _DAY_S
    total %= _DAY_S
    regs[0] = bcd(total % 60)
    regs[1] = bcd(total // 60 % 60)
    hour = total // 3600
    if hour12:
        regs[_HOUR] = 0x40 | (0x20 if hour >= 12 else 0) | bcd((hour + 11) % 12 + 1)
    else:
        regs[_HOUR] = bcd(hour)
    if days:
        regs[3] = (regs[3] - 1 + days) % 7 + 1
        add_days(regs, days)


def add_days(regs: bytearray, days: int) -> None:
    """Let so many days pass in the registers of day, month, century and year."""
    century = regs[_MONTH] & 0x80
    year = unbcd(regs[6])
    month = unbcd(regs[_MONTH] & 0x1F)
    day = unbcd(regs[4]) + days
    while day > 1461:  # four years at a time
        day -= 1461
        year += 4
    while True:
        length = _MONTH_DAYS[(month - 1) % 12] + (1 if month == 2 and _leap(year) else 0)
        if day <= length:
            break
        day -= length
        month += 1
        if month > 12:
            month = 1
            year += 1
    if year // 100 & 1:
        century ^= 0x80
    regs[4] = bcd(day)
    regs[_MONTH] = century | bcd(month)
    regs[6] = bcd(year % 100)
