"""Danish writes the time with a full stop: 20. november 2026 kl. 15.05."""

TIME_FORMAT = "H.i"
DATETIME_FORMAT = r"j. F Y \k\l. H.i"
