"""Looks up the texts that are rarely shown. Their modules are loaded for it and let go again; the latest texts stay.

Together the modules would take some 9 KB of heap for good. Loading one takes about 20 ms and reads the flash: a screen
that asks for the same text twenty times a second gets it from here, and one for moving needles must not ask at all.
"""

from micropython import const

from pen.hal.modules import load

TYPE_CHECKING = const(False)  # pyright takes it for true; mpy-cross drops the block
if TYPE_CHECKING:
    from typing import Any

_MOST = const(4)  # texts that stay; one picture needs up to three
_latest: "list[tuple[str, Any, tuple[str, ...]]]" = []  # module, key, text; that used last comes first


def _look_up(module: str, key: "Any") -> "tuple[str, ...]":
    """What `look_up(key)` of the module gives."""
    for i in range(len(_latest)):
        if _latest[i][0] == module and _latest[i][1] == key:
            if i:
                _latest.insert(0, _latest.pop(i))
            return _latest[0][2]
    text: tuple[str, ...] = load(module).look_up(key)
    _latest.insert(0, (module, key, text))
    if len(_latest) > _MOST:
        _latest.pop()
    return text


def refusal(reason: int) -> "tuple[str, ...]":
    """Title, what is wrong (two lines), when or how it ends (two lines)."""
    return _look_up("pen.ui.texts.refusals", reason)


def forever() -> "tuple[str, ...]":
    """The same for a condition that does not end."""
    return _look_up("pen.ui.texts.refusals", -1)


def fault(code: int) -> "tuple[str, ...]":
    """Title, what is wrong (two lines), what to do (two lines), for any fault code, known or not."""
    return _look_up("pen.ui.texts.faults", code)


def question(number: int) -> "tuple[str, ...]":
    """One to four lines."""
    return _look_up("pen.ui.texts.questions", number)


def condition(bit: int, profile: int) -> str:
    """The name of a condition by its bit number, and the profile it is part of."""
    return _look_up("pen.ui.texts.conditions", (bit, profile))[0]
