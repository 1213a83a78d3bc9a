"""The history on this computer."""
