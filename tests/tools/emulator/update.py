"""A whole update over the link on the emulated chip: how long it takes in virtual time, and that another program runs.

The computer costs nothing here: time passes only while one side waits for the other's bytes.
"""

from needlepen.formats import bundle, frame, messages
from needlepen.link.firmware_requests import HEAD_PIECE

from boards.tools import bundle_file
from boards.tools.bundle import program
from boards.tools.pen_files import BOARDS
from boards.virtual.rp2040.line import ChipError
from tests.firmware.formats import bundles
from tests.tools.emulator.pen import Pen

VERSION = (0, 200, 0)
_SILENT_MS = 5_000
START_MS = 3_500
_READ_MS = 2_500  # a person reads what the screen asks: drawn, and for 100 turns, which may be longer here
_AGAIN_MS, _ASKED = 100, 20  # between two questions, and how many
TRIAL_MS = 6_500
LESS_BYTES = 8_192  # of heap, with which an update must succeed, too


class PenRefused(ChipError):
    """The pen said no; `args`: code, detail."""

    def __str__(self) -> str:
        return "the pen says no: error %d, detail %d" % self.args


class Laptop:
    """The other end of a pen's cable, message by message."""

    def __init__(self, pen: Pen) -> None:
        self._pen = pen
        self._reader = frame.FrameReader()

    def say(self, kind: int, *values) -> dict:
        """The answer to a request. Raises PenRefused, ChipError (none comes)."""
        self._pen.cable.send(frame.encode(kind, 1, messages.encode(kind, *values)))
        for _ in range(_SILENT_MS):
            self._pen.run(1)
            data = self._pen.cable.take()
            self._reader.space()[: len(data)] = data
            self._reader.fed(len(data))
            payload = self._reader.next()
            if payload is not None:
                fields = messages.decode(self._reader.kind, payload)
                if self._reader.kind == messages.ERROR:
                    raise PenRefused(fields["code"], fields["detail"])
                return fields
        raise ChipError(f"no answer to request 0x{kind:02x}")


def new_version(version: "tuple[int, int, int]" = VERSION) -> bytes:
    """The whole application as a bundle, said to be another version."""
    files = program(version)
    return bundles.signed(bundle_file.unsigned(files, version, "--", BOARDS, "development"))


def install(pen: Pen, laptop: Laptop, data: bytes) -> "dict[str, float]":
    """Send a bundle, agree on the pen, have it verified; seconds of each part. The pen restarts into it."""
    began_us = pen.world.now_us
    head = data[: bundle.head_size(data)]
    laptop = afresh(pen, laptop, messages.FW_HEAD, 0, head[:HEAD_PIECE])
    at, piece = 0, HEAD_PIECE
    while at < len(head):
        laptop.say(messages.FW_HEAD, at, head[at : at + piece])
        at, piece = at + piece, messages.DATA_MAX
    headed_us = pen.world.now_us
    try:
        laptop.say(messages.FW_BEGIN)
    except PenRefused as refused:
        if refused.args[0] != messages.E_CONFIRM:
            raise
    asked_us = pen.world.now_us
    held = agreed(pen, laptop, messages.FW_BEGIN, "DOWN")["held"]
    accepted_us = pen.world.now_us
    while held < len(data):
        held = laptop.say(messages.FW_DATA, held, data[held : held + messages.DATA_MAX])["value"]
    sent_us = pen.world.now_us
    laptop.say(messages.FW_FINISH)
    done_us = pen.world.now_us
    return {
        "seconds": (done_us - began_us) / 1e6,
        "front_s": (headed_us - began_us) / 1e6,
        "signature_s": (asked_us - headed_us) / 1e6,
        "accept_s": (accepted_us - asked_us) / 1e6,
        "pack_s": (sent_us - accepted_us) / 1e6,
        "verify_s": (asked_us - headed_us + done_us - sent_us) / 1e6,
    }


def afresh(pen: Pen, laptop: Laptop, request: int, *values) -> Laptop:
    """A pen that was used since its start asks for a restart before it takes the first `request` of an update."""
    try:
        laptop.say(request, *values)
    except PenRefused as refused:
        if refused.args != (messages.E_CONFIRM, messages.E_RESTART):
            raise
        try:
            agreed(pen, laptop, request, "DOWN", values=values)
        except PenRefused as again:
            if again.args[0] != messages.E_RESTART:
                raise
        pen.run(START_MS)
        return Laptop(pen)
    return laptop


def measure(less: int = 0) -> "dict[str, float | int | str]":
    """Seconds of virtual time, from the first byte to the restart; and which versions ran.

    `less`: both versions have so many bytes of heap less. Raises ChipError, No: the pen does not take the update.
    """
    data = new_version()
    with Pen(probe=False, cartridge=False, less=less) as pen:
        pen.world.plug_usb()
        pen.bench.boot()
        pen.run(START_MS)
        laptop = Laptop(pen)
        before = version_of(laptop)
        times = install(pen, laptop, data)
        pen.run(TRIAL_MS)
        laptop = Laptop(pen)
        info = laptop.say(messages.FW_INFO)
        return {
            "bytes": len(data),
            **times,
            "before": before,
            "after": version_of(laptop),
            "slot": info["slot"],
            "confirmed": info["state"] == messages.CONFIRMED,
            "stack_free": pen.stack_free(),
            "verified": info["verified"].rstrip(b"\0").decode(),
        }


def agreed(pen: Pen, laptop: Laptop, request: int, *buttons: str, values: tuple = ()) -> dict:
    """Read the question and press, then ask again, as the laptop tool does, until the pen has seen it; its answer."""
    pen.run(_READ_MS)
    for name in buttons:
        pen.world.press(name)
    pen.run(_AGAIN_MS)
    for name in buttons:
        pen.world.release(name)
    for _ in range(_ASKED):
        pen.run(_AGAIN_MS)
        try:
            return laptop.say(request, *values)
        except PenRefused as refused:
            if refused.args[0] not in (messages.E_CONFIRM, messages.E_CONFIRM_OLDER):
                raise
    raise ChipError("the pen does not see that its buttons were pressed")


def version_of(laptop: Laptop) -> str:
    """The version that runs."""
    told = laptop.say(messages.HELLO, messages.PROTOCOL_MIN, messages.PROTOCOL)
    return f"{told['major']}.{told['minor']}.{told['patch']}"


if __name__ == "__main__":
    print(measure())
