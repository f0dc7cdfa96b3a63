"""The states of appointments, waitlist entries, offers and recalls, and what may follow what.  The database holds the same tables."""

from __future__ import annotations

MOVES: dict[str, tuple[str, ...]] = {
    "held": ("booked", "cancelled"),
    "booked": ("arrived", "cancelled", "no_show", "rescheduled"),
    "arrived": ("completed", "booked", "no_show", "cancelled", "rescheduled"),
    "no_show": ("booked", "arrived"),
    "completed": ("arrived",),
    "cancelled": (),
    "rescheduled": (),
}
# What staff may take back before the patient is told (`correcting.undo`), and nothing else moves so.
TAKEN_BACK: dict[str, tuple[str, ...]] = {
    "booked": ("held",),  # who was said to accept it has not
    "cancelled": ("booked", "arrived", "held"),  # held: an offer that was passed on
    "rescheduled": ("booked", "arrived"),
}
IN_THE_DATABASE = {state: (*moves, *TAKEN_BACK.get(state, ())) for state, moves in MOVES.items()}
EXPIRED = "the hold expired"  # the reason of a hold that nobody confirmed in time
FIRST = ("held", "booked")
TAKING = ("held", "booked", "arrived", "completed", "no_show")

WAITLIST_MOVES: dict[str, tuple[str, ...]] = {
    "waiting": ("offered", "booked", "left", "closed"),
    "offered": ("waiting", "booked", "left", "closed"),
    # That they accept it was a mistake; or the time that they got is canceled: by the practice, or by themselves.
    "booked": ("offered", "waiting", "left"),
    "left": ("waiting", "booked"),  # a death, a merge or a cancellation was a mistake
    "closed": (),
}
OFFER_MOVES: dict[str, tuple[str, ...]] = {
    "offered": ("accepted", "declined", "passed"),
    "accepted": ("offered",),  # staff took it for an answer by mistake
    "declined": ("offered",),
    "passed": (),
}
DUE = ("planned", "invited")  # of a visit that is due and not booked
RECALL_MOVES: dict[str, tuple[str, ...]] = {
    "planned": ("invited", "booked", "refused", "closed"),
    "invited": ("booked", "refused", "closed"),
    "booked": ("planned", "refused", "closed"),  # the appointment was cancelled: due still, or not wanted
    "refused": ("booked",),  # the cancellation that said so was a mistake
    "closed": ("planned",),  # a death was a mistake
}
AWAY_MOVES: dict[str, tuple[str, ...]] = {
    "draft": ("approved", "declined", "withdrawn"),
    "approved": ("withdrawn",),
    "declined": (),
    "withdrawn": (),
}
PROPOSAL_MOVES: dict[str, tuple[str, ...]] = {
    "proposed": ("accepted", "declined", "passed"),
    "accepted": ("proposed",),  # staff took it for an answer by mistake
    "declined": (),
    "passed": (),
}
