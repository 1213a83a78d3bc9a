"""Writes to the history in a thread of its own, so that the pen goes on sending while the disk is waited for.

One write at a time, in the order given. Must not know what is written.
"""

import threading
from collections.abc import Callable


class BackgroundWriter:
    """At most one write is under way; its error is raised by the next `give` or `wait`."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._error: BaseException | None = None

    @property
    def idle(self) -> bool:
        """True when no write is under way."""
        return self._thread is None or not self._thread.is_alive()

    def give(self, work: "Callable[[], None]") -> None:
        """Do `work` after what was given before; raises what that raised, and then does nothing."""
        self.wait()
        self._thread = threading.Thread(target=self._run, args=(work,))
        self._thread.start()

    def wait(self) -> None:
        """Wait until everything given is done; raises what it raised."""
        if self._thread:
            self._thread.join()
            self._thread = None
        if self._error:
            error, self._error = self._error, None
            raise error

    def _run(self, work: "Callable[[], None]") -> None:
        try:
            work()
        except BaseException as e:  # whatever it is, it belongs to who waits
            self._error = e
