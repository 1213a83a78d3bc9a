"""The pen's limits, each with its unit and its reason. Nothing here can be raised at run time.

(J) marks a judgement on thin evidence: one named constant, so that a clinician can review it. Settings may only
tighten what stands here (S8, `settings.py`). Limits of a run (touch, stroke rate, the motor's current) are in
`touch_limits.py`, areas and depths of the zones in `zones.py`. A time that one module alone needs stands in that
module: the age of a cartridge in `cartridge.py`, how long an answer locks in `questions.py`, and a few more.
"""

from micropython import const

# --- depth (S1, H1) -------------------------------------------------------------------------------
CAP_UM = const(500)  # true protrusion; home devices 250-500 um, deeper scars for good (the article)
DEPTH_MIN_UM = const(100)  # shallowest useful set-point; below it the stratum corneum is not passed (J)
DEPTH_STEP_UM = const(50)  # what one press of UP or DOWN changes
DEPTH_TOLERANCE_UM = const(25)  # S2: commanded and measured may differ by half the error budget (J)
HOME_TOLERANCE_UM = const(15)  # the encoder must read the calibrated zero at the home stop (J)
RING_STRETCH_UM = const(5)  # the ring moves at most this far between two looks at the encoder; 14 pulses are 4.4 um
RING_FOLLOW_UM = const(15)  # while it moves, the ring may lag behind its pulses, or lead, by this: backlash (J)
RING_BACK_UM = const(3)  # … and may go back on its way by this: noise of the encoder; less than one stretch (J)
HOME_STALL_UM = const(100)  # pulses for so far, into the stop, without a movement: it is at home (J)
RING_LOOKS = const(2)  # looks in a row at which it does not follow: then it is stopped (one may be a disturbed reading)
DEPTH_JUMP_UM = const(8)  # a reading further from the one before is read again in the same step (the ring moves 6)
NEEDLE_LENGTH_MAX_UM = const(500)  # S14, H5: a longer needle is refused whatever the ring is set to
NEEDLE_LENGTH_MIN_UM = const(100)  # a tag that claims less is refused

# --- time (S6, S7) --------------------------------------------------------------------------------
DAY_S = const(86_400)
INTERVAL_MIN_S = const(28 * 86_400)  # the floor between session starts: "once every 4-6 weeks"; after filler, too (J)
INTERVAL_MAX_S = const(365 * 86_400)  # a setting beyond a year is taken for a mistake
LOOSEN_S = const(28 * 86_400)  # a setting that goes back towards the factory's waits so long: one whole interval
SESSION_WINDOW_S = const(30 * 60)  # an interrupted session can be resumed this long after its start (J)
CLOCK_MARGIN_S = const(240)  # added to every interval: 28 days of CLOCK_JUMP_S a day, 224 s, and 5 ppm of drift, 12 s
CLOCK_JUMP_S = const(8)  # awake, the clock may run ahead of the CPU's crystal by this much; more is a jump
CLOCK_BASE_S = const(86_400)  # ... in this time (a crystal 50 ppm off is 4.3 s a day)
UNSEEN_MAX_S = const(400 * 86_400)  # what the clock may gain while the pen is off; more proves nothing (J)
PROVEN_MAX_S = const(1_000_000_000)  # 31 years, and 2 short of 2**30 (S16); a ledger that claims more is refused
MARK_EVERY_S = const(86_400)  # proven time is stored once a day: a failed coin cell loses a day of it at most
NAP_MS = const(3_300_000)  # asleep the pen wakes every 55 minutes to look at its clock (the port sleeps 71 at most)

# --- dose (S15, H19) ------------------------------------------------------------------------------
NEEDLE_MAX_MS = const(10 * 60_000)  # needle time of one session (J)
RUN_MAX_MS = const(60_000)  # one start runs this long at most; stored as used before the first stroke
RATE_MIN_HZ = const(60)  # strokes a second; clinical 90-150, consumer 120-300: ours gentler (J)
RATE_MAX_HZ = const(110)  # the gentle end of the clinical range, well below RATE_TRIP_HZ (J)
RATE_STEP_HZ = const(10)  # what one press of UP or DOWN changes

# --- cartridge (S14, H6) --------------------------------------------------------------------------
USES_DISPOSABLE = const(1)  # also for an unknown type
USES_MULTI = const(3)  # the article: 3-5; we take the lower end
USES_CEILING = const(5)  # nothing raises it

