"""Starts the pen, or service mode when DOWN is held; whatever fails here ends there too (`pen.service`)."""

from pen import service


def start() -> None:
    """The application, until the laptop asks for service."""
    import board
    from pen.app import App
    from pen.hal import chip
    from pen.hal.usb_serial import UsbSerial

    serial = UsbSerial()
    serial.begin()
    App(board, serial, chip.unique_id(), chip.why_started()).run()


service.run(start)
