"""The virtual pen: every part of the board as a behavioural model in integers, for CPython and MicroPython.

Written from data sheets and the wiring text alone: it shares no code and no constant with the firmware,
so that a mistake on one side cannot hide behind the same mistake on the other.
"""
