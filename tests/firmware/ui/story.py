"""A whole treatment, told by button presses on the bench of the core tests, watched after every control step."""

from pen.core import states
from pen.core.limits import BLEED_HOLD_MS, DAY_S, HOLD_MS

from tests.firmware.core.bench import DOWN, SELECT, UP, Bench, blank_ledger


class CheckedBench(Bench):
    """A bench that shows every step to `look(pen, inputs, now_ms)`."""

    def __init__(self, ledger, look):
        super().__init__(ledger)
        self._look = look

    def after(self):
        """The controller has decided."""
        self._look(self.pen, self.inputs, self.now_ms)


def _reach(world, state, phase=None, ms=30_000):
    if not world.until(state, ms, phase):
        raise RuntimeError("state %d, phase %d" % (world.pen.state, world.pen.phase))


def story(look):
    """Wake, practise, choose, answer, disinfect, arm, treat, pause, another zone, bleeding, clean up, come back."""
    ledger = blank_ledger()
    ledger.profile_set, ledger.wall_offset_s = 0, 1_787_000_000
    world = CheckedBench(ledger, look)
    world.pull()
    world.press(SELECT)
    _reach(world, states.READY)
    world.press(UP, HOLD_MS + 100)
    _reach(world, states.PRACTISING)
    world.start()
    world.run(3_000)
    world.press(SELECT, 3_200)
    _reach(world, states.READY)
    world.insert()
    for button in (UP, SELECT, DOWN, SELECT, UP, SELECT, SELECT):
        world.press(button)
    _reach(world, states.ASKING)
    world.press(DOWN)
    world.press(SELECT)  # one back
    world.answer_well()  # about her, and about today
    _reach(world, states.CLEANING)
    _reach(world, states.CLEANING, states.cleaning.DRYING, 310_000)
    world.run(31_000)
    world.press(SELECT)
    world.press(SELECT)
    _reach(world, states.ARMING, states.arming.ARMED)
    world.press(UP, 500)
    _reach(world, states.RUNNING)
    _reach(world, states.PAUSED, states.paused.CHOOSING, 40_000)  # the left cheek has enough
    for button in (UP, DOWN, SELECT, SELECT, SELECT):  # on with the right one
        world.press(button)
    _reach(world, states.ARMING, states.arming.ARMED)
    world.touch_ma = 90
    world.press(UP)
    _reach(world, states.RUNNING)
    world.run(4_000)
    world.touch_ma = 160
    _reach(world, states.PAUSED, states.paused.CHOOSING)
    world.run(3_000)
    world.press(DOWN)
    world.press(UP)
    world.press(UP, BLEED_HOLD_MS + 200)
    _reach(world, states.ENDED, states.ended.RECEIPT)
    for button in (DOWN, DOWN, DOWN, SELECT, SELECT):
        world.press(button)
    world.run(20_000)
    world.press(SELECT)
    world.press(SELECT)
    _reach(world, states.LOCKED)
    world.press(SELECT)  # too soon
    world.run(5_000)
    for _ in range(states.locked._PAGES):
        world.press(UP)
    _reach(world, states.OFF, None, 70_000)
    world.inputs.proven_s += 2 * DAY_S
    world.press(SELECT)
    _reach(world, states.ASKING)
    world.press(UP)
    world.press(DOWN)
    world.press(DOWN)
    world.press(UP)  # yes, that is right
    _reach(world, states.LOCKED)
    world.run(500)
    return world
