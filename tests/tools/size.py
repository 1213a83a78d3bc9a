"""`make size`: .mpy bytes of every module, and the heap of the running application.

On the emulated RP2040 when it is here (`make emulator-test` says what is missing), and on MicroPython's unix port.
"""

from rich.console import Console
from rich.table import Table

from boards.tools.pen_files import SLOT, pen_files, program_files, sources
from boards.virtual.handle import VirtualPen, find_micropython
from boards.virtual.rp2040.line import obstacle
from tests.tools import paths  # noqa: F401 - first: the others are found there
from tests.tools.emulator import control


def heap() -> dict[str, dict[str, int]]:
    """Heap before the firmware is imported and with the application on its home screen, bytes."""
    with VirtualPen(find_micropython()) as pen:
        before = pen.do("heap")
        pen.do("provision")
        pen.do("boot")
        pen.run(2_000)
        return {"before": before, "running": pen.do("heap")}


BOARD = "RPI_PICO"


def main() -> None:
    """Print the table and what is known of the heap."""
    console = Console()
    files = pen_files(BOARD)
    contents = {**files, **program_files()}
    sizes = {name: len(contents[name]) for name in sources(BOARD)}
    table = Table("on the pen", "source lines", "bytes", title="Firmware, as it ships")
    for name, path in sources(BOARD).items():
        table.add_row(name, str(len(path.read_text(encoding="utf-8").splitlines())), f"{sizes[name]:,}")
    table.add_section()
    table.add_row("all", "", f"{sum(sizes.values()):,}")
    table.add_row(SLOT, "", f"{len(files[SLOT]):,}")
    console.print(table)
    if obstacle():
        console.print(obstacle())
    else:
        found = control.measure(count_bytes=True)
        console.print("Heap free on the emulated RP2040, after a collection, bytes by state, at the least:")
        console.print("on battery", found["free_bytes"], "with the cable", found["cable_bytes"])
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
