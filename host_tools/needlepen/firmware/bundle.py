"""A bundle on this computer: read, every byte of it checked by the pen's own codec, and asked whether it fits a pen.

Must not print and must not talk to a pen.
"""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from .. import sanitize
from ..codec import Manifest, check_pack
from ..codec import bundle as b
from ..errors import StorageError, VerificationFailed
from ..language import tr
from ..texts import update_codes as words
from .keys import PublicKey

LONGEST = b.PREFIX + b.MANIFEST_MAX + b.SIGNATURE + b.PACK_MAX

Version = tuple[int, ...]


@dataclass(frozen=True)
class Bundle:
    """A whole bundle, checked. `signed_by` is None only in what `look` returns for a signature by nobody known."""

    name: str
    data: bytes
    version: str
    commit: str
    boards: "tuple[str, ...]"
    min_boot: int
    schema: "tuple[int, ...]"
    key: str
    notes: "tuple[str, ...]"
    files: "tuple[tuple[str, int, str], ...]"  # path, size, SHA-256
    signed_by: "PublicKey | None"

    @property
    def head_size(self) -> int:
        """How many bytes come before the program: prefix, manifest and signature."""
        return b.head_size(self.data[: b.PREFIX])

    @property
    def head(self) -> bytes:
        """Prefix, manifest, signature: what the pen checks before it takes the rest."""
        return self.data[: self.head_size]

    @property
    def sha256(self) -> str:
        """The SHA-256 of the whole file, in hex."""
        return hashlib.sha256(self.data).hexdigest()

    def as_dict(self) -> "dict[str, Any]":
        """As a dict, for --json."""
        return {
            "file": self.name,
            "bytes": len(self.data),
            "sha256": self.sha256,
            "version": self.version,
            "commit": self.commit,
            "boards": list(self.boards),
            "min_boot": self.min_boot,
            "schema": ".".join(map(str, self.schema)),
            "key": self.key,
            "signed_by": {"name": self.signed_by.name, "fingerprint": self.signed_by.fingerprint}
            if self.signed_by
            else None,
            "notes": list(self.notes),
            "files": [{"path": path, "bytes": size, "sha256": digest} for path, size, digest in self.files],
        }

    def fits(self, board: str, boot_version: int) -> None:
        """Raises VerificationFailed if it is not for a pen with this board and loader."""
        if board not in self.boards:
            raise VerificationFailed(
                tr("{name} is not for this pen.", name=self.name),
                tr("It is for {boards}; this pen's board is {board}.", boards=", ".join(self.boards), board=board),
                tr("Choose a bundle for {board}", board=board),
            )
        if self.min_boot > boot_version:
            raise VerificationFailed(
                tr("{name} needs a newer loader.", name=self.name),
                tr(
                    "It needs loader {min_boot}; this pen has {boot_version}, and no update changes it.",
                    min_boot=self.min_boot,
                    boot_version=boot_version,
                ),
                tr("Sync first, then put a whole image on it: make uf2, needlepen flash"),
            )


def numbers(version: str) -> Version:
    """A version as a tuple of numbers, which can be compared with another."""
    return tuple(int(number) for number in version.split("."))


def read(path: Path, ring: "Iterable[PublicKey]") -> Bundle:
    """The bundle in a file, signed by a key of `ring`. Raises VerificationFailed, StorageError."""
    return parse(content(path), path.name, ring)


def look(path: Path, ring: "Iterable[PublicKey]") -> Bundle:
    """The same, but a signature by nobody known is no error: `signed_by` is None then."""
    return parse(content(path), path.name, ring, anybody=True)


def content(path: Path) -> bytes:
    """A file's bytes, unless it is far too long for a bundle. Raises StorageError, VerificationFailed."""
    try:
        data = sanitize.read(path, LONGEST)
    except OSError as e:
        raise StorageError(
            tr("{path} cannot be read.", path=path), str(e.strerror or e), tr("Check the name of the file")
        ) from e
    if len(data) > LONGEST and data.startswith(b.MAGIC):
        raise _refused(
            path.name,
            tr("It is longer than any bundle: more than {longest:,} bytes.", longest=LONGEST),
            tr("Get the file again"),
        )
    return data


def parse(data: bytes, name: str, ring: "Iterable[PublicKey]", anybody: bool = False) -> Bundle:
    """Bytes as a bundle. Raises VerificationFailed, with words of its own for everything that can be wrong."""
    known = list(ring)
    if not data.startswith(b.MAGIC):
        raise _refused(name, *words.not_a_bundle(data))
    if len(data) < b.PREFIX:
        raise _refused(name, *words.wrong_size(len(data), b.PREFIX))
    try:
        manifest_size, pack_size = b.sizes(data[: b.PREFIX])
        end = b.PREFIX + manifest_size + b.SIGNATURE
        if len(data) != end + pack_size:
            raise _refused(name, *words.wrong_size(len(data), end + pack_size))
        signer = _signer(name, data[:end], known, anybody)
        manifest = Manifest(data)
        if signer and signer.name != manifest.key:
            raise b.BadBundle(b.KEY_NAME)
        check_pack(partial(_open_at, data), manifest)
        files = _files(data, manifest)
    except b.BadBundle as e:
        raise _refused(name, *words.bundle(e.code, e.at)) from e
    return Bundle(
        name=name,
        data=data,
        version=".".join(map(str, manifest.version)),
        commit=manifest.commit,
        boards=manifest.boards,
        min_boot=manifest.min_boot,
        schema=manifest.schema,
        key=manifest.key,
        notes=tuple(manifest.notes),
        files=files,
        signed_by=signer,
    )


def _open_at(data: bytes, at: int) -> io.BytesIO:
    stream = io.BytesIO(data)
    stream.seek(at)
    return stream


def _files(data: bytes, manifest: Manifest) -> "tuple[tuple[str, int, str], ...]":
    """Path, size and SHA-256 of every file, each compared with its content; the pen leaves it at the pack's own sum."""
    files = tuple(manifest.files(_open_at(data, manifest.files_at)))
    at = len(data) - sum(size for _, size, _ in files)
    for number, (digest, size, _) in enumerate(files, 1):
        if hashlib.sha256(data[at : at + size]).hexdigest() != digest.decode():
            raise b.BadBundle(b.FILE_HASH, number)
        at += size
    return tuple((path.decode(), size, digest.decode()) for digest, size, path in files)


def _signer(name: str, head: bytes, ring: "list[PublicKey]", anybody: bool) -> "PublicKey | None":
    for key in ring:  # one by one: two keys may have one name
        try:
            b.whole_head(head).signer([(key.name, key.n)])
        except b.BadBundle as e:
            if e.code != b.BAD_SIGNATURE:
                raise
        else:
            return key
    if anybody:
        return None
    raise _refused(name, *_foreign(head, ring))


def _foreign(head: bytes, ring: "list[PublicKey]") -> "tuple[str, str]":
    """Why no key fits: only for words, as what is not signed may say anything."""
    if not any(head[-b.SIGNATURE :]):
        return words.unsigned()
    try:
        claimed = Manifest(head).key
    except b.BadBundle:
        return words.bundle(b.BAD_SIGNATURE)
    return words.changed(claimed) if claimed in [key.name for key in ring] else words.unknown_key(claimed)


def _refused(name: str, why: str, next: str) -> VerificationFailed:
    return VerificationFailed(tr("{name} is not used.", name=name), why, next)
