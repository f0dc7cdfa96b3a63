"""The default table of roles: least privilege.  It is data: copied into a practice when it is made, edited there.

`name` allows an action on anything of the practice; `name:own` only on what is one's own (`may.own`).
"""

from __future__ import annotations

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
)

DEFAULT: dict[str, tuple[str, ...]] = {
    "nobody": ("portal.view", "request.draft", "signin.use"),
    "patient": (
        "portal.view",
        "request.draft",
        "signin.use",
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
        "appointment.history:own",
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
    ),
    "billing": ("billing.view",),
    "manager": ("rules.view", "policy.publish", "audit.view"),
    "admin": ("staff.view", "roles.view", "audit.view", "staff.edit"),
    "client": (),
}

STAFF_ROLES = ("front_desk", "scheduler", "clinician", "billing", "manager", "admin")
EVERY_STAFF = ("console.view", "signin.use", "portal.view")

NAMES = {
    "front_desk": "Front desk",
    "scheduler": "Scheduler",
    "clinician": "Clinician",
    "billing": "Billing",
    "manager": "Manager",
    "admin": "Administrator",
    "patient": "Patient",
    "nobody": "Anybody",
    "client": "API client",
}
