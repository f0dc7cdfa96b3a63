"""Who hears of what has happened, in the order in which they run.  The one list; `core.events` says how it works."""

from __future__ import annotations

from collections.abc import Iterable

from ..booking import ending, messages, patients, requests
from ..booking.away import keeping as away
from ..booking.deaths import actions as deaths
from ..booking.events import (
    Arrived,
    Booked,
    BookingTakenBack,
    Cancelled,
    Completed,
    Confirmed,
    FoundNew,
    Held,
    HeldAgain,
    HoldEnded,
    Matched,
    Merged,
    Moved,
    NoShow,
    Resized,
    SetBack,
    TakenBack,
    Unmerged,
)
from ..booking.exceptions import actions as exceptions
from ..booking.exceptions.alike import actions as alike
from ..booking.exceptions.needing import actions as needing
from ..booking.insurance import actions as insurance
from ..booking.places import actions as places
from ..booking.proposals import actions as proposals
from ..booking.recalls import actions as recalls
from ..booking.series import telling as series
from ..booking.waitlist.hearing import actions as waitlist
from ..core import events
from ..intake.events import (
    DeathTakenBack,
    DocumentAdded,
    DocumentReplaced,
    EmergencySaid,
    InsuranceChanged,
    MadeNew,
    PatientDied,
    ReferralEnded,
    ReferralReopened,
    RequestChanged,
    SeenBeforeSaid,
    TaskDone,
)
from ..intake.queue import actions as queue
from ..intake.referrals import outcome
from ..messaging import staff
from ..messaging.events import Leaving, Settled
from ..people.events import AccessEnded, RightsGiven
from ..practice.events import Published, Publishing

# Whose request or due visit it was comes first; what is still open for it ends; then tasks; people are told last.
ORDER: tuple[tuple[type[events.Event], Iterable[events.Listener]], ...] = (
    (HoldEnded, (proposals.hold_ended, waitlist.hold_ended, exceptions.hold_ended, waitlist.time_freed)),
    (
        Booked,
        (
            requests.scheduled,
            recalls.booked,
            waitlist.booked,
            ending.end_same,
            exceptions.booked,
            needing.booked,
            messages.booked,
        ),
    ),
    (
        Moved,
        (
            recalls.moved,
            proposals.taken,
            waitlist.moved,
            ending.end_what_replaces,
            exceptions.moved,
            needing.moved,
            messages.moved,
            series.changed,
            waitlist.time_freed,
        ),
    ),
    (
        Cancelled,
        (
            requests.ended,
            recalls.reopened,
            ending.end_what_replaces,
            waitlist.cancelled,
            exceptions.cancelled,
            needing.over,
            messages.cancelled,
            series.changed,
            waitlist.time_freed,
        ),
    ),
    (Arrived, (ending.end_what_replaces, waitlist.came, exceptions.came)),
    (Completed, (patients.completed, requests.outcome, exceptions.completed)),
    (
        NoShow,
        (
            patients.missed,
            recalls.missed,
            ending.end_what_replaces,
            waitlist.came,
            exceptions.missed,
            needing.over,
            requests.ended,
        ),
    ),
    (
        SetBack,
        (
            patients.set_back,
            requests.set_back,
            recalls.set_back,
            waitlist.set_back,
            exceptions.set_back,
            needing.set_back,
        ),
    ),
    (
        TakenBack,
        (
            ending.end_what_replaces,
            requests.taken_back,
            recalls.taken_back,
            waitlist.taken_back,
            exceptions.taken_back,
            needing.taken_back,
            messages.taken_back,
            series.changed,
            proposals.taken_back,
        ),
    ),
    (
        BookingTakenBack,
        (
            ending.end_what_replaces,
            requests.booking_taken_back,
            recalls.booking_taken_back,
            waitlist.booking_taken_back,
            exceptions.booking_taken_back,
            needing.over,
            messages.booking_taken_back,
        ),
    ),
    (
        HeldAgain,
        (
            requests.held_again,
            recalls.held_again,
            proposals.held_again,
            waitlist.held_again,
            exceptions.held_again,
            needing.held_again,
            messages.held_again,
            series.changed,
        ),
    ),
    (
        RequestChanged,
        (
            outcome.request_changed,
            ending.end_unwanted,
            waitlist.request_over,
            exceptions.request_over,
            exceptions.emergency_said,
        ),
    ),
    (EmergencySaid, (exceptions.emergency_not_kept,)),
    (Resized, (exceptions.resized,)),
    (ReferralEnded, (exceptions.referral_ended, outcome.ended)),
    (ReferralReopened, (exceptions.referral_reopened, outcome.reopened)),
    (DocumentAdded, (exceptions.document_added,)),
    (DocumentReplaced, (exceptions.document_replaced,)),
    (TaskDone, (exceptions.called, requests.not_wanted, waitlist.somebody_there)),
    (Leaving, (messages.leaving,)),
    (Settled, (exceptions.told_otherwise,)),
    (Matched, (alike.matched, insurance.matched)),
    (FoundNew, (alike.found_new,)),
    (MadeNew, (alike.made_new,)),
    (Merged, (alike.merged, insurance.merged)),
    (Unmerged, (alike.unmerged, insurance.unmerged)),
    (InsuranceChanged, (insurance.changed,)),
    (SeenBeforeSaid, (insurance.seen_before,)),
    (PatientDied, (deaths.remember, waitlist.died, deaths.end_everything, recalls.died, deaths.close_tasks)),
    (DeathTakenBack, (deaths.take_up_again,)),
    (RightsGiven, (staff.tell_rights_given,)),
    (AccessEnded, (queue.hand_back,)),
    (Publishing, (away.publishing,)),
    (Published, (ending.published, places.published)),
)
# From these nothing follows: a time that is kept is found where it is looked for, and so is who said that they will come.
UNHEARD: tuple[type[events.Event], ...] = (Held, Confirmed)


def install() -> None:
    """Called once when the applications are ready."""
    events.listen(ORDER, unheard=UNHEARD)
