"""Ring, motor and tacho that do not do what they are told, for the tests of what the pen notices while it moves.

Each function changes a world; it returns a function that mends it again. They change what the parts do, never what the
firmware sees of itself.
"""

from boards.virtual import wiring


def direction_stuck(world, deeper=True):
    """The DIR line is stuck: every pulse goes the same way."""
    return _pulses(world, lambda count, _deeper, energised, go: go(count, deeper, energised))


def direction_swapped(world):
    """The motor's coils are swapped: every pulse goes the other way."""
    return _pulses(world, lambda count, deeper, energised, go: go(count, not deeper, energised))


def leading(world):
    """Every pulse moves the ring twice as far (a micro-step setting that has changed)."""
    return _pulses(world, lambda count, deeper, energised, go: go(2 * count, deeper, energised))


def lagging(world, every=2):
    """Only every so many-th pulse moves the ring."""
    sent = [0]

    def some(count, deeper, energised, go):
        before = sent[0] // every
        sent[0] += count
        go(sent[0] // every - before, deeper, energised)

    return _pulses(world, some)


def not_energised(world):
    """The driver's nENABLE line is open: it never holds the ring."""
    return _pulses(world, lambda count, deeper, _energised, go: go(count, deeper, False))


def blocked(world):
    """The ring is jammed where it is."""
    world.ring.stuck = True
    return lambda: setattr(world.ring, "stuck", False)


def encoder_frozen(world):
    """The encoder says for ever what it says now."""
    world.encoder.freeze(True)
    return lambda: world.encoder.freeze(False)


def encoder_slipped(world, um=60):
    """The magnet has turned on its axle: all depths look deeper, or with a negative `um` shallower."""
    world.encoder.slip_counts = um * wiring.COUNTS_PER_TURN // wiring.PITCH_UM
    return lambda: setattr(world.encoder, "slip_counts", 0)


def _pulses(world, act):
    before = world.ring.pulses
    world.stepper.settle()
    world.ring.pulses = lambda count, deeper, energised: act(count, deeper, energised, before)

    def mend():
        world.stepper.settle()
        world.ring.pulses = before

    return mend


def motor_percent(world, percent):
    """The motor turns at so much of the speed that it should have."""
    motor = world.motor
    whole = type(motor)._free_mhz
    motor._free_mhz = lambda: whole(motor) * percent // 100
    motor.changed()

    def mend():
        del motor._free_mhz
        motor.changed()

    return mend


def tacho_edges(world, each):
    """`each(number)` says how many edges the pen gets of edge `number`: 0 is a lost one, 2 a doubled one."""
    return _edges(world, lambda number: (0, 700)[: each(number)])


def tacho_late(world, late_us):
    """Edge `number` comes `late_us(number)` too late."""
    return _edges(world, lambda number: (late_us(number),))


def _edges(world, waits_us):
    """In place of each edge of the tacho come some, each after one of `waits_us(number)`."""
    gpio = world.gpio
    before = gpio.rising
    number = [0]

    def rising(pin):
        if pin != wiring.TACHO:
            before(pin)
            return
        number[0] += 1
        for wait_us in waits_us(number[0]):
            if wait_us:
                world.after_us(wait_us, lambda: before(pin))
            else:
                before(pin)

    gpio.rising = rising

    def mend():
        del gpio.rising

    return mend


def as_deep_as_it_goes(pen) -> int:
    """After two calm sessions, in the cheek: the highest set-point the pen allows, chosen. Returns it."""
    ledger = pen.ledger
    ledger.session = 2
    ledger.calm = 1
    ledger.checkin_done = 0b1111
    menu = pen.controller.menu
    menu.zone = 1
    menu.depths_um[1] = 500
    menu.depths_um[1] = pen.controller.depth_um
    assert 350 <= menu.depths_um[1] < 500
    return menu.depths_um[1]
