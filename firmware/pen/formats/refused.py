"""The one exception with which a request of the laptop is refused, whoever answers it.

It has a file of its own because the code of the link and the code of updates are loaded separately, each for a while
(`hal/modules.py`): a class that both brought along would be two classes, and the one would not catch the other's.
`app.py` imports this file, so it is always there.
"""


class Refused(Exception):
    """The request is not carried out: `code` is an E_ code of `messages.py`, `detail` the number that goes with it."""

    def __init__(self, code: int, detail: int = 0):
        super().__init__(code)
        self.code = code
        self.detail = detail
