"""An open file of `memory_vfs.py`: what it holds reaches the file system by `flush` and `close`, or not at all."""

from io import IOBase

from boards.virtual import heap

_CLOSE = 4  # requests to a stream: MP_STREAM_CLOSE and MP_STREAM_GET_BUFFER_SIZE of py/stream.h
_GET_BUFFER_SIZE = 11
_IMPORT_BYTES = 255  # an import asks for at most so many bytes at once (extmod/vfs_reader.c)


class MemoryFile(IOBase):
    """An open file, binary or text. It allocates under the heap lock, which littlefs does not need to."""

    def __init__(self, fs, path: str, content: bytes, flags: str, text: bool) -> None:
        self._fs = fs
        self._path = path
        self._data: bytes | bytearray = content  # a copy is made when it is written to
        self._at = len(content) if flags[0] == "a" else 0
        self._writes = flags != "r"
        self._text = text
        self._changed = flags[0] == "w"  # it is emptied when it is closed, not before
        self._open = True

    def readinto(self, buf, nbytes: int = -1) -> int:
        """Fill a buffer; returns how many bytes that were."""
        depth = heap.enter()
        try:
            self._fs.looked_at()
            count = min(len(buf), len(self._data) - self._at)
            if nbytes >= 0:
                count = min(count, nbytes)
            if count <= 0:
                return 0
            memoryview(buf)[:count] = memoryview(self._data)[self._at : self._at + count]
            self._at += count
            return count
        finally:
            heap.leave(depth)

    def read(self, size: int = -1):
        """Up to `size` bytes, or all that are left."""
        self._fs.looked_at()
        end = len(self._data) if size is None or size < 0 else self._at + size
        data = bytes(self._data[self._at : end])
        self._at += len(data)
        return data.decode() if self._text else data

    def write(self, data) -> int:
        """Write all of it."""
        depth = heap.enter()
        try:
            data = data.encode() if isinstance(data, str) else bytes(data)
            if not isinstance(self._data, bytearray):
                self._data = bytearray(self._data)
            if self._at > len(self._data):
                self._data += bytes(self._at - len(self._data))
            self._data[self._at : self._at + len(data)] = data
            self._at += len(data)
            self._changed = True
            return len(data)
        finally:
            heap.leave(depth)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move; returns the position."""
        self._at = offset + (0, self._at, len(self._data))[whence]
        return self._at

    def tell(self) -> int:
        """Where in the file the next byte is read or written."""
        return self._at

    def ioctl(self, request: int, _argument) -> int:
        """What the interpreter asks of a stream that it imports from."""
        if request == _CLOSE:
            self.close()
        return _IMPORT_BYTES if request == _GET_BUFFER_SIZE else 0

    def flush(self) -> None:
        """Make durable what was written so far."""
        if self._changed and self._writes:
            self._changed = False
            self._fs.keep(self._path, bytes(self._data))

    def close(self) -> None:
        """Make it durable and close; closing twice is allowed."""
        if self._open:
            self._open = False
            self.flush()

    def __enter__(self) -> "MemoryFile":
        return self

    def __exit__(self, *exc) -> None:
        self.close()
