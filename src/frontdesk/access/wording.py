"""Permissions in the words that people read, in the language of the page, grouped by what people do with them."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# Every permission that the table of roles has (a test holds it to that), in the order in which pages list them.
GROUPS: dict[str, dict[str, str]] = {
    _("Requests"): {
        "queue.view": _("See the list of requests"),
        "request.view": _("See requests"),
        "request.create": _("Enter a request for a caller"),
        "request.ask": _("Ask a patient for more information"),
        "request.answer": _("Answer questions about a request"),
        "request.take": _("Assign a request to themselves"),
        "request.hand_over": _("Assign a request to somebody else"),
        "request.approve": _("Approve requests"),
        "request.decline": _("Decline requests"),
        "request.match": _("Match a request to a patient's record"),
        "request.no_match": _("Say that a request is from a new patient"),
        "request.undo": _("Undo a decision about a request"),
        "request.draft": _("Start a request online"),
        "request.submit": _("Send a request online"),
        "request.withdraw": _("Withdraw a request"),
        "view.save": _("Save filters of the list of requests"),
    },
    _("Booking"): {
        "calendar.view": _("See the calendar"),
        "appointment.view": _("See appointments"),
        "appointment.history": _("See the history of an appointment"),
        "appointment.hold": _("Hold a time"),
        "appointment.book": _("Book appointments"),
        "appointment.reschedule": _("Move appointments"),
        "appointment.cancel": _("Cancel appointments"),
        "appointment.resize": _("Change how long an appointment takes"),
        "appointment.undo": _("Undo what was done to an appointment"),
        "appointment.confirm": _("Confirm an appointment"),
        "rules.override": _("Book against a rule, with a reason"),
        "proposal.send": _("Propose another time to a patient"),
        "proposal.answer": _("Answer a proposed time"),
    },
    _("On the day of the visit"): {
        "appointment.arrive": _("Check patients in"),
        "appointment.complete": _("Complete visits"),
        "appointment.no_show": _("Mark patients as no-shows"),
    },
    _("Waitlist and recalls"): {
        "waitlist.view": _("See the waitlist"),
        "waitlist.join": _("Put somebody on the waitlist"),
        "waitlist.leave": _("Take somebody off the waitlist"),
        "waitlist.decline": _("Decline a time offered to somebody on the waitlist"),
        "waitlist.prioritise": _("Change how urgent a place on the waitlist is"),
        "recall.view": _("See recalls"),
        "recall.order": _("Add a recall"),
        "recall.invite": _("Invite a patient to a recall"),
        "recall.refuse": _("Say that a recall is not wanted"),
        "recall.close": _("Close a recall"),
        "recall.follow": _("Book from the link of a recall"),
    },
    _("Patients and their documents"): {
        "patient.view": _("See patients' records"),
        "patient.create": _("Add a patient"),
        "patient.preferences": _("Change how a patient is contacted"),
        "patient.confidential": _("Set a confidential email address or phone number"),
        "patient.name_proxy": _("Add a person who can manage a patient's appointments"),
        "patient.confirm_proxy": _("Confirm a person who can manage a patient's appointments"),
        "patient.end_proxy": _("End a person's access to a patient's appointments"),
        "patient.deceased": _("Enter that a patient died"),
        "patient.merge": _("Merge two records of one patient"),
        "patient.unmerge": _("Make a merged record two again"),
        "document.view": _("See documents"),
        "document.add": _("Send documents"),
    },
    _("Messages"): {
        "message.view": _("See messages"),
        "message.consent": _("Enter whether a patient agrees to messages"),
        "message.again": _("Send a failed message again"),
        "message.settle": _("Mark a failed message as dealt with"),
        "text.receive": _("Send us text messages"),
    },
    _("Referrals"): {
        "referral.view": _("See referrals"),
        "referral.create": _("Enter a referral"),
        "referral.edit": _("Correct a referral"),
        "referral.import": _("Load a list of referrals"),
        "referral.accept": _("Accept referrals"),
        "referral.decline": _("Decline referrals"),
        "referral.reopen": _("Open a closed referral again"),
        "referral.history": _("See the history of a referral"),
        "referral.follow": _("See the status of a referral by its link"),
    },
    _("Exceptions and time away"): {
        "task.view": _("See exceptions"),
        "task.take": _("Assign an exception to themselves"),
        "task.done": _("Enter the outcome of an exception"),
        "away.view": _("See time away"),
        "away.ask": _("Ask for time away"),
        "away.withdraw": _("Withdraw a request for time away"),
        "away.decide": _("Approve or decline time away, and mark a provider out"),
    },
    _("Billing and reports"): {
        "billing.view": _("See what billing needs of appointments"),
        "reports.view": _("See reports"),
    },
    _("Rules and settings"): {
        "rules.view": _("See the rules and settings"),
        "policy.edit": _("Change rules and settings in a draft"),
        "policy.try": _("Try out a draft"),
        "policy.publish": _("Publish a draft"),
        "templates.view": _("See message texts"),
    },
    _("Staff and security"): {
        "staff.view": _("See who works here"),
        "staff.edit": _("Add staff, and change their roles"),
        "roles.view": _("See roles and what they may do"),
        "role.edit": _("Change what roles may do"),
        "audit.view": _("See the audit log"),
        "job.view": _("See background jobs"),
        "job.again": _("Run a failed background job again"),
    },
    _("Pages that are open to many"): {
        "signin.use": _("Sign in"),
        "portal.view": _("Open the pages for patients"),
        "home.view": _("Open their own page of appointments"),
        "console.view": _("Open the pages for staff"),
    },
}
WORDS = {permission: words for group in GROUPS.values() for permission, words in group.items()}


def without_own(permission: str) -> str:
    """'request.view:own' → 'request.view'."""
    return permission.removesuffix(":own")


def permission_words(permission: str) -> str:
    """'appointment.arrive' → 'Check patients in'; 'request.view:own' → 'See requests (only their own)'."""
    words = gettext(WORDS[without_own(permission)])
    return f"{words} ({gettext('only their own')})" if permission.endswith(":own") else words


def grouped_permissions(permissions: frozenset[str] | set[str]) -> list[tuple[str, list[str]]]:
    """These permissions (without ':own') under what people do with them, each in its place in the lists of pages."""
    groups = [
        (gettext(name), [permission for permission in group if permission in permissions])
        for name, group in GROUPS.items()
    ]
    return [(name, listed) for name, listed in groups if listed]
