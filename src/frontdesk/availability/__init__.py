"""The engine: hours, rules and taken time → the times on offer, in order, and every reason against a time.

Pure: knows `rules` alone, no Django, does no I/O.  Instants are whole minutes since 1970-01-01T00:00Z (`Minute`);
dates and minutes of a day are always the location's own.
"""
