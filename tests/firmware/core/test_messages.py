"""S10, H25: messages are questions and labels; a payload fits its kind or is refused."""

import re
from struct import calcsize

import pytest
from pen.core import frame, messages


def test_every_kind_comes_back():
    for kind, (fmt, fields) in messages.FORMATS.items():
        values = [b"" if code.endswith("s") else 1 for code in re.findall(r"\d*[a-zA-Z]", fmt)]
        got = messages.decode(kind, messages.encode(kind, *values))
        assert list(got) == list(fields)


@pytest.mark.parametrize("kind", messages.FORMATS)
def test_h25_a_wrong_length_is_refused(kind):
    size = calcsize(messages.FORMATS[kind][0])
    for length in (size + 1, size - 1):
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
        messages.SERVICE,  # ends the application, and only while a button is held on the pen
        messages.GET_SKIN,
        messages.SET_PROFILE,
        messages.CLEARANCE,
        messages.CHECKIN,
    }


def test_every_message_fits_a_frame():
    for fmt, _ in messages.FORMATS.values():
        assert calcsize(fmt) <= frame.PAYLOAD_MAX
    assert messages.RECORDS_HEAD + 64 * messages.RECORDS_PER_FRAME <= frame.PAYLOAD_MAX
