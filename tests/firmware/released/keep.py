"""Keeps pens of this version as they are, for all later versions: `python -m tests.firmware.released.keep`.

Run once for every release whose ledger or journal has another format, and never again for an old one. Each pen is
`VERSION-name.gz` (the image of `boards/virtual/power_off_image.py`: all bytes of EEPROM, flash, clock and tag) and a
`.json` with what its ledger says and where its journal ends, read by the version that wrote it.
"""

import gzip
import json
from pathlib import Path

from pen.formats.version import VERSION

from tests.firmware.stored_ledgers import eeprom_ledger
from tests.firmware.whole_pen import WholePen

HERE = Path(__file__).parent
NAMES = ("boots", "locked", "lock_from_s", "session", "session_open", "needle_ms", "interval_s", "fault", "profile_set")


def facts(life: WholePen) -> dict:
    """What the ledger in the EEPROM says, under the names of 0.1.0; where the journal ends, and its chain there."""
    ledger = eeprom_ledger(life.world)
    store = life.app.store
    told = {name: getattr(ledger, name) for name in NAMES}
    return told | {"epoch": store.epoch, "last": store.next - 1, "chain": store.chain_at(store.next - 1).hex()}


def rested() -> WholePen:
    """Two sessions, the second one a while ago; a tightened setting, a reaction told."""
    life = WholePen()
    assert life.session(1_500)
    life.days(29)
    assert life.session(700)
    life.app.store.tighten(1, 29 * 86_400)
    life.days(3)
    life.run_ms(1_000)
    return life


def open_session() -> WholePen:
    """Needles stopped a moment ago, the session is open."""
    life = WholePen()
    assert life.treat(1_200)
    life.stop()
    return life


def faulty() -> WholePen:
    """A pen with a latched fault."""
    life = WholePen()
    assert life.treat(300)
    life.world.fault("encoder_offset")
    life.run_ms(3_000)
    assert life.ledger.fault
    return life


PENS = {"new": WholePen, "rested": rested, "open": open_session, "faulty": faulty}


def main() -> None:
    """Write what is not there yet."""
    for name, make in PENS.items():
        path = HERE / f"{'.'.join(map(str, VERSION))}-{name}"
        if not path.with_suffix(path.suffix + ".gz").exists():
            life = make()
            life.app.store.commit()
            told = facts(life)
            life.cut_power()
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(life.keep(), 9, mtime=0))
            path.with_name(path.name + ".json").write_text(json.dumps(told, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
