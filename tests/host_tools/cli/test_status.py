"""status, settings, clock and --trace: what the pen says, remembered or asked, and a laptop whose clock jumps (H26)."""

import json

import pytest
from needlepen import Pen, Store
from needlepen.cli import main as cli
from needlepen.errors import UsageError
from needlepen.history.next_session import of_history, of_pen
from needlepen.link import discover
from needlepen.texts.limits import SETTINGS
from pen.core import ledger
from pen.core import settings as pens_settings
from pen.formats import messages
from pen.formats import reasons as r
from pen.link import table

from tests.host_tools.dashboard.visits import Visit, spoken
from tests.host_tools.memory_store import DAY_S, MemoryStore, play
from tests.host_tools.scripted_pen import ScriptedPen

NOW_S = 1_795_000_000


@pytest.fixture
def life():
    store = MemoryStore()
    play(store, sessions=2)
    return store


@pytest.fixture
def at(monkeypatch):
    """Set this computer's clock."""

    def put(seconds):
        monkeypatch.setenv("NEEDLEPEN_NOW", str(seconds))

    put(NOW_S)
    return put


@pytest.fixture
def call(tmp_path, capsys, monkeypatch, at):
    monkeypatch.delenv("NEEDLEPEN_DEVICE", raising=False)
    monkeypatch.setattr(discover.list_ports, "comports", list)
    monkeypatch.setattr(discover, "_strangers", {})

    def run(*args):
        code = cli.run([*args, "--db", str(tmp_path / "history.db")])
        out, err = capsys.readouterr()
        return code, out, err

    return run


# --- status -----------------------------------------------------------------------------------------------------


def test_status_asks_the_pen_and_remembers_it_without_one(call, life):
    with ScriptedPen(life) as pen:
        call("-d", pen.url, "sync")
        code, asked, _ = call("-d", pen.url, "status")
        assert code == 0 and "asked just now" in asked
    code, remembered, _ = call("status")
    assert code == 0 and "as it said at the sync of" in remembered
    assert asked.splitlines()[0] == remembered.splitlines()[0]


def test_a_pen_in_use_is_said_beside_what_is_remembered(call, life, monkeypatch):
    with ScriptedPen(life) as pen:
        call("-d", pen.url, "sync")
        monkeypatch.setenv("NEEDLEPEN_DEVICE", "socket://127.0.0.1:1")
        code, out, err = call("status")
    assert code == 0 and out.startswith("● Next session not before") and "could not be asked" in err


@pytest.mark.parametrize("later_s", [0, 1, 40 * DAY_S, 300 * DAY_S])
@pytest.mark.parametrize("hold_s", [0, 90 * DAY_S])
def test_h26_what_is_remembered_is_never_earlier_than_the_pen(call, life, at, tmp_path, later_s, hold_s):
    with ScriptedPen(life) as pen:
        life.unlock_at_s += hold_s
        call("-d", pen.url, "sync")
        life.proven_s += later_s
        at(NOW_S + later_s)
        with Pen.open(pen.url) as open_pen, Store(tmp_path / "history.db") as db:
            asked = of_pen(open_pen, open_pen.hello())
            (row,) = db.pens()
            remembered = of_history(db, row)
    assert remembered.not_before_s == asked.not_before_s and remembered.wait_s >= asked.wait_s


def test_other_reasons_than_time(call, life):
    with ScriptedPen(life) as pen:
        pen.controller.reason, pen.controller.detail = r.PROFILE_NOTE, 8
        code, out, _ = call("-d", pen.url, "status")
        assert code == 0 and out.startswith("● No session for now") and "rosacea" in out
        life.ledger.fault = r.F_DEPTH
        assert call("-d", pen.url, "status")[1].startswith("● No session: commanded and measured depth disagreed")
        life.ledger.fault = 0


@pytest.mark.parametrize(
    ("unlock_at_s", "asked", "remembered"),
    [
        (0, "No session yet", "No session yet"),
        (1, "A session is allowed since", "The rest is over since"),
    ],
)
def test_status_and_dashboard_say_the_same(call, tmp_path, unlock_at_s, asked, remembered):
    """Of a pen that nothing but its cable keeps from a session: asked while it is there, and remembered without it."""
    store = MemoryStore()
    play(store, sessions=min(unlock_at_s, 1))
    store.unlock_at_s = unlock_at_s and store.proven_s - 3600
    with ScriptedPen(store) as pen:
        pen.controller.reason = r.USB_POWER
        call("-d", pen.url, "sync")
        both_say(call("-d", pen.url, "status")[1], Visit(tmp_path / "history.db", pen.url), asked)
    both_say(call("status")[1], Visit(tmp_path / "history.db"), remembered)


def both_say(out, visit, words):
    """The terminal's first line is the page's, and both give the same reason or advice."""
    title, *why = (line.strip() for line in out.splitlines())
    said = spoken(visit.page())
    assert words in title and title.removeprefix("● ") in said
    assert why[0].partition(": needlepen")[0] in said


def test_a_computer_whose_clock_is_before_the_last_sync_says_so(call, life, at):
    with ScriptedPen(life) as pen:
        call("-d", pen.url, "sync")
    at(NOW_S - DAY_S)
    assert "clock is before the last sync" in call("status")[1]
    at(NOW_S - 60)
    assert "clock" not in call("status")[1]


# --- settings ---------------------------------------------------------------------------------------------------


