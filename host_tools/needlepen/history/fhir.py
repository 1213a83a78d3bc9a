"""The history for a clinician's system: a FHIR R4 bundle of Device, Procedure (a session) and Observation.

https://hl7.org/fhir/R4/. Checked by `fhir.resources` before it is written; its classes are those of R4B (4.3.0), which
left these four types as R4 (4.0.1) has them. No code of a terminology is claimed, only words and units (UCUM): which
SNOMED code a home device deserves is for the clinician. Who the owner is no pen knows, so a subject has no name. Diary
and photos are not in it.
"""

import uuid
from typing import Any

from ..clock import iso, now
from ..codec import reasons as r
from ..errors import UsageError
from ..texts import cartridge_text, skin_codes
from . import measures, queries, session_summary
from .store import PenRow, Store

Resource = dict[str, Any]

_NAMES = uuid.UUID("6f2f3f0c-6d0e-5d55-9b1c-0d6f4a3c2e11")  # any, but always the same: an export again is the same
_OWNER: Resource = {"display": "the owner of the pen"}
_BY_OWNER = (r.STOP_USER, r.STOP_ZONE_DONE, r.STOP_BUDGET, r.STOP_WINDOW)  # an end as it should be


def as_json(store: Store, pens: "list[PenRow]") -> str:
    """The bundle as text. Raises UsageError when the library is not there."""
    try:
        from fhir.resources.R4B.bundle import Bundle
    except ModuleNotFoundError as e:
        raise UsageError("FHIR needs a library more.", f"{e}.", 'pip install "needlepen[fhir]"') from e
    found = [one for row in pens for one in resources(queries.history(store, row))]
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in found]
    bundle = {"resourceType": "Bundle", "type": "collection", "timestamp": iso(now()), "entry": entries}
    return Bundle.model_validate(bundle).model_dump_json(indent=1) + "\n"


def resources(pen: "dict[str, Any]") -> "list[Resource]":
    """The resources of a pen's history, the device first."""
    device = _device(pen)
    cartridges = {row["serial"]: _cartridge(pen, row) for row in pen["cartridges"]}
    sessions = {
        (row["epoch"], row["number"]): _procedure(pen, row, device, cartridges.get(row["cartridge"]))
        for row in pen["sessions"]
    }
    seen = [_zone(pen, row, device, sessions.get((row["session_epoch"], row["session"]))) for row in pen["zones"]]
    told = [
        _told(pen, row, sessions.get((row["session_epoch"], row["session"])))
        for row in pen["skin"]
        if row["kind"] in ("checkin", "bleeding")
    ]
    return [device, *cartridges.values(), *sessions.values(), *seen, *told]


def _device(pen: "dict[str, Any]") -> Resource:
    return {
        "resourceType": "Device",
        "id": _id(pen["pen_id"]),
        "identifier": [{"type": {"text": "pen"}, "value": pen["pen_id"]}],
        "deviceName": [{"name": "needlepen", "type": "user-friendly-name"}],
        "type": {"text": "home microneedling pen"},
        "modelNumber": pen["board"] or "unknown",
        "version": [{"value": pen["firmware"] or "unknown"}],
    }


def _cartridge(pen: "dict[str, Any]", row: "dict[str, Any]") -> Resource:
    """A needle cartridge: its lot, and when it was opened, by its first use."""
    made: Resource = {
        "resourceType": "Device",
        "id": str(uuid.uuid5(_NAMES, f"{pen['pen_id']} cartridge {row['serial']}")),
        "identifier": [{"type": {"text": "cartridge"}, "value": row["serial"]}],
        "deviceName": [{"name": "needle cartridge", "type": "user-friendly-name"}],
        "type": {"text": "needle cartridge"},
    }
    if row["lot"] is not None:
        made["lotNumber"] = str(row["lot"])
    if notes := [text for text in (cartridge_text.opened(row), cartridge_text.recalled(row)) if text]:
        made["note"] = [{"text": text} for text in notes]
    return made


