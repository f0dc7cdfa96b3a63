"""The list of times for a visit that another needs first ends before that one, and says so; it sends nobody to later dates where there are none."""

import html

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions, offers
from frontdesk.booking.models import Appointment
from frontdesk.booking.take import Place, Wish
from frontdesk.people.models import Patient
from tests import factory as f
from tests.booking.test_first_visits import TEXT, on
from tests.web_client import as_patient, as_staff, at

FIRST, LATER = 5, 6  # days from today
NEEDED = {
    "en": "that visit can only take place after this one",
    "es": "esa cita solo puede realizarse después de esta",
}
LATER_DATES = {"en": ("Look at later dates", "Later times"), "es": ("Busque en otras fechas", "Ver fechas posteriores")}


@pytest.fixture
def cedar(db):
    return f.load_cedar(TEXT)


@pytest.fixture
def who(cedar):
    return f.patient(cedar)


@pytest.fixture
def first(cedar, who):
    desk = f.actor(cedar, "scheduler")
    one = actions.book(desk, who, visit_type=f.visit("new-patient"), place=on(FIRST))
    actions.book(desk, who, visit_type=f.visit("follow-up"), place=on(LATER, "09:30"))
    return one


def read(client, url, **more):
    return html.unescape(client.get(url, **more).content.decode())


def test_it_ends_on_the_day_of_what_needs_it(first):
    wish = Wish(first.patient, first.visit_type, Place.anywhere(now()), "staff", replaces=first)
    end = offers.last_day(wish.wanted())
    assert (end.date, end.needed.kind) == (f.day(LATER), "needed first")
    assert (
        offers.last_day(Wish(first.patient, first.visit_type, Place.anywhere(now()), "staff").wanted()).needed is None
    )


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("page", [0, 1, 2, 3, 12])
def test_a_patient_reads_why_and_is_not_sent_to_later_dates(cedar, who, first, page, language):
    Patient.objects.filter(pk=who.pk).update(language=language)
    url = at(cedar, f"appointments/{first.pk}/move/?page={page}")
    text = read(as_patient(cedar, who), url, headers={"accept-language": language})
    assert text.count(NEEDED[language]) == 1
    assert not [one for one in LATER_DATES[language] if one in text]


@pytest.mark.parametrize("days", [0, 14, 28, 170])
def test_staff_read_why_and_are_not_sent_to_later_dates(cedar, first, days):
    url = at(cedar, f"console/appointments/{first.pk}/move/?date={f.day(days)}")
    text = read(as_staff(cedar, "scheduler"), url)
    assert text.count("can only take place after this visit: move that one first") == 1
    assert "Next two weeks" not in text and "look at later dates" not in text.lower()
    assert "No rule says how far ahead" not in text


def test_where_there_is_no_time_before_it_either_both_read_which_one_moves_first(cedar, who, first):
    f.load_cedar(TEXT + f"  The practice is closed from {f.day(0)} to {f.day(LATER)}.\n")
    own = read(as_patient(cedar, who), at(cedar, f"appointments/{first.pk}/move/"))
    assert own.count(NEEDED["en"]) == 1 and "Look at later dates" not in own
    staff = read(as_staff(cedar, "scheduler"), at(cedar, f"console/appointments/{first.pk}/move/"))
    assert staff.count("move that one first") == 1 and "Look at later dates" not in staff


def test_a_list_that_ends_for_everybody_sends_nobody_to_later_dates(cedar, who, first):
    """Behind its end there is none: the page says until when we book."""
    Appointment.objects.exclude(pk=first.pk).delete()
    own = read(as_patient(cedar, who), at(cedar, f"appointments/{first.pk}/move/?page=200"))
    assert "Join the waitlist below, or call us." in own and "Look at later dates" not in own
