"""Made-up people and a small made-up practice for tests that need the database."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
from dataclasses import replace
from itertools import count
from zoneinfo import ZoneInfo

from PIL import Image

from frontdesk.access.may import SYSTEM, Actor
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Proposal, ToPropose
from frontdesk.booking.take import Place, take
from frontdesk.day.away.many.actions import propose_one
from frontdesk.intake.insurance import Insurance
from frontdesk.messaging.consent import channel_of
from frontdesk.messaging.models import Consent
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist.fill import wish_of
from frontdesk.people import queries
from frontdesk.people.models import Patient, Staff
from frontdesk.practice.actions import load, load_over
from frontdesk.practice.actors import patient_actor
from frontdesk.practice.file import read
from frontdesk.practice.models import Provider, VisitType
from frontdesk.practice.policies import published
from frontdesk.tenancy.context import enter
from frontdesk.tenancy.models import Practice
from tests import kept

CHICAGO = ZoneInfo("America/Chicago")
PASSWORD = "a-long-password-for-tests"
ALONE = Insurance(uninsured=True)  # who pays alone
_numbers = count(1)

CEDAR = """\
practice: {name: Cedar Family Medicine, timezone: America/Chicago, phone: "+1 312 555 0100"}
locations:
  - id: downtown
    name: Downtown
    rooms: [{id: exam-1, kind: exam room}, {id: exam-2, kind: exam room}, {id: proc-1, kind: procedure room}]
payers: [{id: medicaid, name: Medicaid}, {id: medicare, name: Medicare}, {id: aetna, name: Aetna}]
visit types:
  - {id: new-patient, name: New patient visit}
  - {id: follow-up, name: Follow-up visit}
  - {id: procedure, name: Procedure}
providers:
  - {id: chen, name: Dr. Chen, npi: "1234567893", hours: [{at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "12:00"}]}
  - {id: lee, name: Dr. Lee, hours: [{at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "12:00"}]}
intake:
  - {id: reason, ask: What brings you in?, kind: long text}
  - {id: insurance-card, ask: A photo of your insurance card, kind: document}
rules: |
  Visits start every 30 minutes.
  Visits take 30 minutes.
  Book visits at most 90 days ahead.
  New patient visits need reason before booking.
  New patient visits need approval when the insurance is Medicaid.
  Patients may book follow-up visits themselves.
  Patients may book new patient visits themselves.
  Procedures need a procedure room.
  At most 2 procedures per day with Dr. Chen.
  Follow-up visits are for established patients.
"""


def at_any_hour(text: str) -> str:
    """That practice without a night, in which much that is told would have to wait."""
    return text.replace("rules: |", 'messages: {quiet hours: {from: "03:00", to: "03:01"}}\nrules: |', 1)


def load_cedar(text: str = CEDAR, slug: str = "cedar") -> Practice:
    """The practice, loaded and entered for the rest of the transaction; where it is there, the text is its next version."""
    practice = Practice.objects.filter(slug=slug).first()
    if practice is None:
        return kept.once((text, slug), lambda: load(read(text), slug))
    enter(practice)
    return load_over(practice, read(text), over=published())


def unlike(number: int) -> str:
    """Letters that are near nobody else's, so that two of the tests' people do not look like one."""
    return "".join(chr(ord("a") + byte % 26) for byte in hashlib.sha256(str(number).encode()).digest()[:7])


def patient(practice: Practice, **more) -> Patient:
    number = next(_numbers)
    values = {
        "first_name": "Ada",
        "last_name": f"Sample{unlike(number)}",
        "birth_date": dt.date(1980, 2, 29),
        "email": f"ada{number}@example.org",
    }
    made = Patient.objects.create(practice=practice, **{**values, **more})
    for contact in filter(None, (made.email, made.phone, made.confidential_contact)):
        Consent.objects.create(
            practice=practice, contact=contact, channel=channel_of(contact), given=True, how="told the tests"
        )
    return made


def staff(practice: Practice, role: str, *, provider: str = "", password: str = "") -> Staff:
    made = Staff(
        practice=practice,
        email=f"{role.replace('_', '-')}-{next(_numbers)}@example.org",
        name=f"Some {role}",
        role=role,
        provider=Provider.objects.get(code=provider) if provider else None,
    )
    if password:
        made.set_password(password)
    else:
        made.set_unusable_password()
    made.save()
    return made


def actor(practice: Practice, role: str, **more) -> Actor:
    return queries.staff_actor(staff(practice, role, **more))


def themselves(who: Patient) -> Actor:
    return patient_actor(who.email or who.phone)


def visit(code: str) -> VisitType:
    return VisitType.objects.get(code=code)


def day(offset: int = 7) -> dt.date:
    """A date so many days from today; asked in a test alone, since a run may begin before midnight and ask after it."""
    assert "PYTEST_CURRENT_TEST" in os.environ, "What is worked out while tests are read is of yesterday after midnight"
    return dt.datetime.now(CHICAGO).date() + dt.timedelta(days=offset)


def day_of_run(offset: int) -> dt.date:
    """A date so many days from the day on which the run began: for tables in which a day more or less means the same."""
    return dt.date.fromisoformat(os.environ["TESTS_BEGAN_ON"]) + dt.timedelta(days=offset)


def place(time: str = "09:00", provider: str = "chen", date: dt.date | None = None) -> Place:
    hour, minute = map(int, time.split(":"))
    return Place(provider, "downtown", dt.datetime.combine(date or day(), dt.time(hour, minute), CHICAGO))


def drawn(document):
    """The worker's part, done here: in a process of its own, as always."""
    from frontdesk.intake.drawing.actions import draw

    draw(document.practice, document.pk)
    document.refresh_from_db()
    return document


