"""Questions about rounds, courses and answers."""
