"""`make site`: the pen in a browser."""