def test_s8_the_settings_are_those_of_the_pen():
    assert {s.number: s.field for s in SETTINGS.values()} == {
        number: name for number, (name, *_) in pens_settings.TABLE.items()
    }
    for setting in SETTINGS.values():
        assert hasattr(ledger.Ledger(), setting.field)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("interval", "42", 42 * DAY_S),
        ("interval", "42 days", 42 * DAY_S),
        ("depth", "0.30", 300),
        ("depth", "0,3mm", 300),
        ("uses", "1", 1),
        ("rate", "90", 90),
        ("needle-time", "5", 300_000),
    ],
)
def test_what_is_typed_is_what_the_pen_counts(name, typed, value):
    assert SETTINGS[name].parse(name, typed) == value


@pytest.mark.parametrize("typed", ["", "deep", "-1", "0", "nan", "inf", "0.3001", "1e300"])
def test_what_is_no_value_is_refused_here(typed):
    with pytest.raises(UsageError):
        SETTINGS["depth"].parse("depth", typed)


def test_s8_tightened_and_not_loosened_at_once(call, life):
    with ScriptedPen(life) as pen:
        pen.controller.confirmed = True
        assert call("-d", pen.url, "settings", "set", "depth", "0.30", "-y")[0] == 0
        assert life.ledger.depth_max_um == 300
        assert call("-d", pen.url, "settings", "set", "depth", "0.35", "-y")[0] == 0
        assert life.ledger.depth_max_um == 300, "later, not at once"
        assert "stays" in call("-d", pen.url, "settings", "set", "depth", "0.3")[1]
        code, out, _ = call("-d", pen.url, "settings", "set", "depth", "0.3")
        assert code == 0 and "already" in out  # nothing to ask for
        assert "0.30 mm" in call("-d", pen.url, "settings")[1]


def test_s8_h42_back_towards_the_factorys_28_days_after_a_consent(call, life):
    with ScriptedPen(life) as pen:
        pen.controller.confirmed = True
        assert call("-d", pen.url, "settings", "set", "depth", "0.20", "-y")[0] == 0
        code, out, _ = call("-d", pen.url, "settings", "set", "depth", "0.40", "-y")
        assert code == 0 and "in 28 days" in out
        assert (life.ledger.depth_max_um, life.ledger.looser[1]) == (200, 400)
        assert "in 28 days" in call("-d", pen.url, "settings")[1]
        assert call("-d", pen.url, "settings", "set", "depth", "0.60", "-y")[0] == 9, "never beyond the factory's"
        code, out, _ = call("-d", pen.url, "settings", "set", "depth", "0.20", "-y")
        assert code == 0 and "stays" in out and not any(life.ledger.looser)


def test_an_older_pen_knows_no_way_back(call, life, monkeypatch):
    monkeypatch.delitem(table.REQUESTS, messages.GET_LOOSER)
    with ScriptedPen(life) as pen:
        assert call("-d", pen.url, "settings")[0] == 0


def test_without_a_yes_nothing_is_changed(call, life, monkeypatch):
    with ScriptedPen(life) as pen:
        pen.controller.confirmed = True
        assert call("-d", pen.url, "settings", "set", "uses", "1")[0] == 2
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "n")
        assert call("-d", pen.url, "settings", "set", "uses", "1")[0] == 130
        assert life.ledger.uses_max == 5
        monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "y")
        assert call("-d", pen.url, "settings", "set", "uses", "1")[0] == 0
        assert life.ledger.uses_max == 1


# --- clocks -----------------------------------------------------------------------------------------------------


def jumped(call, life, at, by_s, then=None):
    """Sync, let ten days pass, move this computer's clock by `by_s` more, sync again: result and words of that."""
    with ScriptedPen(life) as pen:
        call("-d", pen.url, "sync")
        life.proven_s += 10 * DAY_S
        if then:
            then()
        at(NOW_S + 10 * DAY_S + by_s)
        offset_s = life.ledger.wall_offset_s
        result = json.loads(call("--json", "-d", pen.url, "sync")[1])["sync"]
        return result, life.ledger.wall_offset_s - offset_s, call("-d", pen.url, "clock")[1]


@pytest.mark.parametrize("by_s", [0, 59, -59])
def test_two_clocks_that_agree(call, life, at, by_s):
    result, moved_s, said = jumped(call, life, at, by_s)
    assert (result["skew_s"], result["wall_set_s"], moved_s) == (None, None, 0)
    assert said.startswith("✓ Pen and computer agree") and "ppm over 10 days" in said


def test_h26_a_computer_that_was_set_back_is_noticed_and_does_not_teach_the_pen(call, life, at):
    result, moved_s, said = jumped(call, life, at, -3 * DAY_S)
    assert result["skew_s"] == -3 * DAY_S and result["wall_set_s"] is None and moved_s == 0
    assert said.startswith("! This computer's clock is 3 days behind the pen's")


def test_h35_a_computer_that_was_set_forward_is_noticed_and_does_not_teach_the_pen(call, life, at):
    result, moved_s, _ = jumped(call, life, at, 3 * DAY_S)
    assert result["skew_s"] == 3 * DAY_S and result["wall_set_s"] is None and moved_s == 0


def test_a_pen_that_lost_time_is_put_right_by_hand(call, life, at):
    result, moved_s, said = jumped(call, life, at, DAY_S)
    assert result["skew_s"] == DAY_S and moved_s == 0 and "ahead of the pen's" in said


def test_the_clock_is_set_on_request(call, life, at):
    with ScriptedPen(life) as pen:
        call("-d", pen.url, "sync")
        at(NOW_S - 5 * DAY_S)
        assert call("-d", pen.url, "clock")[2].strip().endswith("needlepen clock --set")
        assert call("-d", pen.url, "clock", "--set")[0] == 2  # it asks
        pen.controller.confirmed = True
        assert call("-d", pen.url, "clock", "--set", "-y")[0] == 0
        assert life.proven_s + life.ledger.wall_offset_s == NOW_S - 5 * DAY_S
