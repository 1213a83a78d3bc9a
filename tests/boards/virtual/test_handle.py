"""The handle on a virtual pen's process."""

import os
import signal
import sys

import pytest

from boards.virtual.handle import PenError, VirtualPen


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal")
@pytest.mark.filterwarnings("error")  # of the cable's thread
def test_a_process_that_dies_with_the_cable_in_is_told_once_and_in_words():
    with VirtualPen(sys.executable) as pen:
        pen.do("new", seed=3)
        port = os.open(pen.plug(), os.O_WRONLY | os.O_NOCTTY)
        os.kill(pen.pid, signal.SIGSTOP)
        os.write(port, b"never read")
        pen.cable._thread.join(0.3)
        os.kill(pen.pid, signal.SIGKILL)
        pen.cable._thread.join(5)  # the cable has noticed
        assert not pen.cable._thread.is_alive()
        with pytest.raises(PenError, match="process ended"):
            pen.look()
        os.close(port)
