"""The emulated chip's flash cache: hits, misses, replacement and aliases of the model itself; its cost on the chip.

The model needs nothing but Node; the last tests need the chip's files.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.boards.virtual.rp2040.chip_line import CHIP, Chip, emulated

MISS, WORD = 56, 40  # cycles by the second boot stage's settings, quad continuous read and a divider of 2
LINE, WAY = 8, 8 * 1024
FIRST = 0x1000_0000
QUAD_32_BIT = 2 << 21 | 31 << 16  # CTRLR0
CONTINUOUS = 0xA0 << 24 | 4 << 11 | 8 << 2 | 2  # SPI_CTRLR0: 4 wait cycles, 32 bits of address and mode, all by 4 lines
SCRIPT = """
import {{ XipCache }} from {model};
const cache = new XipCache();
cache.timed({ctrlr0}, {spi}, {baudr});
const answers = {calls}.map(([name, value]) => {{
  if (name === 'enabled') {{ cache.enabled = value; return null; }}
  return name === 'counted' ? [cache.reads, cache.hits] : (cache[name](value) ?? null);
}});
console.log(JSON.stringify(answers));
"""


def model(*calls, ctrlr0: int = QUAD_32_BIT, spi: int = CONTINUOUS, baudr: int = 2) -> list:
    """What a new cache answers to these calls; an address alone is a read."""
    node = shutil.which("node")
    if not node:
        pytest.skip("node is not installed")
    listed = json.dumps([call if isinstance(call, tuple) else ("read", call) for call in calls])
    text = SCRIPT.format(
        model=json.dumps(Path(CHIP / "xip_cache.mjs").as_uri()), ctrlr0=ctrlr0, spi=spi, baudr=baudr, calls=listed
    )
    run = subprocess.run([node, "--input-type=module", "-e", text], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def test_a_line_of_eight_bytes_comes_once():
    assert model(FIRST, FIRST + 4, FIRST + 7, FIRST + LINE, FIRST, ("counted", 0)) == [MISS, 0, 0, MISS, 0, [5, 3]]


def test_two_ways_and_the_one_used_less_recently_is_replaced():
    a, b, c = FIRST, FIRST + WAY, FIRST + 2 * WAY
    assert model(a, b, a, b, a, c, a, b) == [MISS, MISS, 0, 0, 0, MISS, 0, MISS]


def test_sixteen_kilobytes_fit_and_one_line_more_does_not():
    whole = [FIRST + at for at in range(0, 2 * WAY, LINE)]
    assert sum(model(*whole, *whole)) == len(whole) * MISS
    assert sum(model(*whole, FIRST + 2 * WAY, *whole)) > (len(whole) + 1) * MISS


def test_the_aliases_check_and_allocate_as_they_say():
    check_only, always_update, past = FIRST | 1 << 24, FIRST | 2 << 24, FIRST | 3 << 24
    assert model(check_only, FIRST, check_only) == [MISS, MISS, 0], "not held by a read that may not allocate"
    assert model(FIRST, always_update, FIRST) == [MISS, MISS, 0], "fetched although it is held"
    assert model(always_update, FIRST) == [MISS, 0]
    assert model(FIRST, past, past, ("counted", 0)) == [MISS, WORD, WORD, [1, 0]], "past the cache: a word at a time"


def test_a_flush_a_write_and_the_switch():
    assert model(FIRST, ("flush", 0), FIRST, FIRST) == [MISS, None, MISS, 0]
    other = FIRST + WAY
    assert model(FIRST, other, ("drop", FIRST), other, FIRST) == [MISS, MISS, None, 0, MISS]
    assert model(FIRST, other, ("drop", other), other, FIRST) == [MISS, MISS, None, MISS, 0]
    assert model(FIRST, ("enabled", False), FIRST, ("enabled", True), FIRST) == [MISS, None, WORD, None, 0]


def test_the_cost_follows_the_controllers_registers():
    assert model(FIRST, baudr=4) == [2 * MISS]
    serial = 0x03 << 24 | 2 << 8 | 6 << 2  # an 8-bit instruction, 24 bits of address, one line
    assert model(FIRST, FIRST | 3 << 24, ctrlr0=31 << 16, spi=serial, baudr=4) == [(32 + 64) * 4, (32 + 32) * 4]


# --- on the chip ---------------------------------------------------------------------------------------

README = (CHIP / "README.md").read_text(encoding="utf-8")
CALIBRATION = README.partition("```python\n")[2].partition("```")[0]


@emulated
@pytest.mark.parametrize(("cached", "cycles"), [(True, [MISS, WORD]), (False, [0, 0])])
def test_what_the_calibration_of_the_readme_finds_here(cached, cycles):
    chip = Chip()
    chip.load(cached=cached)
    chip.power_on()
    chip.run(400)
    found = [int(one) for one in chip.python(CALIBRATION, 3_000).split()]
    chip.close()
    assert all(abs(one - expected) <= 2 for one, expected in zip(found, cycles, strict=True)), found
