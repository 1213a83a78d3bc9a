"""A firmware file that was chosen on the page: what it would change, asked before anything is sent.

Must not talk to a pen and must not begin anything.
"""

import secrets
from dataclasses import dataclass, field

from ..errors import UsageError
from ..firmware import version_change
from ..firmware.bundle import Bundle
from ..firmware.version_change import Change
from ..language import tr
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
                tr("It is not what was asked about."),
                tr(
                    "That was pen {pen_id} with {from_version}; pen {pen_id2} with {firmware} is plugged in.",
                    pen_id=self.change.pen_id,
                    from_version=self.change.from_version,
                    pen_id2=hello.pen_id,
                    firmware=hello.firmware,
                ),
                tr("Choose the file again"),
            )


def offer(bundle: Bundle, hello: Hello, runs: Firmware) -> Offer:
    """What to ask; raises VerificationFailed (not for this pen), UsageError (it runs already)."""
    change = version_change.change(bundle, hello, runs)
    if change.way == version_change.SAME:
        raise UsageError(
            tr("The pen runs {to_version} already.", to_version=change.to_version),
            tr("Nothing is sent."),
            tr("Choose another file"),
        )
    return Offer(bundle, change)
