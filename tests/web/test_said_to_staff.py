"""What staff read is said to staff, of what is so, and first what everything else depends on."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.intake.models import Task
from frontdesk.people.models import Patient
from tests import factory as f
from tests.web_client import as_staff, at

BRING = "Bring your medicines"


def plain(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize(("contacts", "told"), [({"email": "rosa@example.org"}, True), ({"email": "", "phone": ""}, False)])  # fmt: skip
def test_what_is_told_before_a_visit_is_told_by_messages_only_where_some_go(cedar, contacts, told):
    f.load_cedar(f.CEDAR + f'  Before follow-up visits patients are told: "{BRING}"\n')
    who = f.patient(cedar, established=True, **contacts)
    one = booking.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place())
    page = plain(as_staff(cedar, "scheduler").get(at(cedar, f"console/appointments/{one.pk}/")))
    assert BRING in page
    assert ("The patient is told before the visit:" in page) is told
    assert ("No message says this: tell the patient before the visit:" in page) is not told


def test_where_a_limit_leaves_no_time_that_is_said_first_and_nobody_will_get_anything(cedar):
    f.load_cedar(f.CEDAR + "  At most 1 upcoming follow-up visit per patient.\n")
    who = f.patient(cedar, established=True)
    desk = f.actor(cedar, "front_desk")
    booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place())
    for role, may_override in (("front_desk", False), ("scheduler", True)):
        page = plain(as_staff(cedar, role).get(at(cedar, f"console/book/{who.pk}/?visit=follow-up")))
        assert page.count("No time can be booked for this patient now. A limit is reached:") == 1
        assert page.index("A limit is reached:") < page.index(
            "Show these times" if "Show these times" in page else "From"
        )
        assert ("will get an email" in page) is may_override  # who may decide against the limit tells somebody


def test_an_exception_without_a_patient_has_no_label_for_one(cedar):
    who = f.patient(cedar, email="", phone="")
    for patient in (who, None):
        Task.objects.create(practice=cedar, kind="gone", thing_kind="waitlistentry", thing_id=uuid4(), patient=patient, due_at=now() + dt.timedelta(days=1), created_at=now())  # fmt: skip
    page = as_staff(cedar, "front_desk").get(at(cedar, "console/exceptions/")).content.decode()
    assert page.count('<tr id="row-') == 2 and page.count('data-label="Patient"') == 1


def test_the_zone_of_a_patient_is_asked_of_staff_in_words_for_staff(cedar):
    who = f.patient(cedar)
    page = as_staff(cedar, "front_desk").get(at(cedar, f"console/patients/{who.pk}/")).content.decode()
    assert "The patient&#x27;s time zone" in page
    assert "Which time zone are you in?" not in page and "we do not write to you at night" not in page
    assert Patient.objects.get(pk=who.pk).time_zone == ""
