"""The long texts, borrowed: the latest one stays, the tables do not. It must not decide anything."""

from pen.borrow import borrow

_TABLES = "pen.ui.long_words"


class _Latest:
    """The text looked up last, by table and number."""

    def __init__(self):
        self.key = (0, 0)
        self.text = ()


_latest = _Latest()


def _text(key: tuple, look_up) -> tuple:
    if _latest.key != key:
        _latest.text = look_up(borrow(_TABLES), key[1])
        _latest.key = key
    return _latest.text


def refusal(reason: int) -> tuple:
    """Title, what is wrong (two lines), when or how it ends (two lines)."""
    return _text((1, reason), _refusal)


def fault(code: int) -> tuple:
    """Title, what is wrong (two lines), what to do (two lines) for a fault code, known or not."""
    return _text((2, code), _fault)


def _refusal(tables, reason: int) -> tuple:
    return tables.REFUSALS.get(reason, tables.NO_REFUSAL)


def _fault(tables, code: int) -> tuple:
    return tables.fault(code)
