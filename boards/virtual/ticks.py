"""MicroPython's tick functions on virtual time. They start just before they wrap: a wrap is always near.

Used by the drop-in `time` on MicroPython; on CPython a harness calls `inject(time)` once.
"""

from boards.virtual import current

PERIOD = 1 << 30  # MICROPY_PY_TIME_TICKS_PERIOD
START_MS = PERIOD - 20_000  # 20 s after boot ticks_ms wraps
START_US = PERIOD - 3_000_000  # 3 s after boot ticks_us wraps


def ticks_ms() -> int:
    """Milliseconds since boot, modulo 2**30, from `START_MS`."""
    world = current.world
    world.check()
    return (START_MS + (world.now_us - world.boot_us) // 1000) & (PERIOD - 1)


def ticks_us() -> int:
    """Microseconds since boot, modulo 2**30, from `START_US`."""
    world = current.world
    world.check()
    return (START_US + world.now_us - world.boot_us) & (PERIOD - 1)


def ticks_add(ticks: int, delta: int) -> int:
    """`ticks` + `delta`, wrapped. Raises OverflowError when `delta` is half a period or more."""
    if not -PERIOD // 2 < delta < PERIOD // 2:
        raise OverflowError("ticks interval overflow")
    return (ticks + delta) & (PERIOD - 1)


def ticks_diff(end: int, start: int) -> int:
    """`end` - `start` over the wrap, -2**29 .. 2**29 - 1."""
    return ((end - start + PERIOD // 2) & (PERIOD - 1)) - PERIOD // 2


def sleep_ms(ms: int) -> None:
    """Let `ms` milliseconds pass."""
    if ms > 0:
        current.world.run_us(ms * 1000)


def sleep_us(us: int) -> None:
    """Let `us` microseconds pass."""
    if us > 0:
        current.world.run_us(us)


def sleep(s: "int | float") -> None:
    """Let `s` seconds pass."""
    sleep_us(int(s * 1_000_000))


def inject(module) -> None:
    """Give CPython's `time` module the functions it lacks; its own ones, `sleep` included, stay."""
    for function in (ticks_ms, ticks_us, ticks_add, ticks_diff, sleep_ms, sleep_us):
        setattr(module, function.__name__, function)
