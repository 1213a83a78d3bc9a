"""`make pen`: the virtual pen live in a terminal."""
