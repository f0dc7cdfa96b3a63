"""What a patient reads of a visit when it is near: what to do before it, what can no longer be changed, whom to call."""

import datetime as dt
import re

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.recalls.queries import link_actor
from frontdesk.web.portal.urls import urlpatterns
from tests import factory as f
from tests.web_client import as_patient, at

RULES = (
    "  Patients come 10 minutes early for visits.\n"
    '  Before visits patients are told: "Please bring your card." In Spanish: "Traiga su tarjeta."\n'
    "  Patients may cancel visits up to 24 hours ahead.\n"
)
SAID = {"en": ("minutes early", "Please bring your card."), "es": ("minutos antes", "Traiga su tarjeta.")}


@pytest.fixture
def practice(cedar):
    return f.load_cedar(f.CEDAR + RULES)


def read(practice, who, path, language="en"):
    me = as_patient(practice, who)
    me.cookies["frontdesk_language"] = language
    return " ".join(me.get(at(practice, path)).content.decode().split())


def soon(one):
    """It begins in three hours: the time until which it can be canceled here is over; booked long before."""
    start = now().replace(second=0, microsecond=0) + dt.timedelta(hours=3)
    Appointment.objects.filter(pk=one.pk).update(
        start=start, end=start + (one.end - one.start), created_at=now() - dt.timedelta(days=9)
    )
    return Appointment.objects.get(pk=one.pk)


@pytest.mark.parametrize("near", [False, True])
@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("of_record", SAID)
def test_what_to_do_before_it_is_told_until_it_begins_in_the_language_of_the_page(practice, near, language, of_record):
    one = f.booked(practice, language=of_record)
    one = soon(one) if near else one
    text = read(practice, one.patient, f"appointments/{one.pk}/", language)
    assert all(words in text for words in SAID[language])
    other = SAID["es" if language == "en" else "en"]
    assert not any(words in text for words in other)


@pytest.mark.parametrize("language", SAID)
def test_the_page_before_the_last_press_and_an_offer_say_it_in_the_language_of_the_page(practice, language):
    one = f.booked(practice)  # of a record in English
    hold = f.chosen(one)
    assert all(words in read(practice, one.patient, f"holds/{hold.pk}/", language) for words in SAID[language])
    other = f.booked(practice, "11:00")
    given = f.offered(other.patient, f.place("08:30"), instead_of=other)
    text = read(practice, other.patient, f"waitlist/offers/{given.pk}/", language)
    assert all(words in text for words in SAID[language])


def test_what_could_never_be_changed_here_does_not_say_until_when_it_could(practice):
    one = soon(f.booked(practice))
    path = f"appointments/{one.pk}/"
    assert "It could be changed here until" in read(practice, one.patient, path)  # the control: booked long before
    Appointment.objects.filter(pk=one.pk).update(created_at=now())
    text = read(practice, one.patient, path)
    assert "It could be changed here" not in text and "It is too late to change this here." in text


def test_the_practices_number_is_a_link_that_calls(practice):
    one = soon(f.booked(practice))
    text = read(practice, one.patient, f"appointments/{one.pk}/")
    assert text.count("(312) 555-0100</a>") == 2  # beside what cannot be changed, and at the foot
    assert "Call us at <a" in text


def test_a_link_holds_no_other(practice):
    """On the first page each appointment is a link as a whole: its number is read there, and not pressed."""
    one = soon(f.booked(practice))
    text = read(practice, one.patient, "home/")
    card = text[text.index(f'href="/cedar/appointments/{one.pk}/"') :].split("</a>")[0]
    assert "(312) 555-0100" in card and "tel:" not in card


def test_a_move_onto_the_day_of_another_such_visit_is_not_called_a_second_one(practice):
    one = f.booked(practice)
    f.booking.book(
        f.actor(practice, "scheduler"), one.patient, visit_type=one.visit_type, place=f.place("10:00", date=f.day(8))
    )
    hold = f.chosen(one, f.place("08:00", date=f.day(8)))
    text = read(practice, one.patient, f"holds/{hold.pk}/")
    assert "You already have this visit on that day. Move this one there anyway?" in text
    assert "second one" not in text and "Move my appointment" in text


# Wherever a time is confirmed ----------------------------------------------------------------------------------


def of_a_hold(practice):
    one = f.booked(practice)
    return one.patient, f"holds/{f.chosen(one, f.place('08:00', date=f.day(8))).pk}/"


def of_an_offer(practice):
    one = f.booked(practice)
    given = f.offered(one.patient, f.place("08:30", date=f.day(6)), instead_of=one)
    return one.patient, f"waitlist/offers/{given.pk}/"


def of_a_proposal(practice):
    one = f.booked(practice)
    f.proposed(one)
    return one.patient, f"appointments/{one.pk}/"


def of_a_link(practice):
    desk, who = f.actor(practice, "scheduler"), f.patient(practice, established=True)
    due = recalls.invite(desk, recalls.order(desk, who, visit_type=f.visit("follow-up"), due_on=f.day(20)))
    wanted = {"visit_type": due.visit_type, "place": f.place("08:00", date=f.day(20)), "channel": "staff"}
    booking.hold(link_actor(due), who, **wanted, recall=due)
    return who, f"due/{re.search(r'/due/([^/]+)/', Message.objects.get(thing_id=due.pk).body)[1]}/confirm/"


CONFIRMED = {
    "holds/<uuid:key>/": of_a_hold,
    "waitlist/offers/<uuid:key>/accept/": of_an_offer,
    "appointments/<uuid:key>/proposal/": of_a_proposal,
    "due/<str:token>/confirm/": of_a_link,
}


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("route", CONFIRMED)
def test_every_page_on_which_a_time_is_confirmed_says_what_to_do_before_it_and_until_when_it_can_be_changed(
    practice, route, language
):
    who, path = CONFIRMED[route](practice)
    text = read(practice, who, path, language)
    until = {"en": "cancel it here until", "es": "cancelar la cita aquí hasta"}[language]
    assert all(words in text for words in SAID[language]) and until in text


def test_these_are_all_the_pages_on_which_a_patient_confirms_a_time():
    books = ("appointment.book", "proposal.answer")
    to_decline = ("decline-offer",)  # whoever may take a time may decline it: nothing is confirmed there
    there = [one for one in urlpatterns if one.name not in to_decline]
    found = {str(one.pattern) for one in there if one.callback.permission in books}
    found |= {str(one.pattern) for one in urlpatterns if one.name == "due-confirm"}
    assert found == set(CONFIRMED)
