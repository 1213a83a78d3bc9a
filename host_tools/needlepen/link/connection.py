"""An open connection to one pen: one method for each request of the protocol, typed answers.

Must not touch the history, must not decide what is sent when, and must not print. No request moves anything (S10).
What other people's programs use is `Pen` in `api.py`, which is a connection that can also sync and update.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from ..codec import messages as m
from ..errors import LinkLost, LinkSilent, NoPen, PortBusy, Refused
from ..language import later, tr
from ..sanitize import RECORDS_MAX, name
from ..texts import question_text
from . import TIMEOUT_S
from .answers import Hello, Looser, Settings, Skin, Status
from .consent import agreed
from .firmware_requests import Firmware, info
from .requests import Link, mismatch
from .trace import Trace
from .transport import open_transport

_AGAIN_S = 0.7  # HELLO is repeated: the pen forgets half a frame after 0.5 s
_CLOSE = later("Close the other program (a second needlepen) and try again")
_TRIES = 3  # READs without progress before the link counts as lost


AnyConnection = TypeVar("AnyConnection", bound="Connection")


class Connection:
    """One pen. Use it as a context manager, or call `close()`.

    What changes the pen waits until a person there has pressed a button, up to 30 s; `tell` is called with a sentence
    that says which one. Those methods raise Refused when they say no or nobody comes.
    """

    def __init__(self, link: Link) -> None:
        self.link = link
        self.name = link.name
        self.tell: Callable[[str], None] = _nobody

    @classmethod
    def open(
        cls: "type[AnyConnection]", url: str, timeout_s: float = TIMEOUT_S, trace: "Trace | None" = None
    ) -> "AnyConnection":
        """Open a port, a pty or `socket://host:port` and make sure that a pen answers. `trace` gets every frame.

        Raises NoPen, PortBusy, ProtocolMismatch, LinkLost.
        """
        if trace:
            trace.note(f"{url} opened")
        pen = cls(Link(open_transport(url, timeout_s), timeout_s, trace))
        try:
            pen.hello()
        except BaseException as e:
            pen.close()
            if isinstance(e, LinkLost) and not pen.link.received and url.startswith("socket://"):
                raise PortBusy(
                    tr("{url} is in use.", url=url),
                    tr("It hung up at once: another program talks to the pen."),
                    tr(_CLOSE),
                ) from e
            raise
        return pen

    def __enter__(self: AnyConnection) -> AnyConnection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the port, so that other programs can open it."""
        self.link.close()

    def hello(self) -> Hello:
        """Who is there? Raises NoPen when nothing answers that way, ProtocolMismatch when versions differ."""
        f = self._hello_fields()
        low, high = int(f["protocol_min"]), int(f["protocol_max"])
        if not low <= m.PROTOCOL <= high:
            raise mismatch(tr("it speaks versions {low} to {high}", low=low, high=high))
        held = f["next"] - f["first"]
        if f["first"] < 1 or not 0 <= held <= RECORDS_MAX:
            raise mismatch(
                tr("it says that it holds the records {first:,} to {next:,}", first=f["first"], next=f["next"] - 1)
            )
        return Hello(
            pen_id=bytes(f["pen_id"]).hex(),
            board=name(bytes(f["board"])),
            firmware=f"{f['major']}.{f['minor']}.{f['patch']}",
            protocol=m.PROTOCOL,
            epoch=f["epoch"],
            first=f["first"],
            next=f["next"],
            acknowledged=f["acknowledged"],
            proven_s=f["proven_s"],
            wall_offset_s=f["wall_offset_s"],
            capabilities=f["capabilities"],
        )

    def status(self) -> Status:
        """How is it? Answered at any time, even during a session."""
        return Status(**self.link.ask(m.STATUS_IS, m.STATUS))

    def settings(self) -> Settings:
        """The limits that its owner has set. Raises Refused while a session runs."""
        return Settings(**self.link.ask(m.SETTINGS_ARE, m.GET_SETTINGS))

    def tighten(self, setting: int, value: int) -> None:
        """Tighten one of its limits, a number of `texts/limits.py`. Raises Refused when that would loosen it (S8)."""
        self._agreed(question_text.setting(setting, value), m.SET_SETTING, setting, value)

    def loosen(self, setting: int, value: int) -> int:
        """Let a limit go back; returns when, in proven seconds (S8). Raises Refused unless somebody there agrees."""
        answer = self._agreed(question_text.looser(setting, value), m.LOOSEN, setting, value)
        return int(answer["value"])

    def looser(self) -> Looser:
        """What its limits will go back to. An older pen knows no way back, so nothing is agreed there."""
        try:
            return Looser(**self.link.ask(m.LOOSER_ARE, m.GET_LOOSER))
        except Refused as error:
            if error.error != m.E_UNKNOWN:
                raise
            return Looser()

    def set_wall(self, unix_s: int) -> None:
        """Tell the pen the UTC, to label its records; the lock-out never sees it (S7). A first date needs no press."""
        self._agreed(question_text.date(unix_s), m.SET_WALL, unix_s)

    def acknowledge(self, epoch: int, sequence: int, chain: bytes) -> None:
        """Everything up to `sequence` is durable here: the pen may free it. Raises Refused."""
        self.link.ask(m.OK, m.ACK, epoch, sequence, chain)

    def service(self) -> None:
        """Leave the port to MicroPython's REPL; from then on nothing is answered."""
        self._agreed(tr(question_text.SERVICE), m.SERVICE)

    def skin(self) -> Skin:
        """What it knows of its owner's skin. Raises Refused while a session runs."""
        return Skin(**self.link.ask(m.SKIN_IS, m.GET_SKIN))

    def tell_profile(self, bits: int) -> None:
        """The owner has these conditions (0: none). The pen never forgets one."""
        self._agreed(question_text.profile(bits), m.SET_PROFILE, bits)

    def clearance(self, kind: int, bits: int, day: int, name: str) -> None:
        """Record a clinician's clearance (`record.CLEARED_…`) of `day` since 1970."""
        words = question_text.clearance(kind, bits, name)
        self._agreed(words, m.CLEARANCE, kind, bits, day, name.encode("ascii"))

    def checkin(self, hours: int, findings: int) -> None:
        """How the skin took the last session."""
        self._agreed(question_text.checkin(hours, findings), m.CHECKIN, hours, findings)

    def records(self, epoch: int, start: int, stop: int, to_the_end: bool = False) -> "Iterator[list[bytes]]":
        """The records `start` … `stop`-1 as received, in order, none twice, a frame's worth at a time.

        `to_the_end`: or fewer, if the pen has no more of them.
        Lost or damaged frames are asked for again. Raises LinkLost, Refused.
        """
        at = start
        tries = 0
        while at < stop:
            before = at
            try:
                for sequence, raws in self.link.read(epoch, at, min(m.READ_MAX, stop - at)):
                    if sequence != at or len(raws) > stop - at:  # whatever is sent, no more than was announced
                        raise LinkSilent(tr("A frame was lost, or comes from nowhere."))
                    yield raws
                    at += len(raws)
                if to_the_end:
                    return
            except LinkSilent:
                self.link.forget()
            tries = 0 if at > before else tries + 1
            if tries >= _TRIES:
                raise LinkLost(
                    tr("The pen on {name} stopped sending records.", name=self.name),
                    tr("Record {at} did not arrive in {tries} attempts.", at=at, tries=_TRIES),
                    tr("Check the cable and run: needlepen sync   (it carries on where it stopped)"),
                )

    def older_records(self, epoch: int, start: int) -> "Iterator[list[bytes]]":
        """All records of an epoch before the present one from `start` on, as `records` gives them.

        Raises LinkLost, Refused: E_EPOCH, the pen has none of that epoch; E_RANGE, it begins with record `detail`.
        """
        at = start
        while at < start + RECORDS_MAX:
            before = at
            for raws in self.records(epoch, at, at + m.READ_MAX, to_the_end=True):
                yield raws
                at += len(raws)
            if at < before + m.READ_MAX:
                return

    def firmware(self) -> Firmware:
        """Which version runs, how it was verified, and which one lies beside it. Raises Refused."""
        return info(self.link)

    def _agreed(self, what: str, kind: int, *values: "int | bytes") -> "dict[str, Any]":
        """Ask for a change until a person at the pen has answered; what it says then. Raises Refused."""
        ask = self.link.ask
        return agreed(
            self.link, lambda: ask(m.OK, kind, *values), lambda both: self.tell(question_text.press(what, both))
        )

    def _hello_fields(self) -> "dict[str, int]":
        heard = self.link.received
        try:
            return self.link.ask(m.HELLO_IS, m.HELLO, m.PROTOCOL_MIN, m.PROTOCOL, again_s=_AGAIN_S)
        except LinkSilent as e:
            self.link.forget()
            what = tr("No pen answers on {name}.", name=self.name)
            if self.link.received > heard:
                why = tr("The port is open, but what is there does not speak needlepen.")
                raise NoPen(what, why, tr("See what there is: needlepen list")) from e
            raise NoPen(
                what,
                tr(
                    "The port is open, and nothing came within {timeout_s:g} s: a pen that sleeps, a slow"
                    " line, or another program is talking to it.",
                    timeout_s=self.link.timeout_s,
                ),
                tr("Wake the pen with a button, close other programs, or give it more time: --timeout 20"),
            ) from e


def _nobody(sentence: str) -> None:
    """The default of `tell`: the caller does not want to know."""
