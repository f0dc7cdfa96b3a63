"""Who asks without a record of theirs is judged as new, and by the record's history once staff say whose the request is."""

import datetime as dt
import html

import pytest
from django.db.models import F
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.errors import BreaksRules
from frontdesk.booking.models import Appointment
from frontdesk.day.exceptions.looking.actions import look_at_all
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.models import Request, Task
from frontdesk.people.models import Patient
from frontdesk.practice.actors import patient_actor
from frontdesk.records.matching.actions import match
from tests import factory as f
from tests.web_client import as_staff, at

NO_SHOWS = "  Patients may not book visits themselves when the patient has 2 or more no-shows.\n"
APPROVAL = "  Visits need approval when the patient has 2 or more no-shows.\n"
BORN = dt.date(1971, 5, 6)


def practice_with(rules):
    return f.load_cedar(f.CEDAR + rules)


def stranger(practice):
    return patients.newcomer(
        SYSTEM, practice, first="Rosa", last="Neumann", birth=BORN, contact="rosa@example.org", insurance=f.ALONE,
        member_id="", language="en",
    )  # fmt: skip


def asks(made):
    actor = patient_actor(made.email)
    return intake.submit(actor, made, visit_type=f.visit("new-patient"), answers={"reason": "a cough"})


def books(made, asked):
    place = f.place("10:00")
    hold = booking.hold(
        patient_actor(made.email), made, visit_type=asked.visit_type, place=place, channel="online", request=asked
    )
    return booking.confirm(patient_actor(made.email), hold)


def record(practice, **more):
    known = {"first_name": "Rosa", "last_name": "Neumann", "birth_date": BORN, "established": True}
    return f.patient(practice, **{**known, "known_before": True, **more})


def matched(practice, asked, known):
    return match(f.actor(practice, "front_desk"), asked, patient=known, reason="looked at an ID")


def broken(one):
    return list(Task.objects.filter(kind="broken", state="open", thing_id=one.pk).values_list("what", flat=True))


@pytest.mark.parametrize(
    ("rule", "history", "breaks"),
    [
        (NO_SHOWS, {"no_shows": 2}, True),
        (APPROVAL, {"no_shows": 2}, True),
        (NO_SHOWS, {"no_shows": 1}, False),
        ("  New patient visits are for new patients.\n", {}, True),
        ("  Book visits at least 2 days ahead.\n", {"no_shows": 5}, False),
    ],
)
def test_what_was_booked_alone_is_an_exception_where_the_record_s_history_breaks_a_rule(db, rule, history, breaks):
    practice = practice_with(rule)
    known, made = record(practice, **history), stranger(practice)
    asked = asks(made)
    one = books(made, asked)
    assert broken(one) == [], "of a stranger nothing is known"
    matched(practice, Request.objects.get(pk=asked.pk), known)
    assert broken(one) == ([rule.strip()] if breaks else [])


def test_it_stays_until_somebody_decides_though_other_rules_are_published(db):
    practice = practice_with(NO_SHOWS)
    known, made = record(practice, no_shows=2), stranger(practice)
    asked = asks(made)
    one = books(made, asked)
    matched(practice, Request.objects.get(pk=asked.pk), known)
    f.load_cedar(f.CEDAR + NO_SHOWS + "  Dr. Chen does not take Medicaid.\n")
    look_at_all()
    assert broken(one) == [NO_SHOWS.strip()]


def test_what_rules_alone_approved_for_a_stranger_staff_do_not_book_past_the_record_s_history(db):
    practice = practice_with(APPROVAL)
    known, made = record(practice, no_shows=2), stranger(practice)
    asked = asks(made)
    assert asked.state == "approved"
    asked = matched(practice, asked, known)
    desk = f.actor(practice, "front_desk")
    with pytest.raises(BreaksRules) as refused:
        booking.approve_and_book(desk, Request.objects.get(pk=asked.pk), place=f.place("10:00"))
    assert [reason.rule for reason in refused.value.reasons] == [APPROVAL.strip()]
    asked = Request.objects.get(pk=asked.pk)
    assert asked.state == "approved", "and who asked hears nothing of it"


def test_with_a_history_that_breaks_nothing_it_is_booked_as_it_was_approved(db):
    practice = practice_with(APPROVAL)
    asked = matched(practice, asks(stranger(practice)), record(practice, no_shows=1))
    one = booking.approve_and_book(f.actor(practice, "front_desk"), Request.objects.get(pk=asked.pk), place=f.place())
    assert one.patient == Patient.objects.get(first_name="Rosa", same_as=None)


def missed(who, days):
    """A visit that they did not come to, so many days from now (negative: ago)."""
    one = booking.book(f.actor(who.practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place("08:00"))
    start = now() + dt.timedelta(days=days)
    one.reservations.all().delete()
    Appointment.objects.filter(pk=one.pk).update(
        state="no_show", start=start, end=start + dt.timedelta(minutes=20), created_at=start - dt.timedelta(days=9)
    )
    Patient.objects.filter(pk=who.pk).update(no_shows=F("no_shows") + 1)


@pytest.mark.parametrize("rule", [NO_SHOWS, APPROVAL])
@pytest.mark.parametrize(("days", "breaks"), [(-3, True), (-1, False)])
def test_only_what_the_record_said_when_it_was_booked_is_against_it(db, rule, days, breaks):
    practice = practice_with(rule.replace("2 or more", "1 or more"))
    known, made = record(practice), stranger(practice)
    asked = asks(made)
    one = books(made, asked)
    Appointment.objects.filter(pk=one.pk).update(created_at=now() - dt.timedelta(days=2))
    missed(known, days)
    matched(practice, Request.objects.get(pk=asked.pk), known)
    assert bool(broken(one)) == breaks


def test_the_exception_and_the_page_say_what_happened_and_name_no_rule_that_was_changed(db):
    practice = practice_with(NO_SHOWS)
    known, made = record(practice, no_shows=2), stranger(practice)
    asked = asks(made)
    one = books(made, asked)
    matched(practice, Request.objects.get(pk=asked.pk), known)
    client = as_staff(practice, "front_desk")
    for path in ("exceptions/?kind=broken", f"appointments/{one.pk}/"):
        page = html.unescape(client.get(at(practice, f"console/{path}")).content.decode())
        assert "Not allowed by the patient's record, known since it was booked" in page, path
        assert NO_SHOWS.strip() in page and "changed rule" not in page
