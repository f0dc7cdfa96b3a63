"""What each button of the world writes when it is pressed: who presses it, on which page, what they type, and which rows differ.

Every row of the trail stands beside its change.  `audit_head`, the end of the trail's chain, differs with every one of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from frontdesk.access.roles import STAFF_ROLES
from tests import factory as f


@dataclass(frozen=True)
class Press:
    """`typed` is put over what the form shows; `writes`: table → rows.

    `others`: which other roles may, and what they write by it (None: the same).
    `before`: what is done first, since the button is not there else (the practice whose pages it leads to, where that is another);
    `each`: by each of the roles, in their own browser.
    `scripted`: no form but a script of the page sends it, with the page's token.  `signed`: no session says who sends it, but these
    headers.
    """

    role: str
    page: str
    typed: dict[str, object] | Callable[[Any], dict[str, object]]
    writes: dict[str, str]
    others: dict[str, dict[str, str] | None] = field(default_factory=dict)
    before: Callable[..., str | None] | None = None
    each: bool = False
    scripted: bool = False
    signed: Callable[..., dict[str, str]] | None = None

    def said(self, world: Any) -> dict[str, object]:
        """Made anew for each press: a file is read once."""
        return self.typed(world) if callable(self.typed) else self.typed


def same(*roles: str) -> dict[str, dict[str, str] | None]:
    """They write the same."""
    return dict.fromkeys(roles)


ANYBODY = same("nobody", "patient", *STAFF_ROLES)  # not the session but something else says that they may
AT_ELEVEN = f"chen|downtown|{f.place('11:30', date=f.day_of_run(10)).start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"

PRESSES: dict[str, Press] = {
    "preferences/": Press(
        "patient",
        "preferences/",
        {"language": ["es"]},
        {"audit_entry": "1 new", "people_patient": "1 changed"},
    ),
    "preferences/carers/": Press(
        "patient",
        "preferences/carers/",
        {"name": "Jo Sample", "contact": "jo@example.org"},
        {"audit_entry": "2 new", "people_proxy": "1 new", "people_patient": "1 changed"},
    ),
    "preferences/carers/<uuid:key>/end/": Press(
        "patient", "preferences/", {}, {"audit_entry": "2 new", "people_proxy": "1 changed"}
    ),
    "appointments/<uuid:key>/confirm/": Press(
        "patient", "appointments/<uuid:key>/", {}, {"audit_entry": "1 new", "booking_appointment": "1 changed"}
    ),
    "appointments/<uuid:key>/cancel/": Press(
        "patient",
        "appointments/<uuid:key>/cancel/",
        {"reason": "The time doesn't work for me"},
        {
            "audit_entry": "4 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "2 changed",
            "booking_reservation": "4 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
            "intake_task": "1 new",
            "intake_request": "1 changed",
            "messaging_message": "1 new, 2 changed",
        },
        others=same("front_desk", "scheduler"),
    ),
    "appointments/<uuid:key>/move/": Press(
        "patient",
        "appointments/<uuid:key>/move/",
        {"time": AT_ELEVEN},
        {
            "audit_entry": "3 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "1 new, 2 changed",
            "booking_reservation": "2 new, 4 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
            "messaging_message": "1 changed",
        },
        others=same("front_desk", "scheduler"),
    ),
    "waitlist/<uuid:key>/leave/": Press(
        "patient",
        "home/",
        {},
        {
            "audit_entry": "2 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "1 changed",
            "booking_reservation": "2 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
            "messaging_message": "1 changed",
        },
        others=same("front_desk", "scheduler"),
    ),
    "waitlist/offers/<uuid:key>/accept/": Press(
        "patient",
        "waitlist/offers/<uuid:key>/",
        {},
        {
            "audit_entry": "3 new",
            "audit_idempotency": "2 new",
            "booking_appointment": "2 changed",
            "booking_reservation": "2 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
            "messaging_message": "1 new, 2 changed",
        },
        others=same("front_desk", "scheduler"),
    ),
    "waitlist/offers/<uuid:key>/decline/": Press(
        "patient",
        "waitlist/offers/<uuid:key>/",
        {},
        {
            "audit_entry": "2 new",
            "booking_appointment": "1 changed",
            "booking_reservation": "2 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
            "messaging_message": "1 changed",
        },
        others=same("front_desk", "scheduler"),
    ),
    "due/<str:token>/refuse/": Press(
        "nobody",
        "due/<str:token>/",
        {},
        # what could not be said of it is settled with it
        {
            "audit_entry": "1 new",
            "booking_recall": "1 changed",
            "intake_task": "1 changed",
            "messaging_message": "1 changed",
        },
        others=ANYBODY,
    ),
    "holds/<uuid:key>/": Press(
        "patient",
        "holds/<uuid:key>/",
        {},
        {
            "audit_entry": "2 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "1 changed",
            "intake_request": "1 changed",
            "messaging_message": "1 new, 1 changed",
        },
        others=same("front_desk", "scheduler"),
    ),
    "holds/<uuid:key>/extend/": Press(
        "patient",
        "holds/<uuid:key>/",
        {},
        {"audit_entry": "1 new", "booking_appointment": "1 changed"},
        others=same("front_desk", "scheduler"),
    ),
    "holds/<uuid:key>/let-go/": Press(
        "patient",
        "holds/<uuid:key>/",
        {},
        {"audit_entry": "1 new", "booking_appointment": "1 changed", "booking_reservation": "2 gone"},
        others=same("front_desk", "scheduler"),
    ),
    "sign-in/": Press(
        "nobody",
        "sign-in/",
        {"contact": "nobody-here@example.org"},
        {"people_signincode": "1 new", "people_tally": "3 new"},
        others=ANYBODY,
    ),
    "console/requests/<uuid:key>/ask/": Press(
        "front_desk",
        "console/requests/<uuid:key>/",
        {"field": "insurance-card", "note": "please"},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "intake_request": "1 changed",
            "messaging_message": "1 new",
        },
        others=same("scheduler"),
    ),
    "console/requests/<uuid:key>/approve/": Press(
        "scheduler",
        "console/requests/<uuid:key>/",
        {},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "intake_request": "1 changed",
            "messaging_message": "1 new",
        },
    ),
    "console/requests/<uuid:key>/decline/": Press(
        "scheduler",
        "console/requests/<uuid:key>/",
        {"reason": "We do not see this here"},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "intake_request": "1 changed",
            "messaging_message": "1 new",
        },
    ),
    "console/requests/<uuid:key>/give-up/": Press(
        "front_desk",
        "console/requests/<uuid:key>/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "intake_request": "1 changed"},
        others=same("scheduler"),
    ),
    "console/requests/<uuid:key>/take/": Press(
        "front_desk",
        "console/requests/<uuid:key>/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "intake_request": "1 changed"},
        others=same("scheduler"),
    ),
    "console/requests/<uuid:key>/hand-over/": Press(
        "front_desk",
        "console/requests/<uuid:key>/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "intake_request": "1 changed"},
        others=same("scheduler"),
    ),
    "console/patients/<uuid:key>/merge/<uuid:merged>/undo/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {"reason": "The patient asked"},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "booking_merge": "1 changed",
            "intake_task": "3 new",  # what was written down while they were one; and that each is not the other
            "people_patient": "2 changed",
        },
        others=same("scheduler"),
    ),
    "console/exceptions/<uuid:key>/take/": Press(
        "scheduler",
        "console/exceptions/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "intake_task": "1 changed"},
    ),
    "console/exceptions/<uuid:key>/done/": Press(
        "scheduler",
        "console/exceptions/",
        {"outcome": "not_needed"},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "intake_task": "1 changed"},
    ),
    "console/away/": Press(
        "scheduler",
        "console/away/",
        {"provider": "lee", "first_on": f.day_of_run(40), "last_on": f.day_of_run(40)},
        {
            "audit_entry": "3 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "3 changed",
            "booking_timeaway": "1 new",
            "intake_task": "1 new",
            "practice_policy": "1 new, 2 changed",
            "practice_revision": "2 new",
        },
        others={
            "clinician": {
                "audit_entry": "1 new",
                "audit_idempotency": "1 new",
                "booking_timeaway": "1 new",
                "intake_task": "1 new",
            }
        },
    ),
    "console/away/<uuid:key>/withdraw/": Press(
        "clinician",
        "console/away/<uuid:key>/",
        {},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "booking_timeaway": "1 changed",
            "intake_task": "1 changed",
        },
    ),
    "console/away/<uuid:key>/decide/": Press(
        "scheduler",
        "console/away/<uuid:key>/",
        {"answer": "no", "reason": "too many are away"},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "booking_timeaway": "1 changed",
            "intake_task": "1 changed",
        },
    ),
    "console/referrals/new/": Press(
        "scheduler",
        "console/referrals/new/",
        {"last_name": "Sample", "clinic_name": "Lakeview"},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "intake_referral": "1 new"},
    ),
    "console/referrals/<uuid:key>/edit/": Press(
        "scheduler",
        "console/referrals/<uuid:key>/",
        {"first_name": "Sam"},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "intake_referral": "1 changed"},
    ),
    "console/referrals/<uuid:key>/end/": Press(
        "scheduler",
        "console/referrals/<uuid:key>/",
        {"how": "decline", "reason": "We do not offer this"},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "intake_referral": "1 changed",
            "intake_task": "1 changed",
        },
    ),
    "console/referrals/<uuid:key>/follow-up/": Press(
        "scheduler",
        "console/referrals/<uuid:key>/",
        {"what": "Call the clinic again"},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "intake_task": "1 new"},
    ),
    "console/appointments/<uuid:key>/move/": Press(
        "front_desk",
        "console/appointments/<uuid:key>/move/",
        {"time": AT_ELEVEN},
        {
            "audit_entry": "3 new",
            "audit_idempotency": "2 new",
            "booking_appointment": "1 new, 2 changed",
            "booking_reservation": "2 new, 4 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
            "messaging_message": "1 new, 2 changed",
        },
        others=same("scheduler"),
    ),
    "console/appointments/<uuid:key>/cancel/": Press(
        "front_desk",
        "console/appointments/<uuid:key>/",
        {"reason": "The patient asked"},
        {
            "audit_entry": "4 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "2 changed",
            "booking_reservation": "4 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
            "intake_task": "1 new",
            "intake_request": "1 changed",
            "messaging_message": "1 new, 2 changed",
        },
        others=same("scheduler"),
    ),
    "console/patients/<uuid:key>/preferences/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {"language": "es"},
        {
            "audit_entry": "3 new",
            "audit_idempotency": "1 new",
            "messaging_consent": "2 new",
            "people_patient": "1 changed",
        },
        others=same("scheduler"),
    ),
    "console/patients/<uuid:key>/confidential/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {"contact": "+1 312 555 0143"},
        {
            "audit_entry": "3 new",
            "audit_idempotency": "1 new",
            "messaging_consent": "1 new",
            "people_patient": "1 changed",
            "people_proxy": "1 changed",  # who acts for them loses access, unless it is chosen otherwise
        },
        others=same("scheduler"),
    ),
    "console/patients/<uuid:key>/seen-before/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {"before": "1"},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "people_patient": "1 changed"},
        others=same("scheduler"),
    ),
    "console/patients/<uuid:key>/insurance/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {"payer": "medicare", "member_id": "1EG4"},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "people_patient": "1 changed",
            "booking_appointment": "2 changed",
        },
        others=same("scheduler"),
    ),
    "console/patients/<uuid:key>/own-provider/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {"provider": "chen"},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "people_patient": "1 changed"},
        others=same("scheduler"),
    ),
    "console/patients/<uuid:key>/whose/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {"email_of": "parent"},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "people_patient": "1 changed"},
        others=same("scheduler"),
    ),
    "console/patients/<uuid:key>/proxies/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {"name": "Pat Sample", "contact": "pat@example.org"},
        {"audit_entry": "2 new", "people_proxy": "1 new"},
        others=same("scheduler"),
    ),
    "console/patients/<uuid:key>/proxies/<uuid:proxy>/confirm/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "people_proxy": "1 changed"},
        others=same("scheduler"),
    ),
    "console/patients/<uuid:key>/proxies/<uuid:proxy>/end/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "people_proxy": "1 changed"},
        others=same("scheduler"),
    ),
    "console/patients/<uuid:key>/proxies/<uuid:proxy>/let-in/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {"reason": "It is the patient's own"},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "people_proxy": "1 changed"},
        others=same("scheduler"),
    ),
    "console/patients/<uuid:key>/recall/": Press(
        "front_desk",
        "console/patients/<uuid:key>/recall/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "booking_recall": "1 new"},
        others=same("scheduler", "clinician"),
    ),
    "console/waitlist/<uuid:key>/urgent/": Press(
        "front_desk",
        "console/waitlist/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "booking_waitlistentry": "1 changed"},
        others=same("scheduler"),
    ),
    "console/waitlist/<uuid:key>/remove/": Press(
        "front_desk",
        "console/waitlist/",
        {},
        {
            "audit_entry": "2 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "1 changed",
            "booking_reservation": "2 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
            "messaging_message": "1 changed",
        },
        others=same("scheduler"),
    ),
    "console/waitlist/offers/<uuid:key>/accept/": Press(
        "front_desk",
        "console/waitlist/",
        {},
        {
            "audit_entry": "3 new",
            "audit_idempotency": "2 new",
            "booking_appointment": "2 changed",
            "booking_reservation": "2 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
            "messaging_message": "1 new, 2 changed",
        },
        others=same("scheduler"),
    ),
    "console/proposals/<uuid:key>/accept/": Press(
        "front_desk",
        "console/exceptions/?kind=move",
        {},
        {
            "audit_entry": "3 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "2 changed",
            "booking_proposal": "1 changed",
            "booking_reservation": "2 gone",
            "intake_task": "1 changed",
            "messaging_message": "1 new, 2 changed",
        },
        others=same("scheduler"),
    ),
    "console/waitlist/offers/<uuid:key>/pass/": Press(
        "front_desk",
        "console/waitlist/",
        {},
        {
            "audit_entry": "2 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "1 changed",
            "booking_reservation": "2 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
            "messaging_message": "1 changed",
        },
        others=same("scheduler"),
    ),
    "setup/staff/new/": Press(
        "admin",
        "setup/staff/",
        {"name": "New Person", "email": "new@example.org"},
        {"audit_entry": "1 new", "messaging_message": "4 new", "people_staff": "1 new"},
    ),
    "setup/rules/save/": Press(
        "manager",
        "setup/rules/",
        {"text": "Procedures take 60 minutes."},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/draft/publish/": Press(
        "manager", "setup/draft/", {"reason": "tried"}, {"audit_entry": "1 new", "practice_policy": "2 changed"}
    ),
    "setup/draft/change/": Press(
        "manager",
        "setup/draft/",
        {"do": "aside", "name": "later"},
        {"audit_entry": "1 new", "practice_policy": "1 changed"},
    ),
    "setup/try/": Press(
        "manager",
        "setup/try/",
        {},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "procrastinate_events": "1 new",
            "procrastinate_jobs": "1 new",
            "reports_trial": "1 new",
        },
    ),
    "setup/templates/<slug:id_>/": Press(
        "manager",
        "setup/templates/<slug:id_>/",
        {"subject": "See you soon"},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/practice/": Press(
        "manager",
        "setup/practice/",
        {"reply_days": "3"},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/new/<slug:part>/": Press(
        "manager",
        "setup/new/<slug:part>/",
        {"name": "Uptown"},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/parts/<slug:part>/<slug:id_>/": Press(
        "manager",
        "setup/parts/<slug:part>/<slug:id_>/",
        {"address": "1 Main St"},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/closures/change/": Press(
        "manager",
        "setup/closures/",
        {"first": f.day_of_run(50), "last": f.day_of_run(50), "do": "add"},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/questions/new/": Press(
        "manager",
        "setup/questions/new/",
        {"ask": "Do you smoke?"},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/questions/one/<slug:id_>/": Press(
        "manager",
        "setup/questions/one/<slug:id_>/",
        {"help": "In your own words"},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/questions/one/<slug:id_>/arrange/": Press(
        "manager",
        "setup/questions/",
        {"do": "down"},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/staff/<uuid:key>/": Press(
        "admin",
        "setup/staff/",
        {"role": "front_desk", "reason": "moved desks"},
        {"audit_entry": "1 new", "messaging_message": "4 new", "people_staff": "1 changed"},
    ),
    "setup/new-role/": Press(
        "admin", "setup/roles/", {"name": "Night lead"}, {"audit_entry": "1 new", "people_role": "1 new"}
    ),
    "setup/roles/<slug:code>/remove/": Press(
        "admin",
        "setup/roles/<slug:code>/",
        {},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "people_role": "1 gone",
            "people_rolepermission": "51 gone",
        },
    ),
}
