"""S12: the power is cut at every flash operation of updates, of their failing, and of ways back; and again at every
operation of what follows. Every pen runs a complete version, and ledger and journal are as they were.

`python -m tests.firmware.test_update_cuts` does all; as a test it is a seeded share. Cuts of one depth with the whole
application, EEPROM and all, are in `test_pen_update_cuts.py`.
"""

import sys
import time

import pytest

from tests.firmware.core import bundles
from tests.firmware.cuts import RecordingFlash, cuts
from tests.firmware.update_engine import NEW, NEWER, OLD, Start, fail_on_trial, new_flash, reach, whole

SECTORS = 48
SHARE = (9, 17)  # as a test: every so-manieth cut, of those that follow
ALL = (1, 1)


def _factory() -> bytearray:
    return new_flash(SECTORS, {"/a.np": OLD})


def _updated() -> bytearray:
    flash = RecordingFlash(_factory())
    reach(flash, NEW)
    return flash.data


# name: the pen before, what is done to it, the version that is wanted in the end, all that may run meanwhile
SCENES = {
    "first update": (_factory, lambda flash: reach(flash, NEW), NEW, (OLD, NEW)),
    "update into a used slot": (_updated, lambda flash: reach(flash, NEWER), NEWER, (NEW, NEWER)),
    "rollback": (_updated, lambda flash: reach(flash, OLD), OLD, (OLD, NEW)),
    "trial that fails": (_factory, lambda flash: fail_on_trial(flash, NEW), NEW, (OLD, NEW)),
}


def whole_application():
    """An update of the real program, as the tables above have it."""
    from boards.tools.bundle import program
    from boards.tools.factory_image import FILESYSTEM_BYTES

    old, new = (bundles.made(program(version), version=version) for version in ((0, 1, 0), (0, 200, 0)))
    before = new_flash(FILESYSTEM_BYTES // 4096, {"/a.np": old})
    return lambda: before, lambda flash: reach(flash, new), new, (old, new)


def run(scene: tuple, shares: "tuple[int, int]" = ALL, seed: int = 0) -> "tuple[int, int]":
    """Cut a scene everywhere; how many pens had one cut, and how many two. Raises AssertionError."""
    make, act, wanted, versions = scene
    first_share, second_share = shares
    before = make()
    history = Start(RecordingFlash(bytearray(before))).store.events.read()
    flash = RecordingFlash(bytearray(before))
    act(flash)
    once = twice = 0
    place = ""
    for number, cut in cuts(before, flash.ops, first_share, seed):
        try:
            once += 1
            place = f"cut {number}"
            whole(bytearray(cut), versions, history)
            after = RecordingFlash(bytearray(cut))
            reach(after, wanted)  # what pen and laptop do next
            whole(bytearray(after.data), versions, history)
            for again, cut_again in cuts(cut, after.ops, second_share, number + seed):
                twice += 1
                place = f"cut {number}, then {again}"
                whole(cut_again, versions, history)
        except Exception as error:
            raise AssertionError(f"{place}: {error!r}") from error
    return once, twice


@pytest.mark.parametrize("name", SCENES)
def test_s12_no_cut_leaves_a_pen_without_a_complete_version(name):
    once, twice = run(SCENES[name], SHARE, seed=len(name))
    assert once >= 3 and twice >= 3


def everything(share: int = 1):
    """(scene, pens cut once, cut twice, seconds) of every scene; of the large one the second cuts are a share."""
    for name in SCENES:
        began = time.monotonic()
        yield (name, *run(SCENES[name], (share, share)), time.monotonic() - began)
    began = time.monotonic()
    found = run(whole_application(), (80 * share, 1_000) if share > 1 else (1, 400), seed=7)
    yield ("the whole application", *found, time.monotonic() - began)


def main() -> int:
    """All of it, a line each."""
    total = [0, 0]
    for name, once, twice, seconds in everything():
        total = [total[0] + once, total[1] + twice]
        print(f"{once:7,} cuts, {twice:9,} of two  {name}, {seconds:.0f} s", flush=True)
    print(f"{total[0]:7,} cuts, {total[1]:9,} of two: every pen runs a complete version, ledger and journal untouched")
    return 0


if __name__ == "__main__":
    sys.exit(main())
