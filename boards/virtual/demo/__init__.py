"""`make demo`: the whole demo on the virtual pen. See README.md."""
