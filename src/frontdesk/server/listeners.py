"""Who hears of what has happened, in the order in which they run.  The one list; `core.events` says how it works."""

from __future__ import annotations

from collections.abc import Iterable

from ..booking import ending, kept_length, messages, patients, requests
from ..booking.events import (
    Arrived,
    Booked,
    BookingTakenBack,
    Cancelled,
    Completed,
    Confirmed,
    CountSaid,
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
from ..booking.series import telling as series
from ..core import events
from ..day.away import keeping as away
from ..day.away.staying import actions as staying
from ..day.exceptions import actions as exceptions
from ..day.exceptions.alike import actions as alike
from ..day.exceptions.needing import actions as needing
from ..day.exceptions.ordered import actions as ordered
from ..day.exceptions.papers import actions as papers
from ..day.exceptions.promised import actions as promised
from ..day.insurance import actions as insurance
from ..day.places import actions as places
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
from ..outreach.proposals import actions as proposals
from ..outreach.recalls import actions as recalls
from ..outreach.recalls.planned import actions as planned
from ..outreach.waitlist.hearing import actions as waitlist
from ..people.events import AccessEnded, RightsGiven
from ..practice.events import Published, Publishing
from ..records.deaths import actions as deaths

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
            ordered.booked,
            needing.booked,
            requests.possible_now,
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
            papers.moved,
            ordered.moved,
            needing.moved,
            requests.possible_now,
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
            papers.over,
            ordered.cancelled,
            needing.over,
            requests.possible_now,
            messages.cancelled,
            series.changed,
            waitlist.time_freed,
        ),
    ),
    (Arrived, (ending.end_what_replaces, waitlist.came, exceptions.came, messages.heard)),
    (Confirmed, (messages.heard,)),
    (
        Completed,
        (
            patients.completed,
            requests.outcome,
            exceptions.completed,
            papers.over,
            ordered.completed,
            requests.possible_now,
            planned.completed,
        ),
    ),
    (
        NoShow,
        (
            patients.missed,
            recalls.missed,
            ending.end_what_replaces,
            waitlist.came,
            exceptions.missed,
            papers.over,
            ordered.missed,
            needing.over,
            requests.ended,
            requests.possible_now,
            planned.missed,
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
            papers.set_back,
            ordered.set_back,
            needing.set_back,
            requests.possible_now,
            planned.set_back,
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
            papers.taken_back,
            ordered.taken_back,
            needing.taken_back,
            requests.possible_now,
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
            papers.over,
            ordered.booking_taken_back,
            needing.over,
            requests.possible_now,
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
            papers.held_again,
            ordered.held_again,
            needing.held_again,
            requests.possible_now,
            messages.held_again,
            series.changed,
        ),
    ),
    (
        RequestChanged,
        (
            outcome.request_changed,
            ending.end_unwanted,
            waitlist.request_changed,
            exceptions.request_over,
            exceptions.emergency_said,
            papers.request_changed,
            promised.request_changed,
        ),
    ),
    (EmergencySaid, (exceptions.emergency_not_kept,)),
    (Resized, (kept_length.resized, exceptions.resized)),
    (ReferralEnded, (exceptions.referral_ended, promised.referral_ended, outcome.ended)),
    (ReferralReopened, (exceptions.referral_reopened, outcome.reopened)),
    (DocumentAdded, (exceptions.document_added, papers.document_added)),
    (DocumentReplaced, (exceptions.document_replaced, papers.document_replaced)),
    (TaskDone, (exceptions.called, requests.not_wanted, waitlist.somebody_there)),
    (Leaving, (messages.leaving,)),
    (Settled, (exceptions.told_otherwise,)),
    (Matched, (alike.matched, insurance.matched)),
    (FoundNew, (alike.found_new,)),
    (MadeNew, (alike.made_new,)),
    (Merged, (alike.merged, insurance.merged)),
    (Unmerged, (alike.unmerged, insurance.unmerged)),
    (InsuranceChanged, (insurance.changed,)),
    (CountSaid, (insurance.counted,)),
    (SeenBeforeSaid, (insurance.seen_before,)),
    (PatientDied, (deaths.remember, waitlist.died, deaths.end_everything, recalls.died, deaths.close_tasks)),
    (DeathTakenBack, (deaths.take_up_again,)),
    (RightsGiven, (staff.tell_rights_given,)),
    (AccessEnded, (queue.hand_back,)),
    (Publishing, (away.publishing,)),
    (Published, (ending.published, places.published, staying.published)),
)
# From this nothing follows: a time that is kept is found where it is looked for.
UNHEARD: tuple[type[events.Event], ...] = (Held,)


def install() -> None:
    """Called once when the applications are ready."""
    events.listen(ORDER, unheard=UNHEARD)
