"""Every word that the pen's screens show."""
