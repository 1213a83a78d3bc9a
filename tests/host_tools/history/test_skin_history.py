"""What the history tells of the owner's skin and of each zone."""

from needlepen import Pen, Store, kinds
from needlepen.history.derive import derive
from needlepen.history.queries import choose, history
from needlepen.terminal import history_view
from pen.core import questions, reported
from pen.core import touch as touches
from pen.formats import reasons as r
from pen.formats import record

from tests.firmware import face
from tests.host_tools.memory_store import DAY_S, MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen
from tests.host_tools.terminal.test_views import text


def treated(store):
    """What a pen writes around one session with everything in it."""
    n = store.ledger.session + 1
    store.proven_s += 30 * DAY_S
    store.log(record.PROFILE, reported.ROSACEA, reported.ROSACEA, record.BY_PEN)
    store.log(record.CLEARANCE, 2, 0, 20_000, *[int.from_bytes(p, "little") for p in (b"Dr. ", b"Pate", b"l\0\0\0")])
    store.log(record.HOLD, r.SUN_TODAY, store.proven_s + DAY_S)
    store.log(record.ANSWERS, questions.TODAY, 0b1111100000000, 0b1100000000000, 0, 0)
    store.log(record.DISINFECTED, 305)
    store.log(record.SESSION_START, n, 0x0102, 9, 1, 1, 250, 90)
    for zone, strokes in ((face.CHIN, 100), (face.CHIN, 400), (face.UPPER_LIP, 90)):
        store.log(record.NEEDLES_ON, n, 250, 248, 90, 60_000, zone, 833)
        store.log(record.TOUCH, touches.FIRM, 75, 2_000)
        store.log(record.TOUCH, touches.HARD, 150, 3_000)
        store.log(record.NEEDLES_OFF, n, r.STOP_PRESSURE, 100, 1_000, 1_000)
        store.log(record.ZONE, n, zone, 250, 248, strokes, 11)
    store.log(record.BLEEDING, n, 1)
    store.log(record.SESSION_END, n, r.STOP_BLEEDING, 300, 3_000, store.proven_s + 42 * DAY_S)
    store.log(record.CLEANUP, n, 0b101, 120)
    store.log(record.CHECKIN, n, 48, reported.RED_48H, record.BY_PEN)


def test_zones_and_skin_in_the_history(tmp_path):
    life = MemoryStore()
    play(life, sessions=1)
    treated(life)
    with Store(tmp_path / "history.db") as store:
        with ScriptedPen(life) as pen, Pen.open(pen.url) as open_pen:
            open_pen.sync(store)
        seen = history(store, choose(store, None)[0])
    assert [(row["words"], row["strokes"], row["needle_ms"]) for row in seen["zones"]] == [
        ("chin", 400, 1_100),
        ("upper lip", 90, 1_100),
    ]
    assert seen["sessions"][-1]["hard"] == 3
    assert [row["words"] for row in seen["skin"]] == [
        "profile told on the pen: rosacea (cleared: rosacea)",
        "review after a reaction: Dr. Patel, 2024-10-04",
        "locked for a while: sunburn or a fresh tan",
        "today's questions: all well",
        "pen tip disinfected for 5:05 minutes",
        "session 2: bleeding, told by a button held on the pen",
        "session 2, afterwards: cartridge discarded, capped and stored",
        "session 2, check-in after 48 h told on the pen: red for more than 48 hours",
    ]
    shown = text(history_view.history(seen, True))
    for said in ("Zones", "Skin and care", "upper lip", "0.25 mm", "3 × pressed too hard", "it bled"):
        assert said in shown, said


def test_zones_of_different_journals_are_not_mixed():
    first, second = MemoryStore(epoch=1), MemoryStore(epoch=2)
    for store in (first, second):
        store.log(record.ZONE, 1, face.CHIN, 250, 248, 100, 11)
    records = [(store.epoch, kinds.decode(store.records[0])) for store in (first, second)]
    assert [row["strokes"] for row in derive(records)["zones"]] == [100, 100]
