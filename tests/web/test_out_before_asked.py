"""A provider is out: from then on nothing promises the visit to its patient, whether staff have asked them already or not."""

import datetime as dt

import pytest
from django.db import transaction

from frontdesk.booking import actions
from frontdesk.booking.errors import MustMove
from frontdesk.booking.models import Appointment, TimeAway
from frontdesk.booking.moving import must_move
from frontdesk.day.away import actions as away
from frontdesk.day.correcting import actions as correcting
from frontdesk.day.exceptions.looking import actions as looking
from frontdesk.intake.models import Task
from frontdesk.messaging.models import Message
from frontdesk.messaging.wording import STANDARD
from frontdesk.messaging.wording_spanish import SPANISH
from frontdesk.outreach import reminders
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.proposals.actions import lost_its_time
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist.fill import fill
from frontdesk.practice.models import Provider
from frontdesk.web.console.appointments import _as_before
from tests import factory as f
from tests.markup import as_read
from tests.web.test_must_move import page, promised
from tests.web_client import as_patient, as_staff, at

ALONE = "  Patients may book follow-up visits themselves.\n"


def out(practice, one, *, looked=True):
    """Its provider is marked out on that day, and nobody is asked anything; `looked`: the worker has seen it."""
    day = one.start.astimezone(f.CHICAGO).date()
    whole = {"first_on": day, "last_on": day, "from_minute": 0, "to_minute": 1440, "note": ""}
    away.at_once(
        f.actor(practice, "scheduler"), Provider.objects.select_related("practice").get(pk=one.provider_id), **whole
    )
    if looked:
        looking.look_at_all()
    assert not Task.objects.filter(kind="move").exists()
    return Appointment.objects.get(pk=one.pk)


@pytest.fixture(params=[True, False], ids=["looked at", "a moment ago"])
def one(cedar, request):
    return out(cedar, f.booked(cedar), looked=request.param)


def test_the_page_and_the_home_say_that_it_must_move(cedar, one):
    text = page(cedar, one)
    assert promised(text) == [] and "because Dr. Chen is out" in as_read(text)
    assert text.count("We have to move this appointment") == 1 and "Choose another time" in text
    home = as_patient(cedar, one.patient).get(at(cedar, "home/")).content.decode()
    assert "We have to move this appointment" in home and "can move or cancel" not in home


def test_nobody_confirms_it(cedar, one):
    with pytest.raises(MustMove), transaction.atomic():
        actions.will_come(f.themselves(one.patient), one)
    said = as_patient(cedar, one.patient).post(at(cedar, f"appointments/{one.pk}/confirm/"), follow=True)
    assert "See you then" not in said.content.decode() and "we have to move it" in said.content.decode()
    assert Appointment.objects.get(pk=one.pk).confirmed_at is None


def test_staff_and_patients_read_the_same(cedar, one):
    assert must_move([one]) == {one.pk}
    said = as_staff(cedar, "front_desk").get(at(cedar, f"console/appointments/{one.pk}/")).content.decode()
    assert "Must move" in said


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_reminder_says_so_in_place_of_inviting_them(cedar, one, monkeypatch, language):
    type(one.patient).objects.filter(pk=one.patient_id).update(language=language)
    Message.objects.all().delete()
    remind_a_day_before(monkeypatch, cedar, one)
    said = Message.objects.get()
    assert said.template == "must-move" and "(312) 555-0100" in said.body
    words = ("cannot take place", "contact you") if language == "en" else ("No podremos atenderle", "comunicaremos")
    assert all(word.lower() in said.body.lower() for word in words)
    invites = ("You have an appointment", "Confirm", "Usted tiene una cita", "Confirme")
    assert not any(word in said.body for word in invites)


def test_control_who_need_not_move_is_reminded_as_ever(cedar, monkeypatch):
    one = f.booked(cedar)
    Message.objects.all().delete()
    remind_a_day_before(monkeypatch, cedar, one)
    assert Message.objects.get().template == "reminder" and "Add to my calendar" in promised(page(cedar, one))


def remind_a_day_before(monkeypatch, practice, one):
    """The moment is a day before, at ten in the morning there; booked long before."""
    local = one.start.astimezone(f.CHICAGO)
    moment = local.replace(hour=local.hour + 1) - dt.timedelta(days=1)
    for room in ("outreach.reminders", "messaging.actions", "booking.messages"):
        monkeypatch.setattr(f"frontdesk.{room}.now", lambda: moment)
    assert reminders.remind(practice) == 1


def test_who_is_told_so_by_a_reminder_hears_that_it_takes_place_after_all(cedar, one, monkeypatch):
    remind_a_day_before(monkeypatch, cedar, one)
    Message.objects.filter(template="must-move").update(state="sent")
    away.take_back(f.actor(cedar, "scheduler"), TimeAway.objects.get(), reason="well again")
    assert Message.objects.filter(thing_id=one.pk, template="time-stays").exists()


def test_the_waitlist_neither_offers_nor_says_that_they_keep_it(cedar, one):
    waits = waitlist.join(
        f.actor(cedar, "front_desk"), one.patient, visit_type=one.visit_type, first_on=f.day(0), appointment=one
    )
    fill(cedar)
    assert waits.offers.count() == 0
    for language, keeps in (("en", "you keep"), ("es", "usted conserva")):
        me = as_patient(cedar, one.patient)
        me.cookies["frontdesk_language"] = language
        text = me.get(at(cedar, "home/")).content.decode()
        assert keeps not in text.lower()
    text = as_read(as_staff(cedar, "front_desk").get(at(cedar, "console/waitlist/")).content.decode())
    assert "keeps" not in text and "Must move" in text


