"""Hypothesis profiles: "ci" (short, the same examples every time) and "long" (NEEDLEPEN_SCALE=long)."""

import os

from hypothesis import HealthCheck, settings

_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("ci", derandomize=True, max_examples=60, database=None, **_COMMON)
settings.register_profile("long", max_examples=3_000, print_blob=True, **_COMMON)
settings.load_profile("long" if os.environ.get("NEEDLEPEN_SCALE") == "long" else "ci")
