"""What a patient reads before they confirm: who, where, when, until when it can be changed here, and what a move changes."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import override

from frontdesk.booking import actions
from frontdesk.booking.models import Appointment
from frontdesk.booking.take import Place
from frontdesk.intake import actions as intake
from frontdesk.web.zones import until_words
from tests import factory as f
from tests.test_spanish import MONTHS
from tests.web.test_lists_of_times import TWO_PLACES
from tests.web_client import as_patient, at

CUT_OFF = "  Patients may cancel visits up to 48 hours ahead.\n"


def held(practice, days: int, language: str = "en"):
    patient = f.patient(practice, established=True, language=language)
    asked = intake.submit(f.themselves(patient), patient, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    kept = actions.hold(
        f.themselves(patient),
        patient,
        visit_type=f.visit("follow-up"),
        place=f.place("09:00", date=f.day(days)),
        channel="online",
        request=asked,
    )
    return patient, kept


def read(practice, patient, path: str, language: str = "en") -> str:
    client = as_patient(practice, patient)
    client.cookies["frontdesk_language"] = language
    return client.get(at(practice, path), headers={"accept-language": language}).content.decode()


@pytest.mark.parametrize(
    ("days", "language", "says"),
    [
        (9, "en", "You can move or cancel it here until"),
        (9, "es", "Puede cambiar o cancelar la cita aquí hasta"),
        (1, "en", "This visit is too soon to be moved or canceled here."),
        (1, "es", "Falta muy poco para esta cita"),
    ],
)
def test_the_confirm_page_says_until_when_it_can_be_changed_here(db, days, language, says):
    practice = f.load_cedar(f.CEDAR + CUT_OFF)
    patient, kept = held(practice, days, language)
    page = read(practice, patient, f"holds/{kept.pk}/", language)
    assert says in page and "48 hours" not in page and "Dr. Chen" in page and "Downtown" in page


def test_the_moment_that_is_said_is_the_one_that_holds(db):
    practice = f.load_cedar(f.CEDAR + CUT_OFF)
    patient, kept = held(practice, 9)
    page = read(practice, patient, f"holds/{kept.pk}/")
    last = (kept.start - dt.timedelta(hours=48)).astimezone(f.CHICAGO)
    said = f"until {last:%A}, {last:%B} {last.day} at 9:00 AM"
    assert page.count(said) == 1
    actions.confirm(f.themselves(patient), kept)
    for path in (f"appointments/{kept.pk}/", f"appointments/{kept.pk}/cancel/", "home/"):
        assert read(practice, patient, path).count(said) == 1, path
    spanish = read(practice, patient, "home/", "es")
    assert f"de {long_month(last)} a las 9:00 a. m." in spanish


def long_month(moment):
    return MONTHS[moment.month - 1]


def test_one_o_clock_is_a_la_una_in_spanish():
    with override("es"):
        at_one = dt.datetime(2026, 12, 1, 19, 5, tzinfo=dt.UTC).astimezone(f.CHICAGO)
        assert until_words(at_one) == "el martes 1 de diciembre a la 1:05 p. m."
        assert "a las 2:05" in until_words(at_one + dt.timedelta(hours=1))


def test_how_long_a_time_is_kept_is_said_with_its_day(db):
    practice = f.load_cedar(f.CEDAR + CUT_OFF)
    patient, kept = held(practice, 9)
    end = kept.hold_expires_at.astimezone(f.CHICAGO)
    assert f"until {end:%A}, {end:%B} {end.day} at" in read(practice, patient, f"holds/{kept.pk}/")


def test_where_the_rules_let_patients_only_cancel_the_page_promises_no_more(db):
    practice = f.load_cedar(f.CEDAR.replace("  Patients may book follow-up visits themselves.\n", "") + CUT_OFF)
    patient = f.patient(practice, established=True)
    one = actions.book(f.actor(practice, "scheduler"), patient, visit_type=f.visit("follow-up"), place=f.place())
    page = read(practice, patient, f"appointments/{one.pk}/")
    assert "You can cancel it here until" in page and "You can move or cancel" not in page


def test_a_rule_sentence_is_not_shown_to_the_patient_whose_time_is_over(db):
    practice = f.load_cedar(f.CEDAR + CUT_OFF)
    patient = f.patient(practice, established=True)
    one = actions.book(
        f.actor(practice, "scheduler"), patient, visit_type=f.visit("follow-up"), place=f.place(date=f.day(1))
    )
    page = read(practice, patient, f"appointments/{one.pk}/")
    assert "It could be changed here until" not in page, "it never could: it was booked after that"
    Appointment.objects.filter(pk=one.pk).update(created_at=timezone.now() - dt.timedelta(days=9))
    page = read(practice, patient, f"appointments/{one.pk}/")
    assert "It could be changed here until" in page and "Patients may cancel" not in page


@pytest.mark.parametrize(
    ("new", "changes"),
    [
        (("chen", "downtown", "10:00"), "What changes: the day or time."),
        (("lee", "downtown", "09:00"), "What changes: who you will see."),
        (("park", "uptown", "14:00"), "What changes: the day or time, who you will see, where it is."),
    ],
)
def test_a_move_shows_old_beside_new_and_says_what_changes(db, new, changes):
    practice = f.load_cedar(TWO_PLACES)
    patient = f.patient(practice, established=True)
    old = actions.book(f.actor(practice, "scheduler"), patient, visit_type=f.visit("follow-up"), place=f.place())
    provider, location, time = new
    kept = actions.hold(
        f.themselves(patient),
        patient,
        visit_type=f.visit("follow-up"),
        place=Place(provider, location, f.place(time).start),
        channel="online",
        replaces=old,
    )
    page = read(practice, patient, f"holds/{kept.pk}/")
    assert changes in page and "Dr. Chen" in page and page.index(">Now<") < page.index(">New<")
    assert timezone.now() < old.start
