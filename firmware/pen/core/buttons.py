"""Three buttons from raw levels: debounced taps and holds (H16). Raw presses stop needles elsewhere, undebounced.

Each is heard by itself: what one contact does, also one that chatters, changes nothing of what the others report. The
exception is `held_long`, which is told of a button that was down alone only.
"""

from micropython import const

from .limits import BLEED_HOLD_MS, CLEAR_HOLD_MS, DEBOUNCE_MS, HOLD_MS, READ_MS, STEADY_MS, STUCK_MS, elapsed_ms

_ALL = const(7)
_HELD = const(1)  # how far a press has come, 0 at first …
_BLEEDING = const(2)
_HELD_LONG = const(3)
_STUCK = const(4)
_FROM_MS = (HOLD_MS, BLEED_HOLD_MS, CLEAR_HOLD_MS, STUCK_MS)  # … and when it comes to the next


class Buttons:
    """`began`, `tapped`, `held`, `bleeding` and `held_long` are masks valid for the step in which they happen.

    `down`: the debounced mask. `read`: the buttons whose latest press began when what the screen shows had been there
    for READ_MS. `fresh`: those whose latest press began as long after the one before: a finger that taps on and on has
    read nothing. `stuck`: down for STUCK_MS, or not standing still for as long: nobody presses them, and a tap of
    them is none. `may_bleed`: of these a press that begins now says that it bleeds, once it has been held for
    BLEED_HOLD_MS, whatever comes under it (A23); set before `update`. Lists and masks: SELECT, UP, DOWN.
    """

    def __init__(self):
        self._raw = 0
        self._raw_ms = [0, 0, 0]  # when the raw level changed last
        self._restless_ms = [0, 0, 0]  # since when the contact has not stood still for STEADY_MS
        self._down_ms = [0, 0, 0]  # when the present press began
        self._stage = [0, 0, 0]  # of the present press
        self._shown_ms = 0
        self.fresh = self.read = self.down = self.stuck = 0
        self.began = self.tapped = self.held = self.bleeding = self.held_long = 0
        self.chatter = 0  # these have been restless for STUCK_MS; part of `stuck`
        self._shared = 0  # another button was down, too, when this one became a hold, or is held itself
        self.may_bleed = 0
        self._touched = 0  # raw or debounced, in the step before
        self._says_nothing = 0  # of these the present press began when a hold could not mean bleeding
        self._muted = 0  # the press has acted already: its release is no tap
        self._busy = _ALL  # of them there is something to find out, or to forget

    def shown(self, now_ms: int) -> None:
        """Something new stands on the screen, or still covers it: no press so far was an answer to it."""
        self._shown_ms = now_ms
        self.read = 0

    def mute(self) -> None:
        """The press that is down, or bouncing, now has acted already; it may still become a hold."""
        self._muted = self._busy = _ALL

    def spend(self) -> None:
        """What is pressed now has been heard (by a notice, an armed pen): no tap, no hold, but it may say bleeding."""
        self.tapped = self.held = 0
        self._heard(_HELD)

    def silence(self) -> None:
        """What is pressed now answers the laptop: it means nothing to the pen, but that it bleeds."""
        self.began = self.tapped = self.held = self.held_long = 0
        self._heard(_HELD)
        self._heard(_HELD_LONG, self._says_nothing)

    def pressed(self) -> bool:
        """Does somebody press a button now? One that reads pressed for ever (a broken wire) is nobody."""
        return bool((self._raw | self.down) & ~self.stuck)

    def update(self, raw: int, now_ms: int) -> None:
        """One step: `raw` is the mask of buttons that read pressed."""
        busy = raw | self._busy
        if not busy:  # nobody touches them, and nothing was told in the step before
            return
        self.began = self.tapped = self.held = self.bleeding = self.held_long = 0
        self._says_nothing = self._says_nothing & self._touched | raw & ~self._touched & ~self.may_bleed
        changed = raw ^ self._raw
        self._raw = raw
        self.stuck = 0
        for i in range(3):
            bit = 1 << i
            if busy & bit:
                if changed & bit:
                    self._moved(i, bit, now_ms)
                else:
                    self._stands(i, bit, elapsed_ms(now_ms, self._raw_ms[i]), now_ms)
                if self.down & bit:
                    self._holding(i, bit, elapsed_ms(now_ms, self._down_ms[i]))
        self.stuck |= self.chatter
        self._touched = raw | self.down
        self._busy = self._touched | self._muted | self.chatter | self.tapped

    def _moved(self, i: int, bit: int, now_ms: int) -> None:
        """The raw level has changed. After 12 days the ticks lie, but both times were close together."""
        if elapsed_ms(now_ms, self._raw_ms[i]) >= STEADY_MS:
            self._restless_ms[i] = now_ms
        elif elapsed_ms(now_ms, self._restless_ms[i]) >= STUCK_MS:
            self.chatter |= bit
            self.down &= ~bit
        self._raw_ms[i] = now_ms

    def _stands(self, i: int, bit: int, for_ms: int, now_ms: int) -> None:
        """The raw level is what it was `for_ms` ago."""
        if for_ms >= STEADY_MS:
            self.chatter &= ~bit
        if for_ms < DEBOUNCE_MS or self.chatter & bit:
            return
        if self._raw & bit:
            if not self.down & bit:
                self._press(i, bit, now_ms)
        elif self.down & bit:
            self.down &= ~bit
            if not self._stage[i] and not self._muted & bit:  # released before it became a hold
                self.tapped |= bit
        else:
            self._muted &= ~bit

    def _press(self, i: int, bit: int, now_ms: int) -> None:
        self.began |= bit
        self.read &= ~bit
        self.fresh &= ~bit
        if elapsed_ms(now_ms, self._down_ms[i]) >= READ_MS:
            self.fresh |= bit
        if elapsed_ms(now_ms, self._shown_ms) >= READ_MS:
            self.read |= bit
        self._down_ms[i] = now_ms
        self._stage[i] = 0
        self._shared &= ~bit
        self.down |= bit

    def _holding(self, i: int, bit: int, for_ms: int) -> None:
        """It is down `for_ms` now; that starts anew when the ticks wrap after 12 days, the stage does not."""
        stage = self._stage[i]
        if stage < _STUCK and for_ms >= _FROM_MS[stage]:
            self._stage[i] = stage = stage + 1
            if stage == _HELD:
                self.held |= bit
                if self.down != bit:  # a short closing of another contact is nobody's hold
                    self._shared |= self.down
            elif stage == _BLEEDING:
                self.bleeding |= bit & ~self._says_nothing
            elif stage == _HELD_LONG and self.down == bit and not (self._shared & bit or self.chatter & ~bit):
                self.held_long |= bit
        if stage == _STUCK:
            self.stuck |= bit

    def _heard(self, stage: int, buttons: int = _ALL) -> None:
        """The presses of `buttons` that are down, or bouncing, now mean nothing more up to `stage`."""
        self._muted |= (self._raw | self.down) & buttons
        for i in range(3):
            if buttons >> i & 1:
                self._stage[i] = max(self._stage[i], stage)  # of one that is up it means nothing
