"""`make flash`'s way to a pen: the laptop tool's REPL, and an error of its own."""

from needlepen.errors import NeedlepenError
from needlepen.link.repl import Repl as Port
from needlepen.link.repl import ask_for_service, choose

__all__ = ["FlashError", "Port", "ask_for_service", "choose"]


class FlashError(NeedlepenError):
    """What went wrong, and what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, "", remedy)
