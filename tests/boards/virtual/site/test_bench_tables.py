"""What the page shows around the pen is what firmware, mechanics and models say; its journal reads as the laptop's."""

import json
import random
import re
import struct
import subprocess
from pathlib import Path

import pytest
from needlepen import kinds
from pen.core import depth, limits, zones

from boards.common.mechanics import ERROR_BUDGET_UM
from boards.mechanics import parameters
from boards.virtual import faults
from boards.virtual.site import bench_tables, face_outline, journal_words

DECODER = Path(__file__).parent / "decode_journal.mjs"
WALK = Path(__file__).parent / "tray_walk.mjs"
TABLES = bench_tables.tables()


def outline(zone: int) -> "list[tuple[float, float]]":
    corners = TABLES["zones"][zone]["path"][1:-1].split("L")
    return [tuple(map(float, corner.split())) for corner in corners]


def inside(point, polygon) -> bool:
    x, y = point
    crossed = 0
    for (ax, ay), (bx, by) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            crossed += 1
    return crossed % 2 == 1


@pytest.mark.parametrize("zone", range(zones.COUNT))
def test_a_zone_is_as_large_as_the_firmware_takes_it_to_be(zone):
    area_mm2 = face_outline.area_mm2(outline(zone))
    needles = 12
    assert area_mm2 / 100 * limits.DENSITY_PER_CM2 / needles == pytest.approx(zones.strokes(zone, needles), rel=0.005)


def test_zones_do_not_overlap():
    rng = random.Random(1)
    polygons = [outline(zone) for zone in range(zones.COUNT)]
    for _ in range(3000):
        point = rng.uniform(0, face_outline.WIDTH_MM), rng.uniform(0, face_outline.HEIGHT_MM)
        assert sum(inside(point, polygon) for polygon in polygons) <= 1, point


def test_ceilings_are_the_firmwares_and_below_the_line_that_is_never_crossed():
    highest = depth.ceiling_um(ERROR_BUDGET_UM, limits.CAP_UM)
    assert [zone["ceiling_um"] for zone in TABLES["zones"]] == [
        min(zones.ceiling_um(zone), highest) for zone in range(zones.COUNT)
    ]
    assert all(zone["ceiling_um"] + ERROR_BUDGET_UM <= TABLES["cap_um"] == limits.CAP_UM for zone in TABLES["zones"])


def test_the_list_has_every_fault_once():
    assert sorted(name for name, _, _ in TABLES["faults"]) == sorted(faults.FAULTS)
    assert not [text for _, _, text in TABLES["faults"] if re.search(r"value[^;]*\(\d", text)], "the page gives none"
    assert "every 9th byte read has a wrong bit" in [text for _, _, text in TABLES["faults"]]
    parts = [part for _, part, _ in TABLES["faults"]]
    assert [part for part, before in zip(parts, ["", *parts], strict=False) if part != before] == list(
        dict.fromkeys(parts)
    )


def test_the_drawn_nose_has_the_mechanics_size():
    nose = TABLES["pen"]["fixed"]["nose"]
    assert 2 * nose[1][0] == parameters.FACE_MM.value
    assert 2 * max(r for r, _ in nose) == parameters.REAR_MM.value == 2 * TABLES["pen"]["radius"]


def test_every_kind_of_record_has_a_sentence_of_its_own_fields():
    for name, _, fields in kinds.KINDS.values():
        for field, how in journal_words.FIELD.findall(journal_words.SENTENCES[name]):
            assert field in fields, (name, field)
            assert not how or how in journal_words.UNITS or how in TABLES["journal"]["words"], (name, how)


def test_the_page_reads_every_kind_of_record_as_the_laptop_does(site):
    rng = random.Random(2)
    records = []
    for kind, (_, fmt, fields) in kinds.KINDS.items():
        body = bytes(rng.randrange(256) for _ in range(struct.calcsize(fmt)))
        if "q" in fmt:  # JavaScript's numbers are exact to 53 bits; dates are smaller
            body = struct.pack(fmt, *(rng.randrange(1 << 40) for _ in fields))
        head = struct.pack("<BBBBIII", 1, kind, len(body), 0, kind + 7, rng.randrange(1 << 30), 5)
        records.append((head + body).ljust(64, b"\0"))
    text = b"".join(records).hex()
    done = subprocess.run(
        ["node", str(DECODER), str(site)], input=text, capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    for record, (read, sentence) in zip(records, json.loads(done.stdout), strict=True):
        expected = kinds.decode(record)
        assert (read["kind"], read["sequence"], read["proven_s"]) == tuple(
            expected[name] for name in ("kind", "sequence", "proven_s")
        )
        assert read["fields"] == {name: expected[name] for name in read["fields"]} and len(read["fields"]) >= 1
        assert not re.search(r"undefined|NaN|[{}]", sentence), sentence


def test_each_cartridge_of_the_tray_is_taken_or_refused_as_it_should(site):
    done = subprocess.run(
        ["node", str(WALK), str(site)], capture_output=True, encoding="utf-8", timeout=240, check=True
    )
    found = json.loads(done.stdout)
    assert all(one["inside"] == kind and not one["errors"] for kind, one in found.items())
    taken = {kind for kind, one in found.items() if one.get("verdict") == 0}
    assert taken == {"new", "multi", "clone", "odd"}  # a copy is known only once its original was used
    said = {kind: one["words"][4] for kind, one in found.items() if kind not in taken}
    assert said == {
        "spent": "Cartridge used up", "friend": "Bound to another pen", "long": "Unsuitable needles",
        "forged": "Cartridge not read", "unreadable": "Cartridge not read",
    }  # fmt: skip
    assert "used 0 of 1" in found["odd"]["sentences"][0]  # an unknown type serves once
