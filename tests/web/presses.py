"""What each button of the world writes when it is pressed: who presses it, on which page, what they type, and which rows differ.

Every row of the trail stands beside its change.  `audit_head`, the end of the trail's chain, differs with every one of them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tests import factory as f


@dataclass(frozen=True)
class Press:
    """`typed` is put over what the form shows; `writes`: table → rows."""

    role: str
    page: str
    typed: dict[str, object]
    writes: dict[str, str]


AT_ELEVEN = f"chen|downtown|{f.place('11:30', date=f.day(10)).start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"

PRESSES: dict[str, Press] = {
    "preferences/": Press(
        "patient",
        "preferences/",
        {"language": ["es"]},
        {"audit_entry": "3 new", "messaging_consent": "2 new", "people_patient": "1 changed"},
    ),
    "preferences/carers/": Press(
        "patient",
        "preferences/",
        {"name": "Jo Sample", "contact": "jo@example.org"},
        {"audit_entry": "3 new", "people_proxy": "1 new"},
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
        {"reason": "The time does not suit me"},
        {
            "audit_entry": "3 new",
            "booking_appointment": "2 changed",
            "booking_reservation": "4 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
            "intake_task": "1 new",
            "messaging_message": "1 new",
        },
    ),
    "appointments/<uuid:key>/move/": Press(
        "patient",
        "appointments/<uuid:key>/move/",
        {
            "time": f"chen|downtown|{f.place('11:30', date=f.day(10)).start.astimezone(__import__('datetime').UTC):%Y-%m-%dT%H:%MZ}"
        },
        {
            "audit_entry": "3 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "1 new, 2 changed",
            "booking_reservation": "2 new, 4 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
        },
    ),
    "waitlist/<uuid:key>/leave/": Press(
        "patient",
        "home/",
        {},
        {
            "audit_entry": "2 new",
            "booking_appointment": "1 changed",
            "booking_reservation": "2 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
        },
    ),
    "waitlist/offers/<uuid:key>/accept/": Press(
        "patient",
        "waitlist/offers/<uuid:key>/",
        {},
        {
            "audit_entry": "3 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "2 changed",
            "booking_reservation": "2 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
            "messaging_message": "1 new",
        },
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
        },
    ),
    "due/<str:token>/refuse/": Press(
        "nobody",
        "due/<str:token>/",
        {},
        {"audit_entry": "1 new", "booking_recall": "1 changed", "messaging_message": "1 changed"},
    ),
    "holds/<uuid:key>/": Press(
        "patient",
        "holds/<uuid:key>/",
        {},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "1 changed",
            "messaging_message": "1 new",
        },
    ),
    "holds/<uuid:key>/extend/": Press(
        "patient", "holds/<uuid:key>/", {}, {"audit_entry": "1 new", "booking_appointment": "1 changed"}
    ),
    "sign-in/": Press(
        "nobody",
        "sign-in/",
        {"contact": "nobody-here@example.org"},
        {"people_signincode": "1 new", "people_tally": "3 new"},
    ),
    "console/sign-in/": Press(
        "nobody",
        "console/sign-in/",
        {"email": "x@example.org", "password": "wrong password 1"},
        {"people_tally": "3 new"},
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
    "console/requests/<uuid:key>/take/": Press(
        "front_desk",
        "console/requests/<uuid:key>/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "intake_request": "1 changed"},
    ),
    "console/requests/<uuid:key>/hand-over/": Press(
        "front_desk",
        "console/requests/<uuid:key>/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "intake_request": "1 changed"},
    ),
    "console/patients/<uuid:key>/merge/<uuid:merged>/undo/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {"reason": "The patient asked"},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "booking_merge": "1 changed",
            "people_patient": "1 changed",
        },
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
        {"outcome": "Called"},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "intake_task": "1 changed"},
    ),
    "console/away/": Press(
        "scheduler",
        "console/away/",
        {"provider": "lee", "first_on": f.day(40), "last_on": f.day(40)},
        {
            "audit_entry": "3 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "2 changed",
            "booking_timeaway": "1 new",
            "intake_task": "2 new",
            "practice_policy": "1 new, 2 changed",
            "practice_revision": "2 new",
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
        {
            "time": f"chen|downtown|{f.place('11:30', date=f.day(10)).start.astimezone(__import__('datetime').UTC):%Y-%m-%dT%H:%MZ}"
        },
        {
            "audit_entry": "3 new",
            "audit_idempotency": "2 new",
            "booking_appointment": "1 new, 2 changed",
            "booking_reservation": "2 new, 4 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
            "messaging_message": "1 new",
        },
    ),
    "console/appointments/<uuid:key>/cancel/": Press(
        "front_desk",
        "console/appointments/<uuid:key>/",
        {"reason": "The patient asked"},
        {
            "audit_entry": "3 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "2 changed",
            "booking_reservation": "4 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
            "intake_task": "1 new",
            "messaging_message": "1 new",
        },
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
    ),
    "console/patients/<uuid:key>/confidential/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {"contact": "+1 312 555 0143"},
        {
            "audit_entry": "2 new",
            "audit_idempotency": "1 new",
            "messaging_consent": "1 new",
            "people_patient": "1 changed",
        },
    ),
    "console/patients/<uuid:key>/whose/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {"email_of": "parent"},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "people_patient": "1 changed"},
    ),
    "console/patients/<uuid:key>/proxies/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {"name": "Pat Sample", "contact": "pat@example.org"},
        {"audit_entry": "2 new", "people_proxy": "1 new"},
    ),
    "console/patients/<uuid:key>/proxies/<uuid:proxy>/confirm/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "people_proxy": "1 changed"},
    ),
    "console/patients/<uuid:key>/proxies/<uuid:proxy>/end/": Press(
        "front_desk",
        "console/patients/<uuid:key>/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "people_proxy": "1 changed"},
    ),
    "console/patients/<uuid:key>/recall/": Press(
        "front_desk",
        "console/patients/<uuid:key>/recall/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "booking_recall": "1 new"},
    ),
    "console/waitlist/<uuid:key>/urgent/": Press(
        "front_desk",
        "console/waitlist/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "booking_waitlistentry": "1 changed"},
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
        },
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
        },
    ),
    "console/messages/inbound/<uuid:key>/handled/": Press(
        "front_desk",
        "console/messages/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "messaging_inbound": "1 changed"},
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
    "setup/parts/<slug:part>/new/": Press(
        "manager",
        "setup/parts/<slug:part>/new/",
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
        {"first": f.day(50), "last": f.day(50), "do": "add"},
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
    "setup/roles/new/": Press(
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

# Their button is not there in this world (its time has not come, or something else comes first); each is pressed in the tests
# of its own page.
PRESSED_ELSEWHERE = frozenset(
    {
        "console/waitlist/<uuid:key>/offer/",
        "setup/why/",
        "console/keys/",
        "",
        "api/recalls/",
        "appointments/<uuid:key>/proposal/",
        "appointments/<uuid:key>/wait/",
        "ask/<slug:step>/",
        "ask/check/",
        "ask/code/",
        "ask/emergency/",
        "ask/on-this-device/",
        "ask/start-anew/",
        "console/appointments/<uuid:key>/arrive/",
        "console/appointments/<uuid:key>/complete/",
        "console/appointments/<uuid:key>/correct/",
        "console/appointments/<uuid:key>/length/",
        "console/appointments/<uuid:key>/no-show/",
        "console/appointments/<uuid:key>/propose/",
        "console/appointments/<uuid:key>/undo/",
        "console/away/<uuid:key>/propose/",
        "console/away/<uuid:key>/take-back/",
        "console/book/<uuid:key>/",
        "console/book/<uuid:key>/request/",
        "console/book/<uuid:key>/series/",
        "console/book/new/",
        "console/messages/<uuid:key>/again/",
        "console/password/",
        "console/messages/<uuid:key>/settle/",
        "console/patients/<uuid:key>/alive/",
        "console/patients/<uuid:key>/deceased/",
        "console/patients/<uuid:key>/merge/",
        "console/patients/alike/",
        "console/queue/bulk/",
        "console/queue/views/",
        "console/queue/views/<uuid:key>/remove/",
        "console/recalls/",
        "console/recalls/<uuid:key>/close/",
        "console/recalls/<uuid:key>/invite/",
        "console/referrals/",
        "console/referrals/<uuid:key>/accept/",
        "console/referrals/<uuid:key>/reopen/",
        "console/requests/<uuid:key>/book/",
        "console/requests/<uuid:key>/match/",
        "console/requests/<uuid:key>/no-match/",
        "console/requests/<uuid:key>/undo/",
        "console/sign-out/",
        "console/view-as/end/",
        "documents/",
        "documents/<uuid:key>/replace/",
        "due/<str:token>/",
        "due/<str:token>/confirm/",
        "hooks/text/",
        "hooks/text/status/",
        "language/",
        "referrals/<str:token>/",
        "requests/<uuid:key>/answer/",
        "requests/<uuid:key>/times/",
        "requests/<uuid:key>/wait/",
        "requests/<uuid:key>/withdraw/",
        "setup/describe/",
        "setup/file/",
        "setup/hours/<slug:id_>/",
        "setup/hours/<slug:id_>/change/",
        "setup/hours/<slug:id_>/keep/",
        "setup/jobs/<uuid:key>/again/",
        "setup/levels/",
        "setup/parts/<slug:part>/<slug:id_>/arrange/",
        "setup/proxies/",
        "setup/proxies/<slug:number>/",
        "setup/questions/draw/",
        "setup/reasons/",
        "setup/roles/<slug:code>/",
        "setup/roles/<slug:code>/view-as/",
        "setup/start/visits/",
        "setup/versions/<uuid:key>/drop/",
        "setup/versions/<uuid:key>/roll-back/",
        "setup/versions/<uuid:key>/take-up/",
        "setup/versions/<uuid:key>/unschedule/",
        "setup/writing/",
        "sign-in/code/",
        "sign-out/",
        "stay/",
    }
)
