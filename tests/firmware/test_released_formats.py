"""S12, S13: pens that an older version has left are taken over as they are; and it could still read what ours writes.

The formats that `formats/version.py` names are those of ledger and journal; who changes one, keeps pens of the version
before (`released/keep.py`) and says in `SCHEMA` that there is a new one.
"""

import gzip
import json

import pytest
from pen.core import ledger
from pen.formats import ledger as layout
from pen.formats import record
from pen.formats.version import SCHEMA

from boards.virtual import power_off_image
from tests.firmware.released.keep import HERE
from tests.firmware.stored_ledgers import eeprom_ledger, flash_ledger
from tests.firmware.whole_pen import WholePen

KEPT = sorted(path.name[:-3] for path in HERE.glob("*.gz"))


def drawer(name: str) -> "tuple[WholePen, dict]":
    life = WholePen(power_off_image.restore(gzip.decompress((HERE / f"{name}.gz").read_bytes())))
    return life, json.loads((HERE / f"{name}.json").read_text())


def says(one, told: dict) -> dict:
    return {name: getattr(one, name) for name in told if name not in ("epoch", "last", "chain")}


def test_the_schema_is_what_is_written():
    assert (int(layout.MAGIC[3:4]), record.SCHEMA) == SCHEMA


def test_something_is_kept():
    assert {"0.1.0-new", "0.1.0-rested", "0.1.0-open", "0.1.0-faulty"} <= set(KEPT)


@pytest.mark.parametrize("name", KEPT)
def test_s12_a_pen_of_an_older_version_is_taken_over_unchanged(name):
    life, told = drawer(name)
    raw = bytes(life.world.eeprom.mem[:1024])
    wanted = {key: told[key] for key in says(eeprom_ledger(life.world), told)}
    assert says(eeprom_ledger(life.world), told) == says(flash_ledger(life.world), told) == wanted
    for at in (0, layout.SIZE):  # read and written again it is the same, byte for byte
        again = bytearray(layout.SIZE)
        ledger.encode(ledger.decode(raw[at : at + layout.SIZE]), again)
        assert bytes(again) == raw[at : at + layout.SIZE]
    life.boot()
    life.run_ms(1_500)
    store = life.app.store
    assert store.healthy and store.epoch == told["epoch"]  # no new epoch: the journal goes on
    assert store.chain_at(told["last"]).hex() == told["chain"]
    assert [one["sequence"] for one in life.records()] == list(range(1, store.next))  # to the last link
    now = says(life.ledger, told)
    assert now == wanted | {"boots": wanted["boots"] + 1}
    assert life.world.violations == []


@pytest.mark.parametrize("name", KEPT)
def test_s12_what_is_written_now_the_older_version_could_read(name):
    """A trial may be followed by a return: the same schema in every slot and record, as long as SCHEMA says so."""
    life, _ = drawer(name)
    magic = bytes(life.world.eeprom.mem[:4])
    life.boot()
    life.run_ms(1_500)
    life.app.store.commit()
    assert bytes(life.world.eeprom.mem[:4]) == bytes(life.world.eeprom.mem[512:516]) == magic
    journal = life.journal()
    assert {journal[at] for at in range(0, len(journal), record.SIZE)} == {SCHEMA[1]}


def test_s9_a_ledger_of_a_schema_to_come_is_none():
    life, _ = drawer("0.1.0-new")
    for at in (0, 512):
        life.world.eeprom.mem[at : at + 4] = b"NPL9"
    assert eeprom_ledger(life.world) is None
