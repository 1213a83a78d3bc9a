"""How bundles, keys and updates look on a terminal. Must not read anything, and must not print."""

from rich.console import RenderableType
from rich.markup import escape
from rich.text import Text

from ..firmware.bundle import Bundle
from ..firmware.keys import DEVELOPMENT, PublicKey
from ..firmware.recover import Recovered
from ..language import fill, later, tr
from ..link.answers import Hello
from ..texts.numbers import count
from .layout import grid, indented, table

ANYBODY = later("the development key is public: anybody may have made this file")


def signature(bundle: Bundle) -> Text:
    """Whose it is, and what that is worth."""
    key = bundle.signed_by
    if key is None:
        return Text(tr("by none of the known keys; it says '{key}'", key=bundle.key), "bold red")
    if key.name == DEVELOPMENT:
        return Text.assemble(f"{key.name} ({key.fingerprint})\n", (tr(ANYBODY), "yellow"))
    return Text(f"{key.name} ({key.fingerprint})")


def inspected(bundle: Bundle, everything: bool) -> "list[RenderableType]":
    """What `needlepen fw inspect` shows."""
    ok = bundle.signed_by is not None
    head = f"{'✓' if ok else '✗'} needlepen {bundle.version}"
    head += "" if ok else tr(", but its signature is by nobody known")
    rows = grid()
    rows.add_row(tr("commit"), bundle.commit if bundle.commit != "--" else tr("none: built from changed files"))
    rows.add_row(tr("boards"), ", ".join(bundle.boards))
    rows.add_row(tr("needs"), tr("loader {min_boot} or newer", min_boot=bundle.min_boot))
    rows.add_row(
        tr("reads"),
        tr(
            "memory formats {ledger} and {journal} (ledger, journal)", ledger=bundle.schema[0], journal=bundle.schema[1]
        ),
    )
    rows.add_row(tr("signed"), signature(bundle))
    rows.add_row("sha256", bundle.sha256)
    rows.add_row(
        tr("size"), tr("{data:,} bytes, {files}", data=len(bundle.data), files=count(len(bundle.files), "file"))
    )
    for i, note in enumerate(bundle.notes):
        rows.add_row("" if i else tr("for you"), Text(note))
    shown: list[RenderableType] = [Text(head, "bold green" if ok else "bold red"), indented(rows)]
    if everything:
        files = table("bytes", "sha256", "file", right=(0,), fold=(2,))
        for path, size, digest in bundle.files:
            files.add_row(fill("{size:,}", size=size), digest[:16], path)
        shown += ["", indented(files)]
    return shown


def verified(bundle: Bundle) -> "list[RenderableType]":
    """What `needlepen fw verify` shows."""
    key = bundle.signed_by
    name = key.name if key else tr("nobody")
    shown: list[RenderableType] = [
        Text(
            tr(
                "✓ {name}: needlepen {version}, signed with the key {key}",
                name=bundle.name,
                version=bundle.version,
                key=name,
            ),
            "bold green",
        ),
        indented(tr("[dim]signature, list of files, {files} byte for byte[/]", files=count(len(bundle.files), "file"))),
    ]
    if name == DEVELOPMENT:
        shown.append(indented(Text(f"! {tr(ANYBODY)}", "yellow")))
    return shown


def keygen(key: PublicKey, private: str, public: str, locked: bool) -> "list[RenderableType]":
    """What `needlepen fw keygen` shows."""
    rows = grid()
    rows.add_row(
        tr("secret"),
        Text.assemble(private, tr(", locked with the passphrase") if locked else (tr(", NOT locked"), "yellow")),
    )
    rows.add_row(tr("for pens"), public)
    return [
        Text.assemble((tr("✓ Key {name}", name=key.name), "bold green"), (f"  {key.fingerprint}", "dim")),
        indented(rows),
    ]


def recovered(done: Recovered, hello: Hello) -> "list[RenderableType]":
    """What `needlepen recover` shows."""
    what = tr("{written:,} bytes written", written=done.written) if done.written else tr("the bundle was there already")
    gone = tr(", removed: {files}", files=escape(", ".join(done.removed))) if done.removed else ""
    return [
        Text(tr("✓ Pen {pen_id} runs {firmware} again", pen_id=hello.pen_id, firmware=hello.firmware), "bold green"),
        indented(
            tr(
                "[dim]{what}{gone}; verified on the pen by SHA-256; history and lock-out untouched[/]",
                what=what,
                gone=gone,
            )
        ),
    ]


def signed(bundle: Bundle, file: str) -> "list[RenderableType]":
    """What `needlepen fw sign` shows."""
    return [
        Text(
            tr(
                "✓ {file}: needlepen {version}, signed with the key {key}",
                file=file,
                version=bundle.version,
                key=bundle.key,
            ),
            "bold green",
        )
    ]
