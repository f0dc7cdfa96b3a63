"""The calendar: who is here when, what is taken, which places fit."""
