"""Where the pages of the staff lead: one list for the menu, for what *Find* finds and for the first page after signing in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..access.may import Actor, may_any, may_open


@dataclass(frozen=True)
class Link:
    """A way on.  `permission` is its page's own, `reads` what it shows besides; `below`: pages that belong to it too.

    `go` and `key` are its letters on the keyboard.  `own`: only for who is a provider; `instead_of`: only for who may
    not open that, and so has no other way to it.  `limited`: only for who sees their own there alone (True), or all (False).
    """

    permission: str
    address: str
    words: str | Promise
    icon: str
    below: tuple[str, ...] = ()
    reads: str = ""
    go: str = ""
    key: str = ""
    own: bool = False
    instead_of: str = ""
    limited: bool | None = None

    def open_to(self, actor: Actor) -> bool:
        if (self.own and not actor.provider) or (self.instead_of and may_open(actor, self.instead_of)):
            return False
        if self.limited is not None and self.limited == may_any(actor, self.permission):
            return False
        return all(may_open(actor, permission) for permission in (self.permission, self.reads) if permission)


_REFERRALS = ("console:referral", "console:referral-new")
_REPORTS = ("console:access", "console:exception-weeks")
_VISIT = ("console:appointment", "console:move")
_VISITS = "appointment.view"

# In the order of the menu: what each role is accountable for stands before what it may look at besides.
LINKS = (
    Link("calendar.view", "console:mine", _("My day"), "day", reads=_VISITS, own=True),
    Link("queue.view", "console:queue", _("Queue"), "queue", ("console:request",), "request.view", go="q"),
    Link("task.view", "console:exceptions", _("Exceptions"), "late", go="e", limited=False),
    Link("referral.view", "console:referrals", _("Referrals"), "sent", _REFERRALS, go="r"),
    Link("referral.create", "console:referral-new", _("New referral"), "sent", instead_of="referral.view"),
    Link("calendar.view", "console:calendar", _("Calendar"), "day", _VISIT, reads=_VISITS, go="c"),
    Link("appointment.book", "console:book", _("Book a caller"), "phone", key="b"),
    Link("patient.view", "console:patients", _("Patients"), "people", ("console:patient",)),
    Link("waitlist.view", "console:waitlist", _("Waitlist"), "awaiting_info"),
    Link("recall.view", "console:recalls", _("Recalls"), "requested"),
    Link("message.view", "console:messages", _("Messages"), "mail"),
    Link("away.view", "console:away", _("Time away"), "out", ("console:away-one",)),
    Link("reports.view", "console:pipeline", _("Reports"), "queue", _REPORTS),
    Link("billing.view", "console:billing", _("Billing"), "book"),
    Link("rules.view", "setup:rules", _("Settings"), "book"),
    Link("staff.view", "setup:staff", _("Staff"), "people"),
    Link("roles.view", "setup:roles", _("Roles"), "approved"),
    Link("audit.view", "setup:audit", _("Audit"), "audit"),
    Link("job.view", "setup:jobs", _("Background tasks"), "running"),
    Link("task.view", "console:exceptions", _("Exceptions"), "late", go="e", limited=True),
)
# What stands below one of these and is found by its own name.
MORE = (
    Link("referral.create", "console:referral-new", _("New referral"), "mail"),
    Link("reports.view", "console:pipeline", _("Pipeline"), "queue"),
    Link("reports.view", "console:access", _("Access"), "day"),
    Link("reports.view", "console:exception-weeks", _("No-shows and changes"), "no_show"),
    Link("rules.view", "setup:rules", _("Rules"), "book"),
    Link("templates.view", "setup:templates", _("Message texts"), "mail", reads="rules.view"),
)


def links(actor: Actor) -> list[Link]:
    """What the menu shows them."""
    return [link for link in LINKS if link.open_to(actor)]


def findable(actor: Actor) -> list[Link]:
    """What *Find* may answer with: each page once, by the name that it has there."""
    named = {link.address for link in MORE}
    return [link for link in (*LINKS, *MORE) if link.open_to(actor) and (link in MORE or link.address not in named)]


def first(actor: Actor) -> Link | None:
    """The first page that they may open; None where their role leads nowhere."""
    return next(iter(links(actor)), None)


def leads_somewhere(permissions: Iterable[str]) -> bool:
    """Whether somebody of the staff who may do these finds a page when they sign in."""
    return first(Actor("staff", permissions=frozenset(permissions))) is not None


def begins_set_up(actor: Actor) -> bool:
    """Whether they may open the way through set-up, and save what they say there."""
    return may_open(actor, "policy.edit") and may_open(actor, "rules.view")
