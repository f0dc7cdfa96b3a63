"""Buttons that are there only after something else was done: what, and what each then writes.  Beside `presses.py`."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frontdesk.booking import actions as booking
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.models import Referral, Request, SavedView
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls.queries import link_actor
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.people.actions import new_client
from frontdesk.people.models import Patient, Staff
from frontdesk.practice.drafts import actions as drafting
from frontdesk.practice.drafts import queries
from frontdesk.practice.file import document
from frontdesk.practice.models import Policy
from frontdesk.rules.building import RELEASES
from frontdesk.web.setup.sections import weeks
from frontdesk.web.setup.sections.plans import names_of
from tests import factory as f
from tests.web.forms import forms_of
from tests.web.presses import ANYBODY, AT_ELEVEN, Press, same
from tests.web.richer import RicherWorld
from tests.web_client import at, shown_now, sign_in

CHENS = weeks.name_of_layer(
    weeks.layers(next(one for one in document.entries(f.CEDAR, "providers") if one["id"] == "chen")["hours"])[0]
)
ON_DAY_20 = f"chen|downtown|{f.place('09:00', date=f.day_of_run(20)).start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"


# What is done before ----------------------------------------------------------------------------------------


def code_for(contact: str) -> str:
    return re.search(r"\d{6}", Message.objects.filter(to=contact, template="code").latest("created_at").body)[0]


def begun(world: RicherWorld, client: Client) -> None:
    client.post(at(world.practice, ""), {"visit": "new-patient"})


def said_why(world: RicherWorld, client: Client, why: str = "a cough") -> None:
    """Everything is answered."""
    begun(world, client)
    born = {"birth_month": "3", "birth_day": "27", "birth_year": "1946"}
    for step, said in (
        ("who", {"first": "Nora", "last": "Comer", **born}),
        ("contact", {"contact": "nora@example.org"}),
        ("insurance", {"payer": "aetna"}),
        ("reason", {"answer": why}),
    ):
        client.post(at(world.practice, f"ask/{step}/"), said)


def wrote_of_chest_pain(world: RicherWorld, client: Client) -> None:
    said_why(world, client, "crushing chest pain")


def got_a_code(world: RicherWorld, client: Client) -> None:
    said_why(world, client)
    client.post(at(world.practice, "ask/check/"))


def left_on_this_device(world: RicherWorld, client: Client) -> None:
    said_why(world, client)
    del client.cookies[settings.SESSION_COOKIE_NAME]


def signing_in(world: RicherWorld, client: Client) -> None:
    client.post(at(world.practice, "sign-in/"), {"contact": world.patient.email})


def typed_a_number(world: RicherWorld, _client: Client) -> None:
    Patient.objects.filter(pk=world.patient.pk).update(phone_of="typed")


def was_named(world: RicherWorld, _client: Client) -> None:
    """By somebody else, with the patient's own address."""
    other = f.patient(world.practice, email="names@example.org", birth_date=dt.date(1950, 5, 6))
    patients.let_act(f.themselves(other), other, contact=world.patient.email, name="Ada")


def confirms_a_number(world: RicherWorld, client: Client) -> None:
    typed_a_number(world, client)
    client.post(at(world.practice, "preferences/confirm/"), {"contact": world.patient.phone})


def is_asked_something(world: RicherWorld, _client: Client) -> None:
    """Before there are times for the visit that is due."""
    asked = "  - {id: latex, ask: Are you allergic to latex?, kind: text, for: [procedure]}\nrules: |"
    f.load_cedar(f.at_any_hour(f.CEDAR.replace("rules: |", asked, 1)))


def has_begun_to_answer(world: RicherWorld, client: Client) -> None:
    is_asked_something(world, client)
    client.post(world.address("due/<str:token>/questions/"))


def may_be_an_emergency(world: RicherWorld, client: Client) -> None:
    has_begun_to_answer(world, client)
    client.post(world.address("due/<str:token>/ask/<slug:step>/"), {"answer": "I have chest pain and cannot breathe"})


def has_it_and_keeps_a_due_time(world: RicherWorld, client: Client) -> None:
    where = {"visit_type": world.recall.visit_type, "place": f.place("11:00", date=f.day(4))}
    booking.book(world.desk, world.recall.patient, **where)
    keeps_a_due_time(world, client)


def keeps_a_due_time(world: RicherWorld, _client: Client) -> None:
    booking.hold(
        link_actor(world.recall),
        world.recall.patient,
        visit_type=world.recall.visit_type,
        place=f.place("09:00", date=f.day_of_run(20)),
        channel="staff",
        recall=world.recall,
    )


