"""The states of appointments, waitlist entries, offers and recalls, and what may follow what.  The database holds the same tables."""

from __future__ import annotations

from typing import Literal, cast, get_args

AppointmentState = Literal["held", "booked", "arrived", "no_show", "completed", "cancelled", "rescheduled"]
WaitlistState = Literal["waiting", "offered", "booked", "left", "closed"]
OfferState = Literal["offered", "accepted", "declined", "passed"]
RecallState = Literal["planned", "invited", "booked", "refused", "closed"]
AwayState = Literal["draft", "approved", "declined", "withdrawn"]
ProposalState = Literal["proposed", "accepted", "declined", "passed"]
ToProposeState = Literal["waiting", "made", "not free", "over", "failed"]
DeathState = Literal["written", "taken back"]
MergeState = Literal["merged", "undone"]

MOVES: dict[AppointmentState, tuple[AppointmentState, ...]] = {
    "held": ("booked", "cancelled"),
    "booked": ("arrived", "cancelled", "no_show", "rescheduled"),
    "arrived": ("completed", "booked", "no_show", "cancelled", "rescheduled"),
    "no_show": ("booked", "arrived"),
    "completed": ("arrived",),
    "cancelled": (),
    "rescheduled": (),
}
# What staff may take back before the patient is told (`correcting.undo`), and nothing else moves so.
TAKEN_BACK: dict[AppointmentState, tuple[AppointmentState, ...]] = {
    "booked": ("held",),  # who was said to accept it has not
    "cancelled": ("booked", "arrived", "held"),  # held: an offer that was passed on
    "rescheduled": ("booked", "arrived"),
}
IN_THE_DATABASE = {state: (*moves, *TAKEN_BACK.get(state, ())) for state, moves in MOVES.items()}
EXPIRED = "the hold expired"  # the reason of a hold that nobody confirmed in time
FIRST: tuple[AppointmentState, ...] = ("held", "booked")
GIVEN_BACK: tuple[AppointmentState, ...] = ("cancelled", "rescheduled")  # its time was taken, and is not any more
TAKING: tuple[AppointmentState, ...] = ("held", "booked", "arrived", "completed", "no_show")
SEEN: tuple[AppointmentState, ...] = (
    "booked",
    "arrived",
    "completed",
)  # the patient is an established one for all that is later

WAITLIST_MOVES: dict[WaitlistState, tuple[WaitlistState, ...]] = {
    "waiting": ("offered", "booked", "left", "closed"),
    "offered": ("waiting", "booked", "left", "closed"),
    # That they accept it was a mistake; or the time that they got is canceled: by the practice, or by themselves.
    "booked": ("offered", "waiting", "left"),
    "left": ("waiting", "booked"),  # a death, a merge or a cancellation was a mistake
    "closed": (),
}
OFFER_MOVES: dict[OfferState, tuple[OfferState, ...]] = {
    "offered": ("accepted", "declined", "passed"),
    "accepted": ("offered",),  # staff took it for an answer by mistake
    "declined": ("offered",),
    "passed": ("offered",),  # the move or cancellation that ended it was a mistake
}
DUE: tuple[RecallState, ...] = ("planned", "invited")  # of a visit that is due and not booked
RECALL_MOVES: dict[RecallState, tuple[RecallState, ...]] = {
    "planned": ("invited", "booked", "refused", "closed"),
    "invited": ("booked", "refused", "closed", "planned"),  # that staff invited them was a mistake
    "booked": ("planned", "invited", "refused", "closed"),  # the appointment was cancelled: due still, or not wanted
    "refused": ("booked",),  # the cancellation that said so was a mistake
    "closed": ("planned",),  # a death was a mistake
}
ELSEWHERE = ("I found another clinic",)  # of a patient who cancels: the visit is not due here any more
AWAY_MOVES: dict[AwayState, tuple[AwayState, ...]] = {
    "draft": ("approved", "declined", "withdrawn"),
    "approved": ("withdrawn",),
    "declined": (),
    "withdrawn": (),
}
PROPOSAL_MOVES: dict[ProposalState, tuple[ProposalState, ...]] = {
    "proposed": ("accepted", "declined", "passed"),
    "accepted": ("proposed",),  # staff took it for an answer by mistake
    "declined": (),
    "passed": (),
}


def appointment_state(text: object) -> AppointmentState:
    """As it was written down once.  Raises ValueError."""
    for state in get_args(AppointmentState):
        if state == text:
            return cast("AppointmentState", state)
    raise ValueError(f"no state of an appointment: {text}")
