"""The steps of today, and one more."""
