"""A pen that the laptop may ask for anything, and what it may ask: for the specifications of consent (S18, H34, H35).

Two days after a session a check-in is due, the skin waits for a review, a condition is told, the date is set, another
version lies in the other slot and one more is offered: so every request that changes something would change something.
"""

from typing import NamedTuple

from pen.core import reported, settings
from pen.formats import messages as m
from pen.formats import record

from boards.virtual.demo.screen_reader import words
from tests.firmware.formats import bundles
from tests.firmware.pen_with_slots import NEW, Pen, Refused
from tests.firmware.whole_pen import READ_MS, WholePen

DAY_S = 86_400
TODAY_S = 1_790_000_000  # the date that the pen was told
DAY = TODAY_S // DAY_S - 3
OFFERED = bundles.made(version=(0, 3, 0))
NOBODY = b"Dr. Nobody"


class Wish(NamedTuple):
    """A request that changes the pen: what is sent, and what a person must be able to read before agreeing."""

    kind: int
    values: tuple
    shows: "tuple[str, ...]"


WISHES = {
    "service": Wish(m.SERVICE, (), ("port",)),
    "interval": Wish(m.SET_SETTING, (settings.INTERVAL, 365 * DAY_S), ("365 d",)),
    "depth": Wish(m.SET_SETTING, (settings.DEPTH_MAX, 100), ("0.10 mm",)),
    "uses": Wish(m.SET_SETTING, (settings.USES_MAX, 1), ("1",)),
    "rate": Wish(m.SET_SETTING, (settings.RATE_MAX, 60), ("60",)),
    "not looser": Wish(m.SET_SETTING, (settings.DEPTH_MAX, 300), ("0.30 mm", "instead of 0.30 mm")),
    "needle time": Wish(m.SET_SETTING, (settings.NEEDLE_MAX, 60_000), ("1:00",)),
    "looser": Wish(m.LOOSEN, (settings.NEEDLE_MAX, 600_000), ("10:00", "28 days")),
    "profile": Wish(m.SET_PROFILE, (reported.ECZEMA | reported.KELOID,), ("Eczema", "Keloid")),
    "clearance": Wish(
        m.CLEARANCE, (record.CLEARED_PROFILE, reported.PREGNANT, DAY, NOBODY), ("Dr. Nobody", "Pregnant")
    ),
    "review": Wish(m.CLEARANCE, (record.CLEARED_REVIEW, 0, DAY, NOBODY), ("Dr. Nobody",)),
    "all calm": Wish(m.CHECKIN, (48, 0), ("48 h", "calm")),
    "a finding": Wish(m.CHECKIN, (48, reported.BLED), ("48 h", "bled")),
    "date": Wish(m.SET_WALL, (TODAY_S + 9 * DAY_S,), ("2026",)),
    "update": Wish(m.FW_BEGIN, (), ("0.3.0",)),
    "rollback": Wish(m.FW_ROLLBACK, (), ("0.2.0",)),
}


def image() -> bytes:
    """Such a pen, in its drawer."""
    life = WholePen()
    assert life.session()
    life.run_ms(2 * DAY_S * 1000 + 300_000)
    life.wake()
    ledger = life.ledger
    reported.tell(ledger, reported.PREGNANT)
    ledger.review = 1
    ledger.needle_max_ms = 120_000
    ledger.wall_offset_s = TODAY_S - life.app.inputs.proven_s
    life.app.store.tighten(settings.DEPTH_MAX, 300)
    settings.loosen(ledger, life.app.store.events, settings.DEPTH_MAX, 400, life.app.inputs.proven_s)
    life.app.store.commit()
    return life.keep()


def on_the_cable(kept: bytes) -> Pen:
    """It, awake and plugged in, with the new version's head received."""
    pen = Pen.of(kept, b_np=NEW)
    pen.slots.record.names[1] = b"development"
    pen.offer(OFFERED)
    return pen


def screen(pen) -> str:
    """What can be read on the glass now."""
    return words(bytes(pen.world.display.frame()))


def answer(pen, wish: Wish) -> "tuple[bool, int]":
    """Ask once: was it carried out, and the code of the refusal if not."""
    try:
        pen.say(wish.kind, *wish.values)
    except Refused as no:
        return False, no.code
    return True, 0


def granted(pen, wish: Wish, for_ms: int = 0) -> bool:
    """Ask, and again and again for so long, as the laptop does; True as soon as it is carried out."""
    waited = 0
    while True:
        if answer(pen, wish)[0]:
            return True
        if waited >= for_ms:
            return False
        pen.run_ms(100)
        waited += 100


def question_shown(pen, wish: Wish) -> None:
    """Ask, and let the person read."""
    assert answer(pen, wish) in ((False, m.E_CONFIRM), (False, m.E_CONFIRM_OLDER))
    pen.run_ms(READ_MS)


def tap(pen, *names: str, ms: int = 150) -> None:
    """One press of the finger, or of two."""
    for name in names:
        pen.world.press(name)
    pen.run_ms(ms)
    for name in names:
        pen.world.release(name)
    pen.run_ms(150)


def state(pen) -> tuple:
    """Everything that a request could have changed: the ledger, the journal's kinds, slots, port and restart."""
    ledger = {k: v for k, v in vars(pen.ledger).items() if k not in ("sequence", "journal_seq", "journal_chain")}
    ledger = {k: v for k, v in ledger.items() if k not in ("mark_s", "mark_rtc_s")}
    told = [r["kind"] for r in pen.records() if r["kind"] not in ("power", "update")]
    boot = pen.boot_record
    link = pen.app.link
    return str(ledger), told, boot.active, boot.trial, pen.file("b.np") == NEW, link.service, link.restart
