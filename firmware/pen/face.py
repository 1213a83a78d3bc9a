"""What the pen shows: the screen and the lamp. At most five pictures a second, and only when the picture changes."""

from .core.limits import elapsed_ms
from .core.states import RUNNING
from .hal.errors import DISPLAY, PartError
from .ui import light, screens
from .ui.canvas import Canvas

_DRAW_MS = 200
_RUNNING_PAGES = 1  # display pages a step while needles move: 3 ms of bus, the rest follows in the next steps
_ALL_PAGES = 8


class Face:
    """Screen and lamp of a pen. A display that does not answer is reported to `sense`, never raised."""

    def __init__(self, display, led, sense):
        self._display = display
        self._led = led
        self._sense = sense
        self._canvas = Canvas()
        self._on = False
        self._drawn_ms = 0
        self._signature = None
        self._sent = True
        self._ready = False  # set up since it last failed

    def _begin(self) -> None:
        """Set the display up, dark; also when it comes back after a failure."""
        self._display.begin()
        self._display.power(False)
        self._on = False
        self._ready = True

    def show(self, controller, inputs, on: bool, now_ms: int) -> None:
        """One step: bring screen and lamp up to date; `on` False switches the screen off."""
        self._led.show(*light.colour(controller, now_ms))
        try:
            if not self._ready:
                self._begin()
            if on != self._on:
                self._display.power(on)
                self._on = on
                self._signature = None
            if on and elapsed_ms(now_ms, self._drawn_ms) >= _DRAW_MS:
                self._draw(controller, inputs, now_ms)
            if not self._sent:
                pages = _RUNNING_PAGES if controller.state == RUNNING else _ALL_PAGES
                self._sent = self._display.show(self._canvas.buffer, pages)
            self._sense.worked(DISPLAY)
        except PartError as error:
            self._ready = False
            self._sense.failed(error.part)

    def _draw(self, controller, inputs, now_ms: int) -> None:
        signature = screens.signature(controller, inputs, now_ms)
        if signature != self._signature:
            self._signature = signature
            self._drawn_ms = now_ms
            screens.draw(self._canvas, controller, inputs, now_ms)
            self._sent = False
