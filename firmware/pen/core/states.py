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

# phases of SELF_TEST and ARMING
HOME = const(0)  # order the ring home
HOMING = const(1)
MOVING = const(2)
ARMED = const(3)  # the thumb decides
MARKING = const(4)  # the cartridge takes its use mark
COMMITTING = const(5)
RELEASE = const(6)  # durable; all buttons must be up

# phases of PAUSED, ENDED and FAULT
SETTLING = const(0)  # needles come to rest, then it is made durable
IDLE = const(1)

# items of the READY menu
DEPTH_ITEM = const(0)
RATE_ITEM = const(1)
START_ITEM = const(2)

PAGES = const(3)  # of the LOCKED screen: why locked, last session, this pen
