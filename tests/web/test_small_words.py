"""What a page says after a press, and dates as people write them in either language."""

import datetime as dt

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.web.forms import BirthDateField
from tests import factory as f
from tests.web_client import as_patient, as_staff, at


@pytest.mark.parametrize("month", ["8", "08", "Aug", "ago", "ago.", "agosto", "AUGUST"])
def test_a_month_may_be_written_as_a_word(db, cedar, month):
    assert BirthDateField().clean([month, "2", "1980"]) == dt.date(1980, 8, 2)


def test_a_year_of_two_digits_is_asked_for_with_four(db, cedar):
    with pytest.raises(Exception, match="four digits"):
        BirthDateField().clean(["8", "2", "80"])


def confirmed(practice, hold):
    me = as_patient(practice, hold.patient)
    return me.post(at(practice, f"holds/{hold.pk}/"), {}, follow=True).content.decode()


def test_whoever_books_reads_that_it_is_booked(cedar):
    who = f.patient(cedar, established=True)
    hold = booking.hold(
        f.actor(cedar, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place(), channel="staff"
    )
    assert "Booked." in confirmed(cedar, hold)


def test_whoever_moves_reads_that_it_has_moved(cedar):
    assert "Moved." in confirmed(cedar, f.chosen(f.booked(cedar)))


def test_a_second_visit_can_be_declined_where_it_is_asked_about(cedar):
    one = f.booked(cedar)
    hold = booking.hold(
        f.actor(cedar, "front_desk"), one.patient, visit_type=one.visit_type, place=f.place("11:00"), channel="staff"
    )
    page = as_patient(cedar, one.patient).get(at(cedar, f"holds/{hold.pk}/")).content.decode()
    assert "Do you want a second one?" in page and "No, keep what I have" in page


def test_what_was_done_has_one_way_back(cedar):
    who, desk = f.patient(cedar, established=True), as_staff(cedar, "front_desk")
    chosen = f.place()
    value = f"{chosen.provider}|{chosen.location}|{chosen.start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"
    page = desk.post(at(cedar, f"console/book/{who.pk}/?visit=follow-up"), {"time": value}, follow=True)
    assert page.content.decode().count("/undo/") == 1
    again = desk.get(at(cedar, f"console/appointments/{Appointment.objects.get().pk}/"))
    assert again.content.decode().count("/undo/") == 1


def test_who_is_checked_in_is_named(cedar):
    one = f.its_time(f.booked(cedar))
    desk = as_staff(cedar, "front_desk")
    page = desk.post(at(cedar, f"console/appointments/{one.pk}/arrive/"), {"version": one.version}, follow=True)
    assert f"Checked in: {one.patient.name}." in page.content.decode()
