"""Every route, tried as every role and as nobody.  A route that is not in the table fails; so does one that is open to more."""

import uuid

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from frontdesk.access.roles import DEFAULT, STAFF_ROLES
from tests import factory as f
from tests import kept
from tests.portion import some_of
from tests.web_client import FreshClient, as_patient, as_staff, at

COOKIE = settings.SESSION_COOKIE_NAME

SOMEBODY = uuid.UUID("00000000-0000-7000-8000-000000000000")
SAMPLES = {
    "<uuid:key>": str(SOMEBODY),
    "<uuid:proxy>": str(SOMEBODY),
    "<slug:step>": "who",
    "<str:token>": "no-such-token",
    "<uuid:merged>": str(SOMEBODY),
    "<int:number>": "1",
    "<str:state>": "approved",
    "<str:what>": "no_shows",
    "<slug:part>": "locations",
    "<slug:id_>": "downtown",
    "<slug:visit>": "new-patient",
    "<slug:number>": "0",
    "<slug:code>": "no-such-role",
}
DESK, EVERYONE = ("front_desk", "scheduler"), ("nobody", "patient", *STAFF_ROLES)

# path → who may open it (the rest are sent away or told it is not for their role), and the methods it answers
TABLE: dict[str, tuple[tuple[str, ...], str]] = {
    "": (EVERYONE, "GET POST"),
    "ask/code/": (("nobody", "patient"), "GET POST"),
    "ask/check/": (("nobody", "patient"), "GET POST"),
    "ask/go-on/": (("nobody", "patient"), "GET"),
    "ask/emergency/": (("nobody", "patient"), "GET POST"),
    "ask/on-this-device/": (("nobody", "patient"), "GET POST"),
    "ask/start-anew/": (("nobody", "patient"), "POST"),
    "ask/<slug:step>/": (("nobody", "patient"), "GET POST"),
    "language/": (EVERYONE, "POST"),
    "stay/": (EVERYONE, "POST"),
    "preferences/": (("patient", *DESK), "GET POST"),
    "preferences/confirm/": (("patient", *DESK), "POST"),
    "preferences/confirm/code/": (("patient", *DESK), "GET POST"),
    "preferences/carers/": (("patient", *DESK), "GET POST"),
    "preferences/carers/<uuid:key>/end/": (("patient", *DESK), "POST"),
    "documents/": (("patient",), "GET POST"),
    "documents/<uuid:key>/replace/": (("patient",), "GET POST"),
    "documents/<uuid:key>/": (("patient", *DESK), "GET"),
    "requests/<uuid:key>/wait/": (("patient", *DESK), "GET POST"),
    "appointments/<uuid:key>/confirm/": (("patient",), "POST"),
    "appointments/<uuid:key>/appointment.ics": (("patient", *DESK, "clinician"), "GET"),
    "appointments/<uuid:key>/wait/": (("patient", *DESK), "GET POST"),
    "waitlist/<uuid:key>/leave/": (("patient", *DESK), "POST"),
    "waitlist/offers/<uuid:key>/": (("patient", *DESK), "GET"),
    "waitlist/offers/<uuid:key>/accept/": (("patient", *DESK), "POST"),
    "waitlist/offers/<uuid:key>/decline/": (("patient", *DESK), "POST"),
    "due/<str:token>/": (EVERYONE, "GET POST"),
    "due/<str:token>/questions/": (EVERYONE, "POST"),
    "due/<str:token>/ask/<slug:step>/": (EVERYONE, "GET POST"),
    "due/<str:token>/emergency/": (EVERYONE, "GET POST"),
    "due/<str:token>/confirm/": (EVERYONE, "GET POST"),
    "due/<str:token>/let-go/": (EVERYONE, "POST"),
    "due/<str:token>/refuse/": (EVERYONE, "POST"),
    "hooks/text/": (("nobody",), "POST"),
    "hooks/text/status/": (("nobody",), "POST"),
    "sign-in/": (EVERYONE, "GET POST"),
    "sign-in/code/": (EVERYONE, "GET POST"),
    "sign-out/": (EVERYONE, "POST"),
    "home/": (("patient",), "GET"),
    "home/first-time/": (("patient",), "GET POST"),
    "requests/<uuid:key>/": (("patient", *DESK, "clinician"), "GET"),
    "requests/<uuid:key>/answer/": (("patient", *DESK), "GET POST"),
    "requests/<uuid:key>/withdraw/": (("patient",), "GET POST"),
    "requests/<uuid:key>/times/": (("patient", *DESK), "GET POST"),
    "holds/<uuid:key>/": (("patient", *DESK), "GET POST"),
    "holds/<uuid:key>/extend/": (("patient", *DESK), "POST"),
    "holds/<uuid:key>/let-go/": (("patient", *DESK), "POST"),
    "appointments/<uuid:key>/": (("patient", *DESK, "clinician"), "GET"),
    "appointments/<uuid:key>/move/": (("patient", *DESK), "GET POST"),
    "appointments/<uuid:key>/cancel/": (("patient", *DESK), "GET POST"),
    "appointments/<uuid:key>/proposal/": (("patient", *DESK), "POST"),
    "referrals/<str:token>/": (EVERYONE, "GET POST"),
    "console/": (STAFF_ROLES, "GET"),
    "console/sign-in/": (EVERYONE, "GET POST"),
    "console/sign-out/": (EVERYONE, "POST"),
    "console/queue/": ((*DESK, "clinician"), "GET"),
    "console/requests/<uuid:key>/": (("patient", *DESK, "clinician"), "GET"),
    "console/requests/<uuid:key>/ask/": (DESK, "POST"),
    "console/requests/<uuid:key>/approve/": (("scheduler", "clinician"), "POST"),
    "console/requests/<uuid:key>/decline/": (("scheduler", "clinician"), "POST"),
    "console/requests/<uuid:key>/take/": (DESK, "POST"),
    "console/requests/<uuid:key>/give-up/": (("patient", *DESK), "POST"),
    "console/requests/<uuid:key>/book/": (("patient", *DESK), "POST"),
    "console/documents/<uuid:key>/": (("patient", *DESK), "GET"),
    "console/live/": (STAFF_ROLES, "GET"),
    "console/find/": (STAFF_ROLES, "GET"),
    "console/mine/": ((*DESK, "clinician"), "GET"),
    "console/calendar/": ((*DESK, "clinician"), "GET"),
    "console/calendar/at/": ((*DESK, "clinician"), "GET"),
    "console/calendar/verdict/": (("patient", *DESK), "GET"),
    "console/calendar/day-sheet/": ((*DESK, "clinician"), "GET"),
    "console/queue/bulk/": (DESK, "POST"),
    "console/queue/views/": (DESK, "POST"),
    "console/queue/views/<uuid:key>/remove/": (DESK, "POST"),
    "console/requests/<uuid:key>/hand-over/": (DESK, "POST"),
    "console/requests/<uuid:key>/undo/": (DESK, "POST"),
    "console/documents/<uuid:key>/pages/<int:number>/": (("patient", *DESK), "GET"),
    "console/appointments/<uuid:key>/undo/": (DESK, "POST"),
    "console/appointments/<uuid:key>/length/": (("scheduler",), "GET POST"),
    "console/appointments/<uuid:key>/propose/": (DESK, "POST"),
    "console/book/<uuid:key>/series/": (("patient", *DESK), "GET POST"),
    "console/patients/<uuid:key>/merge/": (DESK, "GET POST"),
    "console/patients/<uuid:key>/merge/<uuid:merged>/undo/": (DESK, "POST"),
    "console/exceptions/": ((*DESK, "clinician", "manager"), "GET"),
    "console/exceptions/<uuid:key>/take/": ((*DESK, "clinician", "manager"), "POST"),
    "console/exceptions/<uuid:key>/done/": ((*DESK, "clinician", "manager"), "POST"),
    "console/away/": (("scheduler", "clinician"), "GET POST"),
    "console/away/<uuid:key>/": (("scheduler", "clinician"), "GET"),
    "console/away/<uuid:key>/decide/": (("scheduler",), "POST"),
    "console/away/<uuid:key>/withdraw/": (("clinician",), "POST"),
    "console/away/<uuid:key>/undo/": (("scheduler",), "POST"),
    "console/away/<uuid:key>/propose/": (("scheduler",), "GET POST"),
    "console/referrals/": (("scheduler",), "GET POST"),
    "console/referrals/new/": (("scheduler",), "GET POST"),
    "console/referrals/<uuid:key>/": (("scheduler",), "GET"),
    "console/referrals/<uuid:key>/edit/": (("scheduler",), "POST"),
    "console/referrals/<uuid:key>/accept/": (("scheduler",), "POST"),
    "console/referrals/<uuid:key>/end/": (("scheduler",), "POST"),
    "console/referrals/<uuid:key>/reopen/": (("scheduler",), "POST"),
    "console/referrals/<uuid:key>/follow-up/": (("scheduler",), "POST"),
    "console/reports/pipeline/": (("manager",), "GET"),
    "console/reports/pipeline/<str:state>/": (("manager",), "GET"),
    "console/reports/access/": (("manager",), "GET"),
    "console/reports/exceptions/": (("manager",), "GET"),
    "console/reports/exceptions/<str:what>/": (("manager",), "GET"),
    "console/appointments/<uuid:key>/": (("patient", *DESK, "clinician"), "GET"),
    "console/appointments/<uuid:key>/move/": (("patient", *DESK), "GET POST"),
    "console/appointments/<uuid:key>/cancel/": (("patient", *DESK), "POST"),
    "console/appointments/<uuid:key>/arrive/": (DESK, "POST"),
    "console/appointments/<uuid:key>/complete/": (DESK, "POST"),
    "console/appointments/<uuid:key>/no-show/": (DESK, "POST"),
    "console/book/": (DESK, "GET"),
    "console/book/new/": (DESK, "GET POST"),
    "console/book/<uuid:key>/": (DESK, "GET POST"),
    "console/book/<uuid:key>/request/": (DESK, "GET POST"),
    "console/patients/": (DESK, "GET"),
    "console/patients/alike/": (DESK, "POST"),
    "console/patients/<uuid:key>/": (DESK, "GET"),
    "console/patients/<uuid:key>/preferences/": (("patient", *DESK), "POST"),
    "console/patients/<uuid:key>/confidential/": (DESK, "POST"),
    "console/patients/<uuid:key>/whose/": (DESK, "POST"),
    "console/patients/<uuid:key>/seen-before/": (DESK, "POST"),
    "console/patients/<uuid:key>/insurance/": (DESK, "POST"),
    "console/patients/<uuid:key>/own-provider/": (DESK, "POST"),
    "console/patients/<uuid:key>/deceased/": (DESK, "POST"),
    "console/patients/<uuid:key>/alive/": (DESK, "POST"),
    "console/appointments/<uuid:key>/correct/": (DESK, "POST"),
    "console/away/<uuid:key>/take-back/": (("scheduler",), "POST"),
    "console/patients/<uuid:key>/proxies/": (DESK, "POST"),
    "console/patients/<uuid:key>/proxies/<uuid:proxy>/confirm/": (DESK, "POST"),
    "console/patients/<uuid:key>/proxies/<uuid:proxy>/end/": (DESK, "POST"),
    "console/patients/<uuid:key>/proxies/<uuid:proxy>/let-in/": (DESK, "POST"),
    "console/patients/<uuid:key>/wait/": (DESK, "GET POST"),
    "console/requests/<uuid:key>/wait/": (("patient", *DESK), "GET POST"),
    "console/appointments/<uuid:key>/wait/": (("patient", *DESK), "GET POST"),
    "console/patients/<uuid:key>/recall/": ((*DESK, "clinician"), "GET POST"),
    "console/recalls/": (("patient", *DESK, "clinician"), "GET POST"),
    "console/recalls/<uuid:key>/invite/": (DESK, "POST"),
    "console/recalls/<uuid:key>/undo/": (DESK, "POST"),
    "console/recalls/<uuid:key>/close/": (DESK, "POST"),
    "console/requests/<uuid:key>/match/": (DESK, "POST"),
    "console/requests/<uuid:key>/no-match/": (DESK, "POST"),
    "console/waitlist/": (("patient", *DESK), "GET"),
    "console/waitlist/<uuid:key>/urgent/": (DESK, "POST"),
    "console/waitlist/<uuid:key>/offer/": (DESK, "POST"),
    "console/waitlist/<uuid:key>/remove/": (("patient", *DESK), "POST"),
    "console/waitlist/offers/<uuid:key>/accept/": (("patient", *DESK), "POST"),
    "console/proposals/<uuid:key>/accept/": (("patient", *DESK), "POST"),
    "console/waitlist/offers/<uuid:key>/pass/": (("patient", *DESK), "POST"),
    "console/messages/": (DESK, "GET"),
    "console/messages/<uuid:key>/again/": (DESK, "POST"),
    "console/messages/<uuid:key>/settle/": (DESK, "POST"),
    "console/billing/": (("billing",), "GET"),
    "setup/start/": (("manager",), "GET"),
    "setup/start/visits/": (("manager",), "POST"),
    "setup/staff/new/": (("admin",), "GET POST"),
    "setup/rules/": (("manager",), "GET"),
    "setup/rules/read/": (("manager",), "GET"),
    "setup/rules/save/": (("manager",), "POST"),
    "setup/rules/build/": (("manager",), "GET"),
    "setup/draft/": (("manager",), "GET"),
    "setup/draft/publish/": (("manager",), "POST"),
    "setup/draft/change/": (("manager",), "POST"),
    "setup/try/": (("manager",), "GET POST"),
    "setup/try/<uuid:key>/": (("manager",), "GET"),
    "setup/try/<uuid:key>/cases/": (("manager",), "GET"),
    "setup/why/": (("manager",), "GET POST"),
    "setup/versions/": (("manager",), "GET"),
    "setup/versions/<uuid:key>/": (("manager",), "GET"),
    "setup/versions/<uuid:key>/take-up/": (("manager",), "POST"),
    "setup/versions/<uuid:key>/drop/": (("manager",), "POST"),
    "setup/versions/<uuid:key>/unschedule/": (("manager",), "POST"),
    "setup/versions/<uuid:key>/roll-back/": (("manager",), "POST"),
    "setup/file/": (("manager",), "GET POST"),
    "setup/file/export/": (("manager",), "GET"),
    "setup/templates/": (("manager",), "GET"),
    "setup/templates/<slug:id_>/": (("manager",), "GET POST"),
    "setup/describe/": (("manager",), "GET POST"),
    "setup/practice/": (("manager",), "GET POST"),
    "setup/parts/<slug:part>/": (("manager",), "GET"),
    "setup/new/<slug:part>/": (("manager",), "GET POST"),
    "setup/parts/<slug:part>/<slug:id_>/": (("manager",), "GET POST"),
    "setup/parts/<slug:part>/<slug:id_>/arrange/": (("manager",), "POST"),
    "setup/hours/<slug:id_>/": (("manager",), "GET POST"),
    "setup/hours/<slug:id_>/keep/": (("manager",), "GET POST"),
    "setup/hours/<slug:id_>/change/": (("manager",), "POST"),
    "setup/closures/": (("manager",), "GET"),
    "setup/closures/change/": (("manager",), "POST"),
    "setup/questions/": (("manager",), "GET"),
    "setup/questions/form/<slug:visit>/": (("manager",), "GET"),
    "setup/questions/new/": (("manager",), "GET POST"),
    "setup/questions/draw/": (("manager",), "POST"),
    "setup/questions/one/<slug:id_>/": (("manager",), "GET POST"),
    "setup/questions/one/<slug:id_>/arrange/": (("manager",), "POST"),
    "setup/writing/": (("manager",), "GET POST"),
    "setup/reasons/": (("manager",), "GET POST"),
    "setup/levels/": (("manager",), "GET POST"),
    "setup/proxies/": (("manager",), "GET POST"),
    "setup/proxies/<slug:number>/": (("manager",), "GET POST"),
    "setup/audit/": (("manager", "admin"), "GET"),
    "setup/staff/<uuid:key>/": (("admin",), "POST"),
    "setup/jobs/": (("admin",), "GET"),
    "setup/jobs/<uuid:key>/again/": (("admin",), "POST"),
    "setup/new-role/": (("admin",), "GET POST"),
    "setup/roles/<slug:code>/": (("admin",), "GET POST"),
    "setup/roles/<slug:code>/remove/": (("admin",), "POST"),
    "setup/roles/<slug:code>/view-as/": (("admin",), "POST"),
    "console/keys/": (STAFF_ROLES, "GET POST"),
    "console/password/": (STAFF_ROLES, "GET POST"),
    "console/view-as/end/": (STAFF_ROLES, "POST"),
    "setup/staff/": (("admin",), "GET"),
    "setup/roles/": (("admin",), "GET"),
    "api/recalls/": (("client",), "POST"),
    "outbox/": (EVERYONE, "GET"),
    "gallery/": (EVERYONE, "GET"),
}


