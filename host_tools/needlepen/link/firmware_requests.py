"""What a pen says of its firmware, and the requests that bring it another: one function a request, typed answers.

Must not decide what is sent and when (`firmware/update_pen.py` does). No request moves anything (S10).
"""

from dataclasses import dataclass

from ..codec import messages as m
from ..errors import Refused
from ..language import tr
from ..sanitize import name
from .requests import Link

SHORT_HEADS = 1024  # a pen that tells this `data_max` takes no FW_HEAD longer than REQUEST_MAX
HEAD_PIECE = m.REQUEST_MAX - 4  # every pen takes requests of so many bytes, the offset included
_VERIFY_S = 15.0  # the pen reads and checks a whole slot before it answers


@dataclass(frozen=True)
class Firmware:
    """The version that runs and the one beside it."""

    slot: str  # "a" or "b"
    boot_version: int
    trial: bool  # it runs for a try: not confirmed yet
    verified: str  # name of the key that signed it, or "factory"
    commit: str
    other: str  # version in the other slot, "" = none to go back to
    other_verified: str
    data_max: int  # bytes of a bundle in one message
    battery_ok: bool

    @property
    def head_max(self) -> int:
        """Bytes of a bundle's head in one message, after the first of its pieces."""
        return self.data_max if self.data_max > SHORT_HEADS else HEAD_PIECE


@dataclass(frozen=True)
class Held:
    """How much of the offered bundle the pen holds already: its first bytes, and their hash."""

    size: int
    digest: bytes  # SHA-256


def info(link: Link) -> Firmware:
    """Which version runs, how it was verified, and which one is in the other slot. Raises Refused."""
    try:
        f = link.ask(m.FW_IS, m.FW_INFO)
    except Refused as e:
        if e.error != m.E_UNKNOWN:
            raise
        why = tr("Its firmware is from before updates over the cable.")
        next = tr("Sync first, then put a whole image on it: make uf2, needlepen flash")
        raise Refused(e.error, e.detail, tr("This pen cannot be updated this way."), why, next) from e
    return Firmware(
        slot="ab"[f["slot"] & 1],
        boot_version=f["boot_version"],
        trial=f["state"] == m.TRIAL,
        verified=name(f["verified"]),
        commit=name(f["commit"]),
        other=f"{f['other_major']}.{f['other_minor']}.{f['other_patch']}" if f["other"] == m.THERE else "",
        other_verified=name(f["other_verified"]) if f["other"] == m.THERE else "",
        data_max=f["data_max"],
        battery_ok=bool(f["battery_ok"]),
    )


def head(link: Link, offset: int, data: bytes) -> int:
    """A piece of what comes before the program; where the next one goes. Offset 0 begins anew."""
    return int(link.ask(m.OK, m.FW_HEAD, offset, data)["value"])


def begin(link: Link) -> Held:
    """Is it accepted? Raises Refused: E_CONFIRM until a person agrees on the pen."""
    f = link.ask(m.FW_HELD, m.FW_BEGIN, timeout_s=max(link.timeout_s, _VERIFY_S))
    return Held(int(f["held"]), bytes(f["sha256"]))


def data(link: Link, offset: int, piece: bytes) -> int:
    """A piece of the file, by its place in it; how much the pen holds now."""
    return int(link.ask(m.OK, m.FW_DATA, offset, piece)["value"])


def finish(link: Link) -> None:
    """Everything is there: the pen verifies it and restarts into it, for a try."""
    link.ask(m.OK, m.FW_FINISH, timeout_s=max(link.timeout_s, _VERIFY_S))


def confirm(link: Link) -> None:
    """Keep the version that runs for a try. Raises Refused until its self-test has passed."""
    link.ask(m.OK, m.FW_CONFIRM)


def rollback(link: Link) -> None:
    """Restart into the version beside it. Raises Refused: E_CONFIRM until a person agrees on the pen."""
    link.ask(m.OK, m.FW_ROLLBACK)
