"""What a pen answers, as typed values: who it is, how it is, its limits, what it knows of its owner's skin.

Plain data. Must not ask anything and must not explain a code; the words for codes are in `texts/`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hello:
    """Who the pen is and what its journal holds."""

    pen_id: str  # 16 hex digits
    board: str
    firmware: str
    protocol: int
    epoch: int  # of the journal
    first: int  # sequence of the oldest record held
    next: int  # sequence the next record will get
    acknowledged: int  # up to here a computer holds everything
    proven_s: int  # proven seconds of this pen
    wall_offset_s: int  # proven + this = UTC; 0 = never set
    capabilities: int

    def unsynced(self, held: "int | None" = None) -> int:
        """Records that no computer holds; with `held`, the newest that this one holds: those that it does not."""
        return max(0, self.next - 1 - max(self.acknowledged if held is None else held, self.first - 1))


@dataclass(frozen=True)
class Status:
    """How the pen is right now."""

    state: int
    reason: int  # why it would refuse, 0 = it would not
    detail: int
    unlock_at_s: int  # in proven seconds; 0 = no session yet
    sessions: int
    boots: int
    fault: int
    depth_limit_um: int
    battery_mv: int
    motor_temp_dc: int  # 0.1 °C
    vbus: int


@dataclass(frozen=True)
class Settings:
    """The pen's limits; they tighten at once and go back 28 days after a consent (S8)."""

    interval_s: int
    depth_max_um: int
    uses_max: int
    rate_max_hz: int
    needle_max_ms: int


@dataclass(frozen=True)
class Looser:
    """What limits will go back to, 0 = nothing is agreed, and when that holds, in proven seconds."""

    interval_s: int = 0
    depth_max_um: int = 0
    uses_max: int = 0
    rate_max_hz: int = 0
    needle_max_ms: int = 0
    interval_at_s: int = 0
    depth_max_at_s: int = 0
    uses_max_at_s: int = 0
    rate_max_at_s: int = 0
    needle_max_at_s: int = 0

    def at_s(self, field: str) -> int:
        """When the value of this field of Settings will hold, in proven seconds."""
        return int(getattr(self, f"{field.rsplit('_', 1)[0]}_at_s"))


@dataclass(frozen=True)
class Skin:
    """What the pen knows of its owner's skin; the bits are in `texts/skin_codes.py`."""

    profile_set: int  # 1: the owner was asked, or the laptop has told
    profile: int  # told conditions
    cleared: int  # of these: a clearance is on record
    review: int  # 1: somebody must look at the skin first
    reactions_row: int  # sessions in a row with a reaction
    reaction_um: int  # reactions have lowered the ceiling to this
    reaction_s: int  # the present interval is longer by this
    calm: int  # 1: the final check-in of the last session was without findings
    hold_until_s: int  # proven seconds; 0 = no hold
    hold_why: int
    checkin_done: int  # answered check-ins of the last session, a bit each
    due_h: int  # the check-in that is due, in hours after the session; 0 = none
    before_next: int  # 1: one has to be answered before the next session
    actives_left_s: int  # no actives on the skin for so long
    forehead_um: int  # highest set-point in each zone
    left_cheek_um: int
    right_cheek_um: int
    chin_um: int
    upper_lip_um: int

    @property
    def depth_limit_um(self) -> int:
        """The deepest set-point that the pen allows anywhere now, as `Status` has it."""
        zones = self.forehead_um, self.left_cheek_um, self.right_cheek_um, self.chin_um, self.upper_lip_um
        return min(self.reaction_um, max(zones))
