"""What the pen shows: the screen and the lamp. At most five pictures a second, and only when the picture changes.

While needles move, a step draws a piece of the picture or sends a page of it, never both: some 3 ms.
"""

from pen.core.limits import elapsed_ms
from pen.core.states import RUNNING
from pen.hal.errors import DISPLAY, PartError

from . import light, screens
from .canvas import Canvas

_DRAW_MS = 200
_LOOK_MS = 50  # a look whether the picture is another costs up to 3 ms


class FrontPanel:
    """Screen and lamp of a pen. A display that does not answer is reported to `sensors`, never raised."""

    def __init__(self, display, led, sensors):
        self._display = display
        self._led = led
        self._sensors = sensors
        self._canvas = Canvas()
        self._on = False
        self._drawn_ms = 0
        self._looked_ms = 0
        self._signature = None
        self._sent = True
        self._drawing = False  # pieces are missing in the picture of moving needles
        self._ready = False  # set up since it last failed

    def _begin(self) -> None:
        """Set the display up, dark; also when it comes back after a failure."""
        self._display.begin()
        self._display.power(False)
        self._on = False
        self._sent = False
        self._ready = True

    def show(self, controller, inputs, on: bool, now_ms: int) -> None:
        """One step: bring screen and lamp up to date; `on` False switches the screen off."""
        self._led.show(*light.colour(controller, now_ms))
        screens.bring(controller)  # also when the display does not answer: RUNNING must find them here
        try:
            if not self._ready:
                self._begin()
            if self._on and not on:
                self._display.power(False)
                self._on = False
            if on and controller.state == RUNNING:
                self._piece(controller, inputs, now_ms)
            else:
                self._drawing = False
                if on and not self._on:
                    self._draw(controller, inputs, now_ms, screens.signature(controller, inputs, now_ms))
                elif on and elapsed_ms(now_ms, self._looked_ms) >= _LOOK_MS:
                    self._look(controller, inputs, now_ms)
                if not self._sent:
                    self._sent = self._display.show(self._canvas.buffer)
            if on and not self._on and self._sent:  # now: before, the glass held what was there before it slept
                self._display.power(True)
                self._on = True
            self._sensors.part_answered(DISPLAY)
        except PartError as error:
            self._ready = False
            self._sensors.part_failed(error.part)

    def _look(self, controller, inputs, now_ms: int) -> None:
        """Draw, if the picture is another and the last one has stood long enough."""
        if elapsed_ms(now_ms, self._drawn_ms) < _DRAW_MS:
            return
        self._looked_ms = now_ms
        signature = screens.signature(controller, inputs, now_ms)
        if signature != self._signature:
            self._draw(controller, inputs, now_ms, signature)

    def _draw(self, controller, inputs, now_ms: int, signature: tuple) -> None:
        self._signature = signature
        self._drawn_ms = now_ms
        screens.draw(self._canvas, controller, inputs, now_ms)
        self._sent = False

    def _piece(self, controller, inputs, now_ms: int) -> None:
        """Needles move: the first picture at once, then up to five a second, piece by piece."""
        first = self._signature is not None
        self._signature = None  # whatever comes after is drawn anew
        if self._drawing or first or elapsed_ms(now_ms, self._drawn_ms) >= _DRAW_MS:
            if not self._drawing:
                self._drawn_ms = now_ms
            self._drawing = screens.step(self._canvas, controller, inputs)
            if self._drawing:
                self._sent = False
                return
        if not self._sent:
            self._sent = self._display.show(self._canvas.buffer, 1)
