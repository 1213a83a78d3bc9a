"""How bundles, keys and updates look on a terminal. Must not read anything, and must not print."""

from rich.console import RenderableType
from rich.markup import escape
from rich.text import Text

from ..firmware.bundle import Bundle
from ..firmware.keys import DEVELOPMENT, PublicKey
from ..firmware.recover import Recovered
from ..link.answers import Hello
from ..texts.numbers import count
from .layout import grid, indented, table

ANYBODY = "the development key is public: anybody may have made this file"


def signature(bundle: Bundle) -> Text:
    """Whose it is, and what that is worth."""
    key = bundle.signed_by
    if key is None:
        return Text(f"by none of the known keys; it says '{bundle.key}'", "bold red")
    if key.name == DEVELOPMENT:
        return Text.assemble(f"{key.name} ({key.fingerprint})\n", (ANYBODY, "yellow"))
    return Text(f"{key.name} ({key.fingerprint})")


def inspected(bundle: Bundle, everything: bool) -> "list[RenderableType]":
    """What `needlepen fw inspect` shows."""
    ok = bundle.signed_by is not None
    head = f"{'✓' if ok else '✗'} needlepen {bundle.version}" + ("" if ok else ", but its signature is by nobody known")
    rows = grid()
    rows.add_row("commit", bundle.commit if bundle.commit != "--" else "none: built from changed files")
    rows.add_row("boards", ", ".join(bundle.boards))
    rows.add_row("needs", f"loader {bundle.min_boot} or newer")
    rows.add_row("reads", "memory formats " + " and ".join(map(str, bundle.schema)) + " (ledger, journal)")
    rows.add_row("signed", signature(bundle))
    rows.add_row("sha256", bundle.sha256)
    rows.add_row("size", f"{len(bundle.data):,} bytes, {count(len(bundle.files), 'file')}")
    for i, note in enumerate(bundle.notes):
        rows.add_row("" if i else "for you", Text(note))
    shown: list[RenderableType] = [Text(head, "bold green" if ok else "bold red"), indented(rows)]
    if everything:
        files = table("bytes", "sha256", "file", right=(0,), fold=(2,))
        for path, size, digest in bundle.files:
            files.add_row(f"{size:,}", digest[:16], path)
        shown += ["", indented(files)]
    return shown


def verified(bundle: Bundle) -> "list[RenderableType]":
    """What `needlepen fw verify` shows."""
    key = bundle.signed_by
    name = key.name if key else "nobody"
    shown: list[RenderableType] = [
        Text(f"✓ {bundle.name}: needlepen {bundle.version}, signed with the key {name}", "bold green"),
        indented(f"[dim]signature, list of files, {count(len(bundle.files), 'file')} byte for byte[/]"),
    ]
    if name == DEVELOPMENT:
        shown.append(indented(Text(f"! {ANYBODY}", "yellow")))
    return shown


def keygen(key: PublicKey, private: str, public: str, locked: bool) -> "list[RenderableType]":
    """What `needlepen fw keygen` shows."""
    rows = grid()
    rows.add_row(
        "secret", Text.assemble(private, ", locked with the passphrase" if locked else (", NOT locked", "yellow"))
    )
    rows.add_row("for pens", public)
    return [Text.assemble((f"✓ Key {key.name}", "bold green"), (f"  {key.fingerprint}", "dim")), indented(rows)]


def recovered(done: Recovered, hello: Hello) -> "list[RenderableType]":
    """What `needlepen recover` shows."""
    what = f"{done.written:,} bytes written" if done.written else "the bundle was there already"
    gone = f", removed: {escape(', '.join(done.removed))}" if done.removed else ""
    return [
        Text(f"✓ Pen {hello.pen_id} runs {hello.firmware} again", "bold green"),
        indented(f"[dim]{what}{gone}; verified on the pen by SHA-256; history and lock-out untouched[/]"),
    ]


def signed(bundle: Bundle, file: str) -> "list[RenderableType]":
    """What `needlepen fw sign` shows."""
    return [Text(f"✓ {file}: needlepen {bundle.version}, signed with the key {bundle.key}", "bold green")]
