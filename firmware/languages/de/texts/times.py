"""The words of times and dates (`pen/ui/times.py`). The style is described in README.md."""

DAYS_HOURS = "%d T %d h"
DAYS_MINUTES = "%d T %d min"
HOURS_MINUTES = "%d h %d min"
HOURS = "%d h"
MINUTES = "%d min"
SECONDS = "%d s"
MONTHS = ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")
AT_MOST = "max %s"  # charged before a power cut, not counted
AT_LEAST = "min %s"
