"""Holds and appointments: the only code that takes time."""
