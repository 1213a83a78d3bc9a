"""The chip's ticks in CPython's `time`, before the first driver is imported: so these tests run alone as well."""

import time

from boards.virtual import ticks

ticks.inject(time)
