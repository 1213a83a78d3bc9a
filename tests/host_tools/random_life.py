"""A random life of one pen as valid journals, and beside it what is true of it, counted by hands of its own.

Sessions with runs in the air, whole, in part, cut by the power, by a crash, or by a journal that was lost in between;
cartridges of this pen, of another one, too long, used up; check-ins in a later journal; a date told late or never. Must
not import what the laptop computes with: it is what that is compared with.
"""

import random

from needlepen import Store
from needlepen.history.store import PenRow
from pen.core import reported
from pen.formats import reasons as r
from pen.formats import record

from tests.host_tools.memory_store import DAY_S, PEN_ID, MemoryStore

ID = PEN_ID.hex()
BUDGET = (1250, 833, 833, 416, 125)  # strokes of a zone's whole dose
MS = 11  # of a stroke, about 90 Hz
TWICE = 1_792_888_200, 1_792_891_800  # 25 Oct 2026 in Berlin: both 02:30 (00:30 and 01:30 UTC)
MIDNIGHT = 1_795_042_799 - 20  # 18 Nov 2026, 23:59:39 in Berlin
_PLAIN, _CUTS = ("whole", "part", "twice", "air"), ("cut", "crash", "lost")


class RandomLife(MemoryStore):
    """`rich`: something of everything is in it, whatever the dice say."""

    def __init__(self, seed, rich=False):
        super().__init__()
        self.dice = random.Random(seed)
        self.rich = rich
        self.past = []  # (epoch, records) of journals before
        self.sessions = []  # what is true of each
        self.cartridges = {}  # serial in hex: [uses, limit, refused for]
        self.refusals = 0
        self.proven_s = self.dice.randrange(1, 5 * DAY_S)
        self.log(record.BOOT, 1, 0, 0, 1, 0, 15, r.CLOCK_OK)
        for _ in range(4 if rich else self.dice.randrange(5)):
            self._session()
        self._strangers()
        self._date()

    # --- what happens -----------------------------------------------------------------------------------
    def _session(self):
        begun_s = self.proven_s = self.proven_s + self.dice.randrange(28 * DAY_S, 60 * DAY_S)
        self.ledger.session += 1
        n = self.ledger.session
        serial, uses, limit = self._cartridge()
        set_um = self.dice.choice((250, 300, 450))
        self.log(record.SESSION_START, n, *serial, uses, limit, set_um, 90)
        now = {"number": n, "set_um": set_um, "zones": {}, "strokes": 0, "charged": 0, "ms": 0, "charged_ms": 0}
        now["reacted"], now["open"] = False, False
        self.sessions.append(now)
        kinds = [self.dice.choice(_PLAIN) for _ in range(self.dice.randrange(0, 4))] or [
            "air" if self.rich else "whole"
        ]
        if self.rich:
            kinds = [*kinds[:2], _CUTS[(n - 1) % 3]]
        elif self.dice.random() < 0.4:
            kinds.append(self.dice.choice(_CUTS))
        for zone, kind in zip(self.dice.sample(range(5), len(kinds)), kinds, strict=True):
            self._zone(now, zone, kind)
            if now["open"]:
                return  # its journal is gone; nobody ended it
        if self.dice.random() < 0.2 and n > 1:
            now["reacted"] = True
            self.log(record.BLEEDING, n, 1)
        self.unlock_at_s = begun_s + 28 * DAY_S + self.dice.randrange(600)
        self.log(record.SESSION_END, n, r.STOP_USER, now["strokes"], now["ms"] + now["charged_ms"], self.unlock_at_s)
        if self.dice.random() < 0.3 or (self.rich and n == 2):
            self._new_journal()
        if self.dice.random() < 0.5 or (self.rich and n == 2):
            found = reported.RED_48H if self.rich or self.dice.random() < 0.5 else 0
            now["reacted"] = now["reacted"] or bool(found)
            self.proven_s = begun_s + 2 * DAY_S
            self.log(record.CHECKIN, n, 48, found, record.BY_PEN)

    def _zone(self, now, zone, kind):
        """Runs in one zone; the truth of it: what was counted, what was charged, whether it is done."""
        n, budget = now["number"], BUDGET[zone]
        um = min(now["set_um"], 250 if zone == 4 else 500)
        measured_um = um + self.dice.randrange(-9, 10)
        had = had_ms = 0
        runs = {"part": (60,), "twice": (40, 100), "air": (100,), "whole": (100,)}.get(kind, (30, 0))
        for percent in runs:
            left = budget - had
            self.proven_s += 40
            charged_ms = left * MS
            self.log(record.NEEDLES_ON, n, um, measured_um, 90, charged_ms, zone, left)
            if not percent:
                now["charged"] += left
                now["charged_ms"] += charged_ms
                now["zones"][zone] = {"strokes": had, "charged": left, "done": "charged", "um": measured_um}
                if kind == "lost":
                    now["open"] = True
                    self._new_journal()
                    return
                why = r.STOP_CRASH if kind == "crash" else r.STOP_POWER_CUT
                self.log(record.BOOT, 2, 1, 0, 1, 0, 15, r.CLOCK_OK)
                self.log(record.NEEDLES_OFF, n, why, 0, charged_ms, now["ms"] + now["charged_ms"])
                self.log(record.ZONE, n, zone, um, measured_um, budget, -(-(had_ms + charged_ms) // 100))
                self.log(record.RESUME, n, 900)
                return
            made = max(0, budget * percent // 100 - had)
            air = 120 if kind == "air" else 0
            had, had_ms = had + made, had_ms + made * MS
            now["strokes"] += made + air
            now["ms"] += (made + air) * MS
            why = r.STOP_ZONE_DONE if had == budget else r.STOP_BUTTON
            self.log(record.NEEDLES_OFF, n, why, made + air, (made + air) * MS, now["ms"] + now["charged_ms"])
            self.log(record.ZONE, n, zone, um, measured_um, had, -(-had_ms // 100))
            done = "measured" if had == budget else None
            now["zones"][zone] = {"strokes": had, "charged": 0, "done": done, "um": measured_um}

    def _cartridge(self):
        """One that is still good, or a new one, put in and used once more."""
        good = [name for name, (uses, limit, why) in self.cartridges.items() if uses < limit and not why]
        name = self.dice.choice(good) if good and self.dice.random() < 0.6 else f"000102{len(self.cartridges) + 1:06x}"
        uses, limit, _ = self.cartridges.get(name, (0, 3, 0))
        serial = int(name[:6], 16), int(name[6:], 16)
        self.log(record.CARTRIDGE, *serial, 2, 450, uses, limit, r.NONE)
        self.cartridges[name] = [uses + 1, limit, 0]
        return serial, uses + 1, limit

    def _strangers(self):
        """Cartridges that the pen refuses, and a limit that is made stricter."""
        for why, uses, um in (
            (r.CARTRIDGE_FOREIGN, 1, 450),
            (r.CARTRIDGE_NEEDLES, 0, 900),
            (r.CARTRIDGE_SPENT, 3, 450),
        ):
            if self.rich or self.dice.random() < 0.5:
                lo = 0xF000 + why
                self.log(record.CARTRIDGE, 0x0102, lo, 2, um, uses, 3, why)
                self.cartridges[f"000102{lo:06x}"] = [uses, 3, why]
                self.log(record.REFUSAL, why, uses, 0)
                self.refusals += 1
        if self.dice.random() < 0.3:
            self.log(record.SETTING, 3, 5, 2)
            for entry in self.cartridges.values():
                entry[1] = min(entry[1], 2)

    def _new_journal(self):
        self.past.append((self.epoch, self.records))
        self.new_epoch()

    def _date(self):
        """Told at the end, so that the next session falls on a moment that is hard to say."""
        self.now_s = 1_792_000_000
        if self.unlock_at_s and (self.rich or self.dice.random() < 0.9):
            at = self.dice.choice((*TWICE, MIDNIGHT, self.dice.randrange(1_790_000_000, 1_800_000_000)))
            self.set_wall(at + self.dice.randrange(60) - self.unlock_at_s)
            self.now_s = at + (-1 if self.rich else self.dice.choice((-1, -1, 1))) * self.dice.randrange(
                120, 20 * DAY_S
            )

    # --- what is true -----------------------------------------------------------------------------------
    def remember(self, path):
        """A history file with these journals in it."""
        with Store(path) as store:
            offset_s = self.ledger.wall_offset_s
            row = PenRow(ID, "RPI_PICO", "0.1.0", self.epoch, offset_s, self.unlock_at_s, 0, self.now_s - 60)
            store.note_pen(row)
            for epoch, records in (*self.past, (self.epoch, self.records)):
                store.add(ID, epoch, 1, records)

    def truth(self):
        """Every figure by its name, as `test_one_truth.py` reads it everywhere."""
        last = self.sessions[-1] if self.sessions else None
        at = self.unlock_at_s + self.ledger.wall_offset_s
        zones = [zone for one in self.sessions for zone in one["zones"].values()]
        true = {
            "next": -(-at // 60) * 60 if self.unlock_at_s and self.ledger.wall_offset_s else None,
            "strokes": tuple(sum(one[name] for one in self.sessions) for name in ("strokes", "charged")),
            "needle time": tuple(_s(sum(one[name] for one in self.sessions)) for name in ("ms", "charged_ms")),
            "on the skin": tuple(sum(zone[name] for zone in zones) for name in ("strokes", "charged")),
            "greatest depth": _depth(zones, [one["set_um"] for one in self.sessions]),
            "reactions": sum(one["reacted"] for one in self.sessions),
            "refusals": self.refusals,
            "cartridges": {name: self._left(name) for name in self.cartridges},
        }
        if last:
            true["strokes, last"] = last["strokes"], last["charged"]
            true["depth, last"] = _depth(last["zones"].values(), [last["set_um"]])
            true["done"] = {zone: had["done"] for zone, had in last["zones"].items()}
        return true

    def _left(self, name):
        uses, limit, why = self.cartridges[name]
        words = {r.CARTRIDGE_FOREIGN: "belongs to another pen", r.CARTRIDGE_NEEDLES: "needle length not allowed"}
        return words.get(why) or (limit - uses if uses < limit else "used up")


def _depth(zones, set_um):
    measured = [zone["um"] for zone in zones if zone["strokes"] or zone["charged"]]
    um, what = (max(measured), "measured") if measured else (max(set_um, default=None), "set")
    return None if um is None else (f"{um / 1000:.2f}", what)


def _s(ms):
    """To the nearest second."""
    return (ms + 500) // 1000
