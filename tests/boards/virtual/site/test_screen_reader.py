"""The page reads the pen's screens as `boards/virtual/demo/screen_reader.py` does, every kind of them."""

import json
import subprocess
from pathlib import Path

from boards.virtual.demo.screen_reader import lines
from tests.tools import screens

READER = Path(__file__).parent / "read_screens.mjs"


def test_both_readers_read_the_same_on_every_kind_of_screen(site):
    shots = screens.shots()
    frames = "\n".join(frame.hex() for _, _, frame in shots)
    command = ["node", str(READER), str(site)]
    done = subprocess.run(command, input=frames, capture_output=True, encoding="utf-8", timeout=120, check=True)
    read = json.loads(done.stdout)
    assert len(read) == len(shots) > 100
    for (chapter, label, frame), texts in zip(shots, read, strict=True):
        assert texts == list(lines(frame)), (chapter, label)
