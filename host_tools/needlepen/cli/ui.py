"""The command that opens the dashboard: ui."""

import sys

import click

from ..language import tr
from .options import Options, command


@command()
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=0, metavar="N", help="Port of the page; any without it."
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--no-sync", is_flag=True, help="Sync only when its button is pressed.")
@click.pass_obj
def ui(options: Options, port: int, no_browser: bool, no_sync: bool) -> None:
    """Open the dashboard: the whole picture on a page of this computer, live while a pen is plugged in.

    Diary with photos, check-ins, syncing with a button or by itself. Nobody else can open it: it listens on this
    computer only, and the address carries a secret. Ctrl-C ends it.

    Example: [cyan]needlepen ui[/]

    On a computer without a browser: [cyan]needlepen ui --no-browser --port 8000[/]
    """
    from ..dashboard.access_control import Secrets
    from ..dashboard.pen_monitor import PenMonitor
    from ..dashboard.server import address, listen, serve

    output = options.output
    listener = listen(port)
    keys = Secrets()
    if no_browser:
        keys.once = ""
    url = address(listener, keys.token)

    def ready() -> None:
        output.result({"ui": {"url": url}}, tr("[bold green]● The dashboard is open. Ctrl-C ends it[/]"))
        if not options.json:
            click.echo(url)  # on one line, for whoever copies it
        sys.stdout.flush()
        output.hint(tr("The address carries a secret: keep it to yourself."))
        if not no_browser:
            click.launch(address(listener, keys.once))

    serve(listener, PenMonitor(options.path, options.find, not no_sync), keys, ready)
