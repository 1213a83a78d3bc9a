"""What the pen shows: the screen and the lamp. At most five pictures a second, and only when the picture changes.

A display may lose its registers or its picture by noise: it is set up on every waking, and told again all the time
(H31). Whether it shows is an input of the rules: `inputs.dark`.

While needles move, one control step either draws one piece of the picture or sends half a page of it (about 2 ms), and
allocates nothing. This file must not know what a picture shows; `screens.py` does.
"""

from micropython import const

from pen.core import states
from pen.core.limits import elapsed_ms
from pen.hal.errors import DISPLAY, PartError

from . import lamp, screens
from .canvas import Canvas

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Protocol

    from pen.core.controller import Controller
    from pen.core.io import Inputs
    from pen.hal.led import Led

    class Display(Protocol):
        """As pen/hal/ssd1306.py; every call may raise PartError."""

        def begin(self) -> None: ...
        def refresh(self) -> bool: ...
        def power(self, on: bool) -> None: ...
        def show(self, frame: bytearray, limit: int = 8) -> bool: ...

    class Sensors(Protocol):
        """As pen/inputs/sensors.py: counts how often a part failed."""

        def part_answered(self, part: int) -> None: ...
        def part_failed(self, part: int) -> None: ...


_DRAW_MS = const(200)  # least time between two pictures
_REFRESH_MS = const(250)  # the display is told its registers and an eighth of its picture again this often
_LOOK_MS = const(50)  # least time between two checks whether the picture has changed; one takes up to 3 ms


class FrontPanel:
    """Screen and lamp of a pen. A display that does not answer is reported to `sensors`, never raised."""

    def __init__(self, display: "Display", led: "Led", sensors: "Sensors"):
        self._display = display
        self._led = led
        self._sensors = sensors
        self._canvas = Canvas()
        self._on = False  # the display is switched on, and has said so
        self._ready = False  # the display has been set up since it last failed or slept
        self._refreshed_ms = 0
        self._phase = 0  # of ARMING, at the last refresh
        self._drawn_ms = 0  # when the last picture was begun
        self._looked_ms = 0  # when the state of the picture was last asked for
        self._picture: list[object] | None = None  # state of the last picture; None after one of RUNNING
        self._sent = True  # the display has the whole picture
        self._needed: tuple[str, ...] = ()  # the modules with the screens of the present state
        self._drawing = False  # pieces of a picture of RUNNING are missing
        self._offer: object = None  # what of the laptop's the last picture shows

    @property
    def shown(self) -> object:
        """What `controller.offer` was when the picture on the glass was drawn; None while it is not whole, or dark."""
        return self._offer if self._ready and self._on and self._sent else None

    def show(self, controller: "Controller", inputs: "Inputs", on: bool, now_ms: int) -> None:
        """One control step: bring screen and lamp up to date. With `on` False the screen is switched off."""
        colour = lamp.colour(controller, now_ms)
        self._led.show(colour)
        names = screens.needed(controller)
        if names is not self._needed:
            self._needed = names
            if self._on and not screens.are_loaded(names):
                return  # loading takes 0.1 s: in the next step, after another look at the buttons
        screens.load_screens(names)  # even if the display does not answer: RUNNING must find them loaded
        try:
            self._show_picture(controller, inputs, on, now_ms)
            self._sensors.part_answered(DISPLAY)
            inputs.dark = not (self._on and self._sent)
        except PartError as error:
            self._ready = False
            inputs.dark = True
            self._sensors.part_failed(error.part)

    def _show_picture(self, controller: "Controller", inputs: "Inputs", on: bool, now_ms: int) -> None:
        """Draw and send what has changed. Raises PartError."""
        if not self._ready and on:
            self._begin()
        if self._on and not on:
            self._display.power(False)
            self._on = False
            self._ready = False
        refreshed = self._on and self._refresh_is_due(controller, now_ms)
        if refreshed:
            self._refreshed_ms = now_ms
            self._on = self._display.refresh()
            self._sent = False
        if on and controller.state == states.RUNNING:
            if refreshed:  # a step of its own
                return
            self._show_running(controller, inputs, now_ms)
        else:
            self._drawing = False
            if on and not self._on:
                self._draw(controller, inputs, now_ms, screens.state_of_picture(controller, inputs, now_ms))
            elif on and elapsed_ms(now_ms, self._looked_ms) >= _LOOK_MS:
                self._draw_if_changed(controller, inputs, now_ms)
            if not self._sent:
                self._sent = self._display.show(self._canvas.buffer)
        if on and not self._on and self._sent:  # not earlier: the display still held the picture from before it slept
            self._display.power(True)
            self._on = True

    def _refresh_is_due(self, controller: "Controller", now_ms: int) -> bool:
        """Now and then; in every phase of ARMING, and in each step while only the finger keeps needles from moving."""
        phase = controller.phase
        if controller.state == states.ARMING and (phase != self._phase or phase == states.RELEASE):
            self._phase = phase
            return True
        return elapsed_ms(now_ms, self._refreshed_ms) >= _REFRESH_MS

    def _begin(self) -> None:
        """Set the display up, dark: at power-on, on waking, and when it answers again after a failure."""
        self._display.begin()
        self._on = False
        self._sent = False
        self._ready = True

    def _draw_if_changed(self, controller: "Controller", inputs: "Inputs", now_ms: int) -> None:
        """Draw if the picture would be another one and the last one has been shown long enough."""
        if elapsed_ms(now_ms, self._drawn_ms) < _DRAW_MS:
            return
        self._looked_ms = now_ms
        picture = screens.state_of_picture(controller, inputs, now_ms)
        self._offer = controller.offer
        if picture != self._picture:
            self._draw(controller, inputs, now_ms, picture)

    def _draw(self, controller: "Controller", inputs: "Inputs", now_ms: int, picture: "list[object]") -> None:
        self._picture = picture
        self._offer = controller.offer
        self._drawn_ms = now_ms
        screens.draw(self._canvas, controller, inputs, now_ms)
        self._sent = False

    def _show_running(self, controller: "Controller", inputs: "Inputs", now_ms: int) -> None:
        """Draw a piece or send half a page. The first picture comes at once, then up to five a second."""
        first = self._picture is not None
        self._picture = None  # so that the next state's picture is drawn, whatever it is
        if self._drawing or first or elapsed_ms(now_ms, self._drawn_ms) >= _DRAW_MS:
            if not self._drawing:
                self._drawn_ms = now_ms
            self._drawing = screens.draw_piece(self._canvas, controller, inputs)
            if self._drawing:
                self._sent = False
        elif not self._sent:
            self._sent = self._display.show(self._canvas.buffer, 1)
