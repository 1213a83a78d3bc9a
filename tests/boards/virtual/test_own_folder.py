"""Two `make demo` at once: each has a folder of its own."""

import os
import subprocess
import sys

from boards.virtual import handle
from boards.virtual.own_folder import own
from tests.tools.paths import ROOT

HOLDING = """
import sys, time
from pathlib import Path
from boards.virtual.own_folder import own
print(own(Path(sys.argv[1])).name, flush=True)
time.sleep(60)
"""


def test_the_second_gets_the_next_folder_and_the_third_the_first_again(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", HOLDING, str(tmp_path / "demo")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout.readline() == "demo\n"
        assert own(tmp_path / "demo").name == "demo-2"
        first.kill()  # however it ends
    assert own(tmp_path / "demo").name == "demo"


def test_a_factory_image_that_another_program_makes_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(handle, "ROOT", tmp_path)
    monkeypatch.setattr(handle, "filesystem", lambda _, language: b"image")
    monkeypatch.setattr(handle, "sources", lambda _, language: {})
    folder = tmp_path / "build" / "virtual"
    folder.mkdir(parents=True)
    (folder / "factory-1234.999").write_bytes(b"half")
    (folder / "factory-1234").write_bytes(b"old")
    handle.factory_image.cache_clear()
    try:
        made = handle.factory_image()
    finally:
        handle.factory_image.cache_clear()
    assert made.read_bytes() == b"image"
    assert {file.name for file in folder.iterdir()} == {made.name, "factory-1234.999"}
