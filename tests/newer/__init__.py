"""Frontdesk as a later version might be: with one more step of the schema, which changes rows that are there."""
