"""The states of a request and what may follow what.  The database holds the same table (see the migration)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from django.utils.translation import gettext

from ..core.refusals import Refusal

RequestState = Literal[
    "requested", "awaiting_info", "awaiting_approval", "approved", "scheduled", "declined", "withdrawn", "expired"
]
ReferralState = Literal["open", "accepted", "declined", "closed"]
TaskState = Literal["open", "done"]

Moves = Mapping[RequestState, tuple[RequestState, ...]]
MOVES: Moves = {
    "requested": ("awaiting_info", "awaiting_approval", "approved", "declined", "withdrawn", "expired"),
    "awaiting_info": ("requested", "declined", "withdrawn", "expired"),
    "awaiting_approval": ("approved", "awaiting_info", "declined", "withdrawn", "expired"),
    "approved": ("scheduled", "awaiting_info", "declined", "withdrawn", "expired"),
    "scheduled": (),  # while it has its appointment: see UNKEPT
    "declined": (),
    "withdrawn": (),
    "expired": (),
}
# What may become of a request when its appointment has ended and was not kept.  Nobody asks for these: they follow of that end.
UNKEPT: Moves = {
    **MOVES,
    "scheduled": ("approved", "awaiting_approval", "withdrawn"),
}
# What staff may take back before the patient is told (`undo`), and nothing else moves so.
TAKEN_BACK: dict[RequestState, tuple[RequestState, ...]] = {
    "awaiting_info": ("awaiting_approval", "approved", "scheduled"),
    "approved": ("awaiting_approval",),
    "awaiting_approval": ("scheduled",),  # its appointment takes place after all
    "declined": ("requested", "awaiting_info", "awaiting_approval", "approved", "scheduled"),
    "expired": ("scheduled",),  # who was given up came after all
    # a death was a mistake, or the cancellation that said so
    "withdrawn": ("requested", "awaiting_info", "awaiting_approval", "approved", "scheduled"),
}
IN_THE_DATABASE = {state: (*moves, *TAKEN_BACK.get(state, ())) for state, moves in UNKEPT.items()}
REFERRAL_MOVES: dict[ReferralState, tuple[ReferralState, ...]] = {
    "open": ("accepted", "declined", "closed"),
    "accepted": ("closed",),  # it had come twice
    "declined": ("open",),
    "closed": ("open",),
}
REFERRAL_TAKEN_BACK: dict[ReferralState, tuple[ReferralState, ...]] = {"accepted": ("open",)}
TASK_KINDS = (
    "no_show",  # call who did not come
    "refill",  # a time was given back: fill it
    "move",  # the practice must move an appointment: the patient has not chosen yet
    "broken",  # a changed rule or closure stands in the way of an appointment
    "message",  # a message could not be delivered
    "duplicate",  # two records may be one person
    "hold",  # a patient chose a time and did not confirm it
    "referral",  # a call or question about a referral
    "away",  # somebody asks for time away
    "rebook",  # a time was given back by mistake, and is taken by now
    "text",  # a text message that nobody could read
    "cannot",  # somebody wrote that they cannot come
    "offered",  # somebody wrote that they want a time that is kept for them
    "to_take",  # a time is on offer, and nobody who is written to may take it
    "urgent",  # words of an emergency, in a text message or a request
    "gone",  # something open points to what the practice has taken out
    "document",  # a patient has sent a document that belongs to no request
    "apart",  # of two records that were one: whose is it
    "lost",  # a merge or a death that was a mistake has ended what somebody was offered or waited for
    "unbookable",  # a visit is due, and no time of it can be booked as it was ordered
    "late",  # somebody came so late that the rules give them another time
    "promise",  # a promise of time can be kept no more, or has less than a day left
    "unanswered",  # the same of a referral that nobody has accepted or declined
    "here",  # somebody is checked in, and nobody is there for them
    "paper",  # what is due for a visit is not there
    "order",  # a rule orders a call after what has happened to a visit
    "same_key",  # two referrals, or two recalls, came from another system under one key
)


def shown_as(kind: str, must_move: bool) -> str:
    """Under which kind people read of a task: what must move is that, whether its patient has been asked already or not."""
    return "move" if kind == "broken" and must_move else kind


FIRST: tuple[RequestState, ...] = ("requested",)
UNDECIDED: tuple[RequestState, ...] = ("requested", "awaiting_info", "awaiting_approval")
OPEN: tuple[RequestState, ...] = ("requested", "awaiting_info", "awaiting_approval", "approved")
NOT_WANTED: tuple[RequestState, ...] = ("declined", "withdrawn", "expired")  # nobody is asked about it any more


class IllegalTransition(Refusal):
    """A state that may not follow the one a thing is in now."""

    code = "wrong_state"

    def __init__(self, now: str, wanted: str) -> None:
        self.now, self.wanted = now, wanted
        words = {"now": _as_written(now), "wanted": _as_written(wanted)}
        super().__init__(gettext("This is %(now)s; it cannot become %(wanted)s.") % words)


def _as_written(state: str) -> str:
    return {"cancelled": "canceled"}.get(state, state.replace("_", " "))


class ReplacedAlready(Refusal):
    """Another file has taken its place in the meantime."""

    code = "replaced_already"

    @property
    def sentence(self) -> str:
        return gettext("This file was replaced already. Look at the newest one.")
