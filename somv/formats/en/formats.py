"""The same order as in Danish, so that one reads the same date in both: 20 November 2026, 15:05."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
