"""The ways back when a pen does not start: flash a whole image, recover a program over the REPL."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import LinkLost, NeedlepenError, StorageError
from ..firmware import flash as flash_
from ..language import tr
from .fw_bundle import bundle_file, key_option
from .options import Options, command
from .output import escape

if TYPE_CHECKING:
    from ..api import Hello

_COMES_S = 60.0  # MicroPython starts, then the pen; a first start makes its files
_LOOK_S = 0.5


@command()
@bundle_file
@key_option
@click.pass_obj
def recover(options: Options, file: Path, named: "tuple[Path, ...]") -> None:
    """Put a bundle on a pen whose program does not start, over its service mode. Ledger and journal stay as they are.

    Hold ▲ and ▼ while plugging the pen in: its display says that the port is open. The bundle becomes the only program
    on it.
    When not even service mode comes: [cyan]needlepen flash[/].

    Example: [cyan]needlepen recover needlepen-0.2.0.np[/]
    """
    from ..firmware import bundle as bundles
    from ..firmware import keys
    from ..firmware import recover as recover_
    from ..link import repl
    from ..terminal import bundle_view

    bundle = bundles.read(file, keys.known(named))
    device = options.device or repl.choose()
    options.confirm(
        tr(
            "{version} becomes the only program of the pen at {device}; history and lock-out stay",
            version=bundle.version,
            device=device,
        ),
        f"needlepen recover {file} --yes",
    )
    with repl.Repl(device, options.output.hint) as line, options.output.progress(tr("Sending")) as progress:
        done = recover_.recover(line, bundle, progress)
        line.restart()
    hello = _who_came(options, device)
    options.output.result(
        {"recover": {**asdict(done), "removed": list(done.removed)}, "pen": asdict(hello)},
        *bundle_view.recovered(done, hello),
    )


@command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--drive", type=click.Path(path_type=Path, file_okay=False), help="The drive, when there are several.")
@click.option(
    "--wait",
    "wait_s",
    type=click.FloatRange(0, 600),
    default=flash_.WAIT_S,
    show_default=True,
    help="Seconds for you to press BOOTSEL.",
)
@click.pass_obj
def flash(options: Options, file: Path, drive: "Path | None", wait_s: float) -> None:
    """Put a whole image (make uf2) onto a board in its boot loader. It erases the board's flash.

    Hold BOOTSEL while plugging the pen in: it shows itself as a drive. The file is checked first, and the pen is asked
    who it is afterwards. What was not synced is lost; the lock-out stays, it is kept in another chip as well.

    Example: [cyan]needlepen flash build/needlepen-RPI_PICO.uf2[/]
    """
    from ..firmware import bootsel_drives as drives_
    from ..firmware import uf2
    from ..sanitize import read

    image = uf2.flash_of(file)
    found = flash_.named(drive) if drive else flash_.choose(drives_.drives, options.output.hint, wait_s)
    options.confirm(
        tr(
            "{name} ({image:,} bytes of flash) replaces everything on the board at {folder}; what was"
            " not synced is lost, the lock-out stays",
            name=file.name,
            image=len(image),
            folder=found.folder,
        ),
        f"needlepen flash {file} --yes",
    )
    try:
        data = read(file, uf2.FILE_MAX)
    except OSError as e:
        raise StorageError(tr("{file} cannot be read.", file=file), str(e.strerror or e), tr("Check the file")) from e
    with options.output.progress(tr("Copying")) as progress:
        flash_.copy(data, found, progress)
    hello = _who_came(options)
    options.output.result(
        {"flash": {"file": str(file), "bytes": len(data), "drive": str(found.folder)}, "pen": asdict(hello)},
        tr(
            "[bold green]✓ Pen {pen_id} runs firmware {firmware}[/] [dim]({board})[/]",
            pen_id=hello.pen_id,
            firmware=hello.firmware,
            board=escape(hello.board),
        ),
    )
    options.output.hint(tr("Does it remember its lock-out? needlepen status"))


def _who_came(options: Options, device: "str | None" = None) -> "Hello":
    """The pen that answers afterwards, at `device` or wherever one comes. Raises LinkLost."""
    from .. import api

    end = time.monotonic() + _COMES_S
    while True:
        try:
            pen, hello = api.find_pen(device or options.device, options.timeout, options.tracing())
            pen.close()
            return hello
        except NeedlepenError as e:
            if time.monotonic() >= end:
                raise LinkLost(
                    tr("It was put there, but no pen answers."),
                    tr("Waited {comes_s:.0f} s. {what}", comes_s=_COMES_S, what=e.what),
                    tr("needlepen doctor, or once more: {press}", press=tr(flash_.PRESS)),
                ) from e
            time.sleep(_LOOK_S)
