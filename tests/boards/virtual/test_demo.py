"""The demo tells the truth: it ends well only if every claim holds, and it leaves what it promises.

Played whole on what a user has: MicroPython where there is one. There CPython plays the beginning, too, and the whole
of it by `make verify` (one firmware, the same journal on both: `firmware/test_pen_same_everywhere.py`).
"""

import csv
import hashlib
import json
import re
import sqlite3
import sys
import warnings
from contextlib import closing

import pytest

from boards.virtual import handle
from boards.virtual.demo import __main__ as demo
from boards.virtual.demo.scenes import history, treatment, update
from boards.virtual.handle import find_micropython


@pytest.fixture(scope="module")
def played(recorded_demo):
    if not find_micropython():
        warnings.warn("MicroPython is not installed: the demo is played on CPython only", stacklevel=2)
    return recorded_demo


def test_every_claim_is_true_and_the_last_line_says_so(played):
    out, done = played
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    claims = json.loads((out / "claims.json").read_text(encoding="utf-8"))
    assert claims["all_true"]
    assert claims["failed"] == ""
    assert claims["micropython"] == bool(find_micropython())
    assert claims["claims"] == len(claims["list"]) > 40
    assert all(claim["true"] for claim in claims["list"])
    assert f"{claims['claims']} claims, all true" in done.stdout.rstrip().splitlines()[-1]
    assert ("MicroPython (unix port)" if find_micropython() else "CPython") in done.stdout


def test_it_is_plain_where_there_is_no_terminal(played):
    out, done = played
    assert "\x1b" not in done.stdout + done.stderr
    assert "\x1b" not in (out / "transcript.txt").read_text(encoding="utf-8")
    wide = [line for line in done.stdout.splitlines() if len(line.rstrip()) > 160]
    assert not wide


def test_it_leaves_the_story_in_one_file(played):
    out, _ = played
    page = (out / "story.html").read_text(encoding="utf-8")
    assert page.count("data:image/png;base64,") == len(list((out / "screens").glob("*.png"))) > 20
    assert not re.search(r'(src|href)="(?!data:)', page), "it loads nothing from anywhere"
    assert "all true" in page
    assert 'alt="The pen shows: Depth limit' in page


def test_it_leaves_the_pens_history(played):
    out, _ = played
    with closing(sqlite3.connect(out / "history.db")) as db:
        (count,) = db.execute("SELECT count(*) FROM records").fetchone()
    with (out / "journal.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["sequence"]]  # one more tells whose they are
    (pen,) = json.loads((out / "journal.json").read_text(encoding="utf-8"))["pens"]
    assert [int(row["sequence"]) for row in rows] == list(range(1, len(pen["records"]) + 1))
    assert count - 10 < len(rows) <= count, "the dashboard syncs once more, after the files were written"
    assert len(pen["sessions"]) == 2


def test_the_hashes_that_it_prints_are_those_of_the_journals(played):
    out, done = played
    journals = json.loads((out / "claims.json").read_text(encoding="utf-8"))["journals"]
    assert set(journals) == {"journal", "sophia"}
    for name, told in journals.items():
        data = (out / f"{name}.bin").read_bytes()
        hashed = hashlib.sha256(data).hexdigest()
        assert told == {"records": len(data) // 64, "sha256": hashed}
        assert f"{name}.bin: {len(data) // 64} records, sha-256 {hashed}" in done.stdout


def test_the_story_names_every_refusal(played):
    _, done = played
    for words in (
        "Locked",
        "Skin is resting",
        "used up",
        "another pen",
        "Depth limit",
        "on USB",
        "ring astray",
        "Ask a doctor first",
        "Unsuitable needles",
        "Skin needs more rest",
        "Wait after actives",
        "See a doctor first",
    ):
        assert any(words in alt for alt in re.findall(r'alt="([^"]*)"', page_of(played))), words
    for said in ("enough is enough", "too hard: the pen says so", "off the skin: within", "Sophia · It bleeds"):
        assert said in done.stdout, said


def page_of(played) -> str:
    return (played[0] / "story.html").read_text(encoding="utf-8")


def test_without_micropython_it_is_told_on_cpython_and_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(handle, "find_micropython", lambda: "")
    beginning = (update.begin, treatment.wake, history.hello, treatment.about_you, treatment.disinfection)
    monkeypatch.setattr(demo, "SCENES", beginning)
    assert demo.main(["--fast", "--out", str(tmp_path)]) == 0
    claims = json.loads((tmp_path / "claims.json").read_text(encoding="utf-8"))
    assert claims["all_true"] and claims["claims"] >= 10 and not claims["micropython"]
    assert "because no MicroPython runs here" in capsys.readouterr().out


def test_a_claim_that_is_not_true_ends_it(tmp_path, monkeypatch, capsys):
    def wrong(player):
        player.claim("the pen is painted green", False, "blue")

    monkeypatch.setattr(demo, "SCENES", (treatment.wake, wrong))
    assert demo.main(["--fast", "--out", str(tmp_path), "--python", sys.executable]) == 1
    claims = json.loads((tmp_path / "claims.json").read_text(encoding="utf-8"))
    assert not claims["all_true"]
    assert "painted green" in claims["failed"]
    out = capsys.readouterr().out
    assert "✗ the pen is painted green" in out
    assert "all true" not in out
    assert "NOT true" in (tmp_path / "story.html").read_text(encoding="utf-8")


def test_a_screen_that_does_not_say_so_is_a_failed_claim(tmp_path, monkeypatch):
    def wrong(player):
        player.claim_reads("the pen offers 1.00 mm", "1.00 mm")

    monkeypatch.setattr(demo, "SCENES", (treatment.wake, wrong))
    assert demo.main(["--fast", "--out", str(tmp_path), "--python", sys.executable]) == 1
    (last,) = json.loads((tmp_path / "claims.json").read_text(encoding="utf-8"))["list"][-1:]
    assert not last["true"]
    assert "0.25 mm" in last["found"]
