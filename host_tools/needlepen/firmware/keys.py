"""Keys that firmware is signed with: RSA-3072, made, kept and read as PEM files. The key's name is the file's.

`release.pem` holds the private key called "release", `release.pub.pem` the public one. Must not print and must not ask
for a passphrase; the command line does.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .. import sanitize
from ..errors import StorageError, UsageError
from ..language import later, tr

if TYPE_CHECKING:  # cryptography is loaded where a key is at hand: most commands have none
    from cryptography.hazmat.primitives.asymmetric import rsa

BITS = 3072
EXPONENT = 65537
NAME_MAX = 15  # the pen keeps so many letters of it
PUBLIC = ".pub.pem"
DEVELOPMENT = "development"  # may have been used by anybody
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_FILE_MAX = 100_000  # bytes of a key, and more
_ASK = later("needlepen fw keygen NAME makes one")


@dataclass(frozen=True)
class PublicKey:
    """What a pen's ring holds: a name and the modulus; the exponent is always 65537."""

    name: str
    n: int

    @property
    def fingerprint(self) -> str:
        """For two people to compare: the first 16 hex digits of the modulus' SHA-256."""
        return hashlib.sha256(self.n.to_bytes(BITS // 8, "big")).hexdigest()[:16]


@dataclass(frozen=True)
class PrivateKey:
    """A private key, which signs bundles."""

    name: str
    rsa: "rsa.RSAPrivateKey"

    @property
    def public(self) -> PublicKey:
        """The public key that belongs to it."""
        return PublicKey(self.name, self.rsa.public_key().public_numbers().n)

    def sign(self, data: bytes) -> bytes:
        """384 bytes, PKCS#1 v1.5 with SHA-256: the same for the same data."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        return self.rsa.sign(data, padding.PKCS1v15(), hashes.SHA256())


def generate(name: str) -> PrivateKey:
    """A new key with this name. Raises UsageError for a name no pen could keep."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    return PrivateKey(checked_name(name), rsa.generate_private_key(EXPONENT, BITS))


def checked_name(name: str) -> str:
    """`name`, if a key may be called so. Raises UsageError."""
    if not _NAME.fullmatch(name) or len(name) > NAME_MAX or name == "factory":
        raise UsageError(
            tr("A key cannot be called '{name}'.", name=name),
            tr(
                "1 to {name_max} letters: a to z, digits, dot, dash, underscore; and 'factory' is no key.",
                name_max=NAME_MAX,
            ),
            "needlepen fw keygen release-2026",
        )
    return name


def write(key: PrivateKey, folder: Path, passphrase: bytes) -> "tuple[Path, Path]":
    """Both halves as files, the private one for this user only and encrypted unless `passphrase` is empty.

    Raises StorageError; what is there already is never replaced.
    """
    from cryptography.hazmat.primitives import serialization

    private, public = folder / f"{key.name}.pem", folder / f"{key.name}{PUBLIC}"
    lock = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    secret = key.rsa.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    for path, data, mode in ((private, secret, 0o600), (public, public_pem(key.public), 0o644)):
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
                file.write(data)
        except FileExistsError as e:
            raise StorageError(
                tr("{path} is there already.", path=path), tr("A key is never replaced."), tr("Choose another name")
            ) from e
        except OSError as e:
            raise StorageError(
                tr("{path} cannot be written.", path=path), str(e.strerror or e), tr("Another folder: -o FOLDER")
            ) from e
    return private, public


def public_pem(key: PublicKey) -> bytes:
    """The content of the .pub.pem file of a public key."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    numbers = rsa.RSAPublicNumbers(EXPONENT, key.n)
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return numbers.public_key().public_bytes(serialization.Encoding.PEM, form)


def is_locked(path: Path) -> bool:
    """Does this private key need a passphrase? Raises StorageError."""
    return b"ENCRYPTED PRIVATE KEY" in _read(path)


def read_private(path: Path, passphrase: bytes = b"") -> PrivateKey:
    """The key that signs. Raises UsageError, StorageError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    data = _read(path)
    try:
        key = serialization.load_pem_private_key(data, passphrase or None)
    except TypeError:  # cryptography: a passphrase is missing, or one too many
        if passphrase:
            return read_private(path)
        raise UsageError(
            tr("{path} is locked.", path=path), tr("It needs its passphrase."), "NEEDLEPEN_PASSPHRASE=…"
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        why = tr("The passphrase is wrong, or it is no private key.")
        raise UsageError(tr("{path} cannot be opened.", path=path), why, tr(_ASK)) from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise _unfit(path)
    _fit(path, key.public_key())
    return PrivateKey(_named(path), key)


def read_public(path: Path) -> PublicKey:
    """The key of a public or an unlocked private file. Raises UsageError, StorageError."""
    data = _read(path)
    if b"PRIVATE KEY" in data:
        return read_private(path).public
    return _public(path, data)


def development() -> PublicKey:
    """The key that everybody has: made for virtual pens and benches, and in this repository."""
    from importlib import resources

    name = f"{DEVELOPMENT}{PUBLIC}"
    return _public(Path(name), (resources.files("needlepen") / "data" / "keys" / name).read_bytes())


def folder() -> Path:
    """Where this user keeps the public keys of makers, a file each."""
    import platformdirs

    try:
        return Path(platformdirs.user_config_dir("needlepen", appauthor=False)) / "keys"
    except RuntimeError:  # no home: then there are none
        return Path(os.devnull) / "keys"


def known(named: "tuple[Path, ...]" = (), own: "Path | None" = None) -> "list[PublicKey]":
    """The keys whose bundles this computer takes: those `named` alone; without any, the tool's and the user's."""
    if named:
        return [read_public(path) for path in named]
    kept = sorted((own or folder()).glob(f"*{PUBLIC}"))
    return [development(), *(read_public(path) for path in kept)]


def _public(path: Path, data: bytes) -> PublicKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    try:
        key = serialization.load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        raise UsageError(tr("{path} is no key.", path=path), tr("It is not a PEM file with one."), tr(_ASK)) from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise _unfit(path)
    _fit(path, key)
    return PublicKey(_named(path), key.public_numbers().n)


def _fit(path: Path, key: "rsa.RSAPublicKey") -> None:
    if key.key_size != BITS or key.public_numbers().e != EXPONENT:
        raise _unfit(path)


def _unfit(path: Path) -> UsageError:
    return UsageError(
        tr("{path} is a key of another kind.", path=path),
        tr("A pen knows RSA-{bits} with exponent {exponent}.", bits=BITS, exponent=EXPONENT),
        tr(_ASK),
    )


def _named(path: Path) -> str:
    return checked_name(path.name.removesuffix(".pem").removesuffix(".pub"))


def _read(path: Path) -> bytes:
    try:
        return sanitize.read(path, _FILE_MAX)
    except OSError as e:
        raise StorageError(tr("{path} cannot be read.", path=path), str(e.strerror or e), tr(_ASK)) from e
