"""Boards needlepen runs on: one folder each. Holds no code that the firmware imports."""
