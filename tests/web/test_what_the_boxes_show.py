"""What is pressed beside a refusal or a question carries what the boxes show, and is judged by it: there is one form, and no frozen copy."""

import re

import pytest

from frontdesk.booking import actions
from frontdesk.booking.models import Appointment
from tests import factory as f
from tests.web.forms import forms_of
from tests.web.test_second_visit import value
from tests.web_client import as_staff, at

ASKS = '  Follow-up visits need approval when the reason mentions "chest pain".\n'


def late():
    return f"{f.day()}T20:00"


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + ASKS)


@pytest.fixture
def who(practice):
    return f.patient(practice, established=True)


def page_of(practice, who):
    return at(practice, f"console/book/{who.pk}/?visit=follow-up")


def has_one(practice, who):
    return actions.book(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place())


def sent_by(text, name):
    """What the button of this name sends: its form, as it stands there."""
    form = next(one for one in forms_of("/", text) if name in one.buttons)
    return {**form.fields, name: form.buttons[name][0]}


def overruled(maria, url):
    """A late time that breaks a rule and would be a second one: overruled, and asked then whether a second is wanted."""
    form = {"reason-answer": "sore knee", "any_provider": "chen", "any_time": late(), "any": "1"}
    sent = sent_by(maria.post(url, form).content.decode(), "against")
    return sent_by(maria.post(url, {**sent, "reason": "agreed by phone"}).content.decode(), "second")


def reasons():
    made = Appointment.objects.exclude(request=None)
    return {one.request.answers.get(field="reason").value for one in made}


def test_what_is_corrected_at_the_second_visit_is_booked(practice, who):
    has_one(practice, who)
    desk, url = as_staff(practice, "front_desk"), page_of(practice, who)
    text = desk.post(url, {"time": value("10:00"), "reason-answer": "sore knee"}).content.decode()
    sent = sent_by(text, "second")
    assert sent["reason-answer"][0].strip() == "sore knee"
    assert desk.post(url, {**sent, "reason-answer": "sore knee after a fall"}).status_code == 302
    assert reasons() == {"sore knee after a fall"}


def test_what_is_corrected_at_the_second_visit_is_judged(practice, who):
    has_one(practice, who)
    desk, url = as_staff(practice, "front_desk"), page_of(practice, who)
    sent = sent_by(desk.post(url, {"time": value("10:00"), "reason-answer": "sore knee"}).content.decode(), "second")
    answer = desk.post(url, {**sent, "reason-answer": "sore knee and chest pain"})
    assert answer.status_code == 409 and "need approval" in answer.content.decode()
    assert Appointment.objects.count() == 1


def test_the_nearest_times_carry_what_the_boxes_show(practice, who):
    has = f.patient(practice, established=True)
    actions.book(
        f.actor(practice, "scheduler"), has, visit_type=f.visit("follow-up"), place=f.place("10:00", date=f.day(7))
    )
    desk, url = as_staff(practice, "front_desk"), page_of(practice, who)
    text = desk.post(url, {"time": value("10:00"), "reason-answer": "sore knee"}).content.decode()
    sent = sent_by(text, "near")
    assert desk.post(url, {**sent, "reason-answer": "a rash"}).status_code == 302 and reasons() == {"a rash"}


def test_against_the_rules_and_a_second_one_carry_what_the_boxes_show(practice, who):
    has_one(practice, who)
    maria, url = as_staff(practice, "scheduler"), page_of(practice, who)
    sent = overruled(maria, url)
    assert maria.post(url, {**sent, "reason-answer": "a rash"}).status_code == 302 and reasons() == {"a rash"}
    assert Appointment.objects.get(channel="phone").override_reason == "agreed by phone"


def test_what_was_overruled_for_one_time_is_not_for_another(practice, who):
    has_one(practice, who)
    maria, url = as_staff(practice, "scheduler"), page_of(practice, who)
    sent = overruled(maria, url)
    del sent["second"]
    other = maria.post(url, {**sent, "time": value("10:00"), "reason-answer": "chest pain"})
    assert other.status_code == 409 and Appointment.objects.count() == 1


def test_a_time_of_the_list_carries_what_the_caller_said_beside_a_chosen_one(practice, who):
    text = as_staff(practice, "front_desk").get(f"{page_of(practice, who)}&time={value('10:00')}").content.decode()
    listed = re.findall(r'<button class="time"[^>]*>', text)
    assert listed and all('form="caller"' in button for button in listed)


def test_a_move_against_the_rules_keeps_both_reasons(practice, who):
    one, maria = has_one(practice, who), as_staff(practice, "scheduler")
    url = at(practice, f"console/appointments/{one.pk}/move/")
    form = {"reason": "she asked", "any_provider": "chen", "any_time": late(), "any": "1", "version": one.version}
    sent = sent_by(maria.post(url, form).content.decode(), "against")
    assert sent["reason"] == ["she asked"]
    assert maria.post(url, {**sent, "reason": "he asked", "why": "agreed by phone"}).status_code == 302
    one.refresh_from_db()
    assert one.successor.override_reason == "he asked; agreed by phone"


def test_why_it_is_approved_is_what_the_box_shows(practice, who):
    from frontdesk.intake import actions as intake

    has_one(practice, who)
    asked = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "chest pain"})
    maria, url = as_staff(practice, "scheduler"), at(practice, f"console/requests/{asked.pk}/book/")
    text = maria.post(
        url, {"time": value("10:00"), "version": asked.version, "reason": "Dr. Chen said yes"}
    ).content.decode()
    sent = sent_by(text, "second")
    assert sent["reason"] == ["Dr. Chen said yes"] and sent["version"] == [str(asked.version)]
    assert maria.post(url, {**sent, "reason": "Dr. Park said yes"}).status_code == 302
