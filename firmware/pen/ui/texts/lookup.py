"""The long texts, looked up: of each table the two latest stay, so that a picture that stands asks only once."""

from pen.hal.modules import load


class _Latest:
    """The two texts looked up last in one table: a picture may need both."""

    def __init__(self, look_up):
        self._look_up = look_up
        self._key = self._old_key = None
        self._text: tuple = ()
        self._old_text: tuple = ()

    def get(self, key):
        """The text for `key`."""
        if key != self._key:
            text = self._old_text if key == self._old_key else self._look_up(_tables(), key)
            self._old_key, self._old_text = self._key, self._text
            self._key, self._text = key, text
        return self._text


def _tables():
    return load("pen.ui.texts.long")


_refusals = _Latest(lambda tables, reason: tables.REFUSALS.get(reason, tables.NO_REFUSAL))
_faults = _Latest(lambda tables, code: tables.fault(code))
_questions = _Latest(lambda tables, number: tables.QUESTIONS.get(number, ()))
_forever = _Latest(lambda tables, _: tables.FOREVER)
_conditions = _Latest(lambda tables, key: (tables.condition(key[0], key[1]),))


def refusal(reason: int) -> tuple:
    """Title, what is wrong (two lines), when or how it ends (two lines)."""
    return _refusals.get(reason)


def forever() -> tuple:
    """The same for conditions that do not end."""
    return _forever.get(True)


def fault(code: int) -> tuple:
    """Title, what is wrong (two lines), what to do (two lines) for a fault code, known or not."""
    return _faults.get(code)


def question(number: int) -> tuple:
    """One to four lines."""
    return _questions.get(number)


def condition(bit: int, profile: int) -> str:
    """A told condition, by its bit number, and the profile it is part of."""
    return _conditions.get((bit, profile))[0]
