"""The tests of the screens once more, for the pen in each other language: nothing clipped, all legible, as kept."""

import os
import subprocess
import sys

import pytest

from boards.tools import languages
from tests.firmware.ui.seen_language import LANGUAGE, VARIABLE
from tests.tools.paths import ROOT

FILES = [f"tests/firmware/ui/test_{name}.py" for name in ("screens", "legible", "gallery", "snapshots", "font")]
FILES.append("tests/firmware/ui/texts/test_texts.py")
OF_ENGLISH = ("limits_named", "asks_for_all", "hal_errors")  # English words; the place of the English files
DONE = 400  # tests; fewer were run: this looks in the wrong place


@pytest.mark.skipif(LANGUAGE != languages.ENGLISH, reason="this is the run in another language")
@pytest.mark.parametrize("language", languages.names()[1:])
def test_the_screens_in_another_language(language):
    chosen = " and ".join(f"not {name}" for name in OF_ENGLISH)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-k", chosen, *FILES]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST"))}
    done = subprocess.run(
        command, cwd=ROOT, env={**environment, VARIABLE: language}, capture_output=True, encoding="utf-8", timeout=280
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert done.stdout.count(".") > DONE