# --- electricity and heat (H17, H20, H21) ---------------------------------------------------------
BATTERY_START_MV = const(3_500)  # reserve for a whole session, at rest (J)
BATTERY_STOP_MV = const(3_200)  # under load; below it the gate driver is out of its range (J)
MOTOR_TEMP_START_DC = const(400)  # 40.0 C; 0.1 degree units
MOTOR_TEMP_STOP_DC = const(450)  # 45.0 C: skin contact limit of IEC 60601-1, table 24 region (J)
STILL_MS = const(500)  # not driven, no stroke for this long: at rest (a motor coasts 0.3 s); flash may be written (S11)
RUNAWAY_STROKES = const(30)  # strokes allowed after the drive was cut (coasting); more is a runaway (J)

# --- people ---------------------------------------------------------------------------------------
DEBOUNCE_MS = const(30)  # a level must stand this long: contacts bounce for less, a tap lasts longer (J)
HOLD_MS = const(1_200)  # a long press
CLEAR_HOLD_MS = const(3_000)  # long, so that nobody clears a fault by accident
READ_MS = const(500)  # a press that begins sooner is no answer to what has just come on the screen (J)
STUCK_MS = const(10_000)  # a button down, or chattering, this long is stuck or broken (H16)
# What never stands still so long, open or closed, chatters. A finger that taps fast makes 6 taps a second and is no
# longer still either, but no menu takes more than 8 taps in a row: after two seconds it has to look (J)
STEADY_MS = const(300)
NOTICE_MS = const(7_000)  # how long a refusal stays on the screen
AUTO_OFF_MS = const(60_000)  # untouched on battery: off

# --- skin (H22, H27), all (J) ---------------------------------------------------------------------
FIRST_SESSIONS = const(2)  # "start with a low-depth device": so many sessions …
FIRST_SESSIONS_UM = const(250)  # … at most this deep, and deeper only after a calm check-in
PIGMENT_UM = const(300)  # skin that darkens easily: shallower …
PIGMENT_INTERVAL_S = const(42 * 86_400)  # … and rarer
REACTION_S = const(14 * 86_400)  # a reaction lengthens the rest by this …
REACTION_STEP_UM = const(100)  # … and lowers the ceiling by this …
CALM_SESSIONS = const(2)  # … of which so many calm sessions in a row give one back
REACTIONS_REVIEW = const(2)  # sessions in a row with a reaction before a clinician must look at the skin

# --- steps before and after -----------------------------------------------------------------------
DISINFECT_MS = const(300_000)  # alcohol on the nose of the pen: the article says 5-10 min
DRY_MS = const(30_000)  # until a tip wet with 70 % alcohol can be dry; wet needles carry it into the skin (J)
CLEAN_KEEP_MS = const(600_000)  # a disinfection that was left can be gone on with this long (J)
SCREEN_VALID_MS = const(3_600_000)  # answers and a clean nose hold for an hour (J)
BLEED_HOLD_MS = const(2_000)  # a button held so long in a session says that it bleeds, where `may_bleed` hears it

# --- dose per zone (S15, H19) ---------------------------------------------------------------------
DENSITY_PER_CM2 = const(250)  # punctures; clinical targets are 250-300
NEEDLES_MIN = const(9)  # needles of a plausible cartridge
NEEDLES_MAX = const(36)  # more than any cartridge on sale has: a tag that claims more is not plausible (J)
AIR_FREE_STROKES = const(300)  # of a zone in a session: what looks like air beyond is charged to the zone (J)
ZONE_TIME_FACTOR = const(2)  # a zone's time budget: its strokes at the lowest rate, times this (J)

# --- touch (H17, H18), all (J): to be measured on a pen ---------------------------------------------
AIR_KEEP_MS = const(100)  # the skin is felt up to twice this late: so much of the time before counts as touched

# --- machine --------------------------------------------------------------------------------------
STEP_MS = const(10)  # one control step
TICKS_MASK = const((1 << 30) - 1)  # ticks_ms wraps at 2**30 on the rp2 port


def elapsed_ms(now_ms: int, then_ms: int) -> int:
    """Milliseconds from `then_ms` to `now_ms`, both wrapping ticks; correct up to 12 days.

    What is asked in every step with needles has this line itself: each call costs a hundredth of such a step.
    """
    return (now_ms - then_ms) & TICKS_MASK
