"""Patients, staff, roles, and `may()`: the one function that decides who may do what."""