def _procedure(
    pen: "dict[str, Any]", row: "dict[str, Any]", device: Resource, cartridge: "Resource | None"
) -> Resource:
    """A session; what came of it, as far as it was told, is a complication."""
    one = session_summary.of_session(pen, row)
    made: Resource = {
        "resourceType": "Procedure",
        "id": _id(pen["pen_id"], row),
        "status": "unknown" if row["reason"] is None else "completed" if row["reason"] in _BY_OWNER else "stopped",
        "code": {"text": "Microneedling at home"},
        "subject": _OWNER,
        "usedReference": [_to(device), *([_to(cartridge)] if cartridge else [])],
        "note": [{"text": f"session {row['number']}: {row['end_words'] or 'no end recorded'}"}],
    }
    if row["at"]:
        made["performedPeriod"] = {"start": row["at_utc"]}
        if row["end_s"] is not None:
            made["performedPeriod"]["end"] = iso(row["at"] + row["end_s"] - row["proven_s"])
    if row["guess"]:
        made["note"].append({"text": "The pen's clock was not set: its date was worked out afterwards, or is unknown."})
    if sites := [zone["words"] for zone in measures.needled(one["zones"])]:
        made["bodySite"] = [{"text": site} for site in sites]
    bad = (["bleeding"] if one["bled"] else []) + ([one["findings"]] if one["reacted"] else [])
    if bad:
        made["complication"] = [{"text": text} for text in bad]
    return made


def _zone(pen: "dict[str, Any]", row: "dict[str, Any]", device: Resource, session: "Resource | None") -> Resource:
    made = _observation(pen, row, "Microneedling of a zone", session)
    parts = [
        _part("needle depth, set", row["depth_um"] / 1000, "mm"),
        _part("needle depth, measured", row["measured_um"] / 1000, "mm"),
        _part("strokes, measured", row["strokes"], "{strokes}"),
        _part("needle time, measured", row["needle_ms"] / 1000, "s"),
    ]
    if measures.done(row) == measures.CHARGED:  # by a power cut: nobody counted them, so they are at most that
        charged = [
            _part("strokes, charged", row["charged_strokes"], "{strokes}"),
            _part("needle time, charged", row["charged_ms"] / 1000, "s"),
        ]
        for part in charged:
            part["valueQuantity"]["comparator"] = "<="
        parts += charged
    return made | {"bodySite": {"text": row["words"]}, "device": _to(device), "component": parts}


def _told(pen: "dict[str, Any]", row: "dict[str, Any]", session: "Resource | None") -> Resource:
    bled = row["kind"] == "bleeding"
    when = "during" if bled else "after"
    made = _observation(pen, row, f"Skin {when} microneedling, told by the owner", session)
    made["valueString"] = "bleeding" if bled else skin_codes.findings(row["findings"])
    if row["hours"] is not None:
        made["component"] = [_part("time since the session", row["hours"], "h")]
    return made


def _observation(pen: "dict[str, Any]", row: "dict[str, Any]", what: str, session: "Resource | None") -> Resource:
    made: Resource = {
        "resourceType": "Observation",
        "id": _id(pen["pen_id"], row),
        "status": "final",
        "code": {"text": what},
        "subject": _OWNER,
    }
    if row["at"]:
        made["effectiveDateTime"] = row["at_utc"]
    if session:
        made["partOf"] = [_to(session)]
    return made


def _part(what: str, value: "int | float", unit: str) -> Resource:
    quantity = {"value": value, "unit": unit.strip("{}"), "system": "http://unitsofmeasure.org", "code": unit}
    return {"code": {"text": what}, "valueQuantity": quantity}


def _to(resource: Resource) -> Resource:
    return {"reference": f"urn:uuid:{resource['id']}"}


def _id(pen_id: str, row: "dict[str, Any] | None" = None) -> str:
    """Of the record that a row was made of."""
    return str(uuid.uuid5(_NAMES, f"{pen_id} {row['epoch']} {row['sequence']}" if row else pen_id))
