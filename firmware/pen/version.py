"""The firmware's version, the one place it is written; and the formats of ledger and journal that it writes."""

VERSION = (0, 1, 0)
SCHEMA = (2, 1)
