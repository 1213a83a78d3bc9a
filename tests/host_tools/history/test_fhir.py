"""The history as a FHIR bundle: sound by two libraries of different makers, and no more than the records say."""

import builtins
import json
import sys

import pytest
from needlepen.cli import main as cli
from needlepen.errors import UsageError
from needlepen.history import fhir, queries, recalls

from tests.host_tools import long_life

pytest.importorskip("fhir.resources", reason="make setup")
pytestmark = pytest.mark.usefixtures("then")


@pytest.fixture
def then(monkeypatch):
    monkeypatch.setenv("NEEDLEPEN_NOW", str(long_life.NOW))


def bundle_of(life, tmp_path):
    with long_life.remember(life, tmp_path / "history.db") as store:
        return fhir.as_json(store, store.pens())


@pytest.fixture
def text(tmp_path):
    return bundle_of(long_life.half_a_year(), tmp_path)


def of_type(text, name):
    return [one["resource"] for one in json.loads(text)["entry"] if one["resource"]["resourceType"] == name]


def test_a_strict_reader_of_another_maker_takes_it(text):
    """fhirclient's classes are made from FHIR 4.0.1; it refuses what is unknown, missing or of another type."""
    bundle = pytest.importorskip("fhirclient.models.bundle", reason="make setup")
    read = bundle.Bundle(json.loads(text), strict=True)
    assert read.type == "collection" and json.loads(json.dumps(read.as_json())) == json.loads(text)
    with pytest.raises(Exception, match="performed"):  # and it would notice
        bundle.Bundle(json.loads(text.replace("performedPeriod", "performedNever")), strict=True)


def test_every_reference_leads_somewhere_and_no_name_twice(text):
    entries = json.loads(text)["entry"]
    names = [one["fullUrl"] for one in entries]
    assert len(set(names)) == len(names) and all(name.startswith("urn:uuid:") for name in names)
    referred = [part.split('"')[1] for part in text.replace(" ", "").split('"reference":')[1:]]
    assert referred and set(referred) <= set(names)


def test_the_device_is_the_pen(text):
    device = of_type(text, "Device")[0]
    assert device["identifier"][0]["value"] == long_life.ID
    assert device["version"] == [{"value": "0.1.0"}] and device["modelNumber"] == "RPI_PICO"


def test_h50_a_cartridge_is_a_device_with_its_lot(text, tmp_path):
    cartridges = of_type(text, "Device")[1:]
    assert [one["lotNumber"] for one in cartridges] == ["2507", "2511"]
    assert cartridges[0]["note"] == [{"text": "opened 15 Nov 2025"}]
    used = [one["usedReference"][1]["reference"] for one in of_type(text, "Procedure")]
    assert used == [f"urn:uuid:{cartridges[n]['id']}" for n in (0, 0, 0, 1, 1)]
    with long_life.remember(long_life.half_a_year(), tmp_path / "recalled.db") as store:
        (tmp_path / "a.csv").write_text("lot,reason\n2511,it bends\n")
        recalls.take(store, tmp_path / "a.csv")
        told = of_type(fhir.as_json(store, store.pens()), "Device")[2]["note"]
    assert told[-1] == {"text": "lot recalled: it bends"}


def test_a_procedure_is_a_session(text, tmp_path):
    sessions = of_type(text, "Procedure")
    assert len(sessions) == 5 and {one["status"] for one in sessions} == {"completed"}
    first = sessions[0]
    assert first["performedPeriod"] == {"start": "2025-11-15T19:30:00Z", "end": "2025-11-15T19:32:31Z"}
    assert [site["text"] for site in first["bodySite"]] == ["forehead", "left cheek", "right cheek"]
    assert first["subject"] == {"display": "the owner of the pen"}  # no name: the pen knows none
    assert "complication" not in first and sessions[3]["complication"] == [{"text": "red for more than 48 hours"}]


