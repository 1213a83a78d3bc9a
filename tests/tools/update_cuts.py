"""The rows of `make verify` about updates: pens that lost their power in one, and what they then did."""

import time


def rows(small: bool) -> "list[tuple[str, str, bool]]":
    """Every cut of one and of two; `small`: a seeded share."""
    from tests.firmware import test_pen_update_cuts, test_update_cuts
    from tests.firmware.gestures import Life

    began = time.monotonic()
    try:
        found = list(test_update_cuts.everything(9 if small else 1))
        shares = (9, 40) if small else test_pen_update_cuts.ALL
        operations, woken, again = test_pen_update_cuts.run(Life().keep(), shares)
    except AssertionError as broken:
        return [("power cuts in updates", str(broken), False)]
    once, twice = sum(one[1] for one in found), sum(one[2] for one in found)
    return [
        ("power cuts in updates, trials and ways back", f"{once:,}", True),
        ("… and once more in what follows", f"{twice:,}", True),
        (f"… on the whole pen, flash and EEPROM ({operations} operations)", f"{woken:,}", True),
        ("… and once more in the start that follows", f"{again:,}", True),
        ("… pens without a complete version; ledgers or journals changed", "0; 0", True),
        ("… seconds", f"{time.monotonic() - began:.0f}", True),
    ]
