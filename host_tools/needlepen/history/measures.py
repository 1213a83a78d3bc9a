"""One rule for each figure that more than one place shows, and what kind of figure it is.

*Measured*: the pen counted it. *Charged*: taken as had, since a power cut or a crash kept the pen from counting; the
truth is at most that. *Told*: by a person, by a cartridge's tag, or by this computer. A sum never mixes the first two.
Must not make words (`texts/` does), and must not read the database.
"""

from typing import Any

from ..clock import dated, minute_up, utc
from ..codec import reasons as r

MEASURED, CHARGED, TOLD = "measured", "charged", "told"
SET = "set"  # told as a set-point

BASIS = {  # what every figure of the JSON output is, by its name; `deepest_is` says it of `deepest_um`
    **dict.fromkeys(("strokes", "needle_ms", "measured_um", "hard", "index_ma", "ms", "runs", "resumes"), MEASURED),
    **dict.fromkeys(("unlock_at_s", "wait_s", "sessions", "firm_ms", "hard_ms", "too_hard", "depth_off_um"), MEASURED),
    **dict.fromkeys(("proven_s", "last_proven_s", "end_s", "until_s", "hold_until_s", "actives_left_s"), MEASURED),
    **dict.fromkeys(("interval_at_s", "depth_max_at_s", "uses_max_at_s", "rate_max_at_s"), MEASURED),
    **dict.fromkeys(("needle_max_at_s", "since_s", "boots", "battery_mv", "motor_temp_dc", "unsynced"), MEASURED),
    **dict.fromkeys(("count", "undated", "cartridges"), MEASURED),
    **dict.fromkeys(("charged_strokes", "charged_ms"), CHARGED),
    **dict.fromkeys(("depth_um", "rate_hz", "type", "needle_um", "use_limit", "uses", "left"), TOLD),
    **dict.fromkeys(("lot", "opened_s", "opened_at"), TOLD),
    **dict.fromkeys(("depth_limit_um", "depth_max_um", "interval_s", "uses_max", "rate_max_hz", "needle_max_ms"), TOLD),
    **dict.fromkeys(("before", "asked", "reaction_um", "reaction_s", "reactions_row"), TOLD),
    **dict.fromkeys(("forehead_um", "left_cheek_um", "right_cheek_um", "chin_um", "upper_lip_um"), TOLD),
    **dict.fromkeys(("at", "not_before_s", "until_at", "last_at", "as_of", "changed_at", "seen_at"), TOLD),
    **dict.fromkeys(("pen_utc", "computer_utc", "off_s", "skew_s", "drift_ppm", "wall_offset_s", "wall_set_s"), TOLD),
    **dict.fromkeys(("findings", "profile", "cleared", "blocking", "told", "rating"), TOLD),
}

CUT = (r.STOP_POWER_CUT, r.STOP_CRASH)  # a run that ended so was charged and not counted
_NEVER = (r.CARTRIDGE_FOREIGN, r.CARTRIDGE_NEEDLES, r.CARTRIDGE_OLD)  # refusals that waiting and cleaning do not change

Row = dict[str, Any]


def legend(data: "dict[str, Any]") -> "dict[str, str]":
    """What each figure in this JSON output is, by its name. A record with its `raw_hex` is what the pen says of it."""
    named: set[str] = set()
    left: list[Any] = [data]
    while left:
        one = left.pop()
        if isinstance(one, dict) and "raw_hex" not in one:
            named |= {name for name in BASIS.keys() & one.keys() if not isinstance(one[name], (bool, list))}
            left += one.values()
        elif isinstance(one, list):
            left += one
    return {name: BASIS[name] for name in BASIS if name in named}


def not_before_s(unlock_at_s: int, wall_offset_s: int) -> "int | None":
    """When is the next session: UTC of the first whole minute that the pen allows; None: none yet, or no date."""
    at = utc(unlock_at_s, wall_offset_s) if unlock_at_s else None
    return dated(minute_up(at)) if at else None


def wait_s(unlock_at_s: int, wall_offset_s: int, proven_s: int) -> int:
    """How long until then, by the pen's own count."""
    at = not_before_s(unlock_at_s, wall_offset_s)
    return max(0, unlock_at_s - proven_s if at is None else at - (proven_s + wall_offset_s))


def why_unusable(cartridge: Row) -> int:
    """The reason for which the pen will not begin a session with this cartridge; 0: it is usable."""
    if cartridge["verdict"] in _NEVER:
        return int(cartridge["verdict"])
    return 0 if cartridge["uses"] < cartridge["use_limit"] else int(r.CARTRIDGE_SPENT)


def left(cartridge: Row) -> int:
    """Sessions that the pen will still allow with it."""
    return 0 if why_unusable(cartridge) else int(cartridge["use_limit"] - cartridge["uses"])


def done(zone: Row) -> "str | None":
    """Is this zone of a session done: MEASURED (its whole dose was counted), CHARGED (taken as done), None: a part."""
    if zone["charged_strokes"] or zone["charged_ms"]:
        return CHARGED
    return MEASURED if zone["stop"] == r.STOP_ZONE_DONE else None


def needled(zones: "list[Row]") -> "list[Row]":
    """Those of these zones that needles were in, or may have been."""
    return [row for row in zones if row["strokes"] or row["charged_strokes"]]


def deepest(zones: "list[Row]", set_um: "int | None" = None) -> "tuple[int | None, str]":
    """The greatest depth, um, and what it is: measured in these zones; if no needle was in any, what was set."""
    measured = [row["measured_um"] for row in needled(zones)]
    return (max(measured), MEASURED) if measured else (set_um, SET)


def depth_off(zones: "list[Row]") -> "list[int]":
    """By how much the measured depth was off the set one in each of these zones, um."""
    return [row["measured_um"] - row["depth_um"] for row in needled(zones)]


def sums(rows: "list[Row]") -> "dict[str, int]":
    """Strokes and needle time of sessions or zones, measured and charged apart."""
    names = ("strokes", "charged_strokes", "needle_ms", "charged_ms")
    return {name: sum(row[name] for row in rows) for name in names}


def of_session(rows: "list[Row]", session: Row) -> "list[Row]":
    """Those of the rows that speak of this session: a new journal goes on counting where the old one was."""
    return [row for row in rows if (row["session_epoch"], row["session"]) == (session["epoch"], session["number"])]


def session_epoch(row: Row, sessions: "list[Row]") -> "int | None":
    """The journal in which the session began that a row speaks of."""
    epochs = [one["epoch"] for one in sessions if one["number"] == row["session"] and one["epoch"] <= row["epoch"]]
    return max(epochs, default=None)
