"""Says what this computer lacks to run the emulated RP2040, each with its remedy. Exit code 1 when anything does."""

import sys

from boards.virtual.rp2040.line import missing


def main() -> int:
    """See the module's first line."""
    lacks = missing()
    for what in lacks:
        print(f"missing: {what}", file=sys.stderr)
    return int(bool(lacks))


if __name__ == "__main__":
    sys.exit(main())