def routes(resolver=None, prefix=""):
    for entry in (resolver or get_resolver("frontdesk.web.urls")).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


def filled(path: str) -> str:
    for place, sample in SAMPLES.items():
        path = path.replace(place, sample)
    return path


def test_every_route_stands_in_the_table_and_declares_its_permission():
    found = dict(routes())
    assert set(found) == set(TABLE)
    for path, view in found.items():
        assert getattr(view, "permission", None), path
        assert " ".join(view.methods) == TABLE[path][1], path


def test_staff_pages_are_for_staff_alone():
    """Console pages that the table opens to patients by permission are closed to them all the same."""
    from frontdesk.web.page import STAFF_PREFIXES

    assert STAFF_PREFIXES == ("/console/", "/setup/")


def signed_in():
    """One of each role, at the practice: who they are, and their sessions."""
    cedar = f.load_cedar()
    staff = {role: as_staff(cedar, role, provider="chen" if role == "clinician" else "") for role in STAFF_ROLES}
    there = {"patient": as_patient(cedar, f.patient(cedar)), **staff}
    who = {role: (getattr(client, "who", None), client.cookies[COOKIE].value) for role, client in there.items()}
    return cedar, who


@pytest.fixture
def everybody(db):
    return kept.once("a session of each role", signed_in)


