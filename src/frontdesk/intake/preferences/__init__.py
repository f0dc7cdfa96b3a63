"""How people want to be written to, as they say it or staff enter it."""
