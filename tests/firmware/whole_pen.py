"""The whole pen in one process of the tests: the real firmware on the model of its world, and a person who uses it.

For the specifications of the whole pen. Where the difference matters, a `WholePen` looks at the display and at the
memory chips, and not at what the firmware believes.
"""

from needlepen import kinds
from pen.core import limits, states, treatment  # noqa: F401 - kept loaded, so that tests find `states.arming` at any time
from pen.core.menu import END_ITEM, START_ITEM
from pen.formats import frame, messages, record
from pen.ui.canvas import Canvas

from boards.RPI_PICO import board
from boards.virtual import power_off_image
from boards.virtual.bench import Bench, Wire
from boards.virtual.world import World
from tests.firmware.session_preparation import answer_well, choose_start, screened, told_profile

SECTORS = 48
DAY_MS = 86_400_000
HOUR_MS = 3_600_000
SLOW_TURN_MS = 900
WIDTH = 128
IN_THE_AIR_MS = 1_000  # a careful person lets the needles run free so long, and then …
LIGHTLY = 20  # … touches the skin like this
READ_MS = 2_000  # a person reads what the laptop asks: it is drawn, and has stood for longer than a second and a half


class WholePen(Bench):
    """A pen and its person. A new one is calibrated, awake, READY, and has a fresh MULTI_USE cartridge in."""

    def __init__(self, world=None, seed=1, pins=board):
        self.cartridges = 0 if world is None else 100
        super().__init__(world or World(seed, SECTORS, endstop_um=None), Wire(), pins)
        if world is None:
            self.provision()
            self.fresh_cartridge()
            self.boot()
            told_profile(self)
            self.run_ms(700)

    @classmethod
    def out_of_drawer(cls, kept: bytes, pins=board) -> "WholePen":
        """The pen of an `power_off_image.dump`, without power."""
        return cls(power_off_image.restore(kept), pins=pins)

    def keep(self) -> bytes:
        """What a power cut now would leave, to start many lives from."""
        return power_off_image.dump(self.world)

    # --- power and time -----------------------------------------------------------------------------------

    def power_up(self, ms: int = 1_500) -> None:
        """Battery in; no finger is faster than a second. Lets the pen come to rest; a check-in is left."""
        self.world.advance_us(1_000_000)
        self.boot()
        self.run_ms(ms)
        self.leave_check_in()

    def cycle_power(self, out_ms: int = 0) -> None:
        """Battery out for a while, and in again."""
        self.cut_power()
        self.world.advance_us(out_ms * 1000)
        self.power_up()

    def days(self, days: int) -> None:
        """Put the pen into a drawer for so many days and five minutes, then wake it."""
        self.run_ms(days * DAY_MS + 300_000)
        self.wake()

    def slow_turns(self, ms: int) -> None:
        """As `run_ms`, in turns of the loop that take most of a second each, which the watchdog allows; but its end.

        For a pen that stays awake, and a wait in which only the time counts: a hundredth of the work.
        """
        end_us = self.world.now_us + ms * 1_000
        while self.world.now_us < end_us - 2_000 * SLOW_TURN_MS:
            self.world.advance_us(SLOW_TURN_MS * 1_000)
            self.turn()
        self.run_ms((end_us - self.world.now_us) // 1_000)

    def wake(self) -> None:
        """SELECT, when it is off."""
        if self.state == states.OFF:
            self.press("SELECT")
            self.run_ms(500)
        self.leave_check_in()

    def never_let_go(self) -> None:
        """A pen whose latch does not open: it sleeps for ever, as one without a latch."""
        self.world.fault("latch:frozen")

    def leave_check_in(self) -> None:
        """The question that some wakings begin with can be left."""
        if self.state == states.ASKING and self.controller.asking.checking_in:
            self.press("SELECT", 1_400)
            self.run_ms(300)

    def until(self, *wanted: int, at_most_ms: int = 10_000) -> bool:
        """Let time pass until the pen is in one of the states; False: it never was."""
        return self.run_until(lambda: self.state in wanted, at_most_ms)

    # --- treatment ----------------------------------------------------------------------------------------

    def fresh_cartridge(self, kind="MULTI_USE", needle_um=500, error_um=0) -> None:
        """The old one out, a new one in (nobody has used it before)."""
        self.world.eject()
        self.cartridges += 1
        serial = 1000 + self.cartridges
        self.world.insert(self.world.make_cartridge(kind, needle_um, serial, geometry_error_um=error_um))

    def ask(self) -> None:
        """Ask the pen for a session, from whatever screen it is on; leaves it wherever it answers.

        Today's questions and the five minutes of alcohol are taken as done; other tests take their time.
        """
        self.wake()
        self.world.touch(0)
        screened(self)
        choose_start(self)
        self.press("SELECT")
        answer_well(self)

    def arm(self) -> bool:
        """Ask, and wait until the finger decides, what it decides having been read; False: refused."""
        self.ask()
        armed = self.run_until(lambda: (self.state, self.phase) == (states.ARMING, states.arming.ARMED), 4_000)
        self.run_ms(limits.READ_MS if armed else 0)
        return armed

    def arm_to_release(self) -> None:
        """Armed, UP tapped, all is stored: needles wait for nothing but the look before the first fuel."""
        assert self.arm()
        self.world.press("UP")
        self.run_ms(60)
        self.world.release("UP")
        while self.phase != states.arming.RELEASE:  # turn by turn: without a finger it lasts for one
            self.turn()

    def treat(self, ms: int = 1_000) -> bool:
        """Start (or go on) and let the needles move for about `ms`; False: they did not."""
        before = self.world.strokes_true
        if self.arm():
            self.press("UP")
            if self.until(states.RUNNING, at_most_ms=1_000):
                self.run_ms(min(ms, IN_THE_AIR_MS))
                self.world.touch(LIGHTLY)
                self.run_ms(ms - min(ms, IN_THE_AIR_MS))
        return self.world.strokes_true > before

    def stop(self) -> None:
        """Any button, and the wait until all is stored."""
        self.press("UP")
        self.run_ms(1_500)

    def end(self) -> None:
        """END in the menu, then the receipt and the three steps of the clean-up."""
        if self.state == states.PAUSED:
            while self.controller.menu.item != START_ITEM:
                self.press("UP" if self.controller.menu.item == END_ITEM else "SELECT")
            self.press("DOWN")
            self.press("SELECT")
            self.run_ms(1_000)
        for _ in range(4):
            self.press("SELECT")
        self.run_ms(200)

    def session(self, ms: int = 1_000) -> bool:
        """A whole session from start to receipt."""
        moved = self.treat(ms)
        self.stop()
        self.end()
        return moved

    def acknowledge_fault(self) -> None:
        """Wake it, hold SELECT as long as the screen asks for, and wait for the new test.

        A part that was found broken makes that a restart; the fault itself is acknowledged after it.
        """
        self.wake()
        for _ in range(2):
            if self.state == states.FAULT:
                self.press("SELECT", 3_500)
                self.run_ms(3_000)
        self.leave_check_in()

    # --- what is to be seen -------------------------------------------------------------------------------

    @property
    def controller(self):
        return self.app.controller

    @property
    def ledger(self):
        return self.app.store.ledger

    @property
    def state(self) -> int:
        """Controller state; OFF for a pen that has let go of its supply; -1 without power."""
        if self.world.latch.off:
            return states.OFF
        return self.app.controller.state if self.app else -1

    @property
    def phase(self) -> int:
        return self.app.controller.phase

    @property
    def driven(self) -> bool:
        """Does the motor get power?"""
        return self.world.motor.duty > 0

    def shows(self, text: str) -> bool:
        """Can a person read `text` in the small font somewhere on the glass (dark on light too)?"""
        glass = self.world.display.pixels()
        columns = [sum(glass[page * WIDTH + x] << (8 * page) for page in range(8)) for x in range(WIDTH)]
        canvas = Canvas()
        canvas.text(0, 0, text)
        wanted = bytes(canvas.buffer[: 6 * len(text) - 1])
        negative = bytes(0xFF ^ byte for byte in wanted)
        for y in range(57):
            rows = bytes(column >> y & 0xFF for column in columns)
            if wanted in rows or negative in rows:
                return True
        return False

    def records(self) -> list:
        """The present epoch's journal, checked: CRC, sequence, and the chain from genesis."""
        data = self.journal()
        store = self.app.store
        chain = record.genesis(bytes(self.ledger.pen_id), store.epoch)
        out = []
        for at in range(0, len(data), record.SIZE):
            one = data[at : at + record.SIZE]
            chain = record.check(one, chain)
            out.append(kinds.decode(one))
        assert [r["sequence"] for r in out] == list(range(1, store.next)), "the journal has a hole"
        return out

    def found(self, kind: str, **fields) -> list:
        """Records of a kind with these values."""
        return [r for r in self.records() if r["kind"] == kind and all(r[k] == v for k, v in fields.items())]

    def asks(self, kind: int, *values) -> tuple:
        """The laptop's question and the pen's one answer: (kind, fields), or (0, {}) for silence."""
        self.serial.take()
        self.serial.send(frame.encode(kind, 9, messages.encode(kind, *values)))
        self.run_ms(100)
        for got, _, payload in frames(self.serial.take()):
            return got, messages.decode(got, payload)
        return 0, {}

    def agree(self, *names: str, ms: int = 150) -> None:
        """Read what the laptop asks on the screen, then press what it says: ▼ without names."""
        self.run_ms(READ_MS)
        for name in names or ("DOWN",):
            self.world.press(name)
        self.run_ms(ms)
        for name in names or ("DOWN",):
            self.world.release(name)
        self.run_ms(100)

    def agreed(self, kind: int, *values) -> tuple:
        """The laptop asks, a person at the pen agrees, the laptop asks again: (kind, fields)."""
        answer = self.asks(kind, *values)
        if answer[0] != messages.ERROR or answer[1]["code"] not in (messages.E_CONFIRM, messages.E_CONFIRM_OLDER):
            return answer
        self.agree()
        return self.asks(kind, *values)


def ten_days_later() -> bytes:
    """A pen's image, ten days after its first session."""
    life = WholePen()
    assert life.session()
    life.days(10)
    life.run_ms(500)
    return life.keep()


def frames(data: bytes) -> list:
    """(kind, tag, payload) of all whole frames in `data`."""
    reader = frame.FrameReader()
    out = []
    while True:
        while (payload := reader.next()) is not None:
            out.append((reader.kind, reader.tag, payload))
        if not data:
            return out
        space = reader.space()
        count = min(len(space), len(data))
        space[:count] = data[:count]
        reader.fed(count)
        data = data[count:]
