"""Stands in for MicroPython's `vfs` on CPython: littlefs, by littlefs-python, on the flash model.

Exceptions inside littlefs-python's callbacks are lost, so the block device below it goes dead on a power cut,
and every call here raises PowerCut afterwards. `open` and `os` of CPython stay those of the host: the
firmware reaches its files through the object that `mount()` lists.
"""

from littlefs import LittleFSError, lfs

from boards.virtual.resets import PowerCut

_EIO = -5
_DIR = 0x4000
_FILE = 0x8000
_mounts: list = []


class _Device:
    """littlefs-python's user context on a MicroPython block device."""

    def __init__(self, bdev) -> None:
        self._bdev = bdev
        self.cut: PowerCut | None = None
        self.broken: Exception | None = None

    def _guard(self, call, *args) -> int:
        if self.cut is not None:
            return _EIO
        try:
            result = call(*args)
            return result if isinstance(result, int) and result < 0 else 0
        except PowerCut as cut:
            self.cut = cut
        except Exception as error:
            self.broken = error
        return _EIO

    def read(self, cfg, block: int, off: int, size: int) -> bytearray:
        buf = bytearray(size)
        if self._guard(self._bdev.readblocks, block, buf, off) and self.broken is None:
            self.broken = OSError(-_EIO, "EIO")  # the callback itself can only return bytes
        return buf

    def prog(self, cfg, block: int, off: int, data: bytes) -> int:
        return self._guard(self._bdev.writeblocks, block, data, off)

    def erase(self, cfg, block: int) -> int:
        return self._guard(self._bdev.ioctl, 6, block)

    def sync(self, cfg) -> int:
        return 0 if self.cut is None else _EIO


