"""S10, H25: messages are questions and labels; a payload fits its kind or is refused."""

import re
from struct import calcsize

import pytest
from pen.formats import frame, messages


def test_every_kind_comes_back():
    for kind, (fmt, fields) in messages.FORMATS.items():
        values = [b"" if code.endswith("s") else 1 for code in re.findall(r"\d*[a-zA-Z]", fmt)]
        more = ("data",) if kind in messages.TAILED else ()
        got = messages.decode(kind, messages.encode(kind, *values, *((b"xy",) if more else ())))
        assert list(got) == [*fields.split(), *more] and got.get("data", b"xy") == b"xy"


@pytest.mark.parametrize("kind", messages.FORMATS)
def test_h25_a_wrong_length_is_refused(kind):
    size = calcsize(messages.FORMATS[kind][0])
    for length in (size, size - 1) if kind in messages.TAILED else (size + 1, size - 1):
        if length >= 0:
            with pytest.raises(messages.BadMessage, match="expected"):
                messages.decode(kind, bytes(length))


def test_h25_an_unknown_kind_is_refused():
    with pytest.raises(messages.BadMessage, match="unknown"):
        messages.decode(0x42, b"")


def test_s10_h25_the_requests_are_these_and_none_moves():
    requests = {k for k in messages.FORMATS if k < 0x80}
    assert requests == {
        messages.HELLO,
        messages.STATUS,
        messages.READ,
        messages.ACK,
        messages.GET_SETTINGS,
        messages.SET_SETTING,
        messages.SET_WALL,
        messages.SERVICE,  # ends the application, if a person at the pen agrees
        messages.GET_SKIN,
        messages.SET_PROFILE,
        messages.CLEARANCE,
        messages.CHECKIN,
        messages.WITHDRAW,
        messages.LOOSEN,  # a limit goes back 28 days later, with consent
        messages.GET_LOOSER,
        messages.FW_INFO,
        messages.FW_HEAD,
        messages.FW_BEGIN,
        messages.FW_DATA,
        messages.FW_FINISH,  # restarts the pen, at rest and after a button was held
        messages.FW_CONFIRM,
        messages.FW_ROLLBACK,  # the same
    }


def test_every_message_fits_a_frame():
    for fmt, _ in messages.FORMATS.values():
        assert calcsize(fmt) <= frame.PAYLOAD_MAX
    assert calcsize(messages.FORMATS[messages.FW_DATA][0]) + messages.DATA_MAX <= frame.PAYLOAD_MAX
    assert messages.RECORDS_HEAD + 64 * messages.RECORDS_PER_FRAME <= frame.PAYLOAD_MAX
