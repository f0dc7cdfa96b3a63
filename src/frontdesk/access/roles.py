"""The default table of roles: least privilege.  It is data: copied into a practice when it is made, edited there.

`name` allows an action on anything of the practice; `name:own` only on what is one's own (`may.own`).
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

_DESK = (
    "queue.view",
    "request.view",
    "request.create",
    "request.ask",
    "request.take",
    "request.answer",
    "appointment.view",
    "appointment.hold",
    "appointment.book",
    "appointment.reschedule",
    "appointment.cancel",
    "appointment.arrive",
    "appointment.complete",
    "appointment.no_show",
    "appointment.history",
    "calendar.view",
    "patient.view",
    "patient.create",
    "document.view",
    "message.view",
    "message.settle",
    "message.again",
    "message.consent",
    "request.match",
    "request.no_match",
    "patient.preferences",
    "patient.confidential",
    "patient.deceased",
    "patient.name_proxy",
    "patient.confirm_proxy",
    "patient.end_proxy",
    "waitlist.view",
    "waitlist.join",
    "waitlist.leave",
    "waitlist.prioritise",
    "recall.view",
    "recall.order",
    "recall.invite",
    "recall.refuse",
    "recall.close",
    "request.hand_over",
    "request.undo",
    "view.save",
    "appointment.undo",
    "task.view",
    "task.take",
    "task.done",
    "proposal.send",
    "proposal.answer",
    "patient.merge",
    "patient.unmerge",
)
_SCHEDULER = (
    "request.approve",
    "request.decline",
    "rules.override",
    "referral.view",
    "referral.create",
    "referral.edit",
    "referral.import",
    "referral.accept",
    "referral.decline",
    "referral.reopen",
    "referral.history",
    "away.view",
    "away.decide",
    "appointment.resize",
)

DEFAULT: dict[str, tuple[str, ...]] = {
    "nobody": ("portal.view", "request.draft", "signin.use", "recall.follow", "referral.follow", "text.receive"),
    "patient": (
        "portal.view",
        "request.draft",
        "signin.use",
        "recall.follow",
        "referral.follow",
        "home.view",
        "proposal.answer:own",
        "request.submit:own",
        "request.view:own",
        "request.answer:own",
        "request.withdraw:own",
        "document.view:own",
        "appointment.view:own",
        "appointment.hold:own",
        "appointment.book:own",
        "appointment.reschedule:own",
        "appointment.cancel:own",
        "appointment.confirm:own",
        "appointment.history:own",
        "document.add:own",
        "waitlist.view:own",
        "waitlist.join:own",
        "waitlist.leave:own",
        "recall.view:own",
        "recall.refuse:own",
        "patient.preferences:own",
    ),
    "front_desk": _DESK,
    "scheduler": (*_DESK, *_SCHEDULER),
    "clinician": (
        "queue.view",
        "request.view:own",
        "request.approve:own",
        "request.decline:own",
        "calendar.view:own",
        "appointment.view:own",
        "recall.view:own",
        "recall.order",
        "away.view:own",
        "away.ask:own",
        "away.withdraw:own",
    ),
    "billing": ("billing.view",),
    "manager": (
        "rules.view",
        "policy.edit",
        "policy.publish",
        "policy.try",
        "audit.view",
        "templates.view",
        "reports.view",
    ),
    "admin": ("staff.view", "roles.view", "audit.view", "staff.edit", "role.edit", "job.view", "job.again"),
    "client": (),
}

KINDS = ("nobody", "patient", "client")  # who is no staff: their rights stand in the table, and are nobody's role
STAFF_ROLES = ("front_desk", "scheduler", "clinician", "billing", "manager", "admin")
EVERY_STAFF = ("console.view", "signin.use", "portal.view", "recall.follow", "referral.follow")

NAMES = {
    "front_desk": _("Front desk"),
    "scheduler": _("Scheduler"),
    "clinician": _("Clinician"),
    "billing": _("Billing"),
    "manager": _("Manager"),
    "admin": _("Administrator"),
    "patient": _("Patient"),
    "nobody": _("Anybody"),
    "client": _("API client"),
}


def holder(who: str) -> dict[str, str]:
    """Whose a line of the table is: of a kind of actor, or of a role of the staff."""
    return {"kind": who, "role": ""} if who in KINDS else {"kind": "staff", "role": who}
