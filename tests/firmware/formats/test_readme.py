"""The specification of the formats says what the code does, and is enough to write another reader from.

Every field, number and name in `firmware/pen/formats/README.md` is compared with the code. Then a reader that knows
only the page's tables reads kept pens (`tests/firmware/released`), and finds what our own code finds.
"""

import gzip
import hashlib
import re
import subprocess
import sys
import zlib

import pytest
import slots
from needlepen import kinds
from pen.core import ledger as ledgers
from pen.core import states
from pen.formats import bundle, frame, ledger, messages, pack_check, reasons, record
from pen.formats.version import SCHEMA
from pen.link import table

from boards.virtual import power_off_image
from tests.firmware.formats import bundles, reason_lists
from tests.firmware.formats.record_formats import formats
from tests.firmware.formats.spec import PAGE, Layout, examples, numbers, rows, sections
from tests.firmware.released.keep import HERE
from tests.firmware.whole_pen import WholePen

PARTS = sections()
KINDS = {int(name.split()[0]): name for name in PARTS if re.fullmatch(r"\d+ [a-z_]+", name)}
MESSAGES = {int(name.split()[0], 16): name for name in PARTS if name.startswith("0x")}
RULES = {"newer": ledger.NEWER, "max": ledger.MAX, "min": ledger.MIN, "or": ledger.OR, "and": ledger.AND}


def of(module, *prefixes: str) -> "dict[str, int]":
    """The module's numbers whose names begin so."""
    return {name: number for name, number in vars(module).items() if name.startswith(prefixes) and name.isupper()}


# --- the page and the code ----------------------------------------------------------------------------------


def test_every_kind_of_record_and_every_field_of_it():
    assert set(KINDS) == set(formats()) == set(kinds.KINDS)
    for kind, (name, fmt, fields) in kinds.KINDS.items():
        layout = Layout(PARTS[KINDS[kind]])
        assert KINDS[kind] == f"{kind} {name}"
        assert (layout.start, layout.format, tuple(layout.names)) == (record.PAYLOAD, fmt, fields), name


def test_the_record_itself():
    layout = Layout(PARTS["The journal record"])
    places = {name: sum(map(_size, layout.formats[:i])) for i, name in enumerate(layout.names)}
    assert layout.end == record.SIZE
    assert (places["payload"], places["chain"]) == (record.PAYLOAD, record.BODY)
    assert _size(layout.formats[layout.names.index("payload")]) == record.BODY - record.PAYLOAD
    assert _size(layout.formats[layout.names.index("chain")]) == record.CHAIN


def _size(fmt: str) -> int:
    return record.calcsize("<" + fmt)


def test_every_message_and_every_field_of_it():
    assert set(MESSAGES) == set(messages.FORMATS) | {messages.RECORDS}
    for kind, heading in MESSAGES.items():
        number, name = heading.split()
        layout = Layout(PARTS[heading])
        assert getattr(messages, name) == kind == int(number, 16)
        fmt, fields = messages.FORMATS.get(kind, ("<II", "epoch sequence"))  # RECORDS: its head
        expanded = re.sub(r"(\d+)([A-Zac-rt-z])", lambda m: m[2] * int(m[1]), fmt)
        assert (layout.format, " ".join(layout.names)) == (expanded, fields), name
        assert ("bytes `data` follow" in PARTS[heading]) == (kind in messages.TAILED), name
    assert Layout(PARTS["0x83 RECORDS"]).end == messages.RECORDS_HEAD


def test_the_frame():
    layout = Layout(PARTS["Frames"])
    assert (layout.end, layout.names[-2:]) == (frame.HEADER, ["length", "check"])


def test_every_request_what_it_needs_and_whether_a_treatment_is_in_its_way():
    told = {getattr(messages, row[0]): row[1:] for row in rows(PARTS["Requests and answers"])}
    assert set(told) == set(table.REQUESTS)
    for kind, (_, needs, while_busy) in told.items():
        _, _, asks, _, during = table.REQUESTS[kind]
        assert (needs != "nothing", while_busy) == (bool(asks), "yes" if during else "no"), kind
    answers = {word for row in told.values() for word in re.findall(r"\b[A-Z][A-Z_]+\b", row[0])}
    assert {getattr(messages, name) for name in answers} == {kind for kind in MESSAGES if 0x80 <= kind < 0xFF}


