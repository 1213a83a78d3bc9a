"""Starts the pen. How it starts is in `slots.py`, which is compiled: here every line costs a start 0.6 ms."""

import slots

slots.run()
