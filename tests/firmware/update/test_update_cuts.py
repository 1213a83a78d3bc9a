"""S12: the power is cut at every flash operation of updates, of their failing, and of ways back; and again at every
operation of what follows. Every pen runs a complete version, and ledger and journal are as they were.

As a test it is a seeded share; `python -m tests.tools.power_cuts` does all. Cuts of the whole pen, EEPROM and all, are
in `test_pen_update_cuts.py`.
"""

import pytest

from tests.firmware.flash_power_cuts import RecordingFlash, cuts
from tests.firmware.formats import bundles
from tests.firmware.update.update_engine import NEW, NEWER, OLD, Start, fail_on_trial, new_flash, reach, whole

SECTORS = 48
SHARE = (9, 17)  # as a test: every so-manieth cut, of those that follow


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


def whole_application() -> tuple:
    """An update of the real program, as the table above would have it."""
    from boards.tools.bundle import program
    from boards.tools.factory_image import FILESYSTEM_BYTES

    old, new = (bundles.made(program(version), version=version) for version in ((0, 1, 0), (0, 200, 0)))
    before = new_flash(FILESYSTEM_BYTES // 4096, {"/a.np": old})
    return lambda: before, lambda flash: reach(flash, new), new, (old, new)


def run(scene: tuple, shares: "tuple[int, int]", seed: int = 0) -> "tuple[int, int]":
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
