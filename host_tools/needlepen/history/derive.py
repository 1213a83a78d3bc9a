"""From raw records to what a person asks for: sessions, zones, refusals, skin, faults, notes. Pure.

Must not invent: a row says what the records say. Wall time is proven_s plus the offset valid at the record.
Between two losses of the clock that offset is one constant, so records written before it was (re)learnt are
dated by it afterwards, and marked as a guess; without any offset they have no date at all.
"""

import json
from collections.abc import Iterable
from typing import Any

from ..clock import utc
from ..codec import Fields
from ..codec import reasons as r
from ..texts import skin_codes
from ..texts.limits import SETTINGS
from . import measures

DERIVED_VERSION = 11  # raise it when a rule here changes: every derived table is rebuilt
TABLES = ("sessions", "refusals", "faults", "cartridges", "notes", "zones", "skin", "touches")

_OF_EVERY_RECORD = ("sequence", "kind", "proven_s", "up_ms")

Row = dict[str, Any]


def serial(hi: int, lo: int) -> str:
    """A cartridge's 48-bit serial in hex."""
    return f"{hi:06x}{lo:06x}"


def derive(records: "Iterable[tuple[int, Fields]]") -> "dict[str, list[Row]]":
    """The rows of every derived table from (epoch, decoded record), oldest first."""
    walk = _Derivation()
    for epoch, fields in records:
        walk.see(epoch, fields)
    walk.never_closed()
    for row in walk.tables["sessions"]:
        entry = walk.cartridges[row["cartridge"]]
        for name in ("strokes", "charged_strokes"):
            entry[name] += row[name]
    walk.tables["cartridges"] = list(walk.cartridges.values())
    return walk.tables


