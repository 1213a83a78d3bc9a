"""From drivers to `core.io.Inputs`: sensors, the cartridge, the clock."""
