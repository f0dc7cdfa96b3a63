"""Words of states, fields and actions that pages put together; marked here so that they are translated."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_noop as _

WHOSE_NAMES: dict[str, str] = {
    "patient": _("The patient's own"),
    "parent": _("A parent's"),
    "carer": _("A caregiver's"),
    "unsaid": _("Not said yet: nothing is sent there, and it opens nothing"),
    "typed": _("Typed by them, not confirmed: nothing is sent there, and it opens nothing"),
}

CAME_OF: dict[str, str] = {  # what came of a task, as pages send it and tasks keep it → its words
    "booked_again": _("Booked again"),
    "will_call_back": _("Will call back"),
    "not_coming": _("Does not want to come"),
    "not_reached": _("Not reached"),
    "filled": _("Filled"),
    "left_free": _("Leave open"),
    "nobody_there": _("Nobody is there then"),
    "moved": _("Moved"),
    "cancelled": _("Canceled"),
    "stays": _("Keep as is"),
    "kept": _("Kept as it is"),
    "called": _("Called"),
    "address_corrected": _("Email address or phone number corrected"),
    "not_needed": _("Not needed"),
    "two_people": _("Two different people"),
    "merged": _("Merged"),
    "booked": _("Booked"),
    "not_wanted": _("Does not want it"),
    "reached": _("Reached"),
    "left_message": _("Left a message"),
    "no_answer": _("No answer"),
    "wrong_number": _("Wrong number"),
    "decided": _("Decided"),
    "answered": _("Answered"),
    "comes": _("Comes after all"),
    "seen": _("Seen anyway"),
    "called_911": _("Called 911"),
    "chosen_anew": _("Chosen again"),
    "declined": _("Declined"),
    "both_needed": _("Both are needed"),
    "one_ended": _("One was ended"),
    "stays_with_record": _("Stays with this record"),
    "by_hand": _("Fixed by hand"),
    "taken back": _("Undone"),
    "filed": _("Filed"),
    "came_otherwise": _("Came another way"),
}

WHY_UNSAID: dict[str, str] = {  # as a message that did not leave keeps it → its words
    why: why
    for why in (
        _("in quiet hours nothing is sent, and after them it would be too late: call"),
        _("there was no time left to say it: call"),
        _("no email address or phone number that may be used: call"),
        _("nobody we write to may do what it asks for: call"),
        _("the mail server refused the address"),
        _("the text service refused the number"),
        _("it could not be put together or sent"),
    )
}

STATES: dict[str, tuple[str, str]] = {  # state → (words, tone); the icon has the state's name
    "running": (_("Under way"), "blue"),
    "requested": (_("Requested"), "blue"),
    "awaiting_info": (_("Awaiting information"), "amber"),
    "awaiting_approval": (_("Awaiting approval"), "violet"),
    "approved": (_("Approved"), "teal"),
    "scheduled": (_("Scheduled"), "green"),
    "declined": (_("Declined"), "grey"),
    "withdrawn": (_("Withdrawn"), "grey"),
    "expired": (_("Expired"), "grey"),
    "held": (_("Held"), "amber"),
    "booked": (_("Booked"), "green"),
    "arrived": (_("Arrived"), "indigo"),
    "completed": (_("Completed"), "grey"),
    "no_show": (_("No-show"), "rose"),
    "cancelled": (_("Canceled"), "struck"),
    "rescheduled": (_("Rescheduled"), "grey"),
    "queued": (_("Waiting"), "amber"),
    "sending": (_("Sending"), "blue"),
    "sent": (_("Sent"), "green"),
    "failed": (_("Failed"), "rose"),
    "delivered": (_("Delivered"), "green"),
    "waiting": (_("On the waitlist"), "blue"),
    "offered": (_("Time offered"), "amber"),
    "planned": (_("Planned"), "grey"),
    "invited": (_("Invited"), "blue"),
    "refused": (_("Refused"), "grey"),
    "closed": (_("Closed"), "grey"),
    "left": (_("Left"), "grey"),
    "open": (_("Open"), "blue"),
    "accepted": (_("Accepted"), "green"),
    "done": (_("Done"), "grey"),
    "draft": (_("Requested"), "amber"),
    "proposed": (_("Waiting on the patient"), "amber"),
    "untold": (_("Could not be told: call"), "rose"),
    "passed": (_("Skipped"), "grey"),
    "urgent": (_("Urgent"), "rose"),
    "soon": (_("Soon"), "amber"),
    "routine": (_("Routine"), "grey"),
    "late": (_("Overdue"), "rose"),
    "passes": (_("OK"), "green"),
    "waits": (_("Pending"), "amber"),
    "against": (_("Blocks booking"), "rose"),
    "merged": (_("Merged"), "green"),
    "undone": (_("Undone"), "grey"),
}

# A state is called by one word in the tables, and by another where people read what it means for that kind of thing.
OF_THINGS = {
    ("message", "withdrawn"): pgettext_lazy("message", "Not sent"),
    ("timeaway", "withdrawn"): pgettext_lazy("time away", "Undone"),
    ("request", "withdrawn"): pgettext_lazy("request", "Withdrawn"),
    # Nothing is booked by it: a time that nobody chose yet, or that a limit keeps back, is still needed.
    ("request", "approved"): pgettext_lazy("request", "Approved, needs a time"),
}

OF_VERSIONS: dict[str, str] = {  # the states of a version of the rules: some are called as those of other things are
    "draft": _("Draft"),
    "aside": _("Set aside"),
    "scheduled": _("Scheduled to come into force"),
    "published": _("In force"),
    "retired": _("No longer in force"),
    "dropped": _("Discarded"),
}


_WORDS = (
    _("state"),
    _("start"),
    _("version"),
    _("confirmed at"),
    _("ended by staff"),
    _("urgent"),
    _("due on"),
    _("opens on"),
    _("closes on"),
    _("given"),
    _("how"),
    _("channel"),
    _("scan"),
    _("field"),
    _("first name"),
    _("last name"),
    _("birth date"),
    _("email"),
    _("phone"),
    _("member id"),
    _("uninsured"),
    _("insured elsewhere"),
    _("established"),
    _("known before"),
    _("language"),
    _("time zone"),
    _("confidential contact"),
    _("deceased on"),
    _("last visit on"),
    _("settled by"),
    _("meaning"),
    _("handled by"),
    _("name"),
    _("who"),
    _("urgency"),
    _("due at"),
    _("outcome"),
    _("clinic name"),
    _("clinic email"),
    _("first on"),
    _("last on"),
    _("from minute"),
    _("to minute"),
)  # fields, as `change_words` says them


_DOCUMENTS = (
    _("Insurance card"),
    _("Referral"),
    _("Form"),
    _("Other"),
    _("Guardian name"),
    _("Guardian phone"),
    _("Emergency contact"),
    _("Pharmacy"),
    _("Interpreter"),
    _("Address"),
    _("Sex"),
    _("Phone"),
    _("Email"),
    _("Member id"),
    _("Date of birth"),
)  # the standard fields (rules.vocabulary), as `document_name` writes them


def state_said(state: str, thing: str = "") -> str:
    """A state in the language of the page, as it is called for that kind of thing (the name of its model)."""
    if (thing, state) in OF_THINGS:
        return str(OF_THINGS[thing, state])
    return gettext(STATES[state][0]) if state in STATES else state


def why_unsaid(error: str) -> str:
    """Why a message did not leave, in the language of the page; what another system said is said as it said it."""
    return gettext(WHY_UNSAID[error]) if error in WHY_UNSAID else error


def came_of(outcome: str) -> str:
    """What came of a task, in the language of the page; what is no code is said as it was written."""
    return gettext(CAME_OF.get(outcome, outcome)) if outcome else ""
