"""What is checked in every state: strokes without drive, broken parts, stuck buttons, the cable, the ring.

Whatever it finds it hands to `Controller.fail`. It must not fuel anything and knows no screen.
"""

from micropython import const

from pen.formats import reasons, record

from .states import FAULT, OFF, RUNNING

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from .controller import Controller


def check(pen: "Controller") -> None:
    """Before the state's own step: may lead to FAULT."""
    now_ms, inputs = pen.now_ms, pen.inputs
    motion, buttons = pen.motion, pen.buttons
    driven = pen.state == RUNNING
    motion.update(inputs.strokes, driven, now_ms)
    pen.screening.watch(now_ms, inputs, pen.ledger.session_open, driven)
    if not inputs.clock_ok:
        pen.session.without_clock(pen.idle_ms())
    cartridge = inputs.cartridge
    if cartridge.readable:
        pen.needles = cartridge.needles
    if motion.still:
        pen.session.settle(inputs.strokes)
    if inputs.vbus != pen.cable:
        pen.cable = inputs.vbus
        pen.restart_idle_time()
        if pen.events.cable_may_write():
            pen.events.emit(record.POWER, 1 if inputs.vbus else 0, inputs.battery_mv)
    if buttons.down & ~buttons.stuck:
        pen.restart_idle_time()
    if pen.notice.shown and not pen.notice.visible(now_ms):
        pen.notice.dismiss()  # or it would come back when the ticks wrap, 12 days later
    if not driven and motion.runaway():
        pen.fail(reasons.F_RUNAWAY, inputs.strokes)
    state = pen.state
    if state == OFF:
        return
    if inputs.broken_part and state != FAULT:
        pen.fail(reasons.F_PART + inputs.broken_part)
    elif buttons.stuck and state != FAULT:
        pen.fail(reasons.F_BUTTON, buttons.stuck)
    elif inputs.ring_late:
        pen.fail(reasons.F_MOVE, pen.outputs.target_um, inputs.measured_um)
    elif pen.watch.strays(pen):
        pen.fail(pen.watch.code, pen.watch.expected_um, inputs.measured_um)
