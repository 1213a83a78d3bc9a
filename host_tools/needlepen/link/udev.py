"""The udev rule: permission for the pen's port, and no ModemManager at it. Linux only.

Must not ask and must not print; it writes one file, and only when it is told to.
"""

import subprocess
from importlib import resources
from pathlib import Path

from ..errors import PortBusy
from ..language import tr

NAME = "70-needlepen.rules"  # before 73-seat-late.rules of systemd, which acts on TAG uaccess
TARGET = Path("/etc/udev/rules.d") / NAME
_PLACES = (TARGET.parent, Path("/run/udev/rules.d"), Path("/usr/lib/udev/rules.d"), Path("/lib/udev/rules.d"))

BY_HAND = 'sudo "$(command -v needlepen)" doctor --fix-udev --yes'


def rule() -> str:
    """The rule that comes with this tool."""
    return (resources.files("needlepen") / "data" / NAME).read_text(encoding="ascii")


def installed(places: "tuple[Path, ...]" = _PLACES) -> "tuple[Path, bool] | None":
    """Where the rule is installed, and whether it is this one; None: it is not."""
    for place in places:
        file = place / NAME
        if file.is_file():
            return file, _meaning(file.read_text(encoding="utf-8", errors="replace")) == _meaning(rule())
    return None


def install(target: "Path | None" = None) -> None:
    """Write the rule and let udev read it. Raises PortBusy when this user may not."""
    target = target or TARGET
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(rule(), encoding="ascii")
        target.chmod(0o644)
    except OSError as e:
        raise PortBusy(tr("{target} cannot be written.", target=target), str(e.strerror or e), BY_HAND) from e
    if target.parent == _PLACES[0]:
        for command in (["control", "--reload"], ["trigger", "--subsystem-match=tty"]):
            subprocess.run(["udevadm", *command], check=False, capture_output=True)  # without udev: at the next start


def modem_manager(processes: Path = Path("/proc")) -> bool:
    """Whether a ModemManager is running on this computer."""
    for name in processes.glob("[0-9]*/comm"):
        try:
            if name.read_text(encoding="ascii", errors="replace").strip() == "ModemManager":
                return True
        except OSError:  # that process has just ended
            continue
    return False


def _meaning(text: str) -> "list[str]":
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
