"""Do the needles move? Told from the drive and from the tacho's strokes (S2, S11).

Needles coast for about 0.3 s after the drive is cut, and a broken drive can move them without being asked to. This
module only observes; what follows from it is decided elsewhere.
"""

from .limits import RUNAWAY_STROKES, STILL_MS, elapsed_ms


class Motion:
    """`strokes`: the tacho's count; `stroke_ms`: when the last one was seen; `still`: the needles are at rest."""

    def __init__(self):
        self.strokes = 0
        self.stroke_ms = 0
        self.still = True
        self._moving_ms = 0  # when the needles were last driven, or a stroke was seen
        self._expected_strokes = 0  # the count when the drive was last on or the needles were at rest

    def update(self, strokes: int, driven: bool, now_ms: int) -> None:
        """One step. `strokes`: the tacho's count; `driven`: the needles have the drive on."""
        if strokes != self.strokes:
            self.strokes = strokes
            self.stroke_ms = now_ms
            self._moving_ms = now_ms
        if driven:
            self.still = False
            self._expected_strokes = strokes
            self._moving_ms = now_ms
            return
        self.still = elapsed_ms(now_ms, self._moving_ms) >= STILL_MS
        if self.still:
            self._expected_strokes = strokes

    def runaway(self) -> bool:
        """Have there been more strokes than coasting can explain? To be asked after `update` in every undriven step."""
        if self.strokes - self._expected_strokes <= RUNAWAY_STROKES:
            return False
        self._expected_strokes = self.strokes
        return True

    def expect_strokes(self, now_ms: int) -> None:
        """The needles are about to be driven: the time without a stroke counts from now."""
        self.stroke_ms = now_ms

    def assume_moving(self, now_ms: int) -> None:
        """After a reset or a wake it is not known whether the needles coast: they count as moving for STILL_MS."""
        self._moving_ms = now_ms
