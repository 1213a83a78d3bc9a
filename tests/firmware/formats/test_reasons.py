"""A refused request says with which code, and the number that goes with it."""

import pytest
from pen.formats import messages
from pen.formats.reasons import Refused


@pytest.mark.parametrize("detail", [0, 7])
def test_it_carries_code_and_detail(detail):
    refused = Refused(messages.E_BATTERY, detail)
    assert (refused.code, refused.detail) == (messages.E_BATTERY, detail)


def test_without_a_number_it_is_zero():
    assert Refused(messages.E_BUSY).detail == 0
