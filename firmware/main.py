"""Starts the pen, or service mode when DOWN is held; whatever fails here ends there too (`pen.service`).

Which program runs, `slots.py` says. A new one that fails restarts, which goes back to the one before. Is neither whole,
service mode starts from its own few files beside them.
"""

import gc
import sys

# What an import leaves behind is filled by the next one: else 100 KB are free in the end, and no 2 KB of it in a row.
gc.threshold(65_536)  # pyright: ignore[reportAttributeAccessIssue]
boot = trouble = None
try:
    import board  # noqa: F401, I001 - here, because "" is not searched while the program is imported
    import slots

    boot = slots.Slots(slots.root())
    boot.start("/app")
    sys.path[:] = ["/app", ".frozen"]  # in "" and "/lib" littlefs would look for milliseconds
    for name in ("machine", "struct", "time", "select", "io", "os"):  # nor has `import machine` to look anywhere first
        sys.modules[name] = __import__(name)
    from pen import service
except Exception as error:
    trouble = error
    if boot:
        boot.fail()
    sys.path[:] = ["", ".frozen"]
    for name in [name for name in sys.modules if name.split(".")[0] == "pen"]:
        del sys.modules[name]
    from pen import service


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
    App(board, serial, chip.unique_id(), chip.why_started(), boot).run()


def guarded() -> None:
    """`start`; on trial an error is no screen but the way back."""
    try:
        start()
    except Exception:
        if boot:
            boot.fail()
        raise


service.run(guarded)
sys.path.append("")  # for the REPL
