"""What the tests of the skin's commands type, the day on which they do, and how an answer is read."""

import json

SIGNED = ("--by", "Dr. Patel", "--on", "2026-05-01")
TODAY = 1_790_000_000  # autumn of 2026


def asked(call, *args):
    """The exit code of a command line with --json, and its answer."""
    code, out, _ = call(*args, "--json")
    return code, json.loads(out)
