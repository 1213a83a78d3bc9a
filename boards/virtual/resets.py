"""What ends a run of the firmware from outside. BaseException, so that no `except Exception` swallows it."""

NEVER = 1 << 60  # a due time that does not come (and still a small int on 64-bit MicroPython)

CAUSE_POWER_ON = 1  # machine.PWRON_RESET of the rp2 port
CAUSE_WATCHDOG = 3  # machine.WDT_RESET of the rp2 port; machine.reset() reports this too


class PowerCut(BaseException):
    """The supply is gone: raised by every device operation until `World.power_on()`."""


class Reset(BaseException):
    """The chip has reset itself; `args[0]` is the cause, `CAUSE_WATCHDOG` or the string "bootloader"."""


class SoftReset(BaseException):
    """machine.soft_reset(): the interpreter starts anew, pins and PWM stay as they are."""


class Hang(BaseException):
    """The firmware waits for something that never comes, and no watchdog runs; `args[0]` says for what."""
