"""`main.py` keeps the port's own modules where an import looks first: none is looked for in the file system again."""

import subprocess

import pytest

from boards.tools.pen_files import ROOT
from boards.virtual.handle import find_micropython

_SCRIPT = """
import sys, vfs

class Files:
    def mount(self, readonly, mkfs): pass
    def umount(self): pass
    def stat(self, path):
        asked.append(path)
        raise OSError(2)

class Slots:
    def run(self): print(sys.path)

asked = []
vfs.mount(Files(), "/flash")
sys.path[:] = ["/flash", ".frozen"]
sys.modules["slots"] = Slots()
with open({main!r}) as file:
    exec(file.read())
print(asked)
import array, binascii, errno, io, machine, struct, time
from struct import pack
print(asked, machine.mem32 is not None, pack("<H", 7))
"""


@pytest.mark.skipif(not find_micropython(), reason="this machine has no MicroPython unix port")
def test_no_module_of_the_port_is_looked_for_among_the_files(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(_SCRIPT.format(main=str(ROOT / "firmware" / "main.py")))
    done = subprocess.run([find_micropython(), str(script)], capture_output=True, text=True, timeout=60)
    assert done.stdout == "['/flash', '.frozen']\n[]\n[] True b'\\x07\\x00'\n", done.stdout + done.stderr


@pytest.mark.skipif(not find_micropython(), reason="this machine has no MicroPython unix port")
def test_without_it_they_are(tmp_path):
    """What the test above would see: an import of a module that the port has asks for three files."""
    script = tmp_path / "script.py"
    script.write_text(_SCRIPT.replace("    exec(file.read())", "    file.read()").format(main="/dev/null"))
    done = subprocess.run([find_micropython(), str(script)], capture_output=True, text=True, timeout=60)
    assert "'/struct', '/struct.py', '/struct.mpy'" in done.stdout, done.stdout + done.stderr
