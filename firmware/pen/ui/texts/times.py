"""The words of times and dates (`pen/ui/times.py`). The style is described in README.md."""

DAYS_HOURS = "%d d %d h"
DAYS_MINUTES = "%d d %d min"
HOURS_MINUTES = "%d h %d min"
HOURS = "%d h"
MINUTES = "%d min"
SECONDS = "%d s"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
AT_MOST = "max %s"  # charged before a power cut, not counted
AT_LEAST = "min %s"
