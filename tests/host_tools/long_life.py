"""Half a year of one owner as a journal, a history and a diary: sessions, refusals, a reaction, two cartridges.

Written record by record in the order in which the pen writes them, with the numbers of `pen.core.limits`; it is as true
as this file, and the pen's own stories are in `tests/boards`. Dates are UTC.
"""

import io
from datetime import datetime, timezone

from needlepen import Store
from needlepen.history import diary
from needlepen.history.photo import read_photo
from needlepen.history.store import PenRow
from pen.core import reported, touch
from pen.formats import reasons as r
from pen.formats import record
from PIL import Image, ImageDraw

from tests.host_tools.memory_store import DAY_S, PEN_ID, MemoryStore

ID = PEN_ID.hex()
NOW = int(datetime(2026, 5, 20, 12, tzinfo=timezone.utc).timestamp())
_BEGAN_S = 2 * DAY_S  # what the pen had counted before it was told a date
_OFFSET_S = int(datetime(2025, 11, 3, 18, tzinfo=timezone.utc).timestamp()) - _BEGAN_S
_HOUR_S = 3_600
_WHOLE = {0: 1250, 1: 833, 2: 833, 3: 416, 4: 125}  # strokes of 12 needles
_CEILING = {0: 300, 4: 250}
FIRST, SECOND = (0x0102, 0x00A7C3), (0x0102, 0x00B91E)  # two multi-use cartridges
LOTS = {FIRST: 2_507, SECOND: 2_511}
_MOVED = (-4, 6, 3, -7, 9, 5, -2, 8)  # the ring is never exact


