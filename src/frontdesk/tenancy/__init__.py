"""Practices kept apart: the practice itself, what every table of a practice has, and the row-level security behind it."""
