"""Every word that the pen's screens show. README.md says what is where, and the style."""