class LfsFs:
    """MicroPython's VfsLfs2 as far as the firmware uses it. Raises OSError with littlefs's error numbers."""

    def __init__(self, bdev, readsize=32, progsize=32, lookahead=32, mtime=True) -> None:
        self._device = _Device(bdev)
        self._cfg = _config(self._device, bdev, readsize, progsize, lookahead)
        self._fs = lfs.LFSFilesystem()
        self._cwd = "/"
        self._call(lfs.mount, self._fs, self._cfg)

    @staticmethod
    def mkfs(bdev, readsize=32, progsize=32, lookahead=32) -> None:
        """Format the device: it holds an empty littlefs then."""
        device = _Device(bdev)
        fs = lfs.LFSFilesystem()
        _checked(device, lfs.format, fs, _config(device, bdev, readsize, progsize, lookahead))

    def _call(self, function, *args):
        return _checked(self._device, function, *args)

    def _path(self, path: str) -> str:
        return path if path.startswith("/") else self._cwd + path

    def open(self, path: str, mode: str = "r") -> "LfsFile":
        """Open a file; text unless the mode has a "b"."""
        flags = mode.replace("b", "").replace("t", "")
        handle = self._call(lfs.file_open, self._fs, self._path(path), flags or "r")
        return LfsFile(self, handle, "b" not in mode)

    def ilistdir(self, path: str = ""):
        """(name, type, 0, size) of every entry."""
        handle = self._call(lfs.dir_open, self._fs, self._path(path))
        entries = []
        while True:
            entry = self._call(lfs.dir_read, self._fs, handle)
            if not entry:
                break
            if entry.name not in (".", ".."):
                kind = _DIR if entry.type == lfs.LFSStat.TYPE_DIR else _FILE
                entries.append((entry.name, kind, 0, entry.size))
        self._call(lfs.dir_close, self._fs, handle)
        return iter(entries)

    def stat(self, path: str) -> tuple:
        """Ten numbers, of which mode and size count."""
        if self._path(path) == "/":
            return (_DIR, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        entry = self._call(lfs.stat, self._fs, self._path(path))
        kind = _DIR if entry.type == lfs.LFSStat.TYPE_DIR else _FILE
        return (kind, 0, 0, 0, 0, 0, entry.size, 0, 0, 0)

    def statvfs(self, path: str = "") -> tuple:
        """Block size, fragment size, blocks, free, available, three zeros, flags, longest name."""
        size = self._cfg.block_size
        blocks = self._cfg.block_count
        free = blocks - self._call(lfs.fs_size, self._fs)
        return (size, size, blocks, free, free, 0, 0, 0, 0, self._cfg.name_max)

    def remove(self, path: str) -> None:
        """Remove the file of this path."""
        self._call(lfs.remove, self._fs, self._path(path))

    rmdir = remove

    def rename(self, old: str, new: str) -> None:
        """Rename, replacing what was there."""
        self._call(lfs.rename, self._fs, self._path(old), self._path(new))

    def mkdir(self, path: str) -> None:
        """Make a directory of this path."""
        self._call(lfs.mkdir, self._fs, self._path(path))

    def chdir(self, path: str) -> None:
        """Change the directory that relative paths start from."""
        self._cwd = self._path(path).rstrip("/") + "/"

    def getcwd(self) -> str:
        """The directory that paths begin in."""
        return self._cwd.rstrip("/") or "/"

    def mount(self, readonly=False, mkfs=False) -> None:
        """Called by `vfs.mount`; it is mounted from the start."""

    def umount(self) -> None:
        """Unmount; open files are lost."""
        self._call(lfs.unmount, self._fs)


class LfsFile:
    """An open file, binary or text. Writes are durable after `flush` or `close`."""

    def __init__(self, fs: LfsFs, handle, text: bool) -> None:
        self._vfs = fs
        self._handle = handle
        self._text = text

    def _call(self, function, *args):
        if self._handle is None:
            raise ValueError("I/O operation on a closed file")
        return self._vfs._call(function, self._vfs._fs, self._handle, *args)

    def read(self, size: int = -1):
        """Up to `size` bytes, or all that are left."""
        if size is None or size < 0:
            size = self._call(lfs.file_size) - self._call(lfs.file_tell)
        data = bytes(self._call(lfs.file_read, size))
        return data.decode() if self._text else data

    def readinto(self, buf, nbytes: int = -1) -> int:
        """Fill a buffer; returns how many bytes that were."""
        data = self._call(lfs.file_read, len(buf) if nbytes < 0 else min(nbytes, len(buf)))
        buf[: len(data)] = data
        return len(data)

    def readline(self, limit: int = -1):
        """Up to and including a line feed; not more than `limit` bytes, if that is not negative."""
        line = bytearray()
        while not line.endswith(b"\n") and len(line) != limit:
            byte = self._call(lfs.file_read, 1)
            if not byte:
                break
            line += byte
        return line.decode() if self._text else bytes(line)

    def __iter__(self):
        line = self.readline()
        while line:
            yield line
            line = self.readline()

    def write(self, data) -> int:
        """Write all of it."""
        return self._call(lfs.file_write, data.encode() if isinstance(data, str) else bytes(data))

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move; returns the position."""
        self._call(lfs.file_seek, offset, whence)
        return self.tell()

    def tell(self) -> int:
        """Where in the file the next byte is read or written."""
        return self._call(lfs.file_tell)

    def flush(self) -> None:
        """Make durable what was written so far."""
        self._call(lfs.file_sync)

    def close(self) -> None:
        """Make it durable and close; closing twice is allowed."""
        if self._handle is not None:
            handle = self._handle
            self._handle = None
            self._vfs._call(lfs.file_close, self._vfs._fs, handle)

    def __enter__(self) -> "LfsFile":
        return self

    def __exit__(self, *exc) -> None:
        self.close()


VfsLfs2 = LfsFs


def _config(device: _Device, bdev, readsize: int, progsize: int, lookahead: int):
    """The same geometry that the port gives to littlefs."""
    size = bdev.ioctl(5, 0)
    return lfs.LFSConfig(
        context=device,
        block_size=size,
        block_count=bdev.ioctl(4, 0),
        read_size=readsize,
        prog_size=progsize,
        block_cycles=100,
        cache_size=min(size, 4 * max(readsize, progsize)),
        lookahead_size=lookahead,
    )


def _checked(device: _Device, function, *args):
    """Call littlefs; turn its errors into OSError, and a power cut below it into PowerCut."""
    result = None
    error = None
    try:
        result = function(*args)
    except LittleFSError as failed:
        error = OSError(-failed.code, failed.name)
    if device.cut is not None:
        raise PowerCut
    if device.broken is not None:
        broken, device.broken = device.broken, None
        raise broken
    if error is not None:
        raise error
    return result


def mount(fs=None, path: str = "/", *, readonly=False, mkfs=False):
    """Without arguments the list of (file system, mount point); else mount a block device or file system."""
    if fs is None:
        return list(_mounts)
    if not hasattr(fs, "ilistdir"):
        fs = LfsFs(fs)
    umount(path)
    _mounts.append((fs, path))
    return None


def umount(path: str) -> None:
    """Forget what is mounted there."""
    for entry in list(_mounts):
        if entry[1] == path or entry[0] is path:
            _mounts.remove(entry)


def mount_flash(flash) -> LfsFs:
    """What the port's _boot.py does: mount the flash at "/", formatting it first when that fails."""
    try:
        fs = LfsFs(flash, progsize=256)
    except OSError:
        LfsFs.mkfs(flash, progsize=256)
        fs = LfsFs(flash, progsize=256)
    mount(fs, "/")
    return fs