@pytest.fixture
def cedar(everybody):
    return everybody[0]


@pytest.fixture
def clients(everybody):
    practice, sessions = everybody
    made = {"nobody": Client()}
    for role, (who, key) in sessions.items():
        made[role] = FreshClient() if who is not None else Client()
        if who is not None:
            made[role].practice, made[role].who = practice, who
        made[role].cookies[COOKIE] = key
    return made


# One world for the routes of a room, each tried on its own and taken back.
ROOMS = sorted({path.rpartition("/")[0].split("/<")[0] for path in TABLE})


@pytest.mark.parametrize("room", some_of(ROOMS, one_in=8, torture=5))
def test_a_route_opens_to_whom_the_table_says_and_to_nobody_else(room, clients, cedar):
    for path in TABLE:
        if path.rpartition("/")[0].split("/<")[0] == room:
            with transaction.atomic():
                opens_to_whom_the_table_says(path, clients, cedar)
                transaction.set_rollback(True)


def opens_to_whom_the_table_says(path, clients, cedar):
    allowed, methods = TABLE[path]
    url = at(cedar, filled(path))
    staff_only = path.startswith(("console/", "setup/")) and path not in ("console/sign-in/", "console/sign-out/")
    for role, client in clients.items():
        response = client.get(url) if "GET" in methods else client.post(url)
        opened = response.status_code in (200, 204, 302, 404, 405, 422) and "sign-in" not in response.get(
            "Location", ""
        )
        if path in ("sign-in/code/", "console/sign-out/"):  # these send everybody to a sign-in page
            continue
        if path.startswith("api/"):  # a token, and nothing else (tests/web/test_api.py)
            assert response.status_code == 401
            continue
        if path.startswith("hooks/"):  # what is not signed is refused, whoever sends it (tests/web/test_hooks.py)
            assert response.status_code == 403
            continue
        expected = role in allowed and not (staff_only and role == "patient")
        assert opened is expected, (path, role, response.status_code, response.get("Location"))


def test_what_changes_something_answers_no_get(clients, cedar):
    for path in (path for path, (_, methods) in TABLE.items() if methods == "POST"):
        assert clients["scheduler"].get(at(cedar, filled(path))).status_code == 405, path


def test_the_default_table_gives_no_role_what_its_line_in_the_design_forbids():
    assert "rules.override" not in DEFAULT["front_desk"]
    assert "rules.override" in DEFAULT["scheduler"]
    assert not {"appointment.book", "appointment.cancel", "appointment.reschedule"} & set(DEFAULT["clinician"])
    assert not {"request.view", "document.view", "patient.view"} & set(DEFAULT["billing"])
    assert not {"document.view", "patient.view"} & set(DEFAULT["manager"])
    assert all(
        permission.endswith(":own")
        for permission in DEFAULT["patient"]
        if permission.startswith(("request.s", "appointment.", "document."))
    )
    assert DEFAULT["client"] == ()
