"""Answers READ: the records of the journal, in as many frames as fit into a turn, then END.

It reads the store and changes nothing. It must not allocate much: on the chip this is the way of half a megabyte.
"""

from struct import pack_into

from micropython import const

from pen.formats import messages as m
from pen.formats.frame import HEADER, TRAILER, crc32
from pen.formats.reasons import Refused
from pen.formats.record import SIZE
from pen.storage.store import StoreError

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from collections.abc import Callable

    from pen.storage.store import Store

    from .channel import Channel
    from .pen_view import PenView

# one turn is a control step, limits.STEP_MS = 10 ms, or longer while records are sent: nothing moves then
_FRAMES = const(90)  # frames sent in a turn at most: 0.3 s on the chip

_RECORDS = HEADER + m.RECORDS_HEAD  # where the records of a RECORDS frame start
_COVERED = _RECORDS + SIZE * m.RECORDS_PER_FRAME  # what the CRC of a full one covers


def bounds(store: "Store", epoch: int) -> "tuple[int, int]":
    """First and next sequence of an epoch; raises Refused: there are no records of it."""
    if epoch == store.epoch:
        return store.first, store.next
    first, end = store.bounds(epoch) if 0 < epoch < store.epoch else (0, 0)
    if first == end:
        raise Refused(m.E_EPOCH)
    return first, end


class RecordReply:
    """The answer to the READ that is running, if one is (`reading`)."""

    def __init__(self, channel: "Channel", store: "Store", view: "PenView"):
        self._channel = channel
        self._store = store
        self._view = view
        self._header_stands = False  # the header of a full frame of this READ stands in the channel's buffer
        self.reset()

    def reset(self) -> None:
        """Forget a running READ."""
        self.reading = False
        self._sequence: int = 0  # of the next record to be sent
        self._left: int = 0  # records still to be sent
        self._older: int = 0  # the epoch, if it is not the present one

    def start(self, epoch: int, sequence: int, count: int) -> None:
        """Begin to answer a READ. Raises Refused."""
        store = self._store
        first, end = bounds(store, epoch)
        if not 1 <= count <= m.READ_MAX:
            raise Refused(m.E_VALUE, m.READ_MAX)
        if not first <= sequence <= end:
            raise Refused(m.E_RANGE, first)
        self._sequence = sequence
        self._left = min(count, end - sequence)
        self._older = 0 if epoch == store.epoch else epoch
        self._header_stands = False  # another tag, perhaps another epoch
        self.reading = True

    def turn(self) -> None:
        """RECORDS frames, as many as fit into a turn, and END. Everything before has been written."""
        try:
            self._stream()
        except (StoreError, OSError):
            self._end_with_error(m.E_STORE)
            self._channel.flush()

    def _stream(self) -> None:
        """See `turn`. A full frame goes the short way: on the chip every view, and every call that needs its variables
        from the heap, takes 80 us and more."""
        channel = self._channel
        if self._view.busy:
            self._end_with_error(m.E_BUSY)
            channel.flush()
            return
        view = channel.view
        full, covered, room = view[: _COVERED + TRAILER], view[:_COVERED], view[_RECORDS:_COVERED]
        write, size = channel.write, len(room)
        fill: Callable[[memoryview], int] | None = None
        for _ in range(_FRAMES):
            full_one = self._header_stands and self._left >= m.RECORDS_PER_FRAME
            if full_one and (fill is None or fill(room) != size):  # a turn begins, or a file of the journal has ended
                fill = self._store.stream(self._sequence)
                full_one = fill(room) == size
            if full_one:
                pack_into("<I", view, HEADER + 4, self._sequence)
                pack_into("<I", view, _COVERED, crc32(covered))
                self._sequence += m.RECORDS_PER_FRAME
                self._left -= m.RECORDS_PER_FRAME
                channel.end = _COVERED + TRAILER
                channel.start = write(full)
            else:
                self._send_some()
                fill = None
            if not (channel.start == channel.end or channel.flush()) or not self.reading:
                return

    def _send_some(self) -> None:
        """The next RECORDS frame, however many records are left, or END."""
        channel = self._channel
        self._header_stands = False
        if not self._left:
            self.reading = False
            channel.say(m.END, self._sequence)
            return
        end = _RECORDS + SIZE * min(self._left, m.RECORDS_PER_FRAME)
        if self._older:
            count = self._store.read_records(self._sequence, channel.view[_RECORDS:end], self._older)
        else:
            count = self._store.read_records(self._sequence, channel.view[_RECORDS:end])
        if not count:
            self._end_with_error(m.E_STORE)
            return
        pack_into("<II", channel.out, HEADER, self._older or self._store.epoch, self._sequence)
        channel.send(m.RECORDS, m.RECORDS_HEAD + SIZE * count)
        self._header_stands = count == m.RECORDS_PER_FRAME and not self._older
        self._sequence += count
        self._left -= count

    def _end_with_error(self, code: int) -> None:
        self.reading = False
        self._channel.say(m.ERROR, code, 0)