def test_every_number_with_a_name():
    stops, faults = of(reasons, "STOP_"), of(reasons, "F_")
    others = of(reasons, "CLOCK_O", "CLOCK_S", "CLOCK_B", "CLOCK_J", "CLOCK_U")
    ledger_events, gaps = of(reasons, "LEDGER_"), of(record, "GAP_")
    assert numbers(PARTS["Stops"]) == stops
    assert numbers(PARTS["Faults"]) == faults
    assert numbers(PARTS["Ledger events"]) == ledger_events
    assert numbers(PARTS["Journal gaps"]) == gaps
    refusals = numbers(PARTS["Refusals"])
    assert set(refusals.values()) == {reasons.NONE, *reason_lists.REFUSALS, reasons.AFTER_CRASH, reasons.AFTER_CUT}
    assert set(numbers(PARTS["Clock events"]).values()) == set(range(8))
    everything = {name: number for name, number in vars(reasons).items() if isinstance(number, int)}
    clocks = numbers(PARTS["Clock events"])
    assert everything == {**stops, **faults, **ledger_events, **refusals, **clocks, **others}
    assert numbers(PARTS["By"]) == of(record, "BY_")
    assert numbers(PARTS["Clearances"]) == of(record, "CLEARED_")
    updates = numbers(PARTS["Update events"])
    assert updates == {name: getattr(record, name) for name in updates}
    assert set(updates.values()) == set(range(record.OFFERED, record.DAMAGED + 1))
    assert numbers(PARTS["Error codes"]) == of(messages, "E_")
    assert numbers(PARTS["Capabilities"]) == of(messages, "CAP_")
    told = numbers(PARTS["States"])
    assert told == {name: getattr(states, name) for name in told} and set(told.values()) == set(range(len(told)))
    codes = numbers(PARTS["Bundle codes"])
    assert codes == {name: getattr(bundle, name) for name in codes} and set(codes.values()) == set(range(1, 31))


def test_the_ledger():
    layout = Layout(PARTS["The ledger"])
    assert (layout.end, layout.names) == (ledger.SIZE, ["magic", "fields", "cartridges", "later", "crc"])
    told = []
    for part in LEDGER_FIELDS:
        rules = [(row[3], RULES[row[4]]) for row in rows(PARTS[part])]
        told += [(name, fmt, rule) for (name, rule), fmt in zip(rules, Layout(PARTS[part]).formats, strict=True)]
    assert told == list(ledger.fields())
    first, later = (Layout(PARTS[part]) for part in LEDGER_FIELDS)
    assert (first.start, first.end, later.start) == (4, ledger.TABLE, ledger.TABLE_END)
    assert Layout(PARTS["A cartridge's entry"]).end == ledger.ENTRY
    assert f"`{ledger.MAGIC.decode()}`" in PARTS["The ledger"]


def test_bundle_pack_ring_and_boot_record():
    assert Layout(PARTS["The bundle"]).end == bundle.PREFIX
    assert Layout(PARTS["The pack"]).end == bundle.PACK_HEAD
    assert Layout(PARTS["A place"]).end == pack_check.PLACE
    assert Layout(PARTS["The key ring"]).end == bundle.KEY
    assert Layout(PARTS["The boot record"]).format == slots._FORMAT


def test_the_manifests_lines_come_in_that_order():
    told = [row[0] for row in rows(PARTS["The manifest"])]
    real = [line.split(" ")[0] for line in bundles.manifest_text(bundles.made()).splitlines()]
    assert [key for key in told if key in real] == list(dict.fromkeys(real))
    assert set(told) - set(real) <= {"note"}


def test_the_limits_the_page_names():
    text = PAGE.read_text()
    for number in (frame.PAYLOAD_MAX, messages.REQUEST_MAX, messages.READ_MAX, messages.DATA_MAX + 4):
        assert str(number) in text
    for number in (bundle.MANIFEST_MAX, bundle.PACK_MAX, bundle.FILES_MAX, bundle.NOTES_MAX, bundle.NOTE_MAX):
        assert str(number) in text
    assert f"ledger {SCHEMA[0]} " in text and f"journal {SCHEMA[1]} " in text
    assert f"one number, {messages.PROTOCOL}." in text


# --- worked examples ----------------------------------------------------------------------------------------


