"""The owner's skin on the laptop: what is typed, what the pen says to it, and what the history tells afterwards."""

import json

import pytest
from needlepen import Pen, Store
from needlepen.cli import main as cli
from needlepen.history import plan
from needlepen.history.derive import derive
from needlepen.history.queries import choose, history
from needlepen.history.store import PenRow
from needlepen.link import discover
from needlepen.terminal import history_view
from needlepen.texts import pen_codes, plan_text, skin_codes
from pen.core import questions, skin, zones
from pen.core import touch as touches
from pen.formats import kinds, record
from pen.formats import reasons as r

from tests.host_tools.scripted_pen import DAY_S, MemoryStore, ScriptedPen, play
from tests.host_tools.terminal.test_views import text

SIGNED = ("--by", "Dr. Patel", "--on", "2026-05-01")
TODAY = 1_790_000_000  # autumn of 2026


@pytest.fixture
def life():
    store = MemoryStore()
    play(store, sessions=1)
    store.ledger.lock_from_s = store.proven_s
    return store


@pytest.fixture
def pen(life):
    with ScriptedPen(life) as running:
        running.controller.confirmed = True  # DOWN is held
        yield running


@pytest.fixture
def call(pen, tmp_path, capsys, monkeypatch):
    """Run a command line against that pen: (exit code, stdout, stderr)."""
    monkeypatch.delenv("NEEDLEPEN_DEVICE", raising=False)
    monkeypatch.setenv("NEEDLEPEN_NOW", str(TODAY))
    monkeypatch.setattr(discover, "_strangers", {})

    def run(*args):
        code = cli.run([*args, "-d", pen.url, "--db", str(tmp_path / "history.db")])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def asked(call, *args):
    code, out, _ = call(*args, "--json")
    return code, json.loads(out)


# --- the numbers are the pen's ----------------------------------------------------------------------------------


def test_the_conditions_are_the_pens():
    bits = {name: bit for name, (bit, *_) in skin_codes.CONDITIONS.items()}
    assert sum(bits.values()) == skin.ALL
    for tier, of_pen in ((skin_codes.NEVER, skin.NEVER), (skin_codes.NOTE, skin.NOTE)):
        assert sum(bit for bit, its, *_ in skin_codes.CONDITIONS.values() if its == tier) == of_pen
    assert sum(bit for bit, _, ends, _ in skin_codes.CONDITIONS.values() if ends) == skin.CLEARABLE
    for name in ("immune", "diabetes", "chemo", "pregnant", "keloid", "isotretinoin", "rosacea", "eczema"):
        assert bits[name] == getattr(skin, name.upper())
    assert (bits["bleeding"], bits["under-22"]) == (skin.BLEEDING_DISORDER, skin.UNDER_22)
    assert (bits["psoriasis"], bits["vitiligo"]) == (skin.PSORIASIS, skin.VITILIGO)
    assert (bits["autoimmune"], bits["pigment"]) == (skin.AUTOIMMUNE, skin.PIGMENT)


def test_the_other_numbers_are_the_pens():
    assert set(skin_codes.FINDINGS) == {skin.BLED, skin.RED_48H, skin.OTHER}
    assert sum(skin_codes.FINDINGS) == skin.FINDINGS
    assert [skin_codes.ZONES[zone] for zone in (zones.FOREHEAD, zones.LEFT_CHEEK, zones.RIGHT_CHEEK)] == [
        "forehead",
        "left cheek",
        "right cheek",
    ]
    assert (skin_codes.zone(zones.CHIN), skin_codes.zone(zones.UPPER_LIP)) == ("chin", "upper lip")
    assert len(skin_codes.ZONES) == zones.COUNT
    assert touches.HARD == skin_codes.HARD
    assert set(skin_codes.GROUPS) == {questions.PROFILE, questions.CHECKIN, questions.TODAY}


def test_every_reason_and_stop_has_words_and_a_way_out():
    for reason in r.REFUSALS:
        assert not pen_codes.refusal(reason, 1).startswith("reason"), reason
        assert pen_codes.remedy(reason), reason
    for reason in r.STOPS:
        assert not pen_codes.stop(reason).startswith("reason"), reason
    assert pen_codes.refusal(r.PROFILE_NOTE, 8).endswith("(rosacea)")
    assert pen_codes.refusal(r.HOLD, r.SUN_TODAY).endswith("sunburn or a fresh tan")
    assert pen_codes.refusal(r.ZONE_DONE, zones.CHIN).endswith("(chin)")
    assert pen_codes.refusal(r.NOT_ANSWERED, 0).endswith("(disinfection)")


