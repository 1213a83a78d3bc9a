"""Find the pen: by USB id, then by asking. A board that is not a pen is opened once and then left alone.

A virtual pen that runs here is found as well (`virtual_pens.py`). Must not choose between two pens: that is an error
that lists both.
"""

from dataclasses import dataclass
from typing import Any, cast

from serial.tools import list_ports

from ..errors import NeedlepenError, NoPen, PortBusy, ProtocolMismatch, SeveralPens
from ..language import tr, trn
from . import TIMEOUT_S, virtual_pens
from .answers import Hello
from .bootloader import boot_loaders
from .connection import Connection
from .port_errors import ATTACH, is_wsl
from .trace import Trace

VID = 0x2E8A  # Raspberry Pi, and boards on its number (micropython v1.28.0, ports/rp2)
PIDS = (  # what MicroPython calls itself on each of the pen's boards
    0x0005,  # RPI_PICO: mpconfigport.h
    0x101F,  # WAVESHARE_RP2040_ZERO: boards/WAVESHARE_RP2040_ZERO/mpconfigboard.h
)
_ASK_S = 2.0  # a pen answers HELLO in well under 0.1 s, right after plugging in within 1 s
_SERIAL = "serial:"

_strangers: "dict[str, NoPen]" = {}  # boards that did not answer as a pen, by port and serial number


@dataclass(frozen=True)
class Port:
    """A USB serial port of the right kind, `serial` is the board's USB serial number; or that of a virtual pen."""

    url: str
    serial: str = ""
    is_virtual: bool = False


@dataclass
class Found:
    """What is at a port: a pen (open, with its HELLO) or why not."""

    port: Port
    pen: "Connection | None" = None
    hello: "Hello | None" = None
    error: "NeedlepenError | None" = None


def ports() -> "list[Port]":
    """Every port that could be a pen; opens none."""
    found: list[Port] = []
    for info in cast("list[Any]", list_ports.comports()):
        if info.vid == VID and info.pid in PIDS:
            found.append(Port(str(info.device), str(info.serial_number or "")))
    for gone in _strangers.keys() - {_key(port) for port in found}:  # pulled out: what comes next is asked again
        del _strangers[gone]
    found.extend(Port(url, is_virtual=True) for url in virtual_pens.running() if url)
    return sorted(found, key=lambda port: port.url)


def look(device: "str | None", timeout_s: float, trace: "Trace | None" = None) -> "list[Found]":
    """Ask at `device`, or at every candidate port. Pens come back open; the caller closes them."""
    if device and not device.startswith(_SERIAL):
        return [_open(Port(device), timeout_s, trace)]
    wanted = device[len(_SERIAL) :].lower() if device else ""
    candidates = ports()
    if wanted:  # the USB serial number is enough to leave every other board alone
        named = [port for port in candidates if port.serial.lower().startswith(wanted)]
        if named:
            return [_ask(port, timeout_s, trace) for port in named]
    found = [_ask(port, timeout_s, trace) for port in candidates]
    for other in found:
        if wanted and other.pen and other.hello and not other.hello.pen_id.startswith(wanted):
            other.pen.close()
            other.pen = None
            other.error = NoPen(tr("Another pen."))
    return found


def find(device: "str | None", timeout_s: float, trace: "Trace | None" = None) -> "tuple[Connection, Hello]":
    """The one pen, open. Raises NoPen, SeveralPens, PortBusy, ProtocolMismatch."""
    found = look(device, timeout_s, trace)
    pens = [(f.pen, f.hello) for f in found if f.pen and f.hello]
    if len(pens) == 1:
        return pens[0]
    if pens:
        for pen, _ in pens:
            pen.close()
        names = ", ".join(tr("{pen_id} on {port}", pen_id=hello.pen_id, port=pen.name) for pen, hello in pens)
        raise SeveralPens(
            tr("There are {pens} pens: {names}.", pens=len(pens), names=names),
            tr("Nothing says which one is meant."),
            f"needlepen -d serial:{pens[0][1].pen_id} …",
            [{"pen_id": hello.pen_id, "port": pen.name} for pen, hello in pens],
        )
    raise no_pen_error(device, found)


def no_pen_error(device: "str | None", found: "list[Found]") -> NeedlepenError:
    """Why there is no pen among `found`: the error of the one port that was named, or what was looked at."""
    errors = [f.error for f in found if f.error]
    if device and not device.startswith(_SERIAL) and errors:
        return errors[0]
    for kind in (ProtocolMismatch, PortBusy):  # it may well be the pen that is meant
        for error in errors:
            if isinstance(error, kind):
                return error
    if device:
        return NoPen(
            tr("No pen with the number {device}.", device=device[len(_SERIAL) :]), _asked(len(found)), "needlepen list"
        )
    for where in boot_loaders():
        return NoPen(
            tr("No pen found, but a board in its boot loader."),
            tr("{where}: it waits for firmware and runs none.", where=where),
            tr("Unplug it and plug it in again without holding BOOTSEL; to install firmware: needlepen flash FILE.uf2"),
        )
    for one in found:
        if one.port.is_virtual and one.error:
            return one.error
    if "" in virtual_pens.running():
        return NoPen(
            tr("No pen found, but a virtual one whose cable is out."),
            _asked(len(found)),
            tr("Press Cable on the page of `make pen`, or u in its terminal"),
        )
    if not found and is_wsl():
        return NoPen(
            tr("No pen found."), tr("Linux in Windows (WSL) sees no USB device until Windows gives it one."), tr(ATTACH)
        )
    return NoPen(
        tr("No pen found."),
        _asked(len(found)),
        tr("Plug the pen in and wake it with a button; for a virtual one: make pen, and its cable in"),
    )


def _asked(count: int) -> str:
    if not count:
        return tr("No MicroPython board is plugged in over USB.")
    return trn(
        "{n} MicroPython board is plugged in; none answered as the pen that is looked for.",
        "{n} MicroPython boards are plugged in; none answered as the pen that is looked for.",
        count,
    )


def _key(port: Port) -> str:
    return port.url + port.serial


def _ask(port: Port, timeout_s: float, trace: "Trace | None") -> Found:
    key = _key(port)
    if key in _strangers:
        return Found(port, error=_strangers[key])
    wait_s = timeout_s if timeout_s > TIMEOUT_S else min(timeout_s, _ASK_S)  # more was asked for
    found = _open(port, wait_s, trace)
    if isinstance(found.error, NoPen) and not port.is_virtual:  # whose battery may be out
        _strangers[key] = found.error
    return found


def _open(port: Port, timeout_s: float, trace: "Trace | None") -> Found:
    try:
        pen = Connection.open(port.url, timeout_s, trace)
    except NeedlepenError as e:
        return Found(port, error=e)
    try:
        return Found(port, pen, pen.hello())
    except NeedlepenError as e:
        pen.close()
        return Found(port, error=e)
