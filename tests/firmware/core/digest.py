"""The core on whatever interpreter runs this: a digest of codecs, merges and treatments, and if the heap lock holds.

Run by test_same_on_micropython.py. Arguments: the folders to import from. Every control step of the second half runs
under `heap_lock` (S16), where MicroPython refuses to allocate.
"""

import sys

for _folder in getattr(sys, "argv", [""])[1:]:  # WebAssembly has none
    sys.path.insert(0, _folder)

from binascii import hexlify  # noqa: E402
from hashlib import sha256  # noqa: E402

import micropython  # noqa: E402
from bench import DOWN, SELECT, UP, Bench, blank_ledger  # noqa: E402
from pen.core import cartridge, clock, depth, events, ledger, merge  # noqa: E402
from pen.core.states import PAUSED, READY, RUNNING  # noqa: E402
from pen.formats import frame, messages, record  # noqa: E402
from pen.formats import ledger as layout  # noqa: E402
from pen.formats.crc16 import crc16  # noqa: E402

_digest = b""
_seed = 12_345


def say(*values) -> None:
    """Add to the digest. MicroPython's hashes cannot be read twice, so it is a chain of them."""
    global _digest
    _digest = sha256(_digest + repr(values).encode()).digest()


def chance(n: int) -> int:
    """The same "random" number below `n` everywhere."""
    global _seed
    _seed = (_seed * 1_103_515_245 + 12_345) & 0x7FFFFFFF
    return (_seed >> 8) % n


_BOUNDS = {"B": 1 << 8, "H": 1 << 16, "I": 1 << 32, "h": 1 << 15, "i": 1 << 31, "q": 1 << 62}


def records() -> None:
    """Every kind of record, sealed and checked."""
    chain = record.genesis(b"\x01pen-one", 3)
    buf = bytearray(record.SIZE)
    for turn in range(5):
        for kind in [kind for kind in range(256) if record.format_of(kind)]:
            values = []
            for code in record.format_of(kind)[1:]:
                most = _BOUNDS[code]
                value = most - 1 if turn == 0 else chance(1 << 16) % most
                values.append(-value if turn == 1 and code in "hiq" else value)
            chain = record.seal(buf, kind, turn * 100 + kind, chance(1 << 20), chance(1 << 20) << 13, values, chain)
            say(kind, bytes(buf), record.check(buf))
            buf[chance(64)] ^= 1 << chance(8)
            try:
                record.check(buf)
                say("accepted")
            except record.BadRecord as error:
                say(str(error))


def frames() -> None:
    """Frames with noise between them, fed in pieces."""
    data = b""
    for n in range(30):
        data += frame.encode(n, 255 - n, bytes([chance(256) for _ in range(chance(90))]))
        data += bytes([chance(256) for _ in range(chance(12))])
    data += bytes(2_000)
    reader = frame.FrameReader()
    while data:
        room = reader.space()
        n = min(1 + chance(70), len(room), len(data))
        room[:n] = data[:n]
        reader.fed(n)
        data = data[n:]
        while True:
            payload = reader.next()
            if payload is None:
                break
            say(reader.kind, reader.tag, payload)
    say(reader.skipped)


def payloads() -> None:
    """Every message there and back."""
    for kind in sorted(messages.FORMATS):
        fmt = messages.FORMATS[kind][0]
        texts = fmt[1:]
        for size in ("32", "24", "16", "12", "8"):
            texts = texts.replace(size + "s", "s")
        values = [b"text" if code == "s" else chance(100) for code in texts]
        if kind in messages.TAILED:
            values.append(b"more")
        payload = messages.encode(kind, *values)
        say(kind, payload, sorted(messages.decode(kind, payload).items()))


def ledgers() -> None:
    """Ledgers stored, read, damaged and merged."""
    buf = bytearray(layout.SIZE)
    pair = []
    for n in range(12):
        one = blank_ledger()
        one.sequence, one.session, one.fault = chance(9), chance(4), chance(3)
        one.mark_s = chance(1 << 24)
        one.lock_from_s = one.mark_s // 2
        one.session_open, one.needle_ms, one.boots = chance(2), chance(600_000), chance(99)
        for _ in range(chance(50)):
            one.set_uses(chance(3), chance(40), 1 + chance(5))
        ledger.encode(one, buf)
        pair.append(ledger.decode(buf))
        buf[chance(512)] ^= 1 << chance(8)
        try:
            ledger.decode(buf)
            say("accepted")
        except layout.BadLedger as error:
            say(str(error))
        if n:
            ledger.encode(merge.stricter(pair[n - 1], pair[n]), buf)
            say(bytes(buf), clock.unlock_at_s(pair[n]))


