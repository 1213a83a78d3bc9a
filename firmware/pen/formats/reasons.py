"""Why the pen says no, why needles stopped, what failed: the numbers. The words are in `ui/texts` (S17)."""

# --- refusals (journal REFUSAL.reason, STATUS_IS.reason) -----------------------------------------
NONE = 0
INTERVAL = 1  # a session inside the minimum interval; until = unlock time
UNKNOWN_HISTORY = 2  # no ledger could be read: a full interval from now (S9)
TOO_DEEP = 3  # deeper than the limit was asked; detail = limit in um
USB_POWER = 4
BATTERY_LOW = 5  # detail = mV
MOTOR_HOT = 6  # detail = 0.1 C
CARTRIDGE_NONE = 7
CARTRIDGE_UNREADABLE = 8
CARTRIDGE_FOREIGN = 9  # bound to another pen
CARTRIDGE_SPENT = 10  # detail = uses counted
CARTRIDGE_NEEDLES = 11  # needle length outside the limits; detail = um
CARTRIDGE_OTHER = 12  # resume: not the cartridge this session began with
CARTRIDGE_WRITE = 13  # the use could not be written to the tag
CLOCK_FAILED = 14  # the clock cannot be read
STORE_FAILED = 15  # ledger or journal could not be written
FAULT_LATCHED = 16  # detail = fault code
SESSION_OVER = 17  # window or needle time used up
TOO_FAST = 18  # a rate above the limit was asked
NOT_CALIBRATED = 19
PROFILE_UNKNOWN = 20  # the owner's profile was never asked for
PROFILE_NEVER = 21  # a reported condition that rules needles out; detail = its bit number in `core/reported.py`
PROFILE_NOTE = 22  # a reported condition that needs a clinician's clearance on record; detail = its bit number
REVIEW_NEEDED = 23  # blood, two reactions in a row, or a late one: somebody must look at it and be on record
REACTION = 24  # inside the interval, which a reaction has lengthened; until = unlock time
HOLD = 25  # an answer of the day keeps it locked; detail = that reason (SKIN_TODAY …), until = its end
SKIN_TODAY = 26  # active skin trouble
SUN_TODAY = 27  # sunburn or a fresh tan
ACTIVES_TODAY = 28  # retinoids, acids, vitamin C or exfoliants in the last 48 h
PACK_OPENED = 29  # the fresh cartridge's pack was not sealed and intact
NOT_CLEANSED = 30  # the skin is not cleansed
NOT_ANSWERED = 31  # questions were left, or a step is missing; detail = group of questions, 0 = the disinfection
ZONE_DONE = 32  # this zone has had its strokes; detail = zone
CHECKIN_DUE = 33  # nobody has said how the skin took the last session
AFTER_CRASH = 34  # no refusal, but said in the same place after a start: the program had failed …
AFTER_CUT = 35  # … or the power was cut with the ring out
CARTRIDGE_WAS_OUT = 39  # while it was cleaned, or since
POWER_WAS_CUT = 47  # as ZONE_DONE, but the power was cut in it: what was charged to it counts as had; detail = zone
CLOCK_CELL = 48  # told once after power-on: the clock had stopped, so its coin cell is empty
CARTRIDGE_OLD = 49  # used before, and first longer ago than core/cartridge.py allows, or nobody knows when (H50)
LESION_TODAY = 50  # a mole, a wart or another growth where the needles would be (H48)
TREATED_LATELY = 51  # filler, botulinum, laser, peeling or an operation in the last four weeks
NUMB_TODAY = 52  # the skin is numb: nobody would feel that it hurts
FEW_STROKES = 53  # what this zone may still get would be used up before a run has measured free air; detail = zone