def test_the_worked_examples_are_true():
    chain_text = PARTS["The chain"]
    facts = dict(line.split(" ", 1) for line in examples(chain_text, "example")[0].splitlines())
    chain = record.genesis(bytes.fromhex(facts["pen_id"]), int(facts["epoch"]))
    assert chain == bytes.fromhex(facts["genesis"])
    told = [bytes.fromhex(one) for one in examples(chain_text, "record")]
    for one in told:
        chain = record.check(one, chain)
    got = [kinds.decode(one) for one in told]
    assert [(one["sequence"], one["vbus"], one["battery_mv"], one["up_ms"]) for one in got] == [
        (1, 1, 3900, 2000),
        (2, 0, 3890, 12000),
    ]
    hello = bytes.fromhex(examples(PARTS["Frames"], "frame")[0])
    assert hello == frame.encode(messages.HELLO, 7, messages.encode(messages.HELLO, 1, 1))


# --- another reader, from the page alone --------------------------------------------------------------------


LEDGER_FIELDS = ("Fields of the ledger", "Later fields of the ledger")


class Stranger:
    """Reads journals and ledgers by the tables of the page. It uses nothing of `pen`."""

    def __init__(self, parts: "dict[str, str]"):
        self._record = Layout(parts["The journal record"])
        self._kinds = {int(h.split()[0]): (h.split()[1], Layout(t)) for h, t in parts.items() if h in KINDS.values()}
        self._ledger = Layout(parts["The ledger"])
        self._fields = [Layout(parts[part]) for part in LEDGER_FIELDS]

    def journal(self, data: bytes, pen_id: bytes, epoch: int) -> "list[dict]":
        """The records, each checked."""
        genesis = b"needlepen journal " + pen_id + epoch.to_bytes(4, "little")
        chain = hashlib.sha256(genesis).digest()[:12]
        out = []
        for at in range(0, len(data), self._record.end):
            one = data[at : at + self._record.end]
            head = self._record.read(one)
            assert head["crc"] == zlib.crc32(one[:-4])
            chain = hashlib.sha256(chain + one[: len(one) - 16]).digest()[:12]
            assert head["chain"] == chain
            name, layout = self._kinds[head["kind"]]
            older = name == "answers" and head["length"] == 5  # of 0.1.0: two fields came later
            assert layout.end - layout.start == head["length"] or older
            keys = ("sequence", "proven_s", "up_ms")
            out.append({"kind": name, **{key: head[key] for key in keys}, **layout.read(one)})
        return out

    def ledger(self, data: bytes) -> dict:
        """The fields of one copy."""
        head = self._ledger.read(data)
        assert head["magic"] == b"NPL2" and head["crc"] == zlib.crc32(data[:-4])
        return {**self._fields[0].read(data), **self._fields[1].read(data), "cartridges": head["cartridges"]}


@pytest.mark.parametrize("name", sorted(path.name[:-3] for path in HERE.glob("*.gz")))
def test_a_reader_written_from_the_page_reads_kept_pens_as_ours_does(name):
    life = WholePen(power_off_image.restore(gzip.decompress((HERE / f"{name}.gz").read_bytes())))
    stranger = Stranger(PARTS)
    raw = bytes(life.world.eeprom.mem[:1024])
    for at in (0, ledger.SIZE):
        one = raw[at : at + ledger.SIZE]
        told, ours = stranger.ledger(one), vars(ledgers.decode(one))
        assert {key: told[key] for key in told} == {key: ours[key] for key in told}
    newest = max((ledgers.decode(raw[at : at + ledger.SIZE]) for at in (0, 512)), key=lambda one: one.sequence)
    life.boot()
    life.run_ms(1_500)
    read = stranger.journal(life.journal(), bytes(newest.pen_id), newest.epoch)
    assert read == life.records() and len(read) > 2


# --- what formats may need ----------------------------------------------------------------------------------

_ALONE = """
import importlib, pkgutil, sys
sys.path.insert(0, %r)
import pen.formats
for one in pkgutil.iter_modules(pen.formats.__path__):
    importlib.import_module("pen.formats." + one.name)
strangers = {name for name in sys.modules if name.split(".")[0] not in sys.stdlib_module_names}
print(sorted(name for name in strangers if not name.startswith("pen.formats")))
"""


def test_formats_need_nothing_but_the_interpreter():
    command = [sys.executable, "-I", "-S", "-c", _ALONE % str(PAGE.parents[2])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout == "['__main__', 'pen']\n", done.stdout + done.stderr
