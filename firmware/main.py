"""Starts the pen, or service mode when DOWN is held; whatever fails here ends there too (`pen.service`).

The program comes out of one checked file. If that is damaged, service mode starts from its own few files beside it.
"""

import gc
import sys

# What an import leaves behind is filled by the next one: else 100 KB are free in the end, and no 2 KB of it in a row.
gc.threshold(65_536)  # pyright: ignore[reportAttributeAccessIssue]
trouble = program = None
try:
    import board  # noqa: F401, I001 - here, because "" is not searched while the program is imported
    import pack

    program = pack.mount("/pen.pack", "/app")
    sys.path[:] = ["/app", ".frozen"]  # in "" and "/lib" littlefs would look for milliseconds
    for name in ("machine", "struct", "time", "select", "io", "os"):  # nor has `import machine` to look anywhere first
        sys.modules[name] = __import__(name)
except Exception as error:
    trouble = error

from pen import service  # noqa: E402


def start() -> None:
    """The application, until the laptop asks for service."""
    if trouble:
        raise trouble
    import board
    from pen.app import App
    from pen.hal import chip
    from pen.hal.usb_serial import UsbSerial

    gc.collect()
    gc.threshold(-1)  # pyright: ignore[reportAttributeAccessIssue]
    serial = UsbSerial()
    serial.begin()
    app = App(board, serial, chip.unique_id(), chip.why_started())
    program.rest()
    app.run()


service.run(start)
sys.path.append("")  # for the REPL