def test_an_observation_is_a_zone_or_what_was_told(text):
    seen = of_type(text, "Observation")
    zones = [one for one in seen if one["code"]["text"] == "Microneedling of a zone"]
    told = [one for one in seen if one["code"]["text"] == "Skin after microneedling, told by the owner"]
    assert len(zones) == 22 and len(told) == 10 and len(seen) == 32
    parts = {part["code"]["text"]: part["valueQuantity"] for part in zones[0]["component"]}
    assert parts["needle depth, set"] == {
        "value": 0.25,
        "unit": "mm",
        "system": "http://unitsofmeasure.org",
        "code": "mm",
    }
    assert parts["needle depth, measured"]["value"] == 0.256 and parts["strokes, measured"]["value"] == 1250
    assert told[0]["valueString"] == "all calm" and told[0]["component"][0]["valueQuantity"]["value"] == 1


def test_what_a_power_cut_charged_is_an_upper_bound_beside_what_was_measured(tmp_path):
    """One rule for numbers: a charged count is no measured one."""
    life = long_life.Life()
    life.set_wall(long_life._OFFSET_S)
    life.session("2025-11-15 19:30", 250, long_life.FIRST, 1, {0: 100})
    with long_life.remember(life, tmp_path / "h.db") as store:
        pen = queries.history(store, store.pens()[0])
    pen["zones"][0].update(strokes=1_057, charged_strokes=806, charged_ms=9_000)
    zone = next(one for one in fhir.resources(pen) if one["resourceType"] == "Observation")
    parts = {part["code"]["text"]: part["valueQuantity"] for part in zone["component"]}
    assert parts["strokes, measured"]["value"] == 1_057 and "comparator" not in parts["strokes, measured"]
    assert parts["strokes, charged"]["value"] == 806 and parts["strokes, charged"]["comparator"] == "<="
    assert parts["needle time, charged"]["value"] == 9.0 and parts["needle time, charged"]["comparator"] == "<="


def test_without_a_date_or_an_end_nothing_is_invented(tmp_path):
    life = long_life.Life()  # never told a date
    life.session("2025-11-15 19:30", 250, long_life.FIRST, 1, {0: 100}, end=long_life.r.STOP_BLEEDING)
    life.ledger.wall_offset_s = 0
    text = bundle_of(life, tmp_path)
    (one,) = of_type(text, "Procedure")
    assert "performedPeriod" not in one and one["status"] == "stopped" and one["complication"] == [{"text": "bleeding"}]
    assert all("effectiveDateTime" not in seen for seen in of_type(text, "Observation"))


def test_diary_and_photos_are_not_in_it(tmp_path):
    with long_life.remember(long_life.half_a_year(), tmp_path / "history.db") as store:
        long_life.write_diary(store, tmp_path)
        text = fhir.as_json(store, store.pens())
    assert "Warm and pink" not in text and len(text) < 100_000


def test_the_command_writes_it(tmp_path, capsys):
    with long_life.remember(long_life.half_a_year(), tmp_path / "history.db"):
        pass
    db = ("--db", str(tmp_path / "history.db"))
    assert cli.run([*db, "export", "--format", "fhir", "-o", str(tmp_path / "pen.fhir.json")]) == 0
    assert "305 records written" in capsys.readouterr().out
    written = (tmp_path / "pen.fhir.json").read_text()
    assert json.loads(written)["resourceType"] == "Bundle"
    assert cli.run([*db, "export", "--format", "fhir"]) == 0 and capsys.readouterr().out == written


def test_without_the_library_it_says_which(tmp_path, monkeypatch):
    real = builtins.__import__

    def none(name, *more):
        if name.startswith("fhir"):
            raise ModuleNotFoundError(f"No module named '{name}'", name="fhir")
        return real(name, *more)

    for name in [name for name in sys.modules if name.startswith("fhir.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", none)
    with pytest.raises(UsageError) as said:
        bundle_of(long_life.Life(), tmp_path)
    assert "needlepen[fhir]" in said.value.next
