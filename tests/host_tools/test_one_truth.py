"""Every figure is the same everywhere, and true: CLI, JSON, dashboard, report, doctor's page and calendar, over random
lives; and each kind of disagreement, planted, is found.
"""

import collections
import json
import re
import time
from dataclasses import replace
from datetime import datetime

import pytest
from needlepen.cli import main as cli
from needlepen.dashboard import report_cache
from needlepen.history import measures, plan, stats
from needlepen.report import facts, figures
from needlepen.terminal import history_view, pen_view, session_view, stats_view
from needlepen.texts import dates
from needlepen.texts.numbers import BASIS

from tests.host_tools.dashboard.visits import Visit, spoken
from tests.host_tools.one_truth import next_, of_page, shown
from tests.host_tools.random_life import MIDNIGHT, TWICE, RandomLife
from tests.host_tools.scripted_pen import ScriptedPen

SEEDS = range(12)
RICH = 3
PLACES = {  # of a rich life: who shows the figure at least
    "next": 13, "strokes": 7, "needle time": 5, "on the skin": 5, "greatest depth": 6, "reactions": 3, "refusals": 6,
    "cartridges": 6, "strokes, last": 7, "depth, last": 7, "done": 2,
}  # fmt: skip


@pytest.fixture
def differ(tmp_path, monkeypatch, capsys):
    """What is not as it truly is: (figure, place, value, truth) of a life; and every place that was read."""
    for name, value in (("TZ", "Europe/Berlin"), ("COLUMNS", "220"), ("NO_COLOR", "1")):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NEEDLEPEN_DEVICE", raising=False)
    time.tzset()

    def compare(life):
        monkeypatch.setenv("NEEDLEPEN_NOW", str(life.now_s))
        life.remember(tmp_path / "history.db")
        true = life.truth()
        seen = shown(tmp_path, capsys)
        return [(figure, place, value, true[figure]) for figure, place, value in seen if value != true[figure]], seen

    yield compare
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("seed", SEEDS)
def test_every_place_shows_the_same_and_it_is_true(differ, seed):
    assert differ(RandomLife(seed))[0] == []


def test_a_life_with_something_of_everything(differ):
    wrong, seen = differ(RandomLife(RICH, rich=True))
    assert wrong == []
    places = collections.Counter(figure for figure, _, _ in seen)
    assert all(places[figure] >= number for figure, number in PLACES.items()), places


@pytest.mark.parametrize("at", TWICE)
def test_h26_both_half_past_two_when_the_clocks_are_put_back(differ, at):
    life = RandomLife(RICH, rich=True)
    life.set_wall(at - 17 - life.unlock_at_s)
    life.now_s = at - 3 * 86_400
    wrong, seen = differ(life)
    assert wrong == [] and ("next", "status", at) in seen


def _as_before(row):
    """What was charged among what was measured."""
    return f"{row['strokes'] + row['charged_strokes']:,}"


def _earlier(row):
    return {"not_before_s": row.unlock_at_s + row.wall_offset_s - 60}


PLANTED = {  # figure: (where, name, what stands there instead)
    "next": (plan, "next_session", _earlier),
    "next, twice": (dates, "_which", lambda moment: ""),
    "strokes": (facts, "strokes", _as_before),
    "needle time": (stats_view, "minutes", lambda row: f"{row['needle_ms'] // 60_000}:59"),
    "on the skin": (figures, "strokes_", _as_before),
    "greatest depth": (facts, "greatest", lambda um, basis: "0.50 mm"),
    "reactions": (facts, "_reacted", lambda one: one["bled"]),
    "refusals": (stats, "Counter", lambda reasons: collections.Counter(set(list(reasons)[:1]))),
    "cartridges": (measures, "_NEVER", ()),
    "strokes, last": (session_view, "strokes", _as_before),
    "depth, last": (history_view, "greatest", lambda um, basis: "0.50 mm"),
    "done": (session_view, "_MARKS", {**session_view._MARKS, measures.CHARGED: "█"}),
}