def photo(kind: str = "PNG", **more) -> bytes:
    """A small photograph, as a camera writes one."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (10, 90, 120)).save(out, kind, **more)
    return out.getvalue()


def booked(practice, time="09:00", by=None, **who):
    """A follow-up visit of somebody who is known here, booked by the desk."""
    patient_ = patient(practice, **{"established": True, **who})
    return booking.book(by or actor(practice, "scheduler"), patient_, visit_type=visit("follow-up"), place=place(time))


def chosen(one, where="08:00"):
    """Another time for an appointment, which its patient has chosen and not confirmed."""
    where = where if isinstance(where, Place) else place(where)
    wanted = {"visit_type": one.visit_type, "place": where, "channel": "online", "request": one.request}
    return booking.hold(themselves(one.patient), one.patient, **wanted, replaces=one)


def proposed(one, by=None):
    """The time that the practice proposes instead of one that must move."""
    proposals.propose(by or actor(one.practice, "scheduler"), one, reason="the doctor is ill")
    return Proposal.objects.get(appointment=one, state="proposed")


def offered(who, where, instead_of=None):
    """The time that the waitlist keeps for somebody; `instead_of`: the appointment that they would come earlier than."""
    wanted = instead_of.visit_type if instead_of is not None else visit("follow-up")
    entry = waitlist.join(themselves(who), who, visit_type=wanted, first_on=day(0), appointment=instead_of)
    held = take(replace(wish_of(entry, where), channel="staff", agreed=True), "held", 14 * 60)
    return waitlist.offer(SYSTEM, entry, hold=held, keep=dt.timedelta(hours=14))  # longer than any night


def proposed_each(by, appointments, reason="ill"):
    """What one press has the worker do for each of them: how many have a time held."""
    for one in appointments:
        proposals.propose(by, one, reason=reason)
    return Proposal.objects.filter(appointment__in=appointments, state="proposed").count()


def propose_what_waits(practice):
    """The worker's part of such a press, done here."""
    for key in list(
        ToPropose.objects.filter(practice=practice, state="waiting").order_by("pk").values_list("pk", flat=True)
    ):
        propose_one(practice.pk, key)


def its_time(one):
    """The same appointment, begun some hours ago: what can be said of a visit is tied to its day."""
    begin = dt.datetime.now(dt.UTC).replace(second=0, microsecond=0) - dt.timedelta(hours=next(_numbers) % 400 + 1)
    by = one.start - begin
    type(one).objects.filter(pk=one.pk).update(start=one.start - by, end=one.end - by)
    for row in one.reservations.all():
        row.during = type(row.during)(row.during.lower - by, row.during.upper - by)
        row.save(update_fields=["during"])
    return type(one).objects.select_related("patient", "visit_type", "provider", "location").get(pk=one.pk)
