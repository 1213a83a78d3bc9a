"""What stands on the terminal, line by line where it matters: the first line must be the one a person needs."""

import io
from dataclasses import replace

import pytest
from needlepen import language
from needlepen.errors import NoPen
from needlepen.history.derive import TABLES
from needlepen.history.verify import EpochReport
from needlepen.link.answers import Hello, Settings, Status
from needlepen.link.discover import Found, Port
from needlepen.terminal import history_view, pen_view
from needlepen.texts import pen_codes, skin_codes
from needlepen.texts.numbers import count, pressure
from pen.formats import reasons as r
from rich.console import Console

DAY_S = 86_400
HELLO = Hello("e6614c311b1f2a34", "RPI_PICO", "0.1.0", 1, 1, 1, 101, 100, 50 * DAY_S, 1_790_000_000, 1)
STATUS = Status(2, 0, 0, 40 * DAY_S, 3, 12, 0, 450, 3_912, 243, 1)
SETTINGS = Settings(28 * DAY_S, 450, 3, 110, 600_000)


def text(items, width=110):
    console = Console(file=io.StringIO(), width=width, color_system=None)
    for item in items:
        console.print(item)
    return console.file.getvalue()


def first(status, hello=HELLO):
    return text(pen_view.info(hello, status, SETTINGS)).splitlines()[0]


def test_the_first_line_says_whether_a_session_is_possible():
    assert first(STATUS) == "● Ready · unplug the pen to start a session"
    assert first(replace(STATUS, reason=r.USB_POWER)).startswith("● Ready")
    assert first(replace(STATUS, reason=r.BATTERY_LOW, detail=3_300)).startswith("● Not ready: battery too low")
    assert first(replace(STATUS, fault=r.F_MOVE)).startswith("● Fault: the depth ring took too long. Acknowledge it")
    locked = replace(STATUS, unlock_at_s=60 * DAY_S)
    assert first(locked).startswith("● Locked · next session not before ") and first(locked).endswith(
        "in 11 days"
    )  # and 40 s
    undated = first(locked, replace(HELLO, wall_offset_s=0))
    assert undated == "● Locked · next session not before day 60 of the pen, in 10 days"


def test_info_in_full():
    shown = text(pen_view.info(HELLO, STATUS, SETTINGS))
    for said in ("e6614c311b1f2a34", "3.91 V", "24.3 °C", "at most 0.45 mm", "100 records, all synced", "28 days"):
        assert said in shown
    assert "1 not synced" in text(pen_view.info(replace(HELLO, next=102), STATUS, None))
    assert "day 50" in text(pen_view.info(replace(HELLO, wall_offset_s=0), STATUS, None))


def test_counts_are_said_as_people_do():
    assert [count(n, "record") for n in (0, 1, 2, 12_345)] == [
        "no records",
        "1 record",
        "2 records",
        "12,345 records",
    ]


def nothing_yet():
    return {
        **dict.fromkeys(TABLES, []),
        "pen_id": "e6614c311b1f2a34",
        "board": "RPI_PICO",
        "firmware": "0.1.0",
        "fault": 0,
        "changed_at": 1_790_000_000,
        "next_session": {"unlock_at_s": 30 * DAY_S, "not_before_s": None, "wait_s": None},
        "journals": [],
    }


def test_an_undated_history_says_days():
    pen = nothing_yet()
    assert text(history_view.history(pen, False)).startswith(
        "● no sessions, no refusals, no faults · next session not before day 30 of the pen"
    )
    pen["next_session"] = {"unlock_at_s": 1, "not_before_s": 1_790_000_000, "wait_s": 0}
    assert "allowed since" in text(history_view.history(pen, False)).splitlines()[0]


def test_verification_lists_what_fails_and_counts_the_rest():
    report = EpochReport(1, records=40, first=1, last=40)
    for n in range(25):
        report.problem(f"record {n}: wrong")
    shown = text(history_view.verified({"e6614c311b1f2a34": [report]}))
    assert shown.startswith("✗ 25 problems in 40 records") and "record 19: wrong" in shown and "and 5 more" in shown
    incomplete = EpochReport(1, records=40, first=11, last=50, missing=["records 1–10 lost"])
    assert text(history_view.verified({"a": [incomplete]})).startswith("✓ 40 records verify, but not all were received")


