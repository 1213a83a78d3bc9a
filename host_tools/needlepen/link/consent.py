"""Waits for the person at the pen. What changes a pen is shown on its screen and takes a press there (S18).

The pen answers E_CONFIRM while it asks, so the very same request is sent again until it was carried out or refused.
Must not decide what is asked, and must not print.
"""

import contextlib
import time
from collections.abc import Callable
from typing import TypeVar

from ..codec import messages as m
from ..errors import LinkSilent, NeedlepenError, Refused
from ..language import tr
from ..texts import question_text
from .requests import Link

WAIT_S = 45.0  # the pen gives up after 30 s and says so; firmware from before that asks for ever
ASK_S = 0.2  # between two repetitions
_WITHDRAW_S = 0.5
_TRIES = 4  # without an answer, one after the other
_ASKS = (m.E_CONFIRM, m.E_CONFIRM_OLDER)

T = TypeVar("T")


def agreed(link: Link, ask: "Callable[[], T]", tell: "Callable[[bool], None]") -> T:
    """`ask` until a person at the pen has answered. `tell` is called when they have to; True: ▲ and ▼ together.

    Raises Refused (the pen or the person says no, or nobody answers), LinkSilent, LinkLost.
    """
    end = time.monotonic() + WAIT_S
    told = tries = 0
    try:
        while True:
            try:
                return ask()
            except LinkSilent:
                tries += 1
                if tries >= _TRIES:
                    raise
                link.forget()
            except Refused as e:
                if e.error not in _ASKS:
                    raise
                tries = 0
                if told != e.error:
                    told = e.error
                    tell(e.error == m.E_CONFIRM_OLDER)
                if time.monotonic() >= end:
                    withdraw(link)
                    raise Refused(
                        e.error, 0, tr("Nobody agreed on the pen."), *question_text.again(WAIT_S, told)
                    ) from e
            time.sleep(ASK_S)
    except BaseException as e:
        if not isinstance(e, NeedlepenError):  # Ctrl-C: a question that nobody asks any more leaves the screen
            withdraw(link)
        raise


def withdraw(link: Link) -> None:
    """Whatever this computer has asked the person at the pen, it asks no more."""
    with contextlib.suppress(NeedlepenError):
        link.ask(m.OK, m.WITHDRAW, timeout_s=_WITHDRAW_S)
