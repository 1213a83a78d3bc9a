"""Starts the pen. Everything it does is in `pen.app`."""

import board
import machine
from pen.app import App
from pen.hal.usb_serial import UsbSerial

serial = UsbSerial()
serial.begin()
App(board, serial, machine.unique_id(), machine.reset_cause()).run()
