"""Firmware for a pen: keys and bundles, putting one onto a pen, and the ways back when it does not start."""