@pytest.mark.parametrize("figure", PLANTED)
def test_a_planted_disagreement_is_found(differ, monkeypatch, figure):
    where, name, instead = PLANTED[figure]
    monkeypatch.setattr(where, name, instead)
    life = RandomLife(RICH, rich=True)
    if figure == "next, twice":
        life.set_wall(TWICE[0] - 17 - life.unlock_at_s)
        life.now_s = TWICE[0] - 3 * 86_400
    wrong, _ = differ(life)
    assert figure.removesuffix(", twice") in {found[0] for found in wrong}


@pytest.fixture
def asked(tmp_path, differ, capsys):
    """What a pen that has moved on since the last sync shows of itself while it is plugged in: next session, depth."""

    def ask(at):
        life = RandomLife(RICH, rich=True)
        life.set_wall(at - 17 - life.unlock_at_s)
        life.now_s = at - 17 * 86_400
        life.unlock_at_s -= 14 * 86_400
        differ(life)
        life.unlock_at_s += 14 * 86_400
        life.proven_s = life.now_s - life.ledger.wall_offset_s
        seen, said = [], {}
        with ScriptedPen(life) as pen:
            for words in (("status",), ("info",), ("settings", "get"), ("status", "--json"), ("info", "--json")):
                assert cli.run([*words, "-d", pen.url, "--db", str(tmp_path / "history.db")]) == 0
                said[" ".join(words)] = capsys.readouterr().out
            said["dashboard"] = Visit(tmp_path / "history.db", pen.url).page()
        for place in ("status", "info"):
            next_(seen, place, said[place].splitlines()[0])
        of_page(seen, "dashboard", said["dashboard"], len(life.sessions))
        (status,) = json.loads(said["status --json"])["pens"]
        seen.append(("next", "status --json", status["not_before_s"]))
        seen.append(("next", "wait", life.now_s + status["wait_s"]))
        shown_utc = json.loads(said["info --json"])["status"]["not_before_utc"]
        seen.append(("next", "info --json", int(datetime.fromisoformat(shown_utc.replace("Z", "+00:00")).timestamp())))
        for place in ("info", "settings get", "dashboard"):
            seen.append(("depth limit", place, re.search(r"at most (\d\.\d\d) mm may be set", spoken(said[place]))[1]))
        return {name: [value for figure, _, value in seen if figure == name] for name in ("next", "depth limit")}

    return ask


@pytest.mark.parametrize("at", [*TWICE, MIDNIGHT + 21])
def test_h26_a_pen_that_is_asked_says_the_same(asked, at):
    found = asked(at)
    assert found["next"] == [at] * 8
    assert len(found["depth limit"]) == 3 and len(set(found["depth limit"])) == 1


@pytest.mark.parametrize(
    ("figure", "where", "name", "instead"),
    [
        (
            "next",
            report_cache.page,
            "plan",
            lambda row, at: plan.plan(replace(row, unlock_at_s=row.unlock_at_s - 60), at),
        ),
        ("next", pen_view, "not_before_s", lambda unlock_s, offset_s: unlock_s + offset_s - 60),
        ("depth limit", pen_view, "depth", lambda um: "0.50 mm"),
    ],
)
def test_a_disagreement_of_a_pen_that_is_asked_is_found(asked, monkeypatch, figure, where, name, instead):
    monkeypatch.setattr(where, name, instead)
    assert len(set(asked(TWICE[1])[figure])) == 2


def test_every_figure_says_what_it_is(differ, tmp_path, capsys):
    """Measured, charged or told: in a word beside it, or in the line that every place with figures has."""
    differ(RandomLife(RICH, rich=True))
    for words in (
        ("history",),
        ("receipt",),
        ("stats",),
        ("report", "-o", "-"),
        ("report", "--for-dermatologist", "-o", "-"),
    ):
        assert cli.run([*words, "--db", str(tmp_path / "history.db")]) == 0
        assert BASIS.casefold() in " ".join(capsys.readouterr().out.split()).casefold(), words