def approved(world: RicherWorld, _client: Client) -> None:
    """Theirs, and ready for a time."""
    asked = intake.submit(
        f.themselves(world.patient), world.patient, visit_type=f.visit("follow-up"), answers={"reason": "a cough"}
    )
    for route in ("times", "wait", "withdraw"):
        world.own[f"requests/<uuid:key>/{route}/"] = asked
    world.own["console/requests/<uuid:key>/wait/"] = asked


def waits_for_nothing(world: RicherWorld, _client: Client) -> None:
    approved(world, _client)
    waitlist.leave(world.desk, world.waiting, reason="found one")


def asked_for_a_card(world: RicherWorld, _client: Client) -> None:
    asked = Request.objects.get(pk=world.request.pk)
    Request.objects.filter(pk=asked.pk).update(patient=world.patient)
    asked = intake.ask(world.desk, Request.objects.get(pk=asked.pk), fields=["insurance-card"])
    world.own["requests/<uuid:key>/answer/"] = asked


def proposed_to(world: RicherWorld, _client: Client) -> None:
    world.own["appointments/<uuid:key>/proposal/"] = world.other


def its_clinic_has_an_address(world: RicherWorld, _client: Client) -> None:
    Referral.objects.filter(pk=world.referral.pk).update(clinic_email="desk@lakeview.example")


def keeps_a_view(world: RicherWorld, client: Client) -> None:
    page = at(world.practice, "console/queue/?owner=me")
    form = next(one for one in forms_of(page, client.get(page).content.decode()) if "queue/views/" in one.action)
    client.post(form.action, form.data(name="Of the week"))
    world.own["console/queue/views/<uuid:key>/remove/"] = SavedView.objects.filter(name="Of the week").first()


def took_it(world: RicherWorld, client: Client) -> None:
    client.post(world.address("console/requests/<uuid:key>/take/"), {"version": str(world.request.version)})


def checked_in(world: RicherWorld, client: Client) -> None:
    come = world.own["console/appointments/<uuid:key>/arrive/"]
    client.post(world.address("console/appointments/<uuid:key>/arrive/"), {"version": str(come.version)})
    world.own["console/appointments/<uuid:key>/undo/"] = come


def proposed_to_all(world: RicherWorld, client: Client) -> None:
    world.own["console/away/<uuid:key>/undo/"] = world.approved
    page = world.address("console/away/<uuid:key>/propose/")
    form = next(one for one in forms_of(page, client.get(page).content.decode()) if one.action == page)
    client.post(page, form.data())
    f.propose_what_waits(world.practice)


def invited(world: RicherWorld, client: Client) -> None:
    world.own["console/recalls/<uuid:key>/undo/"] = world.overdue
    page, action = at(world.practice, "console/recalls/?which=due"), world.address("console/recalls/<uuid:key>/invite/")
    form = next(one for one in forms_of(page, client.get(page).content.decode()) if one.action == action)
    client.post(action, form.data())


def looks_as_a_role(world: RicherWorld, client: Client) -> str:
    """The made-up practice that they look at."""
    answer = client.post(at(world.practice, "setup/roles/front_desk/view-as/"))
    return answer.headers["Location"].split("/")[1]


def put_aside(world: RicherWorld, _client: Client) -> None:
    drafting.put_aside(world.manager, world.draft, reason="later")


def scheduled(world: RicherWorld, _client: Client) -> None:
    changed = drafting.edit(
        world.manager, world.draft, change=lambda text: text + "  Visits need approval.\n", reason="winter"
    )
    at_ = dt.datetime.now(dt.UTC) + dt.timedelta(days=5)
    drafting.schedule(world.manager, Policy.objects.get(pk=changed.pk), at=at_, reason="winter")


def another_version(world: RicherWorld, _client: Client) -> None:
    f.load_cedar(f.at_any_hour(f.CEDAR) + "  Dr. Lee does not offer procedures.\n")
    world.own["setup/versions/<uuid:key>/roll-back/"] = world.published


def a_line_of_proxies(world: RicherWorld, client: Client) -> None:
    said = {"who": "parent", "most": "17", "as_shown": shown_now(world.practice)}
    client.post(at(world.practice, "setup/proxies/"), said)
    world.own["setup/proxies/<slug:number>/"] = names_of(document.entries(queries.draft().text, "proxies"))[0]


