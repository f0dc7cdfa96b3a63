"""A time is said on the clock of its place; a practice with places in several zones names the zone wherever it says one."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.calendar import queries
from frontdesk.booking.calendar.sheet import laid_out
from frontdesk.booking.take import Place
from tests import factory as f
from tests.web_client import as_patient, as_staff, at

DETROIT, CHICAGO = ZoneInfo("America/Detroit"), ZoneInfo("America/Chicago")
LAKE = """\
practice: {name: Lake Cardiology, timezone: America/Detroit, phone: "+1 312 555 0100"}
locations:
  - {id: downtown, name: Detroit}
  - {id: michigan-city, name: Michigan City, timezone: America/Chicago}
visit types:
  - {id: new-patient, name: New patient visit}
  - {id: follow-up, name: Follow-up visit}
  - {id: procedure, name: Procedure}
providers:
  - {id: chen, name: Dr. Chen, hours: [{at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "09:00", to: "12:00"}]}
  - {id: lee, name: Dr. Lee, hours: [{at: michigan-city, days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "10:00"}]}
rules: |
  Visits start every 15 minutes.
  Visits take 15 minutes.
  Patients may book follow-up visits themselves.
  Book visits at most 90 days ahead.
"""
ONE_ZONE = LAKE.replace(", timezone: America/Chicago", "")


def there(provider="lee", hour=8, minute=15, date=None):
    where, zone = ("michigan-city", CHICAGO) if provider == "lee" else ("downtown", DETROIT)
    return Place(provider, where, dt.datetime.combine(date or f.day(), dt.time(hour, minute), zone))


def booked(practice, place, who=None):
    who = who or f.patient(practice, established=True)
    return booking.book(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=place)


def words(text):
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.fixture
def lake(db):
    return f.load_cedar(LAKE, "lake")


def moving(practice, provider, query=""):
    one = booked(practice, there(provider, 9, 0))
    page = as_patient(practice, one.patient).get(at(practice, f"appointments/{one.pk}/move/{query}"))
    return words(page.content.decode())


def test_each_time_says_its_zone_where_they_are_of_several(lake):
    said = moving(lake, "lee")
    assert "8:15 AM Central Time Dr. Lee · Michigan City" in said
    assert "11:15 AM Eastern Time Dr. Chen · Detroit" in said
    assert "All times are" not in said


def test_times_of_one_zone_are_said_to_be_in_that_one(lake):
    said = moving(lake, "lee", "?place=michigan-city")
    assert "All times are Central Time." in said
    assert "8:15 AM Dr. Lee" in said


def test_a_practice_in_one_zone_says_it_once(db):
    practice = f.load_cedar(ONE_ZONE, "lake")
    said = moving(practice, "chen")
    assert said.count("Eastern Time") == 1 and "All times are Eastern Time." in said


@pytest.mark.parametrize("page", ["home/", "appointments/{}/cancel/"])
def test_a_patients_pages_name_the_zone_of_the_place(lake, page):
    one = booked(lake, there())
    said = words(as_patient(lake, one.patient).get(at(lake, page.format(one.pk))).content.decode())
    assert "8:15 AM Central Time" in said


@pytest.mark.parametrize("page", ["console/appointments/{0.pk}/", "console/patients/{0.patient_id}/"])
def test_pages_of_staff_name_the_zone_of_the_place(lake, page):
    one = booked(lake, there())
    said = words(as_staff(lake, "scheduler").get(at(lake, page.format(one))).content.decode())
    assert re.search(r"8:(15|30) AM Central Time", said)


def test_the_times_of_a_caller_name_their_zones(lake):
    who = f.patient(lake, established=True)
    address = at(lake, f"console/book/{who.pk}/?visit=follow-up&date={f.day()}")
    said = words(as_staff(lake, "scheduler").get(address).content.decode())
    assert "8:15 AM Central Time Dr. Lee" in said and "9:15 AM Eastern Time Dr. Chen" in said


def test_what_is_kept_for_them_is_kept_until_a_time_of_the_same_place(lake):
    one = booked(lake, there())
    proposal = f.proposed(one)
    said = words(as_patient(lake, one.patient).get(at(lake, f"appointments/{one.pk}/")).content.decode())
    until = proposal.expires_at.astimezone(ZoneInfo(proposal.hold.location.timezone))
    assert (
        f"until {until:%A, %B} {until.day} at {until:%-I:%M %p} {'Central' if until.tzname()[0] == 'C' else 'Eastern'} Time"
        in said
    )


def test_a_day_of_the_calendar_lies_in_the_order_of_the_clock_of_the_practice(lake):
    later, earlier = booked(lake, there()), booked(lake, there("chen", 9, 0))
    actor = f.actor(lake, "front_desk")
    columns = queries.columns(actor, [(one, f.day()) for one in queries.subjects(actor, "provider")])
    sheet = laid_out(columns, clock=DETROIT)
    row = {p.thing.pk: p.row for column in sheet.columns for p in column.pieces if p.kind == "appointment"}
    assert row[earlier.pk] + 3 == row[later.pk]
    assert [column.first for column in sheet.columns] == [9 * 60, 8 * 60]
    said = words(as_staff(lake, "front_desk").get(at(lake, f"console/calendar/?date={f.day()}")).content.decode())
    assert "Hours on the left: Eastern Time. Each appointment shows its location's time." in said
    assert "8:00 AM – 10:00 AM Central Time" in said.replace("–", " – ").replace("  ", " ")


def test_a_calendar_of_one_zone_is_on_its_clock_and_says_it(lake):
    booked(lake, there())
    page = as_staff(lake, "front_desk").get(at(lake, f"console/calendar/?date={f.day()}&subject=lee"))
    said = words(page.content.decode())
    assert "Next Central Time" in said and "Eastern" not in said
