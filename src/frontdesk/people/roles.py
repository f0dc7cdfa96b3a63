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
    "message.handle",
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
)

DEFAULT: dict[str, tuple[str, ...]] = {
    "nobody": ("portal.view", "request.draft", "signin.use", "recall.follow", "text.receive"),
    "patient": (
        "portal.view",
        "request.draft",
        "signin.use",
        "recall.follow",
        "home.view",
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
    "scheduler": (*_DESK, "request.approve", "request.decline", "rules.override"),
    "clinician": (
        "queue.view",
        "request.view:own",
        "request.approve:own",
        "request.decline:own",
        "calendar.view:own",
        "appointment.view:own",
        "recall.view:own",
        "recall.order",
    ),
    "billing": ("billing.view",),
    "manager": ("rules.view", "policy.publish", "audit.view", "templates.view"),
    "admin": ("staff.view", "roles.view", "audit.view", "staff.edit"),
    "client": (),
}

STAFF_ROLES = ("front_desk", "scheduler", "clinician", "billing", "manager", "admin")
EVERY_STAFF = ("console.view", "signin.use", "portal.view", "recall.follow")

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
