"""Failure modes and effects of the whole pen: every generated fault, at every phase, in short scenes (`make fmea`)."""

from tests.tools import paths  # noqa: F401 - so that the modules here find the firmware
