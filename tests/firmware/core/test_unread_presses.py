"""S17, S18, H16: a press that began before its screen could be read does nothing that cannot be taken back.

A treatment, a check-in, a fault and a lock-out are walked through. At every screen on the way (state, phase, question,
page, chosen END, dry or not, a notice) the person of the walk stops, and another one presses, from before the screen
stood to just before it could be read: taps, and holds as long as any hold means something. What the journal has then
and would not have without the press must be in `MAY`, which says why.
"""

import copy

import pytest
from pen.core.menu import END_ITEM
from pen.core.states import ASKING, CLEANING, ENDED, FAULT, OFF, PAUSED, READY, RUNNING, SELF_TEST
from pen.core.states.cleaning import DRYING
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware.core.bench import DOWN, SELECT, STEP_MS, UP, Bench, blank_ledger
from tests.firmware.core.prepared import locked_ledger

BEGINS_MS = (-300, 0, 200, 440)
LASTS_MS = (100, 1_300, 3_300)
FINAL = (
    "NEEDLES_ON", "SESSION_END", "FAULT_CLEARED", "ANSWERS", "PROFILE", "CHECKIN", "HOLD", "DISINFECTED", "BLEEDING",
    "CLEANUP",
)  # fmt: skip
NAMES = {getattr(record, name): name for name in FINAL}

# (state, what it writes): why a press that nobody can have thought about may do it
MAY = {
    (RUNNING, "BLEEDING"): "who stops the needles and goes on holding says that it bleeds, whatever the screen says",
    (PAUSED, "BLEEDING"): "a hold in a pause means this and nothing else",
    (FAULT, "BLEEDING"): "UP and DOWN always mean this; SELECT only if it began before the screen asked for it",
    (SELF_TEST, "BLEEDING"): "a hold in a session means this, also while the ring is brought home",
    (ASKING, "BLEEDING"): "UP and DOWN held in a session mean this",
    (CLEANING, "BLEEDING"): "a hold in a session means this",
    (ASKING, "ANSWERS"): "SELECT held leaves the questions: what was answered so far is noted, and asked again",
    (OFF, "ANSWERS"): "as in ASKING: it began while the question that nobody answered still stood",
    (ENDED, "CLEANUP"): "what was done of the clean-up is noted; no rule asks for it",
}


class Walked(Bench):
    """A bench that notes the screens it comes by, or stops so many steps after one of them (`stop_at`)."""

    def __init__(self, ledger, stop_at=()):
        self.screens = {}  # screen: the step in which it stood first
        self.stop_at = stop_at
        self.kept = {}
        self.pressed_step = -100
        self._seen = None
        super().__init__(ledger)
        self.pen.screening.disinfect_ms = 10_000

    def on_glass(self):
        pen = self.pen
        page = {
            ASKING: lambda: pen.asking.round.question,
            ENDED: lambda: pen.ended.page,
            CLEANING: lambda: pen.phase == DRYING and not pen.cleaning.dry_left_ms(),
            PAUSED: lambda: pen.menu.item == END_ITEM,
        }.get(pen.state, lambda: 0)()
        return pen.state, pen.phase, page, pen.notice.reason if pen.notice.on_screen(pen.state, self.now_ms) else 0

    def step(self):
        if self.steps in self.stop_at:
            self.kept[self.steps] = copy.deepcopy(self, {id(self.kept): {}})
        super().step()
        if self.inputs.buttons:
            self.pressed_step = self.steps
        screen = self.on_glass()
        if screen != self._seen:
            self._seen = screen
            alone = self.steps - self.pressed_step > 60  # it came by itself
            self.screens.setdefault((*screen, alone), self.steps)


def treatment(ledger):
    """Asked, cleaned, needled, a zone done with none left, ended, cleaned up."""
    ledger.profile_set = 0

    def walk(bench):
        bench.press(SELECT)
        bench.run(300)
        bench.choose_start()
        bench.answer_well()
        bench.run(500)
        bench.answer_well()
        assert bench.until(CLEANING, 2_000)
        bench.run(12_500)
        bench.press(SELECT)
        assert bench.pen.state == READY
        assert bench.start()
        bench.run(1_500)
        for zone in range(5):
            bench.ledger.zone_strokes[zone] = 60_000
        bench.ledger.charged_strokes = 0
        assert bench.until(PAUSED, 100) and bench.pen.menu.item == END_ITEM
        bench.run(2_000)
        bench.press(SELECT)
        assert bench.until(ENDED, 500)
        bench.run(1_000)
        for _ in range(4):
            bench.press(SELECT)
            bench.run(12_000)

    return walk


