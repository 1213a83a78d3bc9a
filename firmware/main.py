"""Starts the pen. Everything it does is in `pen.app`."""

import board
from pen.app import App
from pen.hal import chip
from pen.hal.usb_serial import UsbSerial

serial = UsbSerial()
serial.begin()
App(board, serial, chip.unique_id(), chip.reset_cause()).run()
