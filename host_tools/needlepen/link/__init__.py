"""A pen on the other end of a cable."""

TIMEOUT_S = 5.0  # for one answer; the slowest, an acknowledgement with flash writes, takes well under 1 s
