"""Names of the controller's states, phases and menu items, for `core` and for the screens."""

from micropython import const

OFF = const(0)
SELF_TEST = const(1)
LOCKED = const(2)
READY = const(3)
ARMING = const(4)
RUNNING = const(5)
PAUSED = const(6)
ENDED = const(7)
FAULT = const(8)
ASKING = const(9)  # questions: profile, check-in, today
CLEANING = const(10)  # the disinfection countdown
REHEARSING = const(11)  # a second, invented pen has the screen and the buttons

# phases of SELF_TEST and ARMING
HOME = const(0)  # order the ring home
HOMING = const(1)
MOVING = const(2)
ARMED = const(3)  # the thumb decides
MARKING = const(4)  # the cartridge takes its use mark
CHARGING = const(5)  # the minute is charged; a step of its own, as beginning a session takes long enough
COMMITTING = const(6)
RELEASE = const(7)  # durable; all buttons must be up

# phases of PAUSED, ENDED and FAULT
SETTLING = const(0)  # needles come to rest, then it is made durable
IDLE = const(1)  # ENDED: the receipt
CLEANUP = const(2)  # ENDED only: the steps afterwards, `page` counts them

# phases of ASKING: 0, and COMMITTING when the answers are being stored; of CLEANING:
COUNTING = const(0)
DRYING = const(1)  # time is up; SELECT says that it is dry

# items of the menus: READY has all but END, PAUSED all but RATE
ZONE_ITEM = const(0)
DEPTH_ITEM = const(1)
RATE_ITEM = const(2)
START_ITEM = const(3)
END_ITEM = const(4)

# steps of CLEANUP
DISCARD = const(0)
WIPE = const(1)  # 5 minutes are shown, none is enforced
STORE = const(2)
CLEANUP_STEPS = const(3)

PAGES = const(3)  # of the LOCKED screen: why locked, last session, this pen
