"""A connection of the dashboard that waits for nobody for ever.

Whoever opens a connection and says nothing, or half a request, or does not read the answer, is left after a while:
else a few of them would keep the owner out. Must not know what is asked for.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_S = 20.0  # from a connection's beginning, or the last answer, to the end of the next request
ANSWER_S = 120.0  # from there to the end of the answer; a report of a long history takes some seconds
_COMING = (h11.IDLE, h11.SEND_BODY)  # what a browser is in, while not all of its request is here


class Connection(H11Protocol):
    """As uvicorn's, which times only what lies between two requests."""

    _timer: "asyncio.TimerHandle | None" = None
    _whole = False  # a request is here, and its answer is not out

    def connection_made(self, transport: Any) -> None:
        """Give whoever has connected `REQUEST_S` for a request."""
        super().connection_made(transport)
        self._leave_after(REQUEST_S)

    def connection_lost(self, exc: "Exception | None") -> None:
        """Somebody has gone, or was left."""
        super().connection_lost(exc)
        if self._timer:
            self._timer.cancel()

    def data_received(self, data: bytes) -> None:
        """A piece of a request; pieces alone bring no more time."""
        super().data_received(data)
        if not self._whole and self.conn.their_state not in _COMING:
            self._whole = True
            self._leave_after(ANSWER_S)

    def on_response_complete(self) -> None:
        """The answer is written; uvicorn ends an idle connection earlier."""
        self._whole = False
        self._leave_after(REQUEST_S)
        super().on_response_complete()

    def _leave_after(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, self.transport.abort)
