"""The cable of an emulated pen, as the measurements use it: when did the pen's last bytes come?"""

from boards.virtual.bench import Wire
from boards.virtual.world import World


class Cable(Wire):
    """A cable that knows when (us of virtual time) the pen's last bytes came."""

    def __init__(self) -> None:
        super().__init__()
        self.world: World | None = None  # whose time counts
        self.came_us = 0

    def write(self, buf) -> int:
        """Send from the pen to the laptop."""
        if self.world:
            self.came_us = self.world.now_us
        return super().write(buf)
