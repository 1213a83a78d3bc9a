"""What has to be done before a session, for the tests whose subject is the session: profile, questions, disinfection.

Each function takes a bench (`WholePen` or `History`) and leaves the pen as a person who did it all would.
"""

from pen.core import reported, states, zones
from pen.core.menu import END_ITEM, START_ITEM, ZONE_ITEM

from boards.virtual.bench import use


def told_profile(bench) -> None:
    """The owner has told the pen, by laptop, that no condition applies."""
    reported.tell(bench.app.store.ledger, 0)
    bench.app.store.commit()


def screened(bench) -> None:
    """Today's questions are answered and the nose is clean, without the presses and the five minutes."""
    if bench.app:
        use(bench.world)
        from pen.hal.ticks import ticks_ms  # here: it needs a world's clock

        screening = bench.app.controller.screening
        now_ms, inputs = ticks_ms(), bench.app.inputs
        screening.answered(now_ms, inputs, 0b1_1110_0101_1111_0000_0000)
        screening.dry(now_ms, inputs)


def choose_start(bench) -> None:
    """In a menu: to the START item, after what stands before the first screen was read and taken off."""
    for _ in range(3):
        pen = bench.app and bench.app.controller
        if not (pen and pen.notice.alone and pen.notice.on_screen(pen.state, pen.now_ms)):
            break
        bench.run_ms(600)  # it is read
        bench.press("SELECT")
        bench.run_ms(500)  # that it was is stored, and no press is heard meanwhile
    for _ in range(4):
        if bench.app is None or bench.app.controller.state not in (states.READY, states.PAUSED):
            break
        pen = bench.app.controller
        made = pen.session.zone_strokes(pen.menu.zone, pen.motion.strokes)
        if pen.state == states.PAUSED and made >= zones.strokes(pen.menu.zone, pen.needles):
            _next_zone(bench)  # this one is done, or used up by a power cut
        item = pen.menu.item
        if item == START_ITEM:
            break
        bench.press("UP" if item == END_ITEM else "SELECT")


def _next_zone(bench) -> None:
    """To the item that chooses the zone, and one zone on."""
    for name in {ZONE_ITEM: (), END_ITEM: ("UP", "UP")}.get(bench.app.controller.menu.item, ("UP",)):
        bench.press(name)
    bench.press("UP")


def answer_well(bench) -> None:
    """Answer what is asked so that nothing speaks against needles, as far as presses go."""
    for _ in range(16):
        if bench.app is None or bench.app.controller.state != states.ASKING or bench.app.controller.phase:
            break
        bench.press("UP" if bench.app.controller.asking.round.question in (11, 12, 15) else "DOWN")
    bench.run_ms(300)


def as_boot_py() -> None:
    """What `boot.py` does first, for a pen whose program is not started by a bench: pins safe, and its supply held."""
    from machine import Pin  # here: it needs a world
    from pen.service import mode

    for pin, level in mode.SAFE:
        Pin(pin, Pin.OUT, value=level)


def recalibrate(pen, counts=-1):
    """As the bench where pens are mended does it, in service mode: the pen's own loop is not running."""
    from pen.service import factory

    from boards.virtual import storage

    pen.cut_power()
    pen.world.power_on()
    as_boot_py()
    storage.mount(pen.world)
    factory.recalibrate(pen.board, pen.world.uid, pen.world.encoder.raw() if counts < 0 else counts)
