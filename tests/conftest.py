"""Hypothesis profiles, chosen by NEEDLEPEN_SCALE: "ci" (short, the same examples every time), "long", and "planted"
(as "ci", but a failure is not made smaller: that a planted bug is caught is all there is to know)."""

import os
import signal
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # started in the background: what tests start would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)

_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("ci", derandomize=True, max_examples=60, database=None, **_COMMON)
settings.register_profile("long", max_examples=3_000, print_blob=True, **_COMMON)
settings.register_profile("planted", settings.get_profile("ci"), phases=[Phase.explicit, Phase.generate])
settings.load_profile(os.environ.get("NEEDLEPEN_SCALE", "ci"))


@pytest.hookimpl(optionalhook=True)  # where there is no xdist nobody asks
def pytest_xdist_auto_num_workers(config):
    """One more than there are cores: some tests wait for processes and clocks."""
    return (os.cpu_count() or 1) + 1


def pytest_terminal_summary(terminalreporter):
    """What was not tested is said, and how to have it tested."""
    skipped = [report.longrepr[2] for report in terminalreporter.stats.get("skipped", ())]
    for reason, count in Counter(str(text).removeprefix("Skipped: ") for text in skipped).most_common():
        terminalreporter.write_line(f"NOT TESTED ({count}): {reason}", yellow=True, bold=True)
