"""What `make` starts can be started: a target that nobody has called for a week must not be broken."""

import os
import re
import subprocess
import sys

import pytest

from boards.virtual.handle import find_micropython
from tests.tools.paths import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
_STARTED = r"-m ((?:boards|tests)\.[\w.]+)"
MODULES = sorted(set(re.findall(_STARTED, MAKEFILE)))
# What targets start that only the extra `virtual` is set up for
WITH_LITTLE = sorted(set(re.findall(r"(?m)^[\w-]+: ready-virtual .*\n(?:\t.*\n)*?\t.*" + _STARTED, MAKEFILE)))
_NOT_INSTALLED_THEN = ("coverage", "httpx2", "hypothesis", "pioemu", "playwright", "pytest", "setuptools", "xdist")


def started(*arguments: str) -> str:
    """What Python prints, started as `make` does it. Fails when it ends badly."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("module", MODULES)
def test_all_that_a_target_needs_is_found(module):
    started("-c", f"import runpy; runpy.run_module({module!r}, run_name='looked at')")


@pytest.mark.parametrize("module", WITH_LITTLE)
def test_the_demo_and_what_builds_need_no_test_tool(module):
    hidden = f"import sys; sys.modules.update(dict.fromkeys({_NOT_INSTALLED_THEN!r}))"
    started("-c", f"{hidden}; import runpy; runpy.run_module({module!r}, run_name='looked at')")


def test_the_demo_and_the_pen_are_set_up_with_little():
    assert {"boards.virtual.demo", "boards.virtual.live"} <= set(WITH_LITTLE)


def test_size_tells_every_module_and_the_heap():
    said = started("-m", "tests.tools.size")
    assert "pen.core.controller" in said or "pen/core/controller" in said
    if find_micropython():
        assert re.search(r"[\d,]+ bytes", " ".join(said.split()).rpartition("Heap of the running application")[2])
