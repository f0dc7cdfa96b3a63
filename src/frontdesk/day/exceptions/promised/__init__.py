"""Promises of time that are about to be broken, or are."""
