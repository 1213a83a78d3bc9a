"""A pen on the emulated chip for a test, or a loud reason why there is none."""

import warnings

import pytest

from boards.virtual.rp2040.line import obstacle


def needs_the_chip() -> None:
    """Skip the test, loudly, where the emulated chip cannot run."""
    why = obstacle()
    if why:
        warnings.warn(why, stacklevel=2)
        pytest.skip("THE EMULATED RP2040 IS NOT HERE: " + why)
