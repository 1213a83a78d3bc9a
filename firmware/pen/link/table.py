"""Every request the pen knows: who answers it, what is checked, who has to agree.

This is the only list of requests; `server.py` follows it. It must not answer anything itself.
"""

from pen.formats import messages as m

# who answers
PEN = 0  # `requests.py`
SKIN = 1  # `skin.py`
FIRMWARE = 2  # `pen/update/receiver.py`, loaded with the first of these requests

# Each row: who | check | consent | act | also during a treatment. The three in the middle are names of methods of who
# answers, each called with the message's fields, one after the other, and any of the first two raises Refused:
# check    is this request allowed, are its values? "": there is nothing to check
# consent  has a person at the pen agreed (S18)? "": this needs nobody's consent
# act      carry it out; returns kind and values of the answer, or None when `records.py` sends the answer
REQUESTS: "dict[int, tuple[int, str, str, str, bool]]" = {
    m.HELLO: (PEN, "check_hello", "", "hello", True),
    m.STATUS: (PEN, "", "", "status", True),
    m.READ: (PEN, "", "", "read", False),
    m.ACK: (PEN, "check_ack", "", "ack", False),
    m.GET_SETTINGS: (PEN, "", "", "settings", False),
    m.SET_SETTING: (PEN, "check_setting", "", "set_setting", False),
    m.SET_WALL: (PEN, "check_wall", "", "set_wall", False),
    m.SERVICE: (PEN, "check_service", "down_held", "service", False),
    m.GET_SKIN: (SKIN, "", "", "get", False),
    m.SET_PROFILE: (SKIN, "check_profile", "down_held", "set_profile", False),
    m.CLEARANCE: (SKIN, "check_clearance", "down_held", "clear", False),
    m.CHECKIN: (SKIN, "check_checkin", "consent_to_checkin", "checkin", False),
    m.FW_INFO: (FIRMWARE, "", "", "info", False),
    m.FW_HEAD: (FIRMWARE, "", "", "head", False),
    m.FW_BEGIN: (FIRMWARE, "check_begin", "accepted", "begin", False),
    m.FW_DATA: (FIRMWARE, "check_data", "", "data", False),
    m.FW_FINISH: (FIRMWARE, "check_finish", "", "finish", False),
    m.FW_CONFIRM: (FIRMWARE, "check_confirm", "", "confirm", False),
    m.FW_ROLLBACK: (FIRMWARE, "check_rollback", "accepted", "rollback", False),
}
