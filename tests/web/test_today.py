"""Today is the practice's date, and a time on the wall is the instant at which the clock shows it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from frontdesk.availability.clock import at_wall
from frontdesk.booking.models import Appointment
from frontdesk.intake.referrals import importing
from frontdesk.tenancy import today
from frontdesk.web import forms
from tests import factory as f
from tests.web_client import as_staff, at

CHICAGO = ZoneInfo("America/Chicago")
EVENING = dt.datetime(2026, 11, 27, 20, 40, tzinfo=CHICAGO)  # the 28th in UTC


@pytest.fixture
def evening(cedar, monkeypatch):
    monkeypatch.setattr(today, "now", lambda: EVENING.astimezone(dt.UTC))
    return cedar


class Born(forms.Form):
    born = forms.BirthDateField()


def born(month, day, year):
    return Born({"born_month": str(month), "born_day": str(day), "born_year": str(year)})


def test_today_is_the_date_on_the_practices_wall(evening):
    assert today.today_at(evening) == today.today_here() == dt.date(2026, 11, 27)


def test_tomorrow_is_no_birth_date_in_the_evening(evening):
    assert born(11, 27, 2026).is_valid()
    assert not born(11, 28, 2026).is_valid()


@pytest.mark.parametrize(
    ("month", "day", "year"), [(3, 27, 2027), (3, 27, 46), (3, 27, 1899), (2, 30, 1980), ("²", 1, 1980)]
)
def test_a_date_on_which_nobody_is_born_is_refused(evening, month, day, year):
    assert not born(month, day, year).is_valid()


def test_a_referral_takes_no_birth_date_of_tomorrow_by_hand_or_file(evening):
    sent = {"urgency": "routine", "birth_date_month": "11", "birth_date_day": "28", "birth_date_year": "2026"}
    assert as_staff(evening, "scheduler").post(at(evening, "console/referrals/new/"), sent).status_code == 422
    with pytest.raises(importing.Faults, match="between 1900 and today"):
        importing.load(f.actor(evening, "scheduler"), evening, b"key,dob\nA-1,2026-11-28\n")


def test_time_away_is_asked_for_within_ten_years(cedar):
    sent = {"provider": "chen", "first_on": "9999-12-01", "last_on": "9999-12-02"}
    answer = as_staff(cedar, "scheduler").post(at(cedar, "console/away/"), sent)
    assert answer.status_code == 422 and "within ten years" in answer.content.decode()


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        ("2027-03-14T02:30", None),
        ("2027-03-14T01:59", "2027-03-14T07:59"),
        ("2027-03-14T03:00", "2027-03-14T08:00"),
        ("2026-11-01T01:30", "2026-11-01T06:30"),  # the first of two
        ("2026-11-01T02:00", "2026-11-01T08:00"),
    ],
)
def test_a_time_on_the_wall_is_the_first_instant_at_which_it_is_shown(wall, instant):
    found = at_wall(dt.datetime.fromisoformat(wall), CHICAGO)
    assert (found and f"{found.astimezone(dt.UTC):%Y-%m-%dT%H:%M}") == instant


def test_a_time_that_no_clock_shows_is_refused_in_words(cedar):
    patient, visit = f.patient(cedar), f.visit("follow-up")
    sent = {"any_provider": "chen", "any_time": "2027-03-14T02:30", "override": "1", "reason": "Urgent"}
    client = as_staff(cedar, "scheduler")
    answer = client.post(at(cedar, f"console/book/{patient.pk}/?visit={visit.code}"), sent)
    assert answer.status_code == 409
    assert "2:30 AM does not exist on Sun Mar 14" in answer.content.decode()
    assert not Appointment.objects.exists()


def test_where_one_looks_at_a_time_that_no_clock_shows_it_is_said_too(cedar):
    url = at(cedar, "console/calendar/at/?any_provider=chen&any_time=2027-03-14T02:30")
    answer = as_staff(cedar, "scheduler").get(url)
    assert "2:30 AM does not exist on Sun Mar 14" in answer.content.decode()
