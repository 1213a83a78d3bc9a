"""How `make pen` looks: the pen's face, what is true beside it, a line with the last message, and the keys.

It draws and must not change the pen.
"""

from datetime import datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from boards.virtual import picture
from boards.virtual.faults import FAULTS
from boards.virtual.live.pen import TOUCHES, LivePen
from boards.virtual.tray import KINDS

BESIDE_COLUMNS = 108
_GAUGE = 20  # characters for 0 .. 500 um
_ROWS = 16  # of the list of faults
_KEYS = (
    (("↑ ↓", "▲ ▼"), ("space", "SELECT"), ("+ - S", "hold ▲ ▼ SELECT"), ("i", "cartridge"), ("1-9", "which")),
    (("t", "touch"), ("m", "+1 min"), ("d D", "+1 +28 days"), ("u", "USB"), ("c b", "power, coin cell")),
    (("f", "faults"), ("q", "quit"), ("", "needles start in the air: touch a second later")),
)


def gauge(tip_um: int) -> str:
    """Depth between home and the end-stop."""
    full = min(tip_um, 500) * _GAUGE // 500
    return "▕" + "█" * full + "░" * (_GAUGE - full) + "▏"


def draw(
    live: LivePen, look: dict, pressed: "tuple[str, ...]", message: str, fault: "int | None", columns: int, rows: int
) -> RenderableType:
    """The whole picture for a terminal of that size. `fault`: the row chosen in the list of faults, None = closed."""
    frame = bytes.fromhex(look["screen"]) if look["screen"] else picture.DARK
    wide = picture.is_wide(columns, rows)
    face = picture.pen(frame, look["led"], pressed, wide)
    beside = columns >= BESIDE_COLUMNS and not wide
    said = Text(f" {message}", "bright_yellow", no_wrap=True, overflow="ellipsis")
    if fault is not None:
        side: RenderableType = _faults(live, fault)
        if not beside:
            return Group(side, said, _fault_keys())
    else:
        side = _panel(live, look) if beside else _lines(live, look)
    keys = _fault_keys() if fault is not None else _keys()
    if not beside:
        return Group(face, side, said, keys)
    both = Table.grid(padding=(0, 2))
    both.add_row(face, side)
    return Group(both, said, keys)


def _facts(live: LivePen, look: dict) -> "dict[str, str]":
    moment = datetime.fromtimestamp(look["date_s"])
    return {
        "needle tip": f"{gauge(look['tip_um'])} {look['tip_um'] / 1000:.3f} mm",
        "needles": f"{look['speed_hz']} strokes/s" if look["turning"] else "still",
        "strokes": f"{look['strokes']:,}",
        "skin": TOUCHES[live.touch][0],
        "cartridge": dict(KINDS).get(live.inside or "", "none"),
        "USB": live.port or "unplugged",
        "battery": f"{look['battery_mv'] / 1000:.2f} V" if look["powered"] else "out",
        "coin cell": "in" if live.coin else "out",
        "date": f"{moment.day} {moment:%b %Y %H:%M:%S}",
        "faults": ", ".join(sorted(live.faults)) or "none",
    }


def _panel(live: LivePen, look: dict) -> Table:
    """The facts that stand beside the pen."""
    table = Table.grid(padding=(0, 1))
    table.add_row("", Text("in truth", "italic dim"))
    for name, value in _facts(live, look).items():
        table.add_row(Text(name, "dim"), Text(value))
    if live.port:
        table.add_row("", "")
        table.add_row("", Text("on the laptop:", "dim"))
        table.add_row("", Text("needlepen info", "bright_cyan"))
        table.add_row("", Text("needlepen sync", "bright_cyan"))
    return table


def _lines(live: LivePen, look: dict) -> Text:
    """Below the pen, two lines."""
    facts = _facts(live, look)
    first = f" {facts['needle tip']} · {facts['needles']} · {facts['strokes']} strokes · skin {facts['skin']}"
    second = f" cartridge {facts['cartridge']} · {facts['USB']} · {facts['battery']} · {facts['date']}"
    if live.faults:
        second += f" · {facts['faults']}"
    return Text(first + "\n" + second, "italic", no_wrap=True, overflow="ellipsis")


def _faults(live: LivePen, chosen: int) -> Table:
    """The list of faults around the chosen one."""
    names = list(FAULTS)
    top = max(0, min(chosen - _ROWS // 2, len(names) - _ROWS))
    table = Table.grid(padding=(0, 1))
    table.add_row("", Text(f"faults ({chosen + 1} of {len(names)})", "italic dim"), "")
    for i in range(top, min(top + _ROWS, len(names))):
        style = "bold black on bright_cyan" if i == chosen else ""
        mark = "●" if names[i] in live.faults else " "
        table.add_row(Text(mark, "bright_red"), Text(names[i], style), Text(FAULTS[names[i]][0], "dim", no_wrap=True))
    return table


def _keys() -> Text:
    return Text("\n").join(_row(row) for row in _KEYS)


def _fault_keys() -> Text:
    return _row((("↑ ↓", "choose"), ("enter", "on / off"), ("f", "close")))


def _row(pairs) -> Text:
    line = Text(" ", no_wrap=True, overflow="ellipsis")
    for key, what in pairs:
        line.append(key, "bold bright_cyan")
        line.append(f" {what}   ", "dim")
    return line