def somebody_waits(world: RicherWorld, _client: Client) -> None:
    who = f.patient(world.practice, established=True, first_name="Octavia")
    world.own["console/waitlist/<uuid:key>/offer/"] = waitlist.join(
        world.desk, who, visit_type=f.visit("follow-up"), first_on=f.day(0)
    )


def texted(world: RicherWorld, _client: Client) -> None:
    Message.objects.filter(pk=world.message.pk).update(channel="text", state="sent", provider_key="SM77")


def has_a_password(world: RicherWorld, client: Client) -> None:
    who = Staff.objects.get(pk=client.session["_auth_user_id"])
    who.set_password(f.PASSWORD)
    who.save(update_fields=["password"])
    sign_in(client, who)


def somebody_has_a_password(world: RicherWorld, _client: Client) -> None:
    who = world.member("front_desk")
    who.set_password(f.PASSWORD)
    who.save(update_fields=["password"])


def upload(name: str = "card.png", data: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or f.photo())


# What proves who sends it, where no session does --------------------------------------------------------------


def by_provider(world: RicherWorld, address: str, sent: dict) -> dict[str, str]:
    """Signed as the provider of text messages signs."""
    text = settings.PUBLIC_URL + address + "".join(f"{name}{sent[name]}" for name in sorted(sent))
    signature = base64.b64encode(hmac.new(b"12345", text.encode(), hashlib.sha1).digest()).decode()
    return {"X-Twilio-Signature": signature}


def by_client(world: RicherWorld, _address: str, _sent: dict) -> dict[str, str]:
    return {"Authorization": f"Bearer {new_client(world.practice, 'The EHR', ['recall.order', 'patient.view'])}"}


# The buttons ------------------------------------------------------------------------------------------------

VISIT, ASKED = "console/appointments/<uuid:key>/", "console/requests/<uuid:key>/"
PATIENT, REFERRED = "console/patients/<uuid:key>/", "console/referrals/<uuid:key>/"

