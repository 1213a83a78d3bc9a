"""A pen on the other end of a cable."""
