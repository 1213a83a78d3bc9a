"""Hypothesis profiles, chosen by NEEDLEPEN_SCALE: "ci" (short, the same examples every time), "long", and "planted"
(as "ci", but a failure is not made smaller: that a planted bug is caught is all there is to know)."""

import gc
import os
import signal
import sys
from collections import Counter
from importlib.machinery import PathFinder, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # started in the background: what tests start would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)

os.environ["NEEDLEPEN_LANG"] = "en"  # what the tests read, wherever they run
os.environ["NEEDLEPEN_VIRTUAL"] = ""  # no virtual pen is found but by the tests of that

SCALE = os.environ.get("NEEDLEPEN_SCALE", "ci")

if SCALE != "planted":  # there a file changes twice a second
    # what the pen borrows is imported anew each time, and hundreds of processes are started: none shall compile again
    BYTECODE = Path(__file__).resolve().parents[1] / "build" / "bytecode"
    sys.dont_write_bytecode = False
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(BYTECODE)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

    class KeptCode(SourceFileLoader):
        """The firmware's code is read once: a start of the pen imports anew, and a life of weeks has many starts."""

        found: dict = {}  # (module, where its package is) → the file it is in
        code: dict = {}  # file → what it was compiled to

        def get_code(self, fullname):
            if self.path not in self.code:
                self.code[self.path] = super().get_code(fullname)
            return self.code[self.path]

        @classmethod
        def find_spec(cls, fullname, path=None, target=None):
            """As a finder on `sys.meta_path`: for modules in packages of the firmware, not for the packages."""
            if path is None or not fullname.startswith("pen."):
                return None
            asked = fullname, *path
            if asked not in cls.found:
                spec = PathFinder.find_spec(fullname, path)
                of_code = spec is not None and isinstance(spec.loader, SourceFileLoader)
                cls.found[asked] = spec.origin if of_code and not spec.submodule_search_locations else None
            file = cls.found[asked]
            return file and spec_from_file_location(fullname, file, loader=cls(fullname, file))

    sys.meta_path.insert(0, KeptCode)

_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("ci", derandomize=True, max_examples=60, database=None, **_COMMON)
settings.register_profile("long", max_examples=3_000, print_blob=True, **_COMMON)
settings.register_profile("planted", settings.get_profile("ci"), phases=[Phase.explicit, Phase.generate])
settings.load_profile(SCALE)


@pytest.hookimpl(optionalhook=True)  # where there is no xdist nobody asks
def pytest_xdist_auto_num_workers(config):
    """One more than there are cores: some tests wait for processes and clocks."""
    return (os.cpu_count() or 1) + 1


# The firmware collects before it sleeps and before needles. CPython needs nobody's word for that, and a pen in the
# drawer that is woken each hour spends a fifth of its processor's time so.
collect, gc.collect = gc.collect, lambda: 0


def pytest_collection_finish():
    """What was imported for the tests need not be walked each time."""
    collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter):
    """What was not tested is said, and how to have it tested."""
    skipped = [report.longrepr[2] for report in terminalreporter.stats.get("skipped", ())]
    for reason, count in Counter(str(text).removeprefix("Skipped: ") for text in skipped).most_common():
        terminalreporter.write_line(f"NOT TESTED ({count}): {reason}", yellow=True, bold=True)
