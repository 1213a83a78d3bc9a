"""The commands about firmware that need no pen: fw keygen, sign, inspect, verify."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import UsageError
from ..language import tr
from .help import Group
from .options import Options, command, common

if TYPE_CHECKING:
    from ..firmware.keys import PrivateKey

PASSPHRASE = "NEEDLEPEN_PASSPHRASE"

bundle_file = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
key_option = click.option(
    "--key",
    "named",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="A maker's public key (.pub.pem); only what these have signed is taken. Again for more.",
)


@click.group(cls=Group)
@common
def fw() -> None:
    """Firmware: update the pen, look at bundles, sign your own.

    Example: [cyan]needlepen fw update build/needlepen-0.2.0.np[/]
    """


@command("inspect")
@bundle_file
@key_option
@click.option("--all", "everything", is_flag=True, help="Every file in it, too.")
@click.pass_obj
def inspect(options: Options, file: Path, named: "tuple[Path, ...]", everything: bool) -> None:
    """Show what is in a bundle and who signed it. Everything in it is checked; an unknown signer is only shown.

    Example: [cyan]needlepen fw inspect build/needlepen-0.2.0.np[/]
    """
    from ..firmware import bundle as bundles
    from ..firmware import keys
    from ..terminal import bundle_view

    bundle = bundles.look(file, keys.known(named))
    options.output.result({"bundle": bundle.as_dict()}, *bundle_view.inspected(bundle, everything))


@command("verify")
@bundle_file
@key_option
@click.pass_obj
def verify(options: Options, file: Path, named: "tuple[Path, ...]") -> None:
    """Check a bundle as the pen does: signature, list of files, every byte. Exit code 8 if anything is wrong.

    Known keys are the development key and those in your own folder (shown by -v); with --key only those.

    Example: [cyan]needlepen fw verify needlepen-0.2.0.np --key release.pub.pem[/]
    """
    from ..firmware import bundle as bundles
    from ..firmware import keys
    from ..terminal import bundle_view

    options.output.detail(tr("  your keys: {folder}", folder=keys.folder()))
    bundle = bundles.read(file, keys.known(named))
    options.output.result({"verified": True, "bundle": bundle.as_dict()}, *bundle_view.verified(bundle))


@command("sign")
@bundle_file
@click.option(
    "--key",
    "key_file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="The private key (.pem).",
)
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write there; without it FILE is replaced.",
)
@click.pass_obj
def sign(options: Options, file: Path, key_file: Path, out: "Path | None") -> None:
    """Sign a bundle with your key, whoever signed it before. Only the key's name and the signature change.

    The passphrase is asked for, or taken from NEEDLEPEN_PASSPHRASE.

    Example: [cyan]needlepen fw sign build/needlepen-0.2.0.np --key release-2026.pem -o needlepen-0.2.0.np[/]
    """
    from ..firmware import bundle as bundles
    from ..firmware.signing import signed
    from ..history.export import replaced_by
    from ..terminal import bundle_view

    data = bundles.content(file)
    key = _unlocked(options, key_file)
    made = signed(data, file.name, key)
    target = out or file
    with replaced_by(target) as beside:
        beside.write_bytes(made)
        beside.chmod(0o644)
    bundle = bundles.parse(made, target.name, [key.public])
    options.output.result({"file": str(target), "bundle": bundle.as_dict()}, *bundle_view.signed(bundle, str(target)))


@command("keygen")
@click.argument("name")
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path, file_okay=False), help="Write into FOLDER.")
@click.option("--no-passphrase", is_flag=True, help="Leave the private key unlocked: for a bench, not for releases.")
@click.pass_obj
def keygen(options: Options, name: str, folder: "Path | None", no_passphrase: bool) -> None:
    """Make a pair of keys to sign firmware with: NAME.pem, which is a secret, and NAME.pub.pem for the pens.

    The private key is locked with a passphrase (asked for, or taken from NEEDLEPEN_PASSPHRASE). Keep it off this
    computer and out of every repository: who has it can give your pens any firmware.

    Example: [cyan]needlepen fw keygen release-2026[/]
    """
    from ..firmware import keys
    from ..terminal import bundle_view

    keys.checked_name(name)
    passphrase = b"" if no_passphrase else _given() or _typed(options, tr("Passphrase for the private key"), again=True)
    key = keys.generate(name)
    private, public = keys.write(key, folder or Path(), passphrase)
    made = {"name": name, "fingerprint": key.public.fingerprint, "locked": bool(passphrase)}
    options.output.result(
        {"key": {**made, "private": str(private), "public": str(public)}},
        *bundle_view.keygen(key.public, str(private), str(public), bool(passphrase)),
    )
    options.output.hint(tr("Sign with it: needlepen fw sign FILE --key {private}", private=private))
    options.output.hint(tr("Pens that know it: make uf2 KEYS={public}", public=public))


def _unlocked(options: Options, path: Path) -> "PrivateKey":
    """A private key, its passphrase asked for when it needs one."""
    from ..firmware import keys

    if not keys.is_locked(path):
        return keys.read_private(path)
    return keys.read_private(path, _given() or _typed(options, tr("Passphrase of {path}", path=path), again=False))


def _given() -> bytes:
    return os.environ.get(PASSPHRASE, "").encode()


def _typed(options: Options, question: str, again: bool) -> bytes:
    if options.json or not sys.stdin.isatty():
        why = tr("Nobody is here to type it.")
        raise UsageError(
            tr("{question}: it is needed.", question=question),
            why,
            tr("{passphrase}=… in front of the command", passphrase=PASSPHRASE),
        )
    return click.prompt(question, hide_input=True, confirmation_prompt=again, err=True).encode()


for _command in (inspect, verify, sign, keygen):
    fw.add_command(_command)
