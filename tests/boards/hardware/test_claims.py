"""A seeded share of what `make hardware-test` judges; the whole of it asks a thousand pens. Skipped without ngspice."""

import pytest

from boards.hardware.claims import __main__ as hardware_test
from boards.hardware.claims import drive, spice
from boards.hardware.claims.claim import judge
from boards.hardware.claims.spice import Sample

needs_ngspice = pytest.mark.skipif(not spice.installed(), reason="ngspice is not installed: the circuit was not tested")
PENS = 3


@needs_ngspice
@pytest.mark.parametrize("claim", hardware_test.CLAIMS, ids=lambda claim: claim.what)
def test_the_claim_holds(claim):
    (found,) = judge([claim], PENS, workers=1)
    assert found.holds, found


def _with(ref: str, **changed) -> Sample:
    sample = Sample(0)
    sample.circuit.parts[ref] = sample.circuit[ref]._replace(**changed)
    return sample


@needs_ngspice
def test_a_bridged_pump_capacitor_is_seen():
    """A level would turn the motor: the barrier is gone."""
    assert drive.stuck_high(_with("C10", kind="R", value=1.0)) > 50


@needs_ngspice
def test_a_missing_gate_pull_down_is_seen():
    assert drive.pulled_down_v(_with("R11", value=1e9)) > 0.35
    assert drive.stuck_high(_with("R12", value=10e6)) > 50


@needs_ngspice
def test_without_q3_the_cable_would_not_stop_the_motor():
    assert drive.cable_ma(_with("Q3", pins={**Sample(0).circuit["Q3"].pins, "G": ("GND", "input")})) > 1


def test_without_ngspice_every_claim_is_named_and_the_target_fails(monkeypatch, capsys):
    monkeypatch.setattr(spice, "installed", lambda: False)
    monkeypatch.setattr("sys.argv", ["hardware-test"])
    assert hardware_test.main() == 1
    said = capsys.readouterr().out
    assert "NOT TESTED" in said and "ngspice" in said
    assert all(claim.what in said for claim in hardware_test.CLAIMS)


def test_a_pen_is_the_same_for_the_same_seed():
    assert Sample(7).parts("R10 C10 D10 Q1") == Sample(7).parts("R10 C10 D10 Q1") != Sample(8).parts("R10 C10 D10 Q1")


def test_the_page_has_every_claim_with_its_limit():
    """The figures are of the last long run (`make hardware-test README=1`); claims and limits are of today."""
    page = (hardware_test.pages.ROOT / "boards/hardware/README.md").read_text(encoding="utf-8")
    for claim in hardware_test.CLAIMS:
        assert "| %s | %s | %s |" % (claim.circuit, claim.what, hardware_test.limit(claim)) in page