def test_names_from_outside_cannot_paint_the_terminal():
    hello = replace(HELLO, board="[bold]x[/]")
    assert "[bold]x[/]" in text(pen_view.info(hello, STATUS, None))


@pytest.mark.parametrize(
    ("firm_ms", "hard", "hard_ms", "said"),
    [
        (0, 0, 0, "light throughout"),
        (1_040, 1, 30, "firm for 1.0 s; too hard 1 time, less than 0.1 s in all"),
        (40, 2, 1_400, "firm for less than 0.1 s; too hard 2 times, 1.4 s in all"),
        (0, 1, 0, "too hard 1 time"),
    ],
)
def test_how_hard_it_was_pressed(firm_ms, hard, hard_ms, said):
    assert pressure({"firm_ms": firm_ms, "hard": hard, "hard_ms": hard_ms}) == said


def longest():
    """Every table with the longest that can stand in it."""
    stamp = {"at": 1_790_000_000, "proven_s": 1, "guess": 1}
    charged = {"strokes": 66_000, "charged_strokes": 66_000, "needle_ms": 600_000, "charged_ms": 600_000}
    session = {
        "number": 100, "deepest_um": 450, "deepest_is": "set", "rate_hz": 110, **charged,
        "cartridge": "a1b2c3d4e5f6", "uses": 3, "use_limit": 3,
        "hard": 12,
    }  # fmt: skip
    zone = {
        "session": 100,
        "depth_um": 450,
        "measured_um": 448,
        **charged,
    }
    refusal = {"until_s": 9 * DAY_S, "until_at": 1_790_000_000}
    pen = {
        **nothing_yet(),
        "sessions": [{**stamp, **session, "end_words": end} for end in (*pen_codes.STOPS.values(), None)],
        "refusals": [{**stamp, **refusal, "words": why, "remedy": end} for why, end in pen_codes.REFUSALS.values()],
        "zones": [{**stamp, **zone, "words": name} for name in skin_codes.ZONES],
        "skin": [{**stamp, "kind": "hold", "words": "everything: " + skin_codes.conditions(0xFFFF)}],
        "faults": [{**stamp, "words": pen_codes.fault(code), "cleared_s": 1} for code in pen_codes.FAULTS],
        "cartridges": [
            {
                **{"serial": "a1b2c3d4e5f6", "type": 1, "needle_um": 500, "uses": 3, "use_limit": 3, **charged},
                **{"refused": r.CARTRIDGE_FOREIGN, "refused_words": "belongs to another pen", "left": 0},
                **{"lot": 2**32 - 1, "opened_s": 1, "opened_at": 1_790_000_000, "guess": 1},
                "recalled": "needles of this lot came loose in three cases; the maker takes all of them back",
            }
        ],
        "notes": [{**stamp, "kind": "memory", "words": event} for event in pen_codes.LEDGERS.values()],
    }
    report = EpochReport(12, records=12_345, missing=["records 1–10 lost on the pen before they were synced"])
    port = Port("/dev/serial/by-id/usb-MicroPython_Board_in_FS_mode_e6614c311b1f2a34-if00")
    silent = NoPen("The device on this port does not answer as a pen does.", "", "")
    return [
        *history_view.history(pen, True),
        *history_view.verified({"e6614c311b1f2a34": [report]}),
        *pen_view.info(replace(HELLO, board="WAVESHARE_RP2040_ZERO"), STATUS, SETTINGS),
        *pen_view.pens([Found(port, error=silent), Found(port, hello=replace(HELLO, board="WAVESHARE_RP2040_ZERO"))]),
    ]


@pytest.fixture
def english_afterwards():
    """Whatever language a test has used."""
    yield
    language.use("en")


@pytest.mark.parametrize("name", language.LANGUAGES)
@pytest.mark.parametrize("width", [80, 120])
def test_no_table_cuts_anything_off(width, name, english_afterwards):
    """It folds: a narrow terminal needs more lines for the same letters."""
    language.use(name)
    shown = text(longest(), width)
    assert max(len(line) for line in shown.splitlines()) <= width
    assert sorted("".join(shown.split())) == sorted("".join(text(longest(), 400).split()))
