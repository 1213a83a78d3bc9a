"""`make size`: .mpy bytes of every module and the heap of the running application on the MicroPython unix port."""

from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from boards.virtual.handle import VirtualPen, find_micropython
from tests.tools.compile_firmware import ROOT, compile_all


def heap() -> dict[str, dict[str, int]]:
    """Heap before the firmware is imported and with the application on its home screen, bytes."""
    with VirtualPen(find_micropython()) as pen:
        before = pen.do("heap")
        pen.do("provision")
        pen.do("boot")
        pen.run(2_000)
        return {"before": before, "running": pen.do("heap")}


def main() -> None:
    """Print both tables."""
    console = Console()
    with TemporaryDirectory() as target:
        sizes = compile_all(Path(target))
    table = Table("module", "source lines", ".mpy bytes", title="Firmware")
    for name, size in sizes.items():
        lines = len((ROOT / "firmware" / name).read_text().splitlines())
        table.add_row(name, str(lines), f"{size:,}")
    table.add_section()
    table.add_row("all", "", f"{sum(sizes.values()):,}")
    console.print(table)
    if not find_micropython():
        console.print("Heap: not measured, this machine has no MicroPython unix port.")
        return
    used = heap()
    console.print(
        "Heap of the running application on the MicroPython unix port (64-bit: objects take twice what they take on "
        f"the RP2040; the world model included): {used['running']['used']:,} bytes, "
        f"{used['running']['used'] - used['before']['used']:,} more than before the firmware started."
    )


if __name__ == "__main__":
    main()
