"""What each kind of exception is called, what to do next about it, and what may have come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ...booking.being_there import RAN_OUT
from ...booking.models import Proposal
from ...messaging.unsaid import NO_TIME, NO_WAY, NOBODY_MAY, QUIET
from .no_longer_allowed import BY_THE_RULES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KINDS = {  # kind → (what it is, what to do next, what may have come of it, as codes (`words.CAME_OF`))
    "no_show": (
        _("Did not come"),
        _("Call and book again"),
        ("booked_again", "will_call_back", "not_coming", "not_reached"),
    ),
    "refill": (_("Open slot to fill"), _("Offer it to somebody"), ("filled", "left_free", "nobody_there")),
    "move": (
        _("Must move"),
        _("See whether they have answered; call"),
        ("moved", "cancelled", "stays"),
    ),
    "broken": (
        BY_THE_RULES,
        _("Propose another time, or keep it"),
        ("moved", "kept", "cancelled"),
    ),
    "here": (
        _("Is here, and the provider is out"),
        _("Give to another provider, or send home"),
        ("moved", "seen", "cancelled"),
    ),
    "late": (_("Late at check-in"), _("Offer another time"), ("moved", "seen", "cancelled")),
    "message": (
        _("Could not be told"),
        _("Call, and correct the email address or phone number"),
        ("called", "address_corrected", "not_needed"),
    ),
    "duplicate": (_("Possible duplicate patient"), _("Compare the records"), ("two_people", "merged")),
    "hold": (
        _("Chose a time, did not confirm"),
        _("Call and ask"),
        ("booked", "not_wanted", "not_reached"),
    ),
    "referral": (
        _("Referral to follow up"),
        _("Call"),
        ("reached", "left_message", "no_answer", "wrong_number", "not_needed"),
    ),
    "away": (_("Time away requested"), _("Decide"), ("decided",)),
    "rebook": (_("Time is gone by now"), _("Book another time"), ("booked_again", "not_coming")),
    "text": (_("Text nobody could read"), _("Read it and call"), ("called", "answered", "not_needed")),
    "cannot": (
        _("Wrote that they cannot come"),
        _("Open the appointment"),
        ("cancelled", "moved", "comes", "not_reached", "not_needed"),
    ),
    "offered": (
        _("Wants the time that was offered"),
        _("Open it and take the time for them"),
        ("booked", "not_wanted", "not_reached", "not_needed"),
    ),
    "to_take": (
        _("On offer, and nobody we write to may take it"),
        _("Call, and take the time for them"),
        ("booked", "not_wanted", "not_reached", "not_needed"),
    ),
    "urgent": (_("Words of an emergency"), _("Call at once"), ("reached", "not_reached", "called_911")),
    "gone": (
        _("Points to what was taken out"),
        _("Choose something else for it, or end it"),
        ("chosen_anew", "declined", "cancelled", "not_needed"),
    ),
    "unbookable": (
        _("Due, and cannot be booked"),
        _("Call, and plan it another way or close it"),
        ("booked", "will_call_back", "not_reached", "not_needed"),
    ),
    "promise": (
        _("Promised sooner"),
        _("Offer a time; if none will do, call"),
        ("booked", "will_call_back", "not_reached", "not_needed"),
    ),
    "unanswered": (
        _("Referral to answer"),
        _("Accept or decline it: the promised time is nearly over, or is over"),
        ("will_call_back", "not_reached", "not_needed"),
    ),
    "same_key": (
        _("Two under one key"),
        _("Compare the two, and end the one that is not needed"),
        ("both_needed", "one_ended"),
    ),
    "apart": (
        _("Left over from a merge"),
        _("Say whose it is"),
        ("stays_with_record", "by_hand"),
    ),
    "lost": (_("Waitlist: ended by mistake"), _("Call"), ("called", "not_needed")),
    "order": (
        _("Call by the rules"),
        _("Call"),
        ("reached", "left_message", "no_answer", "not_needed"),
    ),
    "paper": (
        _("Paper is late"),
        _("Ask for it, or say in the note what was done"),
        ("came_otherwise", "not_needed"),
    ),
    "document": (_("Document to look at"), _("Open it and file it"), ("filed", "not_needed")),
}
NOT_SENT = (QUIET, NO_TIME, NO_WAY, NOBODY_MAY)  # nothing is wrong with the address: it was not tried
NOWHERE = (  # a message that was sent nowhere
    KINDS["message"][0],
    _("Call them"),
    ("called", "not_reached", "not_needed"),
)
STOPPED = _("Ended texts by a word that may mean the visit"), _("Texts are off. Ask whether they mean the visit.")
UNKNOWN_VISIT = _("Read it and call")  # somebody cannot come, and which visit they mean is for a person to find out


def step_after(proposal: Proposal) -> _StrPromise | None:
    """What is to be done about a visit that must move, once what was proposed for it is not waited for any more."""
    if proposal.state == "declined":
        return _("They declined: call and find another time")
    if proposal.state == "passed":
        ran_out = proposal.hold.reason in RAN_OUT
        return _("They did not answer: call") if ran_out else _("Call and find another time")
    return None
