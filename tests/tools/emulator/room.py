"""The heap of the pen as it really started: what is free at home and with the cable in, and how much of it in a row."""

from boards.virtual.rp2040.line import ChipError
from tests.tools.emulator.pen import COLLECT, Pen

_STAY_MS = 10_000
_PLUGGED_MS = 5_000  # the link's code has come
_ANSWER_MS = 3_000


def look(pen: Pen) -> "dict[str, int]":
    """Have the probe look at the heap now; what the probe itself takes counts as free."""
    turned = pen.figures()
    before = turned["asked"]
    pen.drive(pen.now_ns, COLLECT, 1)
    for _ in range(_ANSWER_MS // 50):
        pen.run(50)
        found = pen.figures()
        if found["asked"] > before:
            pen.drive(pen.now_ns, COLLECT, 0)
            pen.run(200)
            found = pen.figures()
            mean_us = turned["total_us"] // max(1, turned["turns"])
            return {"free": found["free"] + found["own_bytes"], "longest": found["longest"], "turn_us": mean_us}
    raise ChipError("the probe did not look at the heap")


def measure() -> "dict[str, dict[str, int]]":
    """Bytes free after a collection and the longest run of them: at home on battery, then with the cable in."""
    with Pen(measure="room") as pen:
        pen.bench.boot()
        pen.home()
        pen.run(_STAY_MS)
        home = look(pen)
        pen.world.plug_usb()
        pen.run(_PLUGGED_MS)
        return {"home": home, "cable": look(pen)}


if __name__ == "__main__":
    print(measure())
