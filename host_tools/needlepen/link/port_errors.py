"""Why a port cannot be opened, and what to do about it on this system: no such port, no permission, or in use.

Must not open anything. What pyserial raises differs: on Linux and macOS a SerialException with the system's number
(serialposix.py, `open`), on Windows one with the text of a WinError and no number (serialwin32.py, `open`).
"""

import errno
import platform
import sys

from ..errors import NeedlepenError, NoPen, PortBusy
from ..language import later, tr

_WINDOWS_DENIED = "PermissionError(13"  # WinError 5; Windows says so when another program holds the port
_WINDOWS_GONE = ("FileNotFoundError(2", "OSError(22, 'A device attached", ", None, 31)", ", None, 121)", ", None, 433)")


ATTACH = later("In Windows: usbipd attach --wsl --busid …   (or use needlepen in Windows itself)")


def is_wsl(release: str = "") -> bool:
    """Is this the Linux inside Windows, which sees no USB device until Windows gives it one?"""
    return "microsoft" in (release or platform.release()).lower()


def port_name(url: str, platform: str = sys.platform) -> str:
    """The name to open: on macOS the call-out port, as its twin /dev/tty.… waits for a modem's carrier for ever."""
    if platform == "darwin" and url.startswith("/dev/tty."):
        return "/dev/cu." + url[len("/dev/tty.") :]
    if platform == "win32" and url[:3].lower() == "com" and url[3:].isdigit():
        return url.upper()
    return url


def cannot_open(url: str, e: Exception, platform: str = sys.platform) -> NeedlepenError:
    """The error behind pyserial's: PortBusy (no permission, in use) or NoPen (no such port)."""
    number = getattr(e, "errno", None)
    text = str(e)
    if number in (errno.EBUSY, errno.EAGAIN) or "exclusively lock" in text or _WINDOWS_DENIED in text:
        return PortBusy(tr("{url} is in use.", url=url), tr("Another program holds the port."), _close_it(platform))
    if number in (errno.EACCES, errno.EPERM):
        return PortBusy(
            tr("{url} may not be opened.", url=url),
            tr("This user has no permission for serial ports."),
            _permit(platform, url),
        )
    if number == errno.ENOENT or any(gone in text for gone in _WINDOWS_GONE):
        return NoPen(
            tr("{url} cannot be opened.", url=url),
            tr("There is no such port; is the pen plugged in?"),
            f"needlepen list{_hint(url)}",
        )
    return NoPen(tr("{url} cannot be opened.", url=url), getattr(e, "strerror", None) or text, "needlepen list")


def _close_it(platform: str) -> str:
    programs = tr("a second needlepen, mpremote, Thonny, a serial monitor")
    if platform == "win32":
        return tr("Close the other program ({programs}) and try again", programs=programs)
    look = "lsof /dev/cu.usbmodem*" if platform == "darwin" else "fuser -v /dev/ttyACM*"
    return tr("Close the other program ({programs}) and try again; who it is: {look}", programs=programs, look=look)


def _permit(platform: str, url: str) -> str:
    if platform == "darwin":
        return tr("ls -l {url} shows whose port it is; unplug the pen and plug it in again", url=url)
    return tr("needlepen doctor --fix-udev   (or: sudo usermod -aG dialout $USER, then log in again)")


def _hint(url: str) -> str:
    return tr("   (a port is named like COM3)") if "\\" in url else ""
