"""S1, S2, S3, H29 to H33: a share of the scenes of `make fmea`, and that its witnesses see what they are for."""

import json

import pytest

from tests.tools.fmea import __main__ as fmea
from tests.tools.fmea import page, pairs, run, scene, table
from tests.tools.fmea.phases import PHASES, running

SHARE = 24  # so many-th scene
PAIRS = 8  # of each phase
FUEL = 199 | 129 << 8 | 67 << 20  # 200 periods, 130 counts high, 70 low


@pytest.mark.parametrize("phase", PHASES)
def test_a_healthy_pen_gives_no_sign_and_treats_at_every_phase(phase):
    row = run.one(phase, [])
    assert row["broken"] == [] and row["seen_ms"] is None and not row["crash"]
    assert row["strokes"] > 40
    assert row["tip_um"] <= 442, "430 um, and what seat and flex may add"


@pytest.mark.parametrize("at, phase", list(enumerate(PHASES)))
def test_s1_s2_s3_no_single_fault_of_a_share_breaks_a_promise(at, phase):
    for one in fmea.singles("", phase)[at::SHARE]:
        row = run.both(*one)
        assert not row["broken"], table.line(row)


@pytest.mark.parametrize("phase", PHASES)
def test_s1_s2_s3_no_pair_of_a_share_breaks_a_promise(phase):
    scenes = [one for one in pairs.draw(20 * PAIRS, seed=5) if one[0] == phase][:PAIRS]
    for row in fmea.excused([run.both(*one) for one in scenes]):
        assert not row["broken"], table.line(row)


# --- the witnesses --------------------------------------------------------------------------------------------


def test_the_witness_sees_a_tip_too_deep():
    row = run.both("running", [("ring:off_once", 80)])
    assert "too deep" in row["broken"]
    assert row["tip_um"] == 522
    assert row["with_um"] == 512, "the ring stops at 500; seat and flex of this cartridge are 12"


def test_the_witness_sees_needles_that_are_driven_on():
    """A program that looks at nothing: fuel whatever comes, until a second after the tacho died."""
    pen = running(endstop=False)
    pen.watch_from_now()
    pen.world.fault("tacho:absent")
    pen.app = None
    for _ in range(100):
        while len(pen.world.needle.tx) < 2:
            pen.world.needle.put(FUEL)
        pen.run_ms(10)
    assert pen.watch.worst_sign == "no strokes"
    assert pen.watch.worst_ms == pytest.approx(1_000 - 150, abs=30)


def test_the_witness_counts_strokes_in_air_and_those_of_a_long_needle():
    pen = running(endstop=False)
    pen.watch_from_now()
    pen.world.touch(0)
    pen.world.cartridge.needle_um = 1_000
    pen.run_ms(200)
    assert pen.watch.most_in_air > 5
    assert pen.watch.long_strokes >= pen.watch.most_in_air


def test_one_disturbed_reading_is_no_sign():
    row = run.one("running", [("encoder:off_once", 410)])
    assert row["seen_ms"] is None


def test_a_press_restarts_a_pen_whose_program_has_failed():
    """The second fault may come when service mode waits already; its button is a restart, and the scene goes on."""
    row = run.one("asleep", [("chip:off_once", None), ("GATE:high", None)], 10)
    assert row["crash"] and not row["broken"]


@pytest.mark.parametrize("gap_ms", range(200, 460, 40))
def test_a_tacho_with_a_loose_contact_stops_in_time_whenever_it_begins(gap_ms):
    """It was judged four times a second only, so that some phases were driven on for up to 284 ms."""
    for faults in (("cell:off_lot", "TACHO:loose"), ("cell:off_lot", "tacho:off_little=4")):
        names = {scene.label(*variant): variant for variant in pairs.variants()}
        assert run.one("running", [names[name] for name in faults], gap_ms)["broken"] == []


@pytest.mark.parametrize("gap_ms", (0, 200, 400))
def test_a_broken_button_restarts_a_pen_whose_program_has_failed(gap_ms):
    row = run.one("stopping", [("chip:off_once", None), ("SELECT:low", None)], gap_ms)
    assert row["crash"] and not row["broken"]


def test_a_loose_button_restarts_a_pen_whose_program_has_failed():
    row = run.one("stopping", [("SELECT:loose", None), ("chip:off_once", None)], 0)
    assert row["crash"] and not row["broken"] and row["did"] != "no program"


def test_a_pair_that_no_software_can_see_is_excused_and_named(capsys):
    row = run.both("running", [("DIR:high", None), ("encoder_mirrors", None)])
    assert row["blind"] and "too deep" in row["broken"]
    assert fmea.excused([row])[0]["broken"] == []
    assert "DIR:high + encoder_mirrors" in capsys.readouterr().out