# --- why needles stopped (NEEDLES_OFF.reason) and sessions ended (SESSION_END.reason) --------------
STOP_BUTTON = 1
STOP_RUN_OVER = 2  # the minute one start buys is over
STOP_BUDGET = 3  # needle time of the session used up
STOP_WINDOW = 4  # 30 minutes since the start
STOP_USB = 5
STOP_BATTERY = 6
STOP_HEAT = 7
STOP_CARTRIDGE = 8  # pulled out
STOP_FAULT = 9
STOP_CURRENT = 10  # too much load
STOP_STALL = 11  # driven without strokes
STOP_POWER_CUT = 12  # found at the next boot
STOP_USER = 13  # ended in the menu
STOP_ZONE_DONE = 14  # the zone has had its strokes, or its time
STOP_NO_AIR = 15  # not started in free air, or the motor is not well
STOP_NO_CONTACT = 16  # off the skin (H18)
STOP_PRESSURE = 17  # pressed too hard for too long (H17)
STOP_BLEEDING = 18  # a button held for 2 s: it bleeds
STOP_SLOW = 19  # slower than wanted by too much (H30)
STOP_TACHO = 20  # strokes came at intervals no motor makes: they cannot be counted (H32)
STOP_LATE = 21  # a control step came too late (S4)
STOP_CRASH = 22  # the program had failed; found at the next boot

# --- faults (FAULT.code, ledger.fault), latched until acknowledged and the self-test passes --------
F_DEPTH = 1  # commanded and measured depth disagree (S2)
F_HOMING = 2  # the encoder does not read zero at the home stop
F_MOVE = 3  # the depth ring took too long (H2)
# 4 was never journalled: without a calibration the pen is LOCKED with NOT_CALIBRATED, no fault
F_BUTTON = 5  # stuck
F_RUNAWAY = 6  # strokes without drive
F_OVERSPEED = 7
F_STORE = 8  # a durable write failed
F_RING = 9  # the ring did not go where its pulses sent it: the wrong way, too far, or not at all (S2)
F_RING_DEEP = 10  # the ring stands deeper than the error budget grants: it is not moved (S1)
F_NEW_ZERO = 15  # calibrated anew: the ring has to be found at its zero, and to follow a move
F_PART = 32  # + part number of hal/errors.py: that part does not answer or answers nonsense
# After these nothing moves the ring until a person has acknowledged, with the pen off the skin: where it is, or whether
# it goes where it is sent, is not known. The last two: encoder and driver, by their numbers in hal/errors.py.
RING_LOST = (F_DEPTH, F_HOMING, F_MOVE, F_RING, F_RING_DEEP, F_PART + 4, F_PART + 6)

# --- clock events (CLOCK.event, BOOT.clock) --------------------------------------------------------
CLOCK_OK = 0
CLOCK_STOPPED = 1  # the oscillator stopped: coin cell lost
CLOCK_BACK = 2  # it reads less than it did
CLOCK_JUMPED = 3  # it moved faster than the CPU's crystal allows
CLOCK_UNREADABLE = 4
CLOCK_FAR = 5  # with the pen off it gained more than limits.UNSEEN_MAX_S
CLOCK_SERVICE = 6  # the port was open to the REPL: whatever the clock counted since proves nothing
CLOCK_LATE = 7  # BOOT.clock: it has not answered yet, and is tried again

# --- ledger events (LEDGER.event) --------------------------------------------------------------------
LEDGER_FIRST = 1  # provisioned
LEDGER_NO_EEPROM = 2  # EEPROM copy lost, restored from flash
LEDGER_NO_FLASH = 3  # flash copy lost, restored from the EEPROM
LEDGER_NONE = 4  # both lost: a full interval from now
LEDGER_DISAGREE = 5  # they differed by more than two writes: the stricter of each kept
LEDGER_DAMAGED = 6  # what cannot be read may be the newest, and nothing else tells: a full interval from now
LEDGER_FOREIGN = 7  # all that can be read is another pen's: a full interval from now
LEDGER_JOURNAL = 8  # the newest copy of each store unreadable: completed from the journal


class Refused(Exception):
    """A request of the laptop that is not carried out: `code` is one of the E_ codes of messages, `detail` its number.

    Here, not there: the code of the link and of updates is loaded separately, each for a while (`hal/modules.py`). A
    class that both brought along would be two, and the one would not catch the other's; this file is always loaded.
    """

    def __init__(self, code: int, detail: int = 0):
        super().__init__(code)
        self.code = code
        self.detail = detail
