"""Stands in for the `micropython` module on CPython. Heap locks are counted, not enforced."""

lock_depth = 0
break_char = 3  # what kbd_intr was last told


def const(value):
    """A constant is a constant."""
    return value


def native(function):
    """Code emitters change nothing here."""
    return function


viper = native
asm_thumb = native


def heap_lock() -> None:
    """Count one more lock of the heap."""
    global lock_depth
    lock_depth += 1


def heap_unlock() -> int:
    """Take a lock back; returns the depth. Raises RuntimeError when there is none."""
    global lock_depth
    if lock_depth == 0:
        raise RuntimeError("heap_unlock without heap_lock")
    lock_depth -= 1
    return lock_depth


def kbd_intr(char: int) -> None:
    """Remember which character would interrupt; -1 = none."""
    global break_char
    break_char = char


def schedule(function, arg) -> None:
    """Run soon: here, at once."""
    function(arg)


def mem_info(verbose=None) -> None:
    """CPython has nothing to tell about its heap."""


def stack_use() -> int:
    """CPython has nothing to tell about its stack."""
    return 0


def opt_level(level=None):
    """The level of optimisation, which is always 0 here."""
    return 0 if level is None else None


def alloc_emergency_exception_buf(size) -> None:
    """CPython needs no such buffer, so nothing is done."""


class RingIO:
    """Ring buffer of bytes; one byte of a given size is lost to it, as in the original."""

    def __init__(self, size) -> None:
        self._size = size - 1 if isinstance(size, int) else len(size) - 1
        self._data = bytearray()

    def any(self) -> int:
        """How many bytes are waiting to be read."""
        return len(self._data)

    def write(self, buf) -> int:
        """Take what fits; returns how much that was."""
        n = min(len(buf), self._size - len(self._data))
        self._data += bytes(buf[:n])
        return n

    def read(self, nbytes=-1) -> bytes:
        """Up to `nbytes` bytes, or all."""
        n = len(self._data) if nbytes < 0 else nbytes
        data = bytes(self._data[:n])
        del self._data[:n]
        return data

    def readinto(self, buf, nbytes=-1) -> int:
        """Fill a buffer as far as bytes are there."""
        data = self.read(len(buf) if nbytes < 0 else min(nbytes, len(buf)))
        buf[: len(data)] = data
        return len(data)
