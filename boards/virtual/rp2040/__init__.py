"""The pen's firmware as it ships, on an emulated RP2040 (rp2040js) in a process of its own, wired to the same world.

The JavaScript side is the chip and knows no board; the Python side is the board and knows no chip. CPython only.
"""