class _Derivation:
    """The state of one pass over a pen's records, oldest first, and the rows made so far."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {name: [] for name in TABLES}
        self.cartridges: dict[str, Row] = {}
        self._epoch = self._offset_s = 0
        self._sure = False  # the offset was learnt since the clock last lost time
        self._undated: list[tuple[Row, str, int]] = []  # row, its date column, proven_s
        self._session: Row | None = None
        self._zones: dict[tuple[int, int], Row] = {}  # of the session and the zone
        self._run: Fields = {}  # the NEEDLES_ON of the run that goes on
        self._stop: int | None = None  # why the last run ended
        self._touch: tuple[Row, int] | None = None  # firm or too hard since, with its run's ms then
        self._faults: dict[int, Row] = {}

    def see(self, epoch: int, f: Fields) -> None:
        if epoch != self._epoch:
            self.never_closed()
            self._epoch = epoch
            self._session, self._run, self._touch = None, {}, None
            self._zones.clear()
        handler = _HANDLERS.get(f["kind"])
        if handler:
            handler(self, f)
        elif f["kind"] in _NOTES:
            self._note(f, _NOTES[f["kind"]])
        elif skin_codes.is_told(f):
            self._note(f, f["kind"], "skin")

    # --- dates ------------------------------------------------------------------------------------------
    def _stamp(self, row: Row, proven_s: int, at: str = "at") -> None:
        row[at] = utc(proven_s, self._offset_s)
        row["guess"] = 0 if self._sure else 1
        if not self._sure:
            self._undated.append((row, at, proven_s))

    def wall(self, f: Fields) -> None:
        self._offset_s = f["offset_s"]
        self._sure = True
        for row, at, proven_s in self._undated:
            row[at] = utc(proven_s, self._offset_s)
        self._undated.clear()

    def boot(self, f: Fields) -> None:
        if f["clock"] != r.CLOCK_OK or not (f["stores"] & 0b0011 and f["stores"] & 0b1100):  # as the pen itself did
            self._forget_date()

    def clock(self, f: Fields) -> None:
        if f["event"] != r.CLOCK_OK:
            self._forget_date()
            self._note(f, "clock")

    def _forget_date(self) -> None:
        self._sure = False
        self._undated.clear()

    # --- sessions ---------------------------------------------------------------------------------------
    def session_start(self, f: Fields) -> None:
        self.never_closed()
        cartridge = serial(f["cart_hi"], f["cart_lo"])
        row = self._row(
            f,
            proven_s=f["proven_s"],
            number=f["session"],
            cartridge=cartridge,
            uses=f["uses"],
            use_limit=f["limit"],
            depth_um=f["depth_um"],
            rate_hz=f["rate_hz"],
            **dict.fromkeys(("runs", "resumes", "strokes", "charged_strokes", "needle_ms", "charged_ms", "hard"), 0),
            **dict.fromkeys(("end_s", "reason", "unlock_at_s")),
        )
        self._stamp(row, f["proven_s"])
        self.tables["sessions"].append(row)
        self._session = row
        entry = self._entry(cartridge)
        entry["sessions"] += 1
        entry["uses"] = max(entry["uses"], f["uses"])
        entry.update(use_limit=f["limit"], verdict=r.NONE)
        if f["uses"] == 1:  # its first use opened it
            entry["opened_s"] = f["proven_s"]
            self._stamp(entry, f["proven_s"], "opened_at")

    def resume(self, f: Fields) -> None:
        if self._is_open(f):
            self._open["resumes"] += 1

    def needles_on(self, f: Fields) -> None:
        self.never_closed()
        self._run, self._touch = f, None
        if self._is_open(f):
            self._open["runs"] += 1

    def needles_off(self, f: Fields) -> None:
        """A run is over. A cut that was told twice, as the power went again before it was stored, is one."""
        self._end_touch(f["ran_ms"])
        again = not self._run and self._stop in measures.CUT
        self._run, self._stop = {}, f["reason"]
        if self._is_open(f):
            self._open["strokes"] += f["strokes"]
            self._open["charged_ms"] += f["ran_ms"] if f["reason"] in measures.CUT and not again else 0
            self._open["needle_ms"] = max(0, f["needle_ms"] - self._open["charged_ms"])

    def zone(self, f: Fields) -> None:
        """Every run records the totals of its zone so far. What a run adds that was cut was charged, not counted."""
        row = self._zone(f)
        row.update(depth_um=f["depth_um"], measured_um=f["measured_um"], stop=self._stop)
        totals = ("strokes", "charged_strokes", f["strokes"]), ("needle_ms", "charged_ms", 100 * f["ds"])
        for measured, charged, total in totals:
            grows, stays = (charged, measured) if self._stop in measures.CUT else (measured, charged)
            row[grows] = max(0, total - row[stays])
        self._charge_session(f)

    def never_closed(self) -> None:
        """A run whose end no record tells: what it was charged counts, as the pen itself would have it."""
        f, self._run = self._run, {}
        if not f or not self._is_open(f):
            return
        row = self._zone(f)
        row.update(depth_um=f["depth_um"], measured_um=f["measured_um"], stop=None)
        row["charged_strokes"] += f["charged_strokes"]
        row["charged_ms"] += f["charged_ms"]
        self._open["charged_ms"] += f["charged_ms"]
        self._charge_session(f)

    def _zone(self, f: Fields) -> Row:
        """The row of the session's zone that a record speaks of."""
        key = (f["session"], f["zone"])
        if key not in self._zones:
            row = self._row(f, proven_s=f["proven_s"], session=f["session"], zone=f["zone"])
            row.update(dict.fromkeys(("strokes", "charged_strokes", "needle_ms", "charged_ms"), 0))
            self._stamp(row, f["proven_s"])
            self.tables["zones"].append(row)
            self._zones[key] = row
        return self._zones[key]

    def _charge_session(self, f: Fields) -> None:
        """What was charged to a session's zones was charged to the session."""
        if self._is_open(f):
            zones = [row for (session, _), row in self._zones.items() if session == f["session"]]
            self._open["charged_strokes"] = measures.sums(zones)["charged_strokes"]

    def touch(self, f: Fields) -> None:
        """A change of how hard it is pressed; below firm it is not worth a row."""
        self._end_touch(f["ran_ms"])
        if self._session is None or f["level"] < skin_codes.FIRM:
            return
        self._session["hard"] += f["level"] == skin_codes.HARD
        if not self._run:
            return
        row = self._row(f, proven_s=f["proven_s"], session=self._session["number"], zone=self._run["zone"])
        row.update(level=f["level"], index_ma=f["index_ma"], ms=0)
        self._stamp(row, f["proven_s"])
        self.tables["touches"].append(row)
        self._touch = (row, f["ran_ms"])

    def _end_touch(self, ran_ms: int) -> None:
        """End the row of a touch that was firm or too hard: its length is known now."""
        if self._touch:
            row, since_ms = self._touch
            row["ms"] = max(0, ran_ms - since_ms)
            self._touch = None

    def session_end(self, f: Fields) -> None:
        self.never_closed()
        if self._is_open(f):
            self._open.update(
                end_s=f["proven_s"],
                reason=f["reason"],
                strokes=f["strokes"],
                needle_ms=max(0, f["needle_ms"] - self._open["charged_ms"]),
                unlock_at_s=f["unlock_at_s"],
            )
            self._session = None

    @property
    def _open(self) -> Row:
        return self._session or {}

    def _is_open(self, f: Fields) -> bool:
        return self._session is not None and self._session["number"] == f["session"]

    # --- the rest ---------------------------------------------------------------------------------------
    def cartridge(self, f: Fields) -> None:
        entry = self._entry(serial(f["cart_hi"], f["cart_lo"]))
        entry.update(type=f["type"], needle_um=f["needle_um"], use_limit=f["limit"], verdict=f["verdict"])
        entry["uses"] = max(entry["uses"], f["uses"])

    def lot(self, f: Fields) -> None:
        """The tag's lot; and when the pen opened it, for who has not the record of that session."""
        entry = self._entry(serial(f["cart_hi"], f["cart_lo"]))
        entry["lot"] = f["lot"]
        if f["opened_s"] and entry["opened_s"] is None:
            entry["opened_s"] = f["opened_s"]
            self._stamp(entry, f["opened_s"], "opened_at")

    def setting(self, f: Fields) -> None:
        """Fewer uses hold for every cartridge from now on; that they are more again, each says when it is put in."""
        if f["setting"] == SETTINGS["uses"].number:
            for entry in self.cartridges.values():
                entry["use_limit"] = min(entry["use_limit"], f["new"])

    def refusal(self, f: Fields) -> None:
        until_s = f["until_s"]
        row = self._row(
            f, proven_s=f["proven_s"], reason=f["reason"], detail=f["detail"], until_s=until_s, until_at=None
        )
        self._stamp(row, f["proven_s"])
        if until_s:
            self._stamp(row, until_s, "until_at")
        self.tables["refusals"].append(row)

    def fault(self, f: Fields) -> None:
        row = self._row(f, proven_s=f["proven_s"], code=f["code"], detail=f["detail"], other=f["other"], cleared_s=None)
        self._stamp(row, f["proven_s"])
        self.tables["faults"].append(row)
        self._faults[f["code"]] = row

    def fault_cleared(self, f: Fields) -> None:
        row = self._faults.pop(f["code"], None)
        if row:
            row["cleared_s"] = f["proven_s"]

    def _note(self, f: Fields, kind: str, table: str = "notes") -> None:
        """A row that keeps the record's own fields: its sentence is made on reading (`texts/record_text.py`)."""
        own = {name: value for name, value in f.items() if name not in _OF_EVERY_RECORD}
        row = self._row(f, proven_s=f["proven_s"], kind=kind, fields=json.dumps(own, separators=(",", ":")))
        if table == "skin":
            row.update({name: f.get(name) for name in ("session", "hours", "findings", "profile")})
            row["cleared"] = f.get("cleared", f.get("bits"))
        self._stamp(row, f["proven_s"])
        self.tables[table].append(row)

    def _row(self, f: Fields, **values: Any) -> Row:
        return {"epoch": self._epoch, "sequence": f["sequence"], **values}

    def _entry(self, cartridge: str) -> Row:
        counts = dict.fromkeys(("uses", "use_limit", "sessions", "strokes", "charged_strokes", "verdict", "guess"), 0)
        unknown = dict.fromkeys(("type", "needle_um", "lot", "opened_s", "opened_at"))
        return self.cartridges.setdefault(cartridge, {"serial": cartridge, **unknown, **counts})


_HANDLERS = {
    name: getattr(_Derivation, name)
    for name in (
        *("boot", "clock", "wall", "cartridge", "setting", "session_start", "resume", "needles_on", "needles_off"),
        *("zone", "touch", "session_end", "refusal", "fault", "fault_cleared", "lot"),
    )
}
_NOTES = {  # kind of record: what it is among the notes
    **{name: name for name in ("epoch", "lost", "looser", "recalibrated", "update")},
    "lost_epoch": "lost",
    "ledger": "memory",
}