def numbers() -> None:
    """Depths and tags, with signs and wraps."""
    for _ in range(300):
        counts, zero = chance(4_096), chance(4_096)
        say(depth.measured_um(counts, zero, 4_096, 1_000), depth.ceiling_um(chance(600) - 50, chance(600)))
        say(depth.limit_um(chance(1_200) - 300, 450), depth.agrees(chance(600), chance(600)))
    tag = bytearray([chance(256) for _ in range(cartridge.TAG_BYTES)])
    say(crc16(tag[:30]), cartridge.marks(tag))


class LockedBench(Bench):
    """A bench whose controller steps cannot allocate."""

    def before(self) -> None:
        micropython.heap_lock()

    def after(self) -> None:
        micropython.heap_unlock()


def lock_is_real() -> bool:
    """Does `heap_lock` refuse an allocation here? CPython's stand-in does not."""
    micropython.heap_lock()
    try:
        bytearray(100)
    except MemoryError:
        return True
    finally:
        micropython.heap_unlock()
    return False


def overflow() -> None:
    """A buffer that fills up in a control step drops samples, then safety events, without the heap."""
    queue = events.Events()
    micropython.heap_lock()
    try:
        capacity = len(queue._kinds)
        for n in range(3 * capacity):
            queue.emit(record.SAMPLE if n < capacity + 9 else record.FAULT, n)
    finally:
        micropython.heap_unlock()
    say(queue.count, queue.dropped, queue.full, [queue.peek(n)[3] for n in range(queue.count)])


def treatment(bench) -> None:
    """Everything a controller does in a life: refusals, faults, sessions to the last budget, the receipt."""

    def tell() -> None:
        say(bench.pen.state, bench.pen.phase, bench.inputs.strokes, bench.ring_um, bench.steps, bench.ledger.needle_ms)

    i = bench.inputs
    bench.wake()
    for mask in (UP, UP, DOWN, SELECT, UP, UP, UP, UP, UP, UP, SELECT, DOWN, SELECT):
        bench.press(mask)
    tell()
    bench.pull()
    bench.start()
    bench.insert()
    i.vbus = True
    bench.run(200)
    i.vbus = False
    for _ in range(14):
        if bench.pen.state in (READY, PAUSED):
            bench.start()
        tell()
        what = chance(9)
        bench.run(chance(70_000))
        if bench.pen.state == RUNNING:
            if what == 0:
                bench.encoder_off_um = 60
            elif what == 1:
                i.vbus = True
            elif what == 2:
                i.battery_mv = 3_000
            elif what == 3:
                i.current_ma = 900
            elif what == 4:
                bench.stalled = True
            elif what == 5:
                i.broken_part = 4
            elif what == 6:
                bench.free_spin = 2
            bench.run(1_500)
            bench.press(UP)
        i.vbus = bench.stalled = False
        i.battery_mv, i.current_ma, i.broken_part, bench.encoder_off_um, bench.free_spin = 3_900, 150, 0, 0, 0
        bench.run(1_000)
        if bench.ledger.fault:
            bench.press(SELECT, 3_300)
            bench.run(2_000)
        tell()
    bench.press(SELECT, 1_500)
    bench.run(1_000)
    bench.press(SELECT)
    bench.press(SELECT)
    bench.press(DOWN)
    bench.run(70_000)
    tell()
    buf = bytearray(layout.SIZE)
    ledger.encode(bench.ledger, buf)
    say(bytes(buf), len(bench.log))
    for event in bench.log:
        say(event)


for part in (records, frames, payloads, ledgers, numbers, overflow):
    part()
    print(part.__name__, str(hexlify(_digest), "ascii")[:16])
treatment(Bench())
print("treatment", str(hexlify(_digest), "ascii")[:16])
_seed = 99
locked = LockedBench()
treatment(locked)
print("locked treatment", str(hexlify(_digest), "ascii")[:16])
print("steps", locked.steps, "events", len(locked.log))
print("heap locked" if lock_is_real() else "heap open")
