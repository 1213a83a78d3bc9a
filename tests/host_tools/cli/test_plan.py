"""`needlepen plan`: the reminders around a session, and no day earlier than the pen's (H26)."""

from needlepen.clock import minute_up
from needlepen.history import plan
from needlepen.history.store import PenRow
from needlepen.terminal import history_view
from needlepen.texts import plan_text

from tests.host_tools.cli.command_line import TODAY, asked
from tests.host_tools.memory_store import DAY_S
from tests.host_tools.terminal.test_views import text

DATES = (plan_text.EARLIEST,)  # the pen's own


def test_h45_nothing_but_a_plain_serum_is_named_for_the_day_itself():
    for words in (plan_text.RIGHT_AFTER, plan_text.PLAIN_SERUM):
        allowed = words.split("no sunscreen, make-up or cream")[-1]
        assert "serum" in allowed and not any(one in allowed for one in ("sunscreen", "moistur", "cream", "make-up"))
    assert "from the day after" in plan_text.GENTLE


def test_the_plan_around_a_session(call, life):
    call("sync")
    code, data = asked(call, "plan")
    assert code == 0
    (pen,) = data["pens"]
    by_words = {step["words"]: step["at"] for step in pen["plan"]}
    start = next(iter(by_words.values()))
    after_h = {words_: (at - start) // 3_600 for words_, at in by_words.items()}
    assert after_h[plan_text.PLAIN_SERUM] == 24, "H45: on open skin neither sunscreen nor make-up"
    assert after_h[plan_text.NO_ACTIVES] == 72 and after_h[plan_text.GENTLE] == 7 * 24
    assert all(step["source"] for step in pen["plan"] if step["words"] not in DATES and "check-in" not in step["words"])
    assert [after_h[w] for w in after_h if w.startswith("check-in")] == [1, 24, 48, 72]
    assert after_h[plan_text.EARLIEST] - after_h[plan_text.STOP_ACTIVES] == 48
    asked_s = by_words[plan_text.EARLIEST] - (life.unlock_at_s + life.ledger.wall_offset_s)
    assert 0 <= asked_s < 60 and not by_words[plan_text.EARLIEST] % 60  # H26: the pen's date, up to the minute
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
    assert steps[-1]["at"] == steps[-2]["at"] == minute_up(TODAY)
    assert "nothing is pending" in text(history_view.plan(late.pen_id, steps, minute_up(TODAY)))
