"""Three buttons from raw levels: debounced taps and holds (H16). Raw presses stop needles elsewhere, undebounced."""

from .limits import BLEED_HOLD_MS, CLEAR_HOLD_MS, DEBOUNCE_MS, HOLD_MS, READ_MS, STUCK_MS, elapsed_ms


class Buttons:
    """`began`, `tapped`, `held`, `bleeding` and `held_long` are masks valid for the step in which they happen.

    `read`: the buttons whose latest press began when what the screen shows had been there to be read.
    """

    def __init__(self):
        self._raw = 0
        self._raw_ms = 0
        self._down_ms = 0
        self._shown_ms = 0
        self.read = 0
        self._fired = 0  # 0 none, 1 held, 2 bleeding, 3 held_long: of the present press
        self.down = 0  # debounced
        self.began = 0  # buttons that went down
        self.tapped = self.held = self.bleeding = self.held_long = 0
        self.stuck = False
        self._too_old_to_bleed = True  # the press that is down began before a hold could mean bleeding, or before boot
        self._muted = False  # the press that is down has acted already: its release is no tap

    def shown(self, now_ms: int) -> None:
        """Something new stands on the screen, or still covers it: no press so far was an answer to it."""
        self._shown_ms = now_ms
        self.read = 0

    def mute(self) -> None:
        """The press that is down, or bouncing, now has acted already; it may still become a hold."""
        self._muted = True

    def spend(self) -> None:
        """What is pressed now has been heard (by a notice, an armed pen): no tap, no hold, but it may say bleeding."""
        self.tapped = self.held = 0
        if self._raw or self.down:
            self._muted = True
            self._fired = max(self._fired, 1)

    def silence(self) -> None:
        """What is pressed now answers the laptop: neither the press nor its release means anything to the pen."""
        self.began = self.tapped = self.held = self.bleeding = self.held_long = 0
        if self._raw or self.down:
            self._muted = True
            self._fired = 3

    def pressed(self) -> bool:
        """Does somebody press a button now? One that reads pressed for ever (a broken wire) is nobody."""
        return not self.stuck and bool(self._raw or self.down)

    def bleeding_needs_a_new_press(self) -> None:
        """A press that is down now did not begin in a pause: however long it is held, it does not say bleeding."""
        self._too_old_to_bleed = True

    def update(self, raw: int, now_ms: int) -> None:
        """One step: `raw` is the mask of buttons that read pressed."""
        self.began = self.tapped = self.held = self.bleeding = self.held_long = 0
        if not (raw or self.down or self._raw or self._muted):  # nobody touches them
            self._too_old_to_bleed = self.stuck = False
            return
        if not raw and not self.down:
            self._too_old_to_bleed = False
        if raw != self._raw:
            self._raw = raw
            self._raw_ms = now_ms
        elif elapsed_ms(now_ms, self._raw_ms) >= DEBOUNCE_MS:
            if raw != self.down:
                self._change(raw, now_ms)
            elif not raw:
                self._muted = False
        if self.down:
            self._holding(elapsed_ms(now_ms, self._down_ms))
        else:
            self.stuck = False

    def _change(self, raw: int, now_ms: int) -> None:
        if raw & ~self.down:  # a new press starts the hold again
            self.began = raw & ~self.down
            self.read &= ~self.began
            if elapsed_ms(now_ms, self._shown_ms) >= READ_MS:
                self.read |= self.began
            self._down_ms = now_ms
            self._fired = 0
            self.stuck = False
        elif not self._fired and not self._muted:  # released before it became a hold
            self.tapped = self.down & ~raw
        self.down = raw

    def _holding(self, for_ms: int) -> None:
        if self._fired == 0 and for_ms >= HOLD_MS:
            self._fired = 1
            self.held = self.down
        elif self._fired == 1 and for_ms >= BLEED_HOLD_MS:
            self._fired = 2
            self.bleeding = 0 if self._too_old_to_bleed else self.down
        elif self._fired == 2 and for_ms >= CLEAR_HOLD_MS:
            self._fired = 3
            self.held_long = self.down
        if for_ms >= STUCK_MS:  # and stays so: `for_ms` starts anew when the ticks wrap after 12 days
            self.stuck = True
