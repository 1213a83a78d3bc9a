"""Chips on the board, modelled at the bytes of their bus. None of them knows the firmware."""
