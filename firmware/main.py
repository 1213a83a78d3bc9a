"""Starts the pen. All of it is in `slots.py`, which is compiled: here every line would cost a start 0.6 ms."""

import slots

slots.run()