class Life(MemoryStore):
    """A journal with a calendar."""

    def __init__(self):
        super().__init__()
        self.opened_s = {}  # by cartridge

    def at(self, text):
        """Go on to this moment, "2025-11-15 19:30"."""
        moment = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=timezone.utc)
        self.proven_s = max(self.proven_s, int(moment.timestamp()) - _OFFSET_S)

    def refuse(self, text, reason, detail=0, until_s=0):
        self.at(text)
        self.log(record.REFUSAL, reason, detail, until_s)

    def session(self, text, depth_um, cartridge, uses, zones, hard=(), end=r.STOP_USER, rest_days=28, rate_hz=90):
        """A treatment with its steps before and after; `zones`: zone → share of the whole dose in percent."""
        self.at(text)
        begun_s = self.proven_s
        self.ledger.session += 1
        n = self.ledger.session
        self.log(record.ANSWERS, 3, 0x5F00, 0x1800, 0b1_1110 if n > 1 else 0b1110, 0)
        self.log(record.DISINFECTED, 300)
        self.log(record.CARTRIDGE, *cartridge, 2, 450, uses - 1, 3, r.NONE)
        self.opened_s.setdefault(cartridge, 0)
        self.log(record.LOT, *cartridge, LOTS.get(cartridge, 1), self.opened_s[cartridge])
        self.opened_s[cartridge] = self.opened_s[cartridge] or self.proven_s
        self.log(record.SESSION_START, n, *cartridge, uses, 3, depth_um, rate_hz)
        strokes = needle_ms = 0
        for zone, percent in zones.items():
            here_um = min(depth_um, _CEILING.get(zone, 500))
            made = _WHOLE[zone] * percent // 100
            ran_ms = made * 1000 // rate_hz // 100 * 100
            measured_um = here_um + _MOVED[(n + zone) % len(_MOVED)]
            self.log(record.NEEDLES_ON, n, here_um, measured_um, rate_hz, 60_000, zone, _WHOLE[zone])
            for second in range(1, ran_ms // 1000 + 1):
                self.proven_s += 1
                current_ma = 110 + 12 * zone + (second * 37) % 23
                self.log(record.SAMPLE, rate_hz * second, rate_hz, measured_um, current_ma, 3_980 - 9 * n, 262 + second)
            if zone in hard:
                self.log(record.TOUCH, touch.FIRM, 84, 2_000)
                self.log(record.TOUCH, touch.HARD, 151, 3_400)
                self.log(record.TOUCH, touch.LIGHT, 41, 4_100)
            strokes += made
            needle_ms += ran_ms
            why = r.STOP_ZONE_DONE if percent == 100 else r.STOP_BUTTON
            self.log(record.NEEDLES_OFF, n, why, made, ran_ms, needle_ms)
            self.log(record.ZONE, n, zone, here_um, measured_um, made, ran_ms // 100)
            self.proven_s += 40
        if end == r.STOP_BLEEDING:
            self.log(record.BLEEDING, n, 1)
        self.unlock_at_s = begun_s + rest_days * DAY_S + 240
        self.log(record.SESSION_END, n, end, strokes, needle_ms, self.unlock_at_s)
        self.log(record.CLEANUP, n, 0b110, 300)
        return begun_s

    def checkin(self, begun_s, hours, findings=0, by=record.BY_PEN):
        self.proven_s = begun_s + hours * _HOUR_S + 600
        self.log(record.CHECKIN, self.ledger.session, hours, findings, by)
        if findings:
            self.unlock_at_s = begun_s + 42 * DAY_S + 240


def half_a_year():
    """The journal of half a year with a pen."""
    life = Life()
    life.log(record.LEDGER, r.LEDGER_FIRST, 1)
    life.log(record.BOOT, 1, 0, 0, 1, 0, 15, r.CLOCK_OK)
    life.proven_s = _BEGAN_S
    life.set_wall(_OFFSET_S)
    life.log(record.PROFILE, reported.ROSACEA, 0, record.BY_PEN)
    life.refuse("2025-11-03 18:20", r.PROFILE_NOTE, 8)
    life.at("2025-11-10 17:05")
    name = [int.from_bytes(b"Dr. Patel\0\0\0"[i : i + 4], "little") for i in (0, 4, 8)]
    life.log(record.CLEARANCE, record.CLEARED_PROFILE, reported.ROSACEA, 20_402, *name)

    began = life.session("2025-11-15 19:30", 250, FIRST, 1, {0: 100, 1: 100, 2: 100})
    for hours in (1, 24, 48):
        life.checkin(began, hours)
    life.refuse("2025-12-01 20:10", r.INTERVAL, 0, life.unlock_at_s)
    life.refuse("2025-12-06 20:02", r.INTERVAL, 0, life.unlock_at_s)
    began = life.session("2025-12-14 19:40", 250, FIRST, 2, {0: 100, 1: 100, 2: 100, 3: 100, 4: 60})
    life.checkin(began, 48)
    began = life.session("2026-01-25 18:15", 300, FIRST, 3, {0: 100, 1: 100, 2: 100, 3: 100, 4: 100}, hard=(1, 2))
    life.checkin(began, 24)
    life.checkin(began, 48, by=record.BY_LAPTOP)
    life.refuse("2026-03-06 19:00", r.CARTRIDGE_SPENT, 3)
    life.refuse("2026-03-06 19:06", r.ACTIVES_TODAY)
    life.log(record.HOLD, r.ACTIVES_TODAY, life.proven_s + 48 * _HOUR_S)
    life.refuse("2026-03-07 19:00", r.HOLD, r.ACTIVES_TODAY, life.proven_s + 24 * _HOUR_S)
    began = life.session("2026-03-10 19:25", 350, SECOND, 1, {0: 100, 1: 100, 2: 100, 3: 100, 4: 100}, hard=(1,))
    life.checkin(began, 24)
    life.checkin(began, 72, reported.RED_48H)
    life.refuse("2026-04-08 18:00", r.REACTION, 0, life.unlock_at_s)
    life.refuse("2026-04-09 18:00", r.USB_POWER)
    began = life.session("2026-05-02 19:35", 250, SECOND, 2, {0: 100, 1: 100, 2: 100, 3: 55})
    life.checkin(began, 24)
    life.checkin(began, 48)
    return life


def today():
    """The same journal in a pen that is held at NOW."""
    life = half_a_year()
    life.proven_s = NOW - life.ledger.wall_offset_s
    return life


def remember(life, path):
    """A history file with this journal in it, as a sync would have left it; the open store."""
    store = Store(path)
    offset_s = life.ledger.wall_offset_s
    at = life.proven_s + offset_s + 600
    store.note_pen(PenRow(ID, "RPI_PICO", "0.1.0", life.epoch, offset_s, life.unlock_at_s, life.ledger.fault, at))
    store.add(ID, life.epoch, 1, life.records)
    store.refresh(ID)
    return store


def photo(shade=(224, 172, 148), kind="JPEG", size=(900, 1200), exif=None):
    """A picture as bytes: nobody's face."""
    picture = Image.new("RGB", size, (236, 230, 224))
    draw = ImageDraw.Draw(picture)
    width, height = size
    draw.ellipse((width * 0.2, height * 0.12, width * 0.8, height * 0.88), fill=shade)
    for x in (0.38, 0.62):
        draw.ellipse((width * (x - 0.05), height * 0.4, width * (x + 0.05), height * 0.44), fill=(70, 60, 60))
    draw.arc((width * 0.38, height * 0.56, width * 0.62, height * 0.7), 20, 160, fill=(150, 70, 70), width=width // 60)
    out = io.BytesIO()
    picture.save(out, kind, **({"exif": exif} if exif else {}))
    return out.getvalue()


_DIARY = (
    ("2025-11-15 21:00", 4, "Warm and pink, like after a day by the sea. Moisturiser only.", None),
    ("2025-11-17 08:10", 5, "All calm again.", None),
    ("2025-12-15 08:00", 4, "Slight redness on the chin.", (228, 160, 140)),
    ("2026-03-11 07:50", 3, "Cheeks tight and red this morning.", (226, 138, 122)),
    ("2026-03-13 19:30", 2, "Still red on the left cheek. Told the pen. Called Dr. Patel: watch it, no actives.", None),
    ("2026-03-17 08:00", 4, "Redness gone since yesterday.", (224, 172, 148)),
    ("2026-05-03 09:00", 5, "Pink last night, calm now. Shallower was the right idea.", None),
)


def write_diary(store, tmp_path):
    """What the owner wrote, in two months with a picture."""
    for text, rating, said, shade in _DIARY:
        at = int(datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=timezone.utc).timestamp())
        picture = None
        if shade:
            path = tmp_path / "photo.jpg"
            path.write_bytes(photo(shade))
            picture = read_photo(path)
        diary.add(store, diary.new(said, at, ID, rating, picture))
