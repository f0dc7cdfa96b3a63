"""A visit that was canceled so late that it counts as missed is seen as such by staff, with the rule; who may set outcomes right says that it does not count."""

import datetime as dt
import html

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from frontdesk.access.may import NotAllowed
from frontdesk.audit.action import ReasonMissing
from frontdesk.booking import actions as booking
from frontdesk.day.canceled_late.actions import CountsAsNothing, count_after_all, excuse
from frontdesk.intake import actions as intake
from frontdesk.intake import evaluation
from frontdesk.reports import queries as reports
from tests import factory as f
from tests.web_client import as_staff, at

RULE = "Canceling less than 24 hours ahead counts as a no-show."
CUT_OFF = "Patients may cancel visits up to 48 hours ahead."
TURNS_ON_IT = "Follow-up visits need approval when the patient has 1 or more no-shows."


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + "".join(f"  {rule}\n" for rule in (RULE, CUT_OFF, TURNS_ON_IT)))


def canceled(practice, hours=5, reason="The patient is ill", who=None):
    """A visit that its patient cancels so many hours ahead."""
    who = who or f.patient(practice, established=True)
    one = booking.book(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place())
    begins = now() + dt.timedelta(hours=hours)
    type(one).objects.filter(pk=one.pk).update(start=begins, end=begins + dt.timedelta(minutes=20))
    one.reservations.all().delete()
    one.refresh_from_db()
    return booking.cancel(f.actor(practice, "front_desk"), one, reason=reason)


def page(practice, path, role="front_desk"):
    return " ".join(
        html.unescape(as_staff(practice, role).get(at(practice, f"console/{path}")).content.decode()).split()
    )


def counted(who):
    who.refresh_from_db()
    return evaluation.facts(who, {}, "staff").no_shows


def test_the_page_of_the_appointment_says_what_it_counts_as_and_by_which_rule(practice):
    text = page(practice, f"appointments/{canceled(practice).pk}/")
    assert "<strong>Counts as a no-show</strong>: " + RULE in text and "Do not count it" in text


def test_one_that_is_only_late_says_so_and_one_in_time_or_of_the_practice_says_nothing(practice):
    late = page(practice, f"appointments/{canceled(practice, 30).pk}/")
    assert "<strong>Counts as a late cancellation</strong>: " + CUT_OFF in late
    for one in (canceled(practice, 60), canceled(practice, 5, "The provider is away")):
        assert "Counts as" not in page(practice, f"appointments/{one.pk}/")


def test_it_stands_among_the_no_shows_of_the_patient(practice):
    one = canceled(practice)
    text = page(practice, f"patients/{one.patient_id}/")
    assert "1 no-show" in text and f"Canceled late: {RULE}" in text and "Counts as a no-show" in text


def test_the_page_of_a_request_counts_it(practice):
    who = canceled(practice).patient
    asked = intake.create_for_caller(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), answers={"reason": "x"})  # fmt: skip
    assert "1 no-show" in page(practice, f"requests/{asked.pk}/")


def test_reports_count_it_as_missed_and_list_it_with_the_rule(practice):
    one = canceled(practice)
    manager = f.actor(practice, "manager")
    monday = reports._monday(practice, one.start)
    week = reports.by_visit_type(manager, practice, monday)[0].counts
    assert (week["no_shows"], week["due"], week["cancelled"]) == (1, 1, 1)
    assert RULE in page(practice, f"reports/exceptions/no_shows/?week={monday}", "manager")


def test_who_may_set_an_outcome_right_says_that_it_does_not_count_and_why(practice):
    one = canceled(practice)
    assert counted(one.patient) == 1
    client = as_staff(practice, "front_desk")
    address = at(practice, f"console/appointments/{one.pk}/correct/")
    client.post(address, {"state": "excused", "reason": "in the hospital", "version": one.version}, follow=True)
    assert counted(one.patient) == 0
    text = page(practice, f"appointments/{one.pk}/")
    assert "Does not count as a no-show</strong>: in the hospital" in text and "Count it after all" in text
    assert "1 no-show" not in page(practice, f"patients/{one.patient_id}/")
    week = reports.by_visit_type(f.actor(practice, "manager"), practice, reports._monday(practice, one.start))
    assert week[0].counts["no_shows"] == 0
    one.refresh_from_db()
    client.post(address, {"state": "counts", "reason": "another patient", "version": one.version}, follow=True)
    assert counted(one.patient) == 1


def test_it_needs_a_reason_the_right_and_something_that_counts(practice):
    one, desk = canceled(practice), f.actor(practice, "front_desk")
    with pytest.raises(ReasonMissing):
        excuse(desk, one, reason=" ")
    with pytest.raises(NotAllowed):
        excuse(f.actor(practice, "billing"), one, reason="ill")
    with pytest.raises(CountsAsNothing):
        count_after_all(desk, one, reason="it does")
    with pytest.raises(CountsAsNothing):
        excuse(desk, canceled(practice, 60), reason="ill")
    excuse(desk, one, reason="ill")
    with pytest.raises(CountsAsNothing):
        excuse(desk, one, reason="ill")


def test_the_database_excuses_no_visit_that_is_not_canceled(practice):
    who = f.patient(practice, established=True)
    one = booking.book(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place())
    with pytest.raises(IntegrityError), transaction.atomic():
        type(one).objects.filter(pk=one.pk).update(excused="x")


def test_what_waits_by_the_count_is_decided_anew_when_it_does_not_count_and_when_it_counts_after_all(practice):
    one, desk = canceled(practice), f.actor(practice, "front_desk")
    asked = intake.submit(f.themselves(one.patient), one.patient, visit_type=f.visit("follow-up"), answers={"reason": "x"})  # fmt: skip
    assert asked.state == "awaiting_approval"
    excuse(desk, one, reason="in the hospital")
    asked.refresh_from_db()
    assert asked.state == "approved"
    again = intake.submit(f.themselves(one.patient), one.patient, visit_type=f.visit("follow-up"), answers={"reason": "x"})  # fmt: skip
    assert again.state == "approved"
