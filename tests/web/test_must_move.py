"""What the practice must move: until another time is taken, the page promises nothing about the old one."""

import re

import pytest

from tests import factory as f
from tests.web_client import as_patient, at

PROMISES = ("Add to my calendar", "ten minutes early", "I will come", "something earlier opens", "You keep", "stays yours", "Keep my appointment", "can change or cancel", "until you have confirmed")  # fmt: skip


@pytest.fixture
def one(cedar):
    made = f.booked(cedar)
    f.proposed(made)
    return made


def page(cedar, one, path=""):
    return as_patient(cedar, one.patient).get(at(cedar, f"appointments/{one.pk}/{path}")).content.decode()


def promised(text):
    return [words for words in PROMISES if words in text]


def test_a_proposed_time_is_not_yet_an_appointment(cedar, one):
    text = page(cedar, one)
    assert "Take this time" in text and promised(text) == []
    assert text.count("We have to move this appointment") == 1  # one heading for it


def test_choosing_another_time_does_not_keep_what_cannot_be(cedar, one):
    me = as_patient(cedar, one.patient)
    text = me.get(at(cedar, f"appointments/{one.pk}/move/")).content.decode()
    assert "cannot take place. Choose a new time" in text and promised(text) == []
    assert "We still keep" in text and one.proposals.get().state == "proposed"  # looking gives nothing away
    me.post(at(cedar, f"appointments/{one.pk}/proposal/"), {"answer": "other"})
    text = page(cedar, one)
    assert "cannot take place at that time" in text and "Choose another time" in text and promised(text) == []


def test_who_chooses_another_time_still_has_what_was_proposed_until_they_confirm(cedar, one):
    me = as_patient(cedar, one.patient)
    text = me.get(at(cedar, f"appointments/{one.pk}/move/")).content.decode()
    times, key = re.findall(r'name="time" value="([^"]+)"', text), re.search(r'name="key" value="([^"]+)"', text)[1]
    choosing = me.post(at(cedar, f"appointments/{one.pk}/move/"), {"time": times[-1], "key": key}, follow=True)
    assert (
        "We still keep" in choosing.content.decode() and "until you confirm another time" in choosing.content.decode()
    )
    text = page(cedar, one)
    assert "Take this time" in text and "have not confirmed it yet" in text
    me.post(choosing.request["PATH_INFO"])
    assert one.proposals.get().state == "passed"
    assert not type(one).objects.filter(replaces=one, state="held").exists()


def test_what_they_chose_and_did_not_confirm_is_led_back_to(cedar, one):
    hold = f.chosen(one)
    text = page(cedar, one)
    assert "have not confirmed it yet" in text and f"/holds/{hold.pk}/" in text


def test_the_page_before_the_last_press_says_that_the_old_time_is_none(cedar, one):
    hold = f.chosen(one)
    text = as_patient(cedar, one.patient).get(at(cedar, f"holds/{hold.pk}/")).content.decode()
    assert "which cannot take place" in text and "stays yours" not in text


def test_who_cannot_choose_alone_is_told_to_call(cedar, one):
    f.load_cedar(f.CEDAR.replace("  Patients may book follow-up visits themselves.\n", ""))
    me = as_patient(cedar, one.patient)
    text = me.post(at(cedar, f"appointments/{one.pk}/proposal/"), {"answer": "other"}, follow=True).content.decode()
    assert "Please call us at +1 312 555 0100 to find another time." in text


def test_control_an_ordinary_appointment_promises_what_it_keeps(cedar):
    text = page(cedar, f.booked(cedar))
    assert {"Add to my calendar", "ten minutes early", "I will come", "something earlier opens"} <= set(promised(text))
