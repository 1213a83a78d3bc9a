"""The solids: nothing collides, the stops stop, the edges on the skin are round. Skipped without the CAD library."""

import pytest

from boards.mechanics import checks, pages, profiles
from boards.mechanics import parameters as p
from boards.mechanics.parameters import Size

pytestmark = pytest.mark.skipif(
    not checks.cad(), reason="build123d is not installed: the mechanical parts were not tested (make mechanics)"
)


def test_every_claim_of_the_solids_holds():
    found = checks.solid()
    assert [one for one in found if not one.holds] == []
    page = pages.README.read_text(encoding="utf-8")
    for row in pages.claims(checks.drawn() + found).splitlines():
        assert row in page, "make mechanics README=1"


@pytest.mark.parametrize(
    "name, size",
    [
        ("FLANGE_BORE_MM", Size(23.8, 0, "smaller than the ring's flange")),
        ("SPRING_BORE_MM", Size(13.9, 0, "smaller than the carriage's thread")),
        ("CARTRIDGE_MM", Size(10.6, 0, "larger than the nose's aperture")),
        ("KEY_GROOVE_MM", Size(1.9, 0, "narrower than the key")),
    ],
)
def test_a_planted_collision_is_seen(monkeypatch, name, size):
    monkeypatch.setattr(p, name, size)
    from boards.mechanics import parts

    assert checks.overlap_mm3(parts.made() | {"cartridge": parts.cartridge()}, 200) > 0.01


def test_a_sharp_edge_on_the_skin_is_seen(monkeypatch):
    monkeypatch.setattr(p, "INNER_EDGE_MM", 0.2)
    assert "radius" in " ".join(one.what for one in checks.solid() if not one.holds)


def test_the_arm_never_meets_the_key_and_no_plate_stops_the_ring_early():
    from boards.mechanics import parts

    made = parts.made()
    for depth in range(0, 466, 15):
        assert checks.overlap_mm3({name: made[name] for name in ("ring", "end-stop")}, depth) == 0


def test_step_keeps_every_part(tmp_path):
    from build123d import export_step, import_step

    from boards.mechanics import parts

    for name, part in parts.made().items():
        export_step(part, tmp_path / "part.step")
        read = import_step(tmp_path / "part.step")
        assert sum(solid.volume for solid in read.solids()) == pytest.approx(part.volume, rel=1e-6), name


def test_the_end_stop_is_where_the_drawing_says():
    assert profiles.end_stop_degrees() == pytest.approx(p.END_STOP_UM.value * 360 / p.PITCH_UM.value)
