"""Tools that put the firmware on a pen: run on the laptop, never on the pen."""
