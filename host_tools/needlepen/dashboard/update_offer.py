"""A firmware file that was chosen on the page: what it would change, asked before anything is sent.

Must not talk to a pen and must not begin anything.
"""

import secrets
from dataclasses import dataclass, field

from ..errors import UsageError
from ..firmware import version_change
from ..firmware.bundle import Bundle
from ..firmware.version_change import Change
from ..link.answers import Hello
from ..link.firmware_requests import Firmware
from ..terminal import update_view


@dataclass(frozen=True)
class Offer:
    """A sound bundle for the pen that was there; `id` is what a yes has to name."""

    bundle: Bundle
    change: Change
    id: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def title(self) -> str:
        """From what to what, in a line."""
        return update_view.title(self.change)

    @property
    def older(self) -> bool:
        """Is it a way back? The pen wants two buttons for that."""
        return self.change.way == version_change.OLDER

    @property
    def rows(self) -> "list[tuple[str, str, bool]]":
        """(name, words, whether it is a warning), as the command line shows it."""
        return [(row.name, row.text.plain, row.warns) for row in update_view.rows(self.change, self.bundle)]

    def still_fits(self, hello: Hello) -> None:
        """Raises UsageError when another pen is there now, or this one runs something else."""
        if (hello.pen_id, hello.firmware) != (self.change.pen_id, self.change.from_version):
            raise UsageError(
                "It is not what was asked about.",
                f"That was pen {self.change.pen_id} with {self.change.from_version};"
                f" pen {hello.pen_id} with {hello.firmware} is plugged in.",
                "Choose the file again",
            )


def offer(bundle: Bundle, hello: Hello, runs: Firmware) -> Offer:
    """What to ask; raises VerificationFailed (not for this pen), UsageError (it runs already)."""
    change = version_change.change(bundle, hello, runs)
    if change.way == version_change.SAME:
        raise UsageError(f"The pen runs {change.to_version} already.", "Nothing is sent.", "Choose another file")
    return Offer(bundle, change)
