"""Keys: made, kept, read again; what no pen could use is refused with a remedy."""

import stat

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from needlepen.errors import NeedlepenError, StorageError, UsageError
from needlepen.firmware import keys

from boards.tools.pen_files import ROOT

DEVELOPMENT = ROOT / "boards" / "tools" / "keys" / "development.pem"


@pytest.fixture(scope="module")
def made():
    return keys.generate("release-2026")


def pem(key, secret=True):
    if secret:
        return key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def test_a_key_comes_back_as_it_was_made_and_only_its_owner_may_read_it(made, tmp_path):
    private, public = keys.write(made, tmp_path, b"")
    assert (private.name, public.name) == ("release-2026.pem", "release-2026.pub.pem")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert keys.read_private(private).public == keys.read_public(public) == keys.read_public(private) == made.public
    assert made.public.n.bit_length() == 3072


def test_a_locked_key_needs_its_passphrase_and_no_other(made, tmp_path):
    private, _ = keys.write(made, tmp_path, b"correct horse")
    assert keys.is_locked(private) and b"ENCRYPTED" in private.read_bytes()
    assert keys.read_private(private, b"correct horse").public == made.public
    for wrong in (b"", b"wrong"):
        with pytest.raises(UsageError):
            keys.read_private(private, wrong)


def test_a_passphrase_too_many_does_no_harm(made, tmp_path):
    private, _ = keys.write(made, tmp_path, b"")
    assert keys.read_private(private, b"not needed").public == made.public


def test_a_key_is_never_replaced(made, tmp_path):
    keys.write(made, tmp_path, b"")
    before = (tmp_path / "release-2026.pem").read_bytes()
    with pytest.raises(StorageError, match="there already"):
        keys.write(keys.generate("release-2026"), tmp_path, b"")
    assert (tmp_path / "release-2026.pem").read_bytes() == before


def test_the_signature_is_the_one_that_everybody_knows(made):
    signature = made.sign(b"head")
    numbers = rsa.RSAPublicNumbers(65537, made.public.n)
    numbers.public_key().verify(signature, b"head", padding.PKCS1v15(), hashes.SHA256())
    assert signature == made.sign(b"head") and len(signature) == 384


@pytest.mark.parametrize("name", ["", "Release", "a" * 16, "with space", "ä", "../up", "-x", "factory"])
def test_a_name_that_no_pen_could_keep_is_refused(name):
    with pytest.raises(UsageError):
        keys.generate(name)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is no key"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "is no key"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "cannot be opened"),
        (pem(rsa.generate_private_key(65537, 2048)), "of another kind"),
        (pem(rsa.generate_private_key(65537, 2048), secret=False), "of another kind"),
        (pem(rsa.generate_private_key(3, 3072), secret=False), "of another kind"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "of another kind"),
        (pem(ec.generate_private_key(ec.SECP256R1()), secret=False), "of another kind"),
    ],
)
def test_what_is_no_key_for_a_pen_is_refused(data, why, tmp_path):
    file = tmp_path / "a.pem"
    file.write_bytes(data)
    with pytest.raises(UsageError, match=why) as caught:
        keys.read_public(file)
    assert caught.value.next


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(NeedlepenError, match="cannot be read"):
        keys.read_public(tmp_path / "nowhere.pem")


def test_the_development_key_is_one_pair_and_says_what_it_is():
    assert keys.read_private(DEVELOPMENT).public == keys.development()
    assert keys.development().name == "development"
    assert "NOT A SECRET" in DEVELOPMENT.read_text()


def test_no_other_private_key_is_in_the_project():
    holders = [
        path.relative_to(ROOT).as_posix()
        for folder in ("boards", "firmware", "host_tools", "tests")
        for path in (ROOT / folder).rglob("*.pem")
        if b"PRIVATE KEY" in path.read_bytes()
    ]
    assert holders == ["boards/tools/keys/development.pem"]
