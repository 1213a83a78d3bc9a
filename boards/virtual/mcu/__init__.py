"""The parts of the RP2040 the firmware can reach: pins, state machines, ADC, watchdog."""