# --- profile and clearances -------------------------------------------------------------------------------------


def test_a_profile_told_cleared_and_shown(call, life):
    code, out, _ = call("profile")
    assert code == 0 and out.startswith("● The pen does not know its owner's skin yet")
    code, out, _ = call("profile", "--add", "rosacea", "--add", "pigment")
    assert code == 0 and out.startswith("● No session: rosacea, skin that darkens easily")
    code, data = asked(call, "profile", "--clear", "rosacea", "--clear", "pigment", *SIGNED)
    assert code == 0 and data["profile"]["cleared"] == ["rosacea", "pigment"]
    code, out, _ = call("profile")
    assert code == 0 and "cleared" in out and out.startswith("● Nothing in the profile stands in the way")
    told = kinds.decode(life.records[-1])
    assert (skin_codes.name(told), skin_codes.day(told["day"])) == ("Dr. Patel", "2026-05-01")


def test_none_is_told_too(call, life):
    code, data = asked(call, "profile", "--none")
    assert (code, data["profile"]) == (0, {"asked": True, "told": [], "cleared": []})


def test_without_a_hand_on_the_pen_it_is_refused(call, pen, life):
    pen.controller.confirmed = False
    life.ledger.review = 1
    for args in (("profile", "--none"), ("review", *SIGNED)):
        code, _, err = call(*args)
        assert code == 9 and "Hold ▼ on the pen" in err
    life.proven_s += 50 * 3600
    code, data = asked(call, "checkin", "--fine")
    assert (code, data["error"]["name"]) == (9, "refused")
    assert call("checkin", "--red")[0] == 0  # what tightens needs no hand


def test_what_does_not_end_cannot_be_cleared(call):
    assert call("profile", "--add", "keloid")[0] == 0
    assert call("profile", "--clear", "keloid", *SIGNED)[0] == 2
    code, _, err = call("profile", "--clear", "eczema", *SIGNED)
    assert code == 9 and "never told" in err


def test_what_the_pen_asked_as_one_is_cleared_as_one(call, life):
    together = questions.meaning(3)
    skin.tell(life.ledger, together)
    assert skin_codes.TOGETHER["skin-disease"] == together
    assert call("profile", "--clear", "skin-disease", *SIGNED)[0] == 0
    assert life.ledger.cleared == together
    for name, number in (("immunity", 1), ("pregnancy-age-drug", 2)):
        assert skin_codes.TOGETHER[name] == questions.meaning(number)


