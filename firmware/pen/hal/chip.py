"""The RP2040 itself: its identity, why it started, and its I2C bus."""

import machine


def unique_id() -> bytes:
    """Eight bytes that no other chip has (the flash chip's own number)."""
    return machine.unique_id()


def reset_cause() -> int:
    """machine.PWRON_RESET (1) or machine.WDT_RESET (3)."""
    return machine.reset_cause()


def reset() -> None:
    """Start anew, as after power-on. Only with everything off."""
    machine.reset()


def i2c_bus(number: int, sda_pin: int, scl_pin: int, hz: int):
    """The bus that display, clock, EEPROM and encoder share."""
    return machine.I2C(number, sda=machine.Pin(sda_pin), scl=machine.Pin(scl_pin), freq=hz)
