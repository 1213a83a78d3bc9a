"""Where the drop-in modules find the world they stand for. Set `world` before the firmware is imported."""

world = None