@pytest.mark.parametrize(
    "args",
    [
        ("profile", "--add", "freckles"),
        ("profile", "--add", "rosacea", "--none"),
        ("profile", "--add", "rosacea", "--clear", "eczema", *SIGNED),
        ("profile", "--clear", "rosacea"),
        ("profile", "--clear", "rosacea", "--by", "Dr. Patel"),
        ("profile", "--by", "Dr. Patel"),
        ("review",),
        ("review", "--by", "", "--on", "2026-05-01"),
        ("review", "--by", "Doctor Arjun Mehta", "--on", "2026-05-01"),
        ("review", "--by", "médecin 漢字漢字", "--on", "yesterday"),
        ("review", "--by", "Dr. Patel", "--on", "2026-13-01"),
        ("review", "--by", "Dr. Patel", "--on", "2030-01-01"),
        ("checkin", "--fine", "--bled"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(call, life, args):
    before = len(life.records)
    code, _, err = call(*args)
    assert code == 2 and err.startswith("✗ ")
    assert len(life.records) == before


@pytest.mark.parametrize("name", ["Doctor Arjun Mehta", "Thirteen char", "漢字漢字", "   ", "Dr\x1b[31m"])
def test_a_name_the_pen_cannot_keep_is_refused_with_what_would_fit(call, life, name):
    life.ledger.review = 1
    code, _, err = call("review", "--by", name, "--on", "2026-05-01")
    assert code == 2 and "does not fit" in err and "12 letters" in err and "The family name will do" in err
    assert life.ledger.review == 1


def test_a_name_of_twelve_letters_is_kept_whole(call, life):
    life.ledger.review = 1
    assert call("review", "--by", "Doctor Patel", "--on", "2026-05-01")[0] == 0
    assert skin_codes.name(kinds.decode(life.records[-1])) == "Doctor Patel"


def test_a_name_with_accents_is_written_without(call, life):
    life.ledger.review = 1
    assert call("review", "--by", "Dr. Müller", "--on", "2026-05-01")[0] == 0
    assert skin_codes.name(kinds.decode(life.records[-1])) == "Dr. Muller"


def test_an_occupied_pen_says_so(call, pen):
    pen.controller.occupied = True
    code, _, err = call("profile", "--none")
    assert code == 9 and "in the middle of something" in err
    assert call("profile")[0] == 0


# --- check-ins --------------------------------------------------------------------------------------------------


def test_a_check_in_when_it_is_due(call, life):
    code, out, _ = call("checkin")
    assert code == 0 and out.startswith("● No check-in is due")
    code, _, err = call("checkin", "--fine")
    assert code == 9 and "not due" in err
    life.proven_s += 73 * 3600
    assert call("checkin")[1].startswith("● How is the skin? The check-in 72 h after the session is due")
    code, out, _ = call("checkin", "--fine")
    assert code == 0 and out.startswith("✓ Noted: all calm")
    assert call("checkin")[1].splitlines()[-1].strip() == "answered: 72 h"
    assert life.ledger.calm == 1


def test_a_reaction_says_what_it_changes(call, life):
    life.proven_s += 50 * 3600
    code, out, _ = call("checkin", "--bled", "--red")
    assert code == 0 and out.startswith("✓ Noted: bleeding, red for more than 48 hours")
    for said in ("14 days longer", "0.40 mm at most", "needlepen review", "see a doctor"):
        assert said in out
    code, out, _ = call("profile", "--none")
    assert out.startswith("● No session: somebody has to look at the skin first")
    code, data = asked(call, "review", *SIGNED)
    assert code == 0 and data["skin"]["review"] == 0 and data["skin"]["reaction_um"] == 400
    code, out, _ = call("review", *SIGNED)
    assert code == 9


@pytest.mark.parametrize("command", ["profile", "review", "checkin"])
def test_each_has_help_with_an_example(call, command):
    code, out, _ = call(command, "--help")
    assert code == 0 and f"needlepen {command} --" in out.split("Example:")[1]


# --- the history ------------------------------------------------------------------------------------------------


def treated(store):
    """What a pen writes around one session with everything in it."""
    n = store.ledger.session + 1
    store.proven_s += 30 * DAY_S
    store.log(record.PROFILE, skin.ROSACEA, skin.ROSACEA, record.BY_PEN)
    store.log(record.CLEARANCE, 2, 0, 20_000, *[int.from_bytes(p, "little") for p in (b"Dr. ", b"Pate", b"l\0\0\0")])
    store.log(record.HOLD, r.SUN_TODAY, store.proven_s + DAY_S)
    store.log(record.ANSWERS, questions.TODAY, 0b1111100000000, 0b1100000000000)
    store.log(record.DISINFECTED, 305)
    store.log(record.SESSION_START, n, 0x0102, 9, 1, 1, 250, 90)
    for zone, strokes in ((zones.CHIN, 100), (zones.CHIN, 400), (zones.UPPER_LIP, 90)):
        store.log(record.NEEDLES_ON, n, 250, 248, 90, 60_000, zone, 833)
        store.log(record.TOUCH, touches.FIRM, 75, 2_000)
        store.log(record.TOUCH, touches.HARD, 150, 3_000)
        store.log(record.NEEDLES_OFF, n, r.STOP_PRESSURE, 100, 1_000, 1_000)
        store.log(record.ZONE, n, zone, 250, 248, strokes, 11)
    store.log(record.BLEEDING, n, 1)
    store.log(record.SESSION_END, n, r.STOP_BLEEDING, 300, 3_000, store.proven_s + 42 * DAY_S)
    store.log(record.CLEANUP, n, 0b101, 120)
    store.log(record.CHECKIN, n, 48, skin.RED_48H, record.BY_PEN)


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


def told(group, asked, yes):
    return skin_codes.told({"kind": "answers", "group": group, "asked": asked, "yes": yes})


def test_answers_in_words():
    assert told(questions.TODAY, 0x1F00, 0x1800) == "today's questions: all well"
    assert told(questions.TODAY, 0x1F00, 0x0800) == "today's questions: skin not cleansed"
    assert told(questions.TODAY, 0x0700, 0x0400) == "today's questions: actives in the last 48 hours"
    assert told(questions.PROFILE, 0b00111, 0) == "questions about the owner left open"
    assert told(questions.PROFILE, 0b11111, 0b1000) is None
    assert told(questions.CHECKIN, 1 << 5, 0) == "check-in left open"
    assert told(questions.CHECKIN, 1 << 5 | 1 << 7, 0) is None
    for group in (questions.PROFILE, questions.CHECKIN):
        assert told(group, questions.of_group(group), 0) is None
    assert questions.of_group(questions.TODAY) == 0x1F00


def test_zones_of_different_journals_are_not_mixed():
    first, second = MemoryStore(epoch=1), MemoryStore(epoch=2)
    for store in (first, second):
        store.log(record.ZONE, 1, zones.CHIN, 250, 248, 100, 11)
    records = [(store.epoch, kinds.decode(store.records[0])) for store in (first, second)]
    assert [row["strokes"] for row in derive(records)["zones"]] == [100, 100]


# --- reminders --------------------------------------------------------------------------------------------------


def test_the_plan_around_a_session(call, life):
    call("sync")
    code, data = asked(call, "plan")
    assert code == 0
    (pen,) = data["pens"]
    by_words = {step["words"]: step["at"] for step in pen["plan"]}
    start = next(iter(by_words.values()))
    after_h = {words_: (at - start) // 3_600 for words_, at in by_words.items()}
    assert after_h[plan_text.NO_ACTIVES] == 72 and after_h[plan_text.GENTLE] == 7 * 24
    assert [after_h[w] for w in after_h if w.startswith("check-in")] == [1, 24, 48, 72]
    assert after_h[plan_text.EARLIEST] - after_h[plan_text.STOP_ACTIVES] == 48
    assert by_words[plan_text.EARLIEST] == life.unlock_at_s + life.ledger.wall_offset_s  # H26: the pen's date
    assert after_h[plan_text.SUGGESTED] == 42 * 24
    code, out, _ = call("plan")
    assert code == 0 and out.startswith("● Next: check-in: how is the skin")
    assert "needlepen plan" in call("plan", "--help")[1].split("Example:")[1]


def test_a_plan_without_a_session(tmp_path, capsys):
    row = PenRow("e6614c311b1f2a34", "RPI_PICO", "0.1.0", 1, TODAY, 0, 0, TODAY)
    assert plan.plan(row, None) == []
    assert "48 h" in text(history_view.plan(row.pen_id, [], TODAY))
    late = PenRow("e6614c311b1f2a34", "RPI_PICO", "0.1.0", 1, TODAY - 60 * DAY_S, 60 * DAY_S, 0, TODAY)
    steps = plan.plan(late, TODAY - 42 * DAY_S)
    assert steps[-1]["at"] == steps[-2]["at"] == TODAY
    assert "nothing is pending" in text(history_view.plan(late.pen_id, steps, TODAY))


def test_numbers_this_tool_does_not_know_are_shown_as_numbers():
    assert skin_codes.zone(9) == "zone 9"
    assert skin_codes.condition(30) == "condition 30"
    assert skin_codes.refusal(r.USB_POWER, 0) is None
    assert skin_codes.told({"kind": "boot"}) is None
    assert skin_codes.told({"kind": "hold", "why": 99}) == "locked for a while: reason 99"
    assert skin_codes.day(1 << 31) == f"day {1 << 31}"
    assert skin_codes.conditions(0) == "none"


def test_the_words_promise_nothing_and_blame_nobody():
    said = [*sum(pen_codes.REFUSALS.values(), ()), *pen_codes.STOPS.values(), *sum(pen_codes.ANSWERS.values(), ())]
    for line in said:
        for never in ("steril", "cure", "absorption", "result", "your fault", "FDA", "cleared device"):
            assert never not in line.lower(), line
