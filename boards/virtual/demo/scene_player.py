"""What scenes of the demo are written with: one virtual pen, a person who uses it, a laptop, and a transcript.

A scene player presses buttons, plugs the cable in, types commands, shows the pen, and checks claims. It must not know
a rule of the firmware: what to expect is in the scenes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone

from needlepen.codec import messages
from rich.live import Live

from boards.virtual import picture
from boards.virtual.demo.laptop import Laptop
from boards.virtual.demo.person import agreeing
from boards.virtual.demo.screen_reader import lines
from boards.virtual.demo.transcript import Transcript
from boards.virtual.handle import VirtualPen
from boards.virtual.in_step import InStep

DAY_S = 86_400
_LABELS = {"UP": "▲", "DOWN": "▼", "SELECT": "SELECT"}
_FRAME_MS = 250  # virtual time between two pictures of a film
_SKIP_FRAMES = 20  # pictures of a time that is passed over
_STEADY_MS = 100  # all pages of a picture take 80 ms while needles move
_STEADY_TRIES = 8
_TAP_MS = {"": 90, "rp2040": 150}  # on the chip a turn that draws takes longer than on the models: no tap is missed
_TAP_PAUSE_MS = {
    "": 100,
    "rp2040": 240,
}  # nobody taps faster for long; on the chip a person also looks at the screen
_GLANCE_MS = 50  # between two looks at the screen
_RELEASED_MS = 100
_PLUGGED_MS = 500  # the pen wakes, and is there for the laptop
_UNPLUGGED_MS = 100
_NOT_BEFORE_MS = {messages.FW_BEGIN: 3_000, messages.FW_FINISH: 12_000}  # how long both parts of a bundle may take
_NEW_TAG_MS = 1_100  # until the pen has read a cartridge: it looks twice a second


def date(unix_s: int) -> str:
    """The day of a moment as a person writes it: 10 Jan 2026."""
    moment = datetime.fromtimestamp(unix_s, timezone.utc)
    return f"{moment.day} {moment:%b %Y}"


def iso_day(unix_s: int) -> str:
    """2026-01-10, as it is typed."""
    return datetime.fromtimestamp(unix_s, timezone.utc).date().isoformat()


def moment(unix_s: int) -> str:
    """Sat 10 Jan 2026 19:30."""
    return datetime.fromtimestamp(unix_s, timezone.utc).strftime("%a ") + date(unix_s) + _clock(unix_s)


def _clock(unix_s: int) -> str:
    return datetime.fromtimestamp(unix_s, timezone.utc).strftime(" %H:%M")


def mm(um: int) -> str:
    """Thousandths, because it is the truth and not a display."""
    return f"{um // 1000}.{um % 1000:03d} mm"


class ScenePlayer:
    """`pen`, `transcript` and `laptop` are public: scenes use them directly where nothing else is needed."""

    def __init__(self, pen: VirtualPen, transcript: Transcript, laptop: Laptop) -> None:
        self.pen = pen
        self.transcript = transcript
        self.laptop = laptop
        self.started_s: list[int] = []  # true times at which sessions began
        self.cable: InStep | None = None  # while it is plugged in
        self.words: list[str] = []  # on the screen at the last look
        self.asked = ""  # what the pen asked when somebody agreed last

    # --- telling ----------------------------------------------------------------------------------------

    def chapter(self, name: str) -> None:
        """A new scene, dated by the world."""
        self.transcript.chapter(name, moment(self.look()["unix_s"]))

    def narrate(self, text: str) -> None:
        """Tell the reader something; rich markup."""
        self.transcript.say(text)

    def show_screen(self, name: str, pressed: "tuple[str, ...]" = ()) -> None:
        """The pen's screen now, and the truth beside it."""
        look = self.look()
        truth = [
            ("needle tip", mm(look["tip_um"])),
            ("needles", f"{look['speed_hz']} strokes/s" if look["turning"] else "still"),
            ("strokes so far", f"{look['strokes']:,}"),
            ("now", moment(look["unix_s"])),
        ]
        if not look["powered"]:
            truth.insert(0, ("no power", ""))
        self.transcript.screen(name, look, self.words, truth, pressed)

    def claim(self, text: str, true: bool, found: object = None) -> None:
        """Something that must be true now."""
        self.transcript.claim(text, true, found)

    def claim_reads(self, text: str, *words: str) -> None:
        """Claim that all of `words` are on the screen, read from its pixels."""
        self.look()
        page = " / ".join(self.words)
        self.claim(text, all(word in page for word in words), page)

    def claim_no_strokes_since(self, strokes: int, text: str = "not one stroke was made") -> None:
        """Claim that the motor has not turned since it had made `strokes`."""
        now = self.look()
        self.claim(text, now["strokes"] == strokes and not now["turning"], f"{now['strokes'] - strokes} strokes")

    # --- looking ----------------------------------------------------------------------------------------

    def look(self) -> dict:
        """What is to be seen and what is true; `frame` is the picture, `self.words` what it says."""
        look = self.pen.look()
        look["frame"] = bytes.fromhex(look["screen"]) if look["screen"] else picture.DARK
        self.words = list(lines(look["frame"]))
        return look

    def figure(self, label: str) -> str:
        """The value that a row of the screen gives for `label`; "" if there is none."""
        self.look()
        for line in self.words:
            if line.startswith(label):
                return line[len(label) :].strip()
        return ""

    # --- what a person does ------------------------------------------------------------------------------------------

    def tap(self, *names: str, note: str = "", pause_ms: int = 0) -> None:
        """Press buttons one after the other; `pause_ms`: between them, when it takes longer to see what follows."""
        self.transcript.act(" ".join(_LABELS[name] for name in names), note)
        for name in names:
            self.pen.press(name, ms=_TAP_MS[self.pen.mcu])
            self.pen.run(pause_ms or _TAP_PAUSE_MS[self.pen.mcu])
        self.pen.run(250)

    def hold(self, name: str, ms: int, note: str = "") -> None:
        """Press a button long."""
        self.transcript.act(f"hold {_LABELS[name]} {ms / 1000:.1f} s".replace(".0", ""), note)
        self.pen.press(name, ms=ms)
        self.pen.run(250)

    def insert(self, name: str, note: str) -> None:
        """Push a cartridge in and let the pen read it."""
        self.transcript.act(f"insert {note}")
        self.pen.do("insert", name=name)
        self.pen.run(_NEW_TAG_MS)

    def eject(self) -> None:
        """Pull the cartridge out."""
        self.pen.do("eject")
        self.pen.run(_NEW_TAG_MS)

    def watch(self, ms: int) -> None:
        """Let time pass and, on a terminal, show it passing. Ends with a whole picture: it comes in pages."""
        with self._live_picture() as draw:
            for _ in range(ms // _FRAME_MS):
                self.pen.run(_FRAME_MS)
                draw()
                self.transcript.pause(_FRAME_MS / 4000)
        last = b""
        for _ in range(_STEADY_TRIES):
            frame = self.look()["frame"]
            if frame == last:
                return
            last = frame
            self.pen.run(_STEADY_MS)

    def pass_time(self, ms: int, what: str, until: str) -> None:
        """Time in which nothing happens: said, and passed over in a moment, at the latest when `until` can be read."""
        self.transcript.act(f"({what})")
        with self._live_picture() as draw:
            for _ in range(_SKIP_FRAMES):
                self.pen.run(ms // _SKIP_FRAMES)
                self.look()
                draw()
                if until in " / ".join(self.words):
                    return

    @contextmanager
    def _live_picture(self) -> "Iterator[Callable[[], None]]":
        """What draws the pen as it is, over its last picture; nothing where nobody watches. Time passes alike."""
        console = self.transcript.console
        if not (self.transcript.pace and console.is_terminal):
            yield lambda: None
            return
        wide = picture.is_wide(console.width, console.height)
        with Live(console=console, transient=True, auto_refresh=False) as live:

            def draw() -> None:
                look = self.look()
                live.update(picture.pen(look["frame"], look["led"], (), wide), refresh=True)

            yield draw

    def wait_until_reads(self, *words: str, at_most_ms: int = 10_000) -> None:
        """Let time pass until one of `words` is on the screen; a claim that failed when none of them ever is."""
        page = ""
        for _ in range(at_most_ms // _GLANCE_MS):
            self.look()
            page = " / ".join(self.words)
            if any(word in page for word in words):
                return
            self.pen.run(_GLANCE_MS)
        self.claim(f"the pen comes to show {' or '.join(words)}", False, page)

    def put_away(self, days: int) -> None:
        """Leave the pen unused for so many days."""
        self.pen.days(days)

    # --- the laptop -------------------------------------------------------------------------------------

    def plug(self) -> None:
        """USB cable in. From now on time passes only where the laptop has asked the pen something, or waits."""
        self.pen.do("usb", on=True)
        self.pen.run(_PLUGGED_MS)
        self.cable = InStep(self.pen)
        self.laptop.port, self.laptop.clock = self.cable.port, self.cable.clock
        self.laptop.now_s = self.look()["unix_s"]

    def unplug(self) -> None:
        """Pull the USB cable out of the pen."""
        if self.cable:
            self.cable.close()
        self.cable = None
        self.laptop.port = self.laptop.clock = ""
        self.pen.do("usb", on=False)
        self.pen.run(_UNPLUGGED_MS)

    def type_command(self, *arguments: str, ahead_s: int = 0, code: int = 0) -> str:
        """Type a `needlepen` command; it must end with `code`. What it said. `ahead_s`: how wrong the calendar is."""
        self.laptop.now_s = self.look()["unix_s"] + ahead_s
        return self._type_command(*arguments, code=code)

    def _type_command(self, *arguments: str, code: int) -> str:
        self.transcript.typed(self.laptop.command(*arguments))
        self.command_begins()
        done = self.laptop.run(*arguments)
        self.transcript.printed(done.stdout + (done.stderr or ""))
        if done.returncode != code:
            self.claim(f"needlepen {arguments[0]} ends with {code}", False, (done.returncode, done.stderr))
        return done.stdout + (done.stderr or "")

    def command_begins(self) -> None:
        """A command begins: what it takes the pen is the same for every size of a program that it sends."""
        if self.cable:
            self.cable.begin(_NOT_BEFORE_MS)

    def type_and_confirm(self, *arguments: str, code: int = 0) -> str:
        """Type a command; a person at the pen reads what it asks there, and presses ▼."""
        self.transcript.act("press ▼", "on the pen, when it asks")
        with self.agreeing():
            self.laptop.now_s = self.look()["unix_s"]
            said = self._type_command(*arguments, code=code)
        self.pen.run(_RELEASED_MS)
        return said

    @contextmanager
    def agreeing(self) -> "Iterator[None]":
        """While the block runs, a person at the pen agrees to what is asked there; `asked` is what it was then."""
        assert self.cable
        with agreeing(self.pen, self.cable) as person:
            yield
        self.asked = person.asked.replace("\n", " / ")
