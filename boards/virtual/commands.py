"""The commands that a virtual pen's process understands: what people do with the pen, and what can be seen of it.

`process.py` reads them from its control connection, `handle.py` sends them. Runs on MicroPython and CPython. It must
not know any rule of the firmware.
"""

import gc
import json
import sys

from boards.virtual import action_log, power_off_image
from boards.virtual.bench import Wire
from boards.virtual.chips.ds2431 import Ds2431
from boards.virtual.physics.cartridge import Cartridge
from boards.virtual.sitting import ALL_TURNS, Sitting
from boards.virtual.tray import Tray
from boards.virtual.world import World

IS_CPYTHON = sys.implementation.name != "micropython"
HOST = "" if IS_CPYTHON else "/host"  # where this computer's files are: on MicroPython "/" is the pen's own flash
STEP_MS = 10


class Commands:
    """Carries out what the other process asks for. Each `do_…` method is a command, its arguments the JSON fields."""

    def __init__(self, bench, line, flash_path: str):
        self.bench = bench
        self.line = line
        self.world = bench.world
        self.flash_path = flash_path
        self.cartridges = {}
        self.tray = None
        self.sitting = None
        self.live = False

    def do_new(self, seed):
        """Another pen, from the factory: `seed` makes its id."""
        self._put(World(seed, mcu=self.bench.mcu))

    def do_dump(self, path):
        """Keep all that survives without power, but for cartridges that are out, in a file."""
        with open(HOST + path, "wb") as file:  # noqa: PTH123 - MicroPython has no pathlib
            file.write(power_off_image.dump(self.world))

    def do_restore(self, path):
        """The pen that `do_dump` kept, without power."""
        with open(HOST + path, "rb") as file:  # noqa: PTH123
            self._put(power_off_image.restore(file.read(), self.bench.mcu))

    def _put(self, world):
        self.bench = self.bench.another(world)
        self.world = world
        self.sitting = None

    def do_provision(self, factory=None):
        """The factory writes program (`factory`: the file with the image of its file system) and first ledger."""
        if factory and self.bench.installs:
            with open(HOST + factory, "rb") as file:  # noqa: PTH123
                self.bench.install(file.read())
        self.bench.provision()

    def do_boot(self):
        """Battery in: the firmware starts."""
        self.bench.boot()

    # --- the same as a log that can be played again (`sitting.py`) ------------------------------------------

    def do_sit(self):
        """A log begins, with this pen as the factory has left it, a tray of cartridges, and the battery in."""
        self.sitting = Sitting(self)

    def do_sit_on(self):
        """The same with a pen that has lived before, and the tray beside it (`tray`)."""
        self.sitting = Sitting(self, self.tray)

    def do_live_to(self, ms, naps_to=0, turns=ALL_TURNS):
        """Let time pass up to this millisecond of the world; how many are left, not 0: call it again."""
        there = self.sitting.live_to(ms, turns, naps_to)
        return 0 if there else max(1, ms - self.world.now_us // 1000)

    def do_act(self, words):
        """One action of the log, now."""
        self.sitting.act(words)

    def do_log(self):
        """All that was done, as text."""
        return self.sitting.text()

    def do_read_log(self, text):
        """What a log says."""
        log = action_log.parse(text)
        return {"seed": log.seed, "actions": log.actions, "end_ms": log.end_ms, "fingerprint": log.fingerprint}

    # --- time and hands -------------------------------------------------------------------------------------

    def do_run(self, ms):
        """Let so many milliseconds pass."""
        self.bench.run_ms(ms)

    def do_until(self, states, at_most_ms):
        """Let time pass until the controller is in one of `states`, [[state, phase or None], …]; False: never.

        Only where the firmware runs in this process. A person sees the screen instead.
        """

        def there():
            app = self.bench.app
            return app is not None and any(
                app.controller.state == state and phase in (None, app.controller.phase) for state, phase in states
            )

        return self.bench.run_until(there, at_most_ms)

    def do_until_driven(self, at_most_ms):
        """Let time pass until the motor gets power; False: it never did."""
        return self.bench.run_until(lambda: self.world.motor.duty > 0, at_most_ms)

    def do_press(self, name, ms=90):
        """Press and release a button."""
        self.bench.press(name, ms)

    def do_button(self, name, down):
        """Press or release a button."""
        (self.world.press if down else self.world.release)(name)

    def do_cartridge(self, name, kind="DISPOSABLE", needle_um=500, serial=1, bound=None):
        """Make a cartridge and keep it at hand; `bound`: hex id of the pen that used it first."""
        cartridge = self.world.make_cartridge(kind, needle_um, serial)
        if bound:
            cartridge.tag.mem[0x40:0x48] = bytes.fromhex(bound)
        self.cartridges[name] = cartridge

    def do_remake(self, name, needle_um, rom, mem):
        """Put at hand what `do_tag` described: a cartridge that another pen has had, or this one in another run."""
        tag = Ds2431(bytes.fromhex(rom), bytes.fromhex(mem))
        self.cartridges[name] = Cartridge(tag, needle_um, 0)

    def do_tag(self, name):
        """All that a cartridge's tag holds."""
        cartridge = self.cartridges[name]
        tag = cartridge.tag
        return {"needle_um": cartridge.needle_um, "rom": bytes(tag.rom).hex(), "mem": bytes(tag.mem).hex()}

    def do_tray(self):
        """The cartridges of `tray.py` are at hand, as new ones."""
        self.tray = Tray(self.world, self.cartridges)

    def do_put(self, name):
        """Push one of the tray in, in the place of what is in."""
        self.tray.put(name)

    def do_out(self):
        """What is in goes back to the tray."""
        self.tray.out()

    def do_insert(self, name):
        """Push a cartridge in."""
        self.world.insert(self.cartridges[name])

    def do_eject(self):
        """Pull the cartridge out of the nose."""
        self.world.eject()

    def do_usb(self, on):
        """Plug the cable in or out."""
        self.world.plug_usb(bool(on))

    def do_touch(self, load):
        """Nose on skin, 0 off to 100 pressed hard."""
        self.world.touch(load)

    def do_cut(self):
        """Take the battery out while everything runs."""
        self.bench.cut_power()

    def do_fault(self, name, on=True, value=None):
        """Inject or take back a fault."""
        self.world.fault(name, bool(on), value)

    def do_save(self):
        """Keep the flash in its file."""
        if self.flash_path:
            self.world.flash.save(self.flash_path)

    def do_live(self, on):
        """Go on by itself until the next command."""
        self.live = bool(on)

    def do_in_step(self, on):
        """From now on the cable's bytes come and go with `carry`, or by the line again."""
        self.line.wire = Wire() if on else None

    def do_carry(self, sent, at_most_ms):
        """Hexadecimal bytes for the pen; let time pass until it sends some, and return those, "" if it sent none."""
        wire = self.line.wire
        wire.send(bytes.fromhex(sent))
        answer = b""
        for _ in range(at_most_ms // STEP_MS):
            self.bench.run_ms(STEP_MS)
            answer = wire.take()
            if answer:
                break
        return answer.hex()

    def do_look(self):
        """What a person sees and what is true."""
        world = self.world
        app = self.bench.app
        return {
            "screen": world.display.frame().hex() if world.display.lit else "",
            "led": list(world.led.rgb),
            "tone": world.buzzer.tone_hz,
            "now_us": world.now_us,
            "unix_s": world.unix_s,
            "powered": world.powered,
            "state": app.controller.state if app else -1,
            "phase": app.controller.phase if app else 0,
            "driven": world.motor.duty > 0,
            "turning": world.motor.turning,
            "speed_hz": world.motor.speed_mhz // 1000,
            "load": world.motor.load,
            "battery_mv": world.battery.mv(),
            "usb": world.battery.vbus,
            "tip_um": world.tip_um,
            "max_tip_um": world.max_tip_um,
            "max_stroke_um": world.max_stroke_um,
            "strokes": world.strokes_true,
            "pen_id": world.uid.hex(),
            "violations": world.violations,
        }

    def do_journal(self):
        """All records of the journal, hexadecimal."""
        return self.bench.journal().hex()

    def do_heap(self):
        """Free and used heap of the running application."""
        gc.collect()
        return {"free": gc.mem_free(), "used": gc.mem_alloc()} if hasattr(gc, "mem_free") else {}

    def answer(self, line: bytes) -> bytes:
        """Do one command; the answer as a line."""
        try:
            words = json.loads(line)
            result = getattr(self, "do_" + words.pop("do"))(**words)
            answer = {"ok": result}
        except action_log.BadLog as error:  # nothing is wrong here: somebody was told so
            answer = {"error": str(error)}
        except Exception as error:
            answer = {"error": "%s: %s" % (type(error).__name__, error)}
            if IS_CPYTHON:
                import traceback

                answer["trace"] = traceback.format_exc()
            else:
                sys.print_exception(error, sys.stderr)
        return (json.dumps(answer) + "\n").encode()