def fault(_ledger):
    """In a session: latched, cleared, ended by bleeding."""

    def walk(bench):
        bench.wake()
        assert bench.start()
        bench.run(1_500)
        bench.pen.fail(r.F_OVERSPEED)
        bench.run(2_000)
        bench.press(SELECT, 3_300)
        assert bench.until(PAUSED, 2_000)
        bench.run(1_000)
        bench.press(UP, 2_500)
        bench.run(1_000)

    return walk


def check_in(ledger):
    """A power cut in a run; then the window is over, and a day later the check-in is asked."""
    vars(ledger).update(vars(locked_ledger()))
    ledger.checkin_done = 0
    ledger.mark_s += 25 * 3_600

    def walk(bench):
        bench.pen.self_test.tell = r.AFTER_CUT
        bench.press_once(SELECT)
        bench.run(2_000)
        bench.press_once(SELECT)
        bench.run(65_000)
        assert bench.until(OFF, 10)
        bench.press_once(SELECT)
        assert bench.until(ASKING, 2_000)
        bench.answer_well()
        bench.run(1_000)

    return walk


def empty_cell(_ledger):
    """The coin cell is empty, which is told once."""

    def walk(bench):
        bench.inputs.cell_empty = True
        bench.press_once(SELECT)
        bench.run(7_000)

    return walk


def walked(walk, stop_at=()):
    ledger = blank_ledger()
    steps = walk(ledger)
    bench = Walked(ledger, stop_at)
    steps(bench)
    return bench


def screens(walk):
    """(screen, step) of all on this way."""
    return list(walked(walk).screens.items())


def written(bench, mask, ms):
    """What a press of this writes now that cannot be taken back; "notice" if what a start tells first is gone."""
    stands = bench.pen.notice.alone and bench.pen.notice.on_screen(bench.pen.state, bench.now_ms)
    before = len(bench.log) + bench.events.count
    bench.inputs.buttons = mask
    bench.run(ms)
    bench.inputs.buttons = 0
    bench.run(300)
    gone = stands and not bench.pen.notice.on_screen(bench.pen.state, bench.now_ms)
    names = {NAMES[kind] for kind in bench.kinds()[before:] if kind in NAMES} | ({"notice"} if gone else set())
    return names - {"SESSION_END"} if "BLEEDING" in names else names


@pytest.mark.parametrize("walk", (treatment, fault, check_in, empty_cell))
def test_s17_s18_a_press_that_nobody_can_have_thought_about_does_nothing_final(walk):
    found = screens(walk)
    steps = {step + ms // STEP_MS for (*_, alone), step in found for ms in BEGINS_MS if ms >= 0 or alone}
    kept = walked(walk, steps).kept
    wrong = set()
    for (state, phase, page, notice, alone), step in found:
        for ms in BEGINS_MS:
            bench = kept.get(step + ms // STEP_MS)
            if bench is None or (ms < 0 and not alone):
                continue
            if ms > 0 and bench.on_glass()[:3] != (state, phase, page):
                continue
            for lasts in LASTS_MS:
                quiet = written(copy.deepcopy(bench), 0, lasts)
                for mask in (SELECT, UP, DOWN):
                    for kind in written(copy.deepcopy(bench), mask, lasts) - quiet:
                        if (state, NAMES.get(kind, kind)) not in MAY:
                            wrong.add((state, phase, page, notice, ms, lasts, mask, NAMES.get(kind, kind)))
    assert not wrong, "\n".join(map(str, sorted(wrong, key=str)))


def test_the_ways_come_by_the_screens_on_which_a_press_counts():
    seen = {screen[:3] for walk in (treatment, fault, check_in, empty_cell) for screen, _ in screens(walk)}
    assert {(CLEANING, DRYING, True), (PAUSED, 1, True), (FAULT, 1, 0), (ASKING, 0, 5), (ENDED, 2, 2)} <= seen
    told = {screen[3] for walk in (check_in, empty_cell) for screen, _ in screens(walk)}
    assert {r.AFTER_CUT, r.CLOCK_CELL} <= told