def test_control_who_keeps_their_visit_reads_so_on_the_waitlist(cedar):
    one = f.booked(cedar)
    waitlist.join(f.themselves(one.patient), one.patient, visit_type=one.visit_type, first_on=f.day(0), appointment=one)
    assert "you keep" in as_patient(cedar, one.patient).get(at(cedar, "home/")).content.decode()
    assert "keeps" in as_staff(cedar, "front_desk").get(at(cedar, "console/waitlist/")).content.decode()


def test_nobody_joins_the_waitlist_to_keep_what_cannot_be(cedar, one):
    answer = as_patient(cedar, one.patient).get(at(cedar, f"appointments/{one.pk}/wait/"))
    assert answer.status_code == 302


def test_an_offer_shows_the_old_time_as_one_that_cannot_be(cedar):
    def shown(one):
        given = f.offered(one.patient, f.place("08:30"), instead_of=one)
        text = as_patient(cedar, one.patient).get(at(cedar, f"waitlist/offers/{given.pk}/")).content.decode()
        waitlist.decline(f.themselves(one.patient), given)
        return [words for words in ("Now", "Cannot take place") if f"<h2>{words}</h2>" in text]

    kept = f.booked(cedar)
    assert shown(kept) == ["Now"]  # the control
    moving = f.booked(cedar, "10:00")
    f.proposed(moving)
    assert shown(moving) == ["Cannot take place"]


# Who may choose, and who may not -----------------------------------------------------------------------------------


@pytest.fixture
def guided(cedar):
    """A visit that its patient may not book alone, and that must move; no time fits."""
    one = f.booked(cedar)
    f.load_cedar(f.CEDAR.replace(ALONE, ""))
    return one


def no_time(monkeypatch, practice, one):
    monkeypatch.setattr("frontdesk.outreach.proposals.actions.nearest", lambda one: [])
    proposals.propose(f.actor(practice, "scheduler"), one, reason="ill")
    return Message.objects.filter(thing_id=one.pk).latest("created_at")


CHOOSE = ("Please choose", "choose another", "elija", "Elija")


@pytest.mark.parametrize("language", ["en", "es"])
def test_who_may_not_choose_is_told_that_we_will_be_in_touch_and_whom_to_call(cedar, guided, monkeypatch, language):
    type(guided.patient).objects.filter(pk=guided.patient_id).update(language=language)
    said = no_time(monkeypatch, cedar, Appointment.objects.get(pk=guided.pk))
    assert said.template == "time-withdrawn-call" and "(312) 555-0100" in said.body
    assert not any(word in said.body for word in CHOOSE)
    words = (SPANISH if language == "es" else STANDARD)["time-withdrawn-call"]
    assert not any(word in words.text for word in CHOOSE) and "{phone}" in words.text


def test_control_who_may_choose_is_led_to_the_times(cedar, monkeypatch):
    one = f.booked(cedar)
    said = no_time(monkeypatch, cedar, one)
    assert said.template == "time-withdrawn" and "Please choose one" in said.body
    assert as_patient(cedar, one.patient).get(at(cedar, f"appointments/{one.pk}/move/")).status_code == 200


@pytest.mark.parametrize("answered", [True, False])
def test_the_page_of_who_may_not_choose_does_not_ask_them_to(cedar, guided, monkeypatch, answered):
    if answered:
        f.proposed(guided)
        said = {"answer": "other", "proposal": guided.proposals.get().pk}
        as_patient(cedar, guided.patient).post(at(cedar, f"appointments/{guided.pk}/proposal/"), said)
    else:
        no_time(monkeypatch, cedar, guided)
    text = as_read(page(cedar, guided))
    assert "Until you choose" not in text and "if no other time works" not in text
    assert "We will contact you to find another time. Until then, you have no appointment." in text
    assert "You can also call us at (312) 555-0100." in text
    type(guided.patient).objects.filter(pk=guided.patient_id).update(language="es")
    me = as_patient(cedar, guided.patient)
    me.cookies["frontdesk_language"] = "es"
    text = as_read(me.get(at(cedar, f"appointments/{guided.pk}/")).content.decode())
    assert "Nos comunicaremos con usted para buscar otro horario." in text


def test_a_proposal_asks_nobody_to_choose_who_may_not(cedar, guided):
    f.proposed(guided)
    said = Message.objects.get(thing_id=guided.pk, template="time-proposed").body
    assert "choose" not in said and "we will contact you about another time" in said
    text = as_read(page(cedar, guided))
    assert "ask you to choose" not in text and "This time does not work for me" in text


# Canceled by mistake -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("held", [True, False])
def test_who_takes_a_cancellation_back_reads_that_the_time_held_instead_is_gone(cedar, monkeypatch, held):
    one = f.booked(cedar)
    if held:
        f.proposed(one)
    else:
        no_time(monkeypatch, cedar, one)  # the control: there was none to lose
    scheduler = f.actor(cedar, "scheduler")
    done = actions.cancel(scheduler, Appointment.objects.get(pk=one.pk), reason="pressed by mistake")
    back = correcting.undo(scheduler, done)
    assert lost_its_time(back) is held
    assert ("held for them instead is free again" in str(_as_before(back))) is held
    said = Message.objects.filter(thing_id=one.pk, template="time-withdrawn").latest("created_at")
    assert "No other time is held for you." in said.body and "found no other" not in said.body
