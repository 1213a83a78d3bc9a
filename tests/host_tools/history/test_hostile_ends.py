"""A pen that lies to the laptop, a program at the cable that means harm to the pen. Worlds: `hostile_worlds.py`."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from needlepen import clock
from needlepen.history import store
from pen.link.consent import Consent

from tests.host_tools.hostile import Wrong, folder, one
from tests.host_tools.hostile_worlds import EvilProgramWorld, LyingWorld

SEEDS = 40  # a share of those of `python -m tests.tools.hostile_link`


@pytest.fixture
def place():
    with folder() as made:
        yield Path(made)


def live(place, make, count=SEEDS):
    return [sum(each) for each in zip(*(one(seed, place, make=make) for seed in range(count)), strict=True)]


def test_s13_a_pen_that_lies_costs_no_record_and_no_command(place):
    syncs, _, lies = live(place, LyingWorld)
    assert syncs > SEEDS and lies > SEEDS


def test_s8_s18_h35_an_evil_program_changes_nothing_and_no_record_goes_without_a_word(place):
    syncs, kills, requests = live(place, EvilProgramWorld)
    assert syncs > SEEDS and kills > 5 and requests > 10 * SEEDS


# --- the worlds notice what they are for ----------------------------------------------------------------------


def broken(place, make, said):
    with pytest.raises(Wrong, match=said):
        live(place, make, 4 * SEEDS)


def test_they_notice_a_record_that_a_liar_cost(place, monkeypatch):
    meet = LyingWorld._meet

    def meets(world, host, life):
        meet(world, host, life)
        if host.path.exists():
            with contextlib.closing(sqlite3.connect(host.path)) as other:
                other.execute("DELETE FROM records WHERE sequence = 1")
                other.commit()

    monkeypatch.setattr(LyingWorld, "_meet", meets)
    broken(place, LyingWorld, "cost the records")


def test_they_notice_a_command_that_fails_on_what_a_liar_said(place, monkeypatch):
    """Without the door: a stored number is shown as it is."""
    monkeypatch.setattr(store, "told", lambda hint, value: value)
    monkeypatch.setattr(clock, "LATEST_S", 2**70)
    broken(place, LyingWorld, "Internal error")


def test_they_notice_a_setting_that_nobody_agreed_to(place, monkeypatch):
    monkeypatch.setattr(Consent, "demand", lambda consent, kind, payload, what: what)
    broken(place, EvilProgramWorld, "changed what the pen keeps")
