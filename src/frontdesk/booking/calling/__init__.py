"""Somebody calls: what they say decides, as what a patient writes does."""
