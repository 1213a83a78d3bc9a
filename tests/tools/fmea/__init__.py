"""Failure modes and effects of the whole pen: every generated fault, at every phase, in short scenes (`make fmea`)."""
