"""Everything that can go wrong, each with its exit code and the three things a person needs: what, why, what next.

Must not print and must not exit; `cli/main.py` and `cli/output.py` do both.
"""

from typing import Any


class NeedlepenError(Exception):
    """Base of all errors of this package: `what` happened, `why`, and what to type or do `next`."""

    code = 1
    name = "internal"

    def __init__(self, what: str, why: str = "", next: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.next = next

    def as_dict(self) -> "dict[str, Any]":
        """As a dict, for --json."""
        return {"code": self.code, "name": self.name, "what": self.what, "why": self.why, "next": self.next}


class UsageError(NeedlepenError):
    """The command cannot be carried out as it was typed."""

    code, name = 2, "usage"


class NoPen(NeedlepenError):
    """No pen answered where one was looked for."""

    code, name = 3, "no_pen"


class SeveralPens(NeedlepenError):
    """More than one pen and nothing that says which; `pens` lists them."""

    code, name = 4, "several_pens"

    def __init__(self, what: str, why: str = "", next: str = "", pens: "list[dict[str, str]] | None" = None) -> None:
        super().__init__(what, why, next)
        self.pens = pens or []

    def as_dict(self) -> "dict[str, Any]":
        return {**super().as_dict(), "pens": self.pens}


class PortBusy(NeedlepenError):
    """The port exists but may not be opened, or somebody else holds it."""

    code, name = 5, "permission_or_busy"


class LinkLost(NeedlepenError):
    """The pen answered once and then no more."""

    code, name = 6, "link_lost"


class LinkSilent(LinkLost):
    """No answer within the deadline; asking again may help."""


class ProtocolMismatch(NeedlepenError):
    """Pen and tool do not speak the same language."""

    code, name = 7, "protocol_mismatch"


class VerificationFailed(NeedlepenError):
    """A record or the chain of records is not what it claims to be (S13)."""

    code, name = 8, "verification_failed"


class Refused(NeedlepenError):
    """The pen understood and said no; `error` is its E_ code, `detail` its number."""

    code, name = 9, "refused"

    def __init__(self, error: int, detail: int, what: str, why: str = "", next: str = "") -> None:
        super().__init__(what, why, next)
        self.error = error
        self.detail = detail


class StorageError(NeedlepenError):
    """The database on this computer cannot be read or written."""

    code, name = 10, "storage"


class Interrupted(NeedlepenError):
    """Ctrl-C; the code is 128 + SIGINT."""

    code, name = 130, "interrupted"

    def __init__(self, what: str = "Interrupted.", why: str = "", next: str = "") -> None:
        super().__init__(what, why, next)
