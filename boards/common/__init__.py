"""What every board of the pen shares."""
