"""Every request the pen knows: who answers it, what is checked, what a person at the pen has to agree to.

This is the only list of requests; `server.py` follows it. It must not answer anything itself.
"""

from pen.formats import messages as m

# who answers
PEN = 0  # `requests.py`
SKIN = 1  # `skin.py`
FIRMWARE = 2  # `pen/update/receiver.py`, loaded with the first of these requests

COUNTED = ()  # what a request asks that needs nobody's consent, but so often in an hour only
NOTHING = "asks_nothing"  # of a request that changes nothing, or only what was agreed to

# Each row: who | check | asks | act | also during a treatment. The three in the middle are names of methods of who
# answers, each called with the message's fields, one after the other:
# check  is this request allowed, are its values? Raises Refused. "": there is nothing to check
# asks   what must a person at the pen be shown, and agree to (S18)? A dict of it; `pen/ui/texts/consents.py` has the
#        words. Or COUNTED: nobody, but it is done so often in an hour only; or None: nothing is changed
#        that needs consent. "": it only looks; a question that stands on the screen stays there
# act    carry it out, with what was shown; returns kind and values of the answer, None when `records.py` sends it
REQUESTS: "dict[int, tuple[int, str, str, str, bool]]" = {
    m.HELLO: (PEN, "check_hello", "", "hello", True),
    m.STATUS: (PEN, "", "", "status", True),
    m.READ: (PEN, "", "", "read", False),
    m.ACK: (PEN, "check_ack", "asks_ack", "ack", False),
    m.GET_SETTINGS: (PEN, "", "", "settings", False),
    m.SET_SETTING: (PEN, "check_setting", "asks_setting", "set_setting", False),
    m.SET_WALL: (PEN, "check_wall", "asks_wall", "set_wall", False),
    m.SERVICE: (PEN, "check_service", "asks_service", "service", False),
    m.GET_SKIN: (SKIN, "", "", "get", False),
    m.SET_PROFILE: (SKIN, "check_profile", "asks_profile", "set_profile", False),
    m.CLEARANCE: (SKIN, "check_clearance", "asks_clearance", "clear", False),
    m.CHECKIN: (SKIN, "check_checkin", "asks_checkin", "checkin", False),
    m.WITHDRAW: (PEN, "", NOTHING, "withdraw", False),
    m.LOOSEN: (PEN, "check_loosen", "asks_loosen", "loosen", False),
    m.GET_LOOSER: (PEN, "", "", "looser", False),
    m.FW_INFO: (PEN, "", "", "slots", False),
    m.FW_HEAD: (FIRMWARE, "", NOTHING, "head", False),
    m.FW_BEGIN: (FIRMWARE, "check_begin", "asks_begin", "begin", False),
    m.FW_DATA: (FIRMWARE, "check_data", NOTHING, "data", False),
    m.FW_FINISH: (FIRMWARE, "check_finish", NOTHING, "finish", False),
    m.FW_CONFIRM: (PEN, "", "", "confirm", False),
    m.FW_ROLLBACK: (FIRMWARE, "check_rollback", "asks_rollback", "rollback", False),
}
