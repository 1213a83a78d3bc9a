"""`show`: what is to be seen of a pen and what is true, as a page tells it, screen and journal only when they are new.

Runs on MicroPython and CPython. It must not know any rule of the firmware.
"""

from boards.virtual.commands import Commands
from boards.virtual.sitting import ALL_TURNS

_RECORD = 64
_TAIL = 16  # records that are told at once, at most


class ShowingCommands(Commands):
    """The commands of `commands.py`, and `show`."""

    def __init__(self, bench, line, flash_path: str):
        super().__init__(bench, line, flash_path)
        self._shown = None  # the frame that was told last
        self._told = 0  # the journal record that was told last

    def _put(self, world):
        super()._put(world)
        self._shown, self._told = None, 0

    def do_show(self, ms, naps_to=0):
        """Live up to this millisecond, not far away, and tell what is to be seen and what is true.

        Screen and journal only when they are new.
        """
        sitting, world = self.sitting, self.world
        sitting.live_to(ms, ALL_TURNS, naps_to)
        app = self.bench.app
        state = {
            "ms": sitting.ms,
            "now_us": world.now_us,
            "asleep": sitting.sleeps,
            "powered": world.powered,
            "led": list(world.led.rgb),
            "tone": world.buzzer.tone_hz,
            "duty": world.motor.duty,
            "speed_hz": world.motor.speed_mhz // 1000,
            "load": world.motor.load,
            "strokes": world.strokes_true,
            "tip_um": world.tip_um,
            "max_tip_um": world.max_tip_um,
            "measured_um": app.inputs.measured_um if app else None,
            "state": app.controller.state if app else -1,
            "phase": app.controller.phase if app else 0,
            "refusal": self._refusal(app.controller) if app else 0,
            "rests": world.latch.off,
            "battery_mv": world.battery.mv(),
            "usb": world.battery.vbus,
            "inside": sitting.tray.inside,
            "down": [name for name, down in world.hand.down.items() if down],
            "faults": sorted(world.active_faults),
            "violations": len(world.violations),
            "deepest_um": world.max_stroke_um,
            "zone": app.controller.menu.zone if app else -1,
            "ceiling_um": app.controller.ceiling_um() if app else 0,
            "opens_us": self._opens_us(app.controller) if app else None,
        }
        frame = bytes(world.display.frame()) if world.display.lit else b""
        if frame != self._shown:
            self._shown = frame
            state["screen"] = frame.hex()
        if app:
            records = self._new_records(app.store)
            if records:
                state["journal"] = records
        return state

    def _refusal(self, controller) -> int:
        """The reason that is on the display, 0: none is."""
        notice = controller.notice
        return notice.reason if notice.shown and notice.on_screen(controller.state, controller.now_ms) else 0

    def _opens_us(self, controller):
        """When the pen's own gate ends its lock by itself, in virtual time; 0: it does not wait for a time."""
        from pen.core.gate import Gate

        if controller.inputs is None:  # it has not looked at anything yet
            return None
        gate = Gate()
        gate.lock(controller.inputs, controller.ledger)
        left_s = gate.until_s - controller.inputs.proven_s if gate.until_s else 0
        return self.world.now_us + left_s * 1_000_000 if left_s > 0 else 0

    def do_show_all(self):
        """Whoever looks next has seen nothing yet."""
        self._shown, self._told = None, 0

    def _new_records(self, store) -> str:
        """The newest records since the last time, hexadecimal."""
        first = max(store.first, store.next - _TAIL, self._told + 1)
        self._told = store.next - 1
        if first >= store.next:
            return ""
        buf = bytearray(_RECORD * (store.next - first))
        try:
            return bytes(buf[: store.read_records(first, buf) * _RECORD]).hex()
        except Exception:  # the flash has a fault: the pen says so
            return ""
