"""The states of an appointment and what may follow what.  The database holds the same table (see the migration)."""

from __future__ import annotations

MOVES: dict[str, tuple[str, ...]] = {
    "held": ("booked", "cancelled"),
    "booked": ("arrived", "cancelled", "no_show", "rescheduled"),
    "arrived": ("completed", "booked"),
    "no_show": ("booked",),
    "completed": (),
    "cancelled": (),
    "rescheduled": (),
}
FIRST = ("held", "booked")
TAKING = ("held", "booked", "arrived", "completed", "no_show")