PREPARED: dict[str, Press] = {
    "": Press("nobody", "", {"visit": "follow-up"}, {"intake_draft": "1 new", "people_tally": "1 new"}, others=ANYBODY),
    "ask/<slug:step>/": Press(
        "nobody",
        "ask/<slug:step>/",
        {"first": "Nora", "last": "Comer", "birth_month": "3", "birth_day": "27", "birth_year": "1946"},
        {"intake_draft": "1 changed"},
        before=begun,
    ),
    "ask/check/": Press(
        "nobody",
        "ask/check/",
        {},
        {"messaging_message": "1 new", "people_signincode": "1 new", "people_tally": "3 new"},
        before=said_why,
    ),
    "ask/code/": Press(
        "nobody",
        "ask/code/",
        lambda world: {"code": code_for("nora@example.org")},
        {
            "audit_entry": "3 new",
            "audit_idempotency": "1 new",
            "intake_answer": "1 new",
            "intake_draft": "1 changed",
            "intake_request": "1 new",
            "messaging_consent": "1 new",
            "messaging_message": "1 new",
            "people_patient": "1 new",
            "people_signincode": "1 changed",
            "people_tally": "3 new",
        },
        before=got_a_code,
    ),
    "ask/emergency/": Press("nobody", "ask/emergency/", {}, {"intake_draft": "1 changed"}, before=wrote_of_chest_pain),
    "ask/on-this-device/": Press(
        "nobody",
        "ask/on-this-device/",
        {},
        {"messaging_message": "1 new", "people_signincode": "1 new", "people_tally": "3 new"},
        before=left_on_this_device,
    ),
    "ask/start-anew/": Press("nobody", "ask/on-this-device/", {}, {}, before=left_on_this_device),
    "language/": Press("patient", "home/", {"language": "es"}, {}),
    "stay/": Press("patient", "home/", {}, {}, scripted=True),
    "sign-out/": Press("patient", "home/", {}, {}),
    "sign-in/code/": Press(
        "nobody",
        "sign-in/code/",
        lambda world: {"code": code_for(world.patient.email)},
        {"people_signincode": "1 changed", "people_tally": "1 new"},
        before=signing_in,
    ),
    "home/first-time/": Press(
        "patient",
        "home/first-time/",
        {"birth_month": "5", "birth_day": "6", "birth_year": "1950"},
        {"audit_entry": "1 new", "people_proxy": "1 changed"},
        before=was_named,
    ),
    "preferences/confirm/": Press(
        "patient",
        "preferences/",
        {},
        {
            "messaging_message": "1 new",
            "people_signincode": "1 new",
            "people_tally": "3 new",
            "procrastinate_events": "1 new",
            "procrastinate_jobs": "1 new",
        },
        before=typed_a_number,
    ),
    "preferences/confirm/code/": Press(
        "patient",
        "preferences/confirm/code/",
        lambda world: {"code": code_for(world.patient.phone)},
        {
            "audit_entry": "1 new",
            "people_patient": "1 changed",
            "people_signincode": "1 changed",
            "people_tally": "1 new",
        },
        before=confirms_a_number,
    ),
    "documents/": Press(
        "patient",
        "documents/",
        lambda world: {"kind": "other", "file": upload()},
        {
            "audit_entry": "1 new",
            "intake_document": "1 new",
            "intake_task": "1 new",
            "people_tally": "1 new",
            "procrastinate_events": "1 new",
            "procrastinate_jobs": "1 new",
        },
    ),
    "documents/<uuid:key>/replace/": Press(
        "patient",
        "documents/<uuid:key>/replace/",
        lambda world: {"file": upload()},
        {
            "audit_entry": "1 new",
            "intake_document": "1 new, 1 changed",
            "people_tally": "1 new",
            "procrastinate_events": "1 new",
            "procrastinate_jobs": "1 new",
        },
    ),
    "requests/<uuid:key>/answer/": Press(
        "patient",
        "requests/<uuid:key>/answer/",
        lambda world: {"insurance-card-answer": upload()},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "intake_document": "1 new",
            "intake_request": "1 changed",
            "messaging_message": "1 new",
            "people_tally": "1 new",
            "procrastinate_events": "1 new",
            "procrastinate_jobs": "1 new",
        },
        others=same("front_desk", "scheduler"),
        before=asked_for_a_card,
    ),
    "requests/<uuid:key>/withdraw/": Press(
        "patient",
        "requests/<uuid:key>/withdraw/",
        {"reason": "I feel better"},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "intake_request": "1 changed",
            "messaging_message": "1 changed",
        },
        before=approved,
    ),
    "requests/<uuid:key>/times/": Press(
        "patient",
        "requests/<uuid:key>/times/",
        {"time": AT_ELEVEN},
        {
            "audit_entry": "2 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "1 new, 1 changed",
            "booking_reservation": "2 new, 2 gone",
        },
        others=same("front_desk", "scheduler"),
        before=approved,
    ),
    "requests/<uuid:key>/wait/": Press(
        "patient",
        "requests/<uuid:key>/wait/",
        {},
        {"audit_entry": "1 new", "booking_waitlistentry": "1 new"},
        others=same("front_desk", "scheduler"),
        before=waits_for_nothing,
    ),
    "appointments/<uuid:key>/wait/": Press(
        "patient",
        "appointments/<uuid:key>/wait/",
        {},
        {"audit_entry": "1 new", "booking_waitlistentry": "1 new"},
        others=same("front_desk", "scheduler"),
        before=waits_for_nothing,
    ),
    "appointments/<uuid:key>/proposal/": Press(
        "patient",
        "appointments/<uuid:key>/",
        {"answer": "yes"},
        {
            "audit_entry": "2 new",
            "booking_appointment": "1 changed",
            "booking_proposal": "1 changed",
            "booking_reservation": "2 gone",
            "intake_task": "1 changed",
            "messaging_message": "1 changed",
        },
        others=same("front_desk", "scheduler"),
        before=proposed_to,
    ),
    "referrals/<str:token>/": Press(
        "nobody",
        "referrals/<str:token>/",
        {},
        {"messaging_message": "1 new", "people_signincode": "1 new", "people_tally": "3 new"},
        others=ANYBODY,
        before=its_clinic_has_an_address,
    ),
    "due/<str:token>/": Press(
        "nobody",
        "due/<str:token>/",
        {"time": ON_DAY_20},
        {
            "audit_entry": "2 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "1 new, 1 changed",
            "booking_reservation": "3 new, 2 gone",
        },
        others=ANYBODY,
    ),
    "due/<str:token>/questions/": Press(
        "nobody",
        "due/<str:token>/",
        {},
        {"intake_draft": "1 new", "people_tally": "1 new"},
        others=ANYBODY,
        before=is_asked_something,
    ),
    "due/<str:token>/ask/<slug:step>/": Press(
        "nobody",
        "due/<str:token>/ask/<slug:step>/",
        {"answer": "No"},
        {"intake_draft": "1 changed"},
        others=ANYBODY,
        before=has_begun_to_answer,
        each=True,
    ),
    "due/<str:token>/emergency/": Press(
        "nobody",
        "due/<str:token>/emergency/",
        {},
        {"intake_draft": "1 changed"},
        others=ANYBODY,
        before=may_be_an_emergency,
        each=True,
    ),
    "due/<str:token>/let-go/": Press(
        "nobody",
        "due/<str:token>/confirm/",
        {},
        {"audit_entry": "2 new", "booking_appointment": "1 changed", "booking_reservation": "3 gone"},
        others=ANYBODY,
        before=has_it_and_keeps_a_due_time,
    ),
    "due/<str:token>/confirm/": Press(
        "nobody",
        "due/<str:token>/confirm/",
        {},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "1 changed",
            "booking_recall": "1 changed",
            "intake_task": "1 changed",
            "messaging_message": "1 new, 1 changed",
        },
        others=ANYBODY,
        before=keeps_a_due_time,
    ),
    "hooks/text/": Press(
        "nobody",
        "",
        {"From": "+13125550177", "Body": "what now?", "MessageSid": "SM2"},
        {
            "intake_task": "1 new",
            "messaging_inbound": "1 new",
            "messaging_message": "1 new",
            "people_tally": "1 new",
            "procrastinate_events": "1 new",
            "procrastinate_jobs": "1 new",
        },
        signed=by_provider,
    ),
    "hooks/text/status/": Press(
        "nobody",
        "",
        lambda world: {"MessageSid": "SM77", "MessageStatus": "undelivered", "ErrorCode": "30005"},
        {"messaging_message": "1 new, 1 changed", "procrastinate_events": "1 new", "procrastinate_jobs": "1 new"},
        before=texted,
        signed=by_provider,
    ),
    "api/recalls/": Press(
        "nobody",
        "",
        lambda world: {"key": "E-1", "patient": str(world.patient.pk), "visit": "follow-up", "due": "2027-03-01"},
        {"audit_entry": "1 new", "booking_recall": "1 new"},
        others=ANYBODY,
        signed=by_client,
    ),
    "console/sign-in/": Press(
        "nobody",
        "console/sign-in/",
        lambda world: {"email": world.member("front_desk").email, "password": f.PASSWORD},
        {"people_staff": "1 changed", "people_tally": "1 new"},
        others=ANYBODY,
        before=somebody_has_a_password,
    ),
    "console/keys/": Press(
        "front_desk",
        "console/keys/",
        {},
        {"audit_entry": "1 new"},
        others=same("scheduler", "clinician", "billing", "manager", "admin"),
    ),
    "console/password/": Press(
        "front_desk",
        "console/password/",
        {"current": f.PASSWORD, "password": "walnut teapot 71 fern", "again": "walnut teapot 71 fern"},
        {"audit_entry": "1 new", "people_staff": "1 changed", "people_tally": "1 new"},
        others=same("scheduler", "clinician", "billing", "manager", "admin"),
        before=has_a_password,
        each=True,
    ),
    "console/sign-out/": Press("front_desk", "console/exceptions/", {}, {}),
    "console/view-as/end/": Press("admin", "console/exceptions/", {}, {}, before=looks_as_a_role),
    f"{ASKED}book/": Press(
        "scheduler",
        ASKED,
        {"time": AT_ELEVEN, "second": "1"},
        {
            "audit_entry": "3 new",
            "audit_idempotency": "2 new",
            "booking_appointment": "1 new",
            "booking_reservation": "2 new",
            "intake_request": "1 changed",
            "messaging_message": "1 new, 1 changed",
        },
        others=same("front_desk"),
    ),
    f"{ASKED}match/": Press(
        "front_desk",
        ASKED,
        {"reason": "showed their ID"},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "intake_request": "1 changed",
            "intake_task": "1 changed",
            "people_patient": "2 changed",
        },
        others=same("scheduler"),
    ),
    f"{ASKED}no-match/": Press(
        "front_desk",
        ASKED,
        {},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "intake_task": "1 new, 1 changed",
            "people_patient": "1 changed",
        },
        others=same("scheduler"),
    ),
    f"{ASKED}undo/": Press(
        "front_desk", ASKED, {}, {"audit_entry": "1 new", "intake_request": "1 changed"}, before=took_it
    ),
    f"{VISIT}arrive/": Press(
        "front_desk",
        VISIT,
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "booking_appointment": "1 changed"},
        others=same("scheduler"),
    ),
    f"{VISIT}complete/": Press(
        "front_desk",
        VISIT,
        {},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "1 changed",
            "people_patient": "1 changed",
        },
        others=same("scheduler"),
    ),
    f"{VISIT}correct/": Press(
        "scheduler",
        VISIT,
        {"reason": "wrong one"},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "booking_appointment": "1 changed"},
        others=same("front_desk"),
    ),
    f"{VISIT}no-show/": Press(
        "front_desk",
        VISIT,
        {},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "1 changed",
            "intake_task": "1 new",
            "people_patient": "1 changed",
        },
        others=same("scheduler"),
    ),
    f"{VISIT}length/": Press(
        "scheduler",
        f"{VISIT}length/?minutes=40",
        {"reason": "two things"},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "2 changed",  # and the time that the waitlist keeps for it
            "booking_reservation": "4 new, 4 gone",
        },
    ),
    f"{VISIT}propose/": Press(
        "scheduler",
        VISIT,
        {},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "intake_task": "1 new, 1 changed",
            "messaging_message": "1 new",
        },
        others=same("front_desk"),
    ),
    f"{VISIT}undo/": Press(
        "front_desk", VISIT, {}, {"audit_entry": "1 new", "booking_appointment": "1 changed"}, before=checked_in
    ),
    "console/away/<uuid:key>/undo/": Press(
        "scheduler",
        "console/away/<uuid:key>/",
        {},
        {
            "audit_entry": "1 new",
            "booking_appointment": "1 changed",
            "intake_task": "2 changed",
            "messaging_message": "1 changed",
        },
        before=proposed_to_all,
    ),
    "console/away/<uuid:key>/propose/": Press(
        "scheduler",
        "console/away/<uuid:key>/propose/",
        {},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "booking_topropose": "1 new",
            "procrastinate_events": "1 new",
            "procrastinate_jobs": "1 new",
        },
    ),
    "console/away/<uuid:key>/take-back/": Press(
        "scheduler",
        "console/away/<uuid:key>/",
        {"reason": "here"},
        {
            "audit_entry": "2 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "3 changed",
            "booking_timeaway": "1 changed",
            "intake_task": "1 changed",
            "practice_policy": "1 new, 2 changed",
            "practice_revision": "2 new",
        },
    ),
    "console/book/<uuid:key>/": Press(
        "front_desk",
        "console/book/<uuid:key>/?visit=follow-up",
        {"time": AT_ELEVEN, "second": "1"},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "1 new",
            "booking_reservation": "2 new",
            "messaging_message": "1 new",
        },
        others=same("scheduler"),
    ),
    "console/book/<uuid:key>/request/": Press(
        "front_desk",
        "console/book/<uuid:key>/request/?visit=follow-up",
        {"reason-answer": "a cough"},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "intake_answer": "1 new",
            "intake_request": "1 new",
            "messaging_message": "1 new",
        },
        others=same("scheduler"),
    ),
    "console/book/<uuid:key>/series/": Press(
        "front_desk",
        f"console/book/<uuid:key>/series/?visit=follow-up&time={AT_ELEVEN}&every=1&times=3&on=0",
        {"second": "1"},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "3 new",
            "booking_reservation": "6 new",
            "messaging_message": "1 new",
        },
        others=same("scheduler"),
    ),
    "console/book/new/": Press(
        "front_desk",
        "console/book/new/",
        {
            "first": "Clementine",
            "last": "Oduya",
            "birth_month": "4",
            "birth_day": "5",
            "birth_year": "1991",
            "contact": "clem@example.org",
        },
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "people_patient": "1 new"},
        others=same("scheduler"),
    ),
    "console/messages/<uuid:key>/again/": Press(
        "front_desk",
        "console/messages/",
        {},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "messaging_message": "1 changed",
            "procrastinate_events": "1 new",
            "procrastinate_jobs": "1 new",
        },
        others=same("scheduler"),
    ),
    "console/messages/<uuid:key>/settle/": Press(
        "front_desk",
        "console/messages/",
        {},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "intake_task": "1 changed",
            "messaging_message": "1 changed",
        },
        others=same("scheduler"),
    ),
    f"{PATIENT}alive/": Press(
        "front_desk",
        PATIENT,
        {"reason": "mistaken"},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "booking_death": "1 changed",
            "people_patient": "1 changed",
        },
        others=same("scheduler"),
    ),
    f"{PATIENT}deceased/": Press(
        "front_desk",
        PATIENT,
        {"on": "2026-11-01"},
        {
            "audit_entry": "10 new",
            "audit_idempotency": "1 new",
            "booking_appointment": "5 changed",
            "booking_death": "1 new",
            "booking_proposal": "1 changed",
            "booking_recall": "1 changed",
            "booking_reservation": "10 gone",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 changed",
            "intake_request": "2 changed",
            "intake_task": "2 new, 2 changed",
            "messaging_message": "6 changed",
            "people_patient": "1 changed",
        },
        others=same("scheduler"),
    ),
    f"{PATIENT}merge/": Press(
        "front_desk",
        f"{PATIENT}merge/",
        {"reason": "one person", "right-email": "kept"},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "booking_merge": "1 new",
            "intake_task": "1 changed",
            "people_patient": "1 changed",
        },
        others=same("scheduler"),
    ),
    "console/patients/alike/": Press(
        "front_desk", "console/book/new/", {"first": "Wilhelmina", "last": "Quist"}, {}, scripted=True
    ),
    "console/queue/bulk/": Press(
        "front_desk",
        "console/queue/",
        lambda world: {"do": "take", "pick": f"{world.request.pk}:{world.request.version}"},
        {"audit_entry": "1 new", "intake_request": "1 changed"},
        others=same("scheduler"),
    ),
    "console/queue/views/": Press(
        "scheduler",
        "console/queue/?owner=me",
        {"name": "Of the week"},
        {"audit_entry": "1 new", "intake_savedview": "1 new"},
        others=same("front_desk"),
    ),
    "console/queue/views/<uuid:key>/remove/": Press(
        "scheduler",
        "console/queue/?owner=me",
        {},
        {"audit_entry": "1 new", "intake_savedview": "1 gone"},
        before=keeps_a_view,
    ),
    "console/patients/<uuid:key>/wait/": Press(
        "front_desk",
        "console/patients/<uuid:key>/wait/?visit=procedure",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "booking_waitlistentry": "1 new"},
        others=same("scheduler"),
        before=waits_for_nothing,
    ),
    "console/requests/<uuid:key>/wait/": Press(
        "front_desk",
        "console/requests/<uuid:key>/wait/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "booking_waitlistentry": "1 new"},
        others=same("scheduler"),
        before=waits_for_nothing,
    ),
    "console/appointments/<uuid:key>/wait/": Press(
        "front_desk",
        "console/appointments/<uuid:key>/wait/",
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "booking_waitlistentry": "1 new"},
        others=same("scheduler"),
        before=waits_for_nothing,
    ),
    "console/recalls/": Press(
        "front_desk",
        "console/recalls/",
        lambda world: {
            "do": "load",
            "file": upload(
                "due.csv",
                f"key,first name,last name,birth date,visit,due\n1,{world.patient.first_name},{world.patient.last_name},1980-02-29,follow-up,{f.day(20)}\n".encode(),
            ),
        },
        {"audit_entry": "1 new", "booking_recall": "1 new"},
        others=same("scheduler"),
    ),
    "console/recalls/<uuid:key>/close/": Press(
        "scheduler",
        "console/recalls/?which=due",
        {"reason": "Moved away"},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "booking_recall": "1 changed"},
        others=same("front_desk"),
    ),
    "console/recalls/<uuid:key>/invite/": Press(
        "front_desk",
        "console/recalls/?which=due",
        {},
        {
            "audit_entry": "1 new",
            "audit_idempotency": "1 new",
            "booking_recall": "1 changed",
            "messaging_message": "1 new",
        },
        others=same("scheduler"),
    ),
    "console/recalls/<uuid:key>/undo/": Press(
        "front_desk",
        "console/recalls/?which=due",
        {},
        {"audit_entry": "1 new", "booking_recall": "1 changed", "messaging_message": "1 changed"},
        before=invited,
    ),
    "console/referrals/": Press(
        "scheduler",
        "console/referrals/",
        lambda world: {"do": "load", "file": upload("in.csv", b"key,last name,clinic\nR-1,Abara,Lakeview\n")},
        {"audit_entry": "1 new", "intake_referral": "1 new"},
    ),
    f"{REFERRED}accept/": Press(
        "scheduler",
        REFERRED,
        {},
        {
            "audit_entry": "3 new",
            "audit_idempotency": "1 new",
            "intake_answer": "1 new",
            "intake_referral": "1 changed",
            "intake_request": "1 new",
            "messaging_message": "1 new",
            "people_patient": "1 new",
        },
    ),
    f"{REFERRED}reopen/": Press(
        "scheduler",
        REFERRED,
        {},
        {"audit_entry": "1 new", "audit_idempotency": "1 new", "intake_referral": "1 changed"},
    ),
    "console/waitlist/<uuid:key>/offer/": Press(
        "front_desk",
        f"console/calendar/at/?time={AT_ELEVEN}",
        {},
        {
            "audit_entry": "1 new",
            "booking_appointment": "1 new",
            "booking_reservation": "2 new",
            "booking_waitlistentry": "1 changed",
            "booking_waitlistoffer": "1 new",
            "messaging_message": "1 new",
        },
        others=same("scheduler"),
        before=somebody_waits,
    ),
    "setup/why/": Press("manager", "setup/why/", {"at": f"{f.day_of_run(5)}T09:00"}, {}),
    "setup/describe/": Press(
        "manager",
        "setup/describe/",
        {"do": "take", "text": "Visits take 20 minutes. Dr. Lee works Mondays 8 to 12."},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/file/": Press(
        "manager",
        "setup/file/",
        lambda world: {"text": f.CEDAR + "  Visits need approval.\n"},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/hours/<slug:id_>/": Press(
        "manager",
        "setup/hours/<slug:id_>/",
        {"cell": ["mon-480"]},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/hours/<slug:id_>/keep/": Press(
        "manager",
        "setup/hours/<slug:id_>/keep/",
        {"cell": ["mon-480"], "visits": ["follow-up"], "until": RELEASES[0]},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/hours/<slug:id_>/change/": Press(
        "manager",
        "setup/hours/<slug:id_>/",
        {"do": "remove", "from": None, "layer": CHENS},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/jobs/<uuid:key>/again/": Press(
        "admin",
        "setup/jobs/",
        {},
        {"audit_entry": "1 new", "procrastinate_events": "1 new", "procrastinate_jobs": "1 new"},
    ),
    "setup/levels/": Press(
        "manager",
        "setup/levels/",
        {"n0": "2", "u0": "hours"},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/parts/<slug:part>/<slug:id_>/arrange/": Press(
        "manager",
        "setup/parts/<slug:part>/<slug:id_>/",
        {"do": "remove"},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/proxies/": Press(
        "manager",
        "setup/proxies/",
        {"most": "17"},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/proxies/<slug:number>/": Press(
        "manager",
        "setup/proxies/<slug:number>/",
        {"do": "remove"},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
        before=a_line_of_proxies,
    ),
    "setup/questions/draw/": Press(
        "manager", "setup/questions/new/", {"ask": "Do you smoke?", "kind": "text"}, {}, scripted=True
    ),
    "setup/reasons/": Press(
        "manager",
        "setup/reasons/",
        {"decline": "Full"},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/roles/<slug:code>/": Press(
        "admin",
        "setup/roles/<slug:code>/",
        {"do": "save", "queue.view": "", "reason": "less"},
        {"audit_entry": "1 new", "people_rolepermission": "1 gone"},
    ),
    "setup/roles/<slug:code>/view-as/": Press(
        "admin", "setup/roles/", {}, {"audit_entry": "1 new", "tenancy_practice": "1 new"}
    ),
    "setup/start/visits/": Press(
        "manager",
        "setup/start/",
        {"specialty": "dentistry"},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
    "setup/versions/<uuid:key>/drop/": Press(
        "manager", "setup/draft/", {}, {"audit_entry": "1 new", "practice_policy": "1 changed"}, before=put_aside
    ),
    "setup/versions/<uuid:key>/roll-back/": Press(
        "manager",
        "setup/versions/<uuid:key>/",
        {"reason": "it was right"},
        {"audit_entry": "1 new", "practice_policy": "1 new, 1 changed", "practice_revision": "2 new"},
        before=another_version,
    ),
    "setup/versions/<uuid:key>/take-up/": Press(
        "manager", "setup/draft/", {}, {"audit_entry": "1 new", "practice_policy": "1 changed"}, before=put_aside
    ),
    "setup/versions/<uuid:key>/unschedule/": Press(
        "manager", "setup/draft/", {}, {"audit_entry": "1 new", "practice_policy": "1 changed"}, before=scheduled
    ),
    "setup/writing/": Press(
        "manager",
        "setup/writing/",
        {"reminders": "3 days"},
        {"audit_entry": "1 new", "practice_policy": "1 changed", "practice_revision": "1 new"},
    ),
}