def test_the_rule_of_the_unseeable_is_one_of_each():
    assert pairs.unseeable(["encoder:frozen", "DIR:high"])
    assert not pairs.unseeable(["DIR:high", "STEP:open"])
    assert not pairs.unseeable(["encoder:frozen", "tacho:absent"])


def test_the_pairs_of_the_rule_are_tried_at_every_phase():
    scenes = pairs.by_rule()
    assert len(scenes) % len(PHASES) == 0 and len(scenes) > 1_000
    assert all(pairs.unseeable([one[0], other[0]]) for _, (one, other), _ in scenes)


def test_pairs_are_those_of_their_seed():
    assert pairs.draw(20, 3) == pairs.draw(20, 3) != pairs.draw(20, 4)
    assert all(two[0][0] != two[1][0] for _, two, _ in pairs.draw(200, 3))


def test_the_command_shows_one_fault_at_one_phase(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(fmea, "ROWS", tmp_path / "fmea.jsonl")
    assert fmea.main(["--fault", "LED:open", "--phase", "resting"]) == 0
    said = capsys.readouterr().out
    assert "LED:open" in said and "worst strokes in air" in said
    rows = [json.loads(line) for line in fmea.ROWS.read_text(encoding="utf-8").splitlines()]
    assert [row["fault"] for row in rows] == ["LED:open"]


def test_the_command_knows_no_other_faults(tmp_path, monkeypatch):
    monkeypatch.setattr(fmea, "ROWS", tmp_path / "fmea.jsonl")
    with pytest.raises(SystemExit):
        fmea.main(["--fault", "bad luck"])


# --- what the page says -----------------------------------------------------------------------------------------


def _row(fault, **more):
    row = dict.fromkeys(("late_ms", "tip_um", "with_um", "deeper_um", "off_ms", "air", "air_ms"), 3)
    return row | {"fault": fault, "phase": "running", "broken": [], "blind": False} | more


def test_the_pairs_that_safety_lists_are_those_of_the_rule_and_the_end_stop_holds_them():
    listed = page.listed(page.SAFETY.read_text(encoding="utf-8"))
    assert len(listed) == len(set(listed)) > 0
    names = {fmea.label(*variant): variant for variant in pairs.variants()}
    for one, other in listed:
        assert pairs.unseeable([one, other])
        row = run.both("running", [names[one], names[other]])
        assert row["blind"] and row["tip_um"] > 500
        assert row["with_um"] <= 512, "the ring stops at 500; seat and flex of this cartridge are 12"


def test_what_safety_says_of_the_unseen_is_what_a_run_would_write():
    """Else the next `README=1` undoes what somebody has written into the page by hand."""
    text = page.SAFETY.read_text(encoding="utf-8")
    with_um = int(text.partition("scenes was deeper than ")[2].partition(" ")[0])
    rows = [_row(f"{one} + {other}", blind=True, with_um=with_um) for one, other in page.listed(text)]
    assert page.unseen(rows).strip() in text


def test_a_section_takes_the_place_of_the_old_one_and_no_other():
    rows = [_row("DIR:high + encoder_mirrors", blind=True, with_um=512), _row("DIR:high + tacho:absent", blind=True)]
    new = page.unseen(rows)
    assert page.listed(new) == [("DIR:high", "encoder_mirrors")] and "512 um" in new
    once = page.replaced("# Page\n\ntext\n", page.UNSEEN, new)
    assert once.startswith("# Page\n\ntext\n\n" + page.UNSEEN) and once.endswith("`\n")
    more = page.replaced(once, page.ONE, page.figures(page.ONE, rows, "make fmea"))
    assert page.replaced(more, page.UNSEEN, new) == more
    assert "worst strokes in air: 3" in more and more.count("## ") == 2
    told = page.figures(page.TWO, [_row("a + b", broken=["too deep"]), _row("c + d")], "make fmea")
    assert "broken in 1" in told and "- **broken**: `a + b` (running): too deep" in told


@pytest.mark.parametrize("phase", ("resting", "running"))
@pytest.mark.parametrize("gap_ms", (0, 300))
def test_h2_a_motor_that_nothing_can_switch_off_is_told_and_counts_only_then(phase, gap_ms, monkeypatch):
    """The dynamic drive lets a standing level through, and the gate's line is stuck high (SAFETY.md)."""
    faults = [("dynamic_drive_broken", None), ("GATE:high", None)]
    row = run.one(phase, faults, gap_ms)
    assert row["late_ms"] > scene.LATE_MS and "F_RUNAWAY" in row["did"] and row["broken"] == []
    monkeypatch.setattr(scene, "NO_SWITCH", {"no such fault"})
    assert "driven on" in run.one(phase, faults, gap_ms)["broken"]
