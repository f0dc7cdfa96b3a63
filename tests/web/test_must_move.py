"""What the practice must move: until another time is taken, the page promises nothing about the old one."""

import re

import pytest

from frontdesk.booking import ending
from frontdesk.messaging.models import Message
from tests import factory as f
from tests.markup import as_read
from tests.web_client import as_patient, at

PROMISES = ("Add to my calendar", "minutes early", "Confirm", "Tell us you are coming", "something earlier opens", "You keep", "stays yours", "Keep my appointment", "can change or cancel", "until you have confirmed")  # fmt: skip


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


def test_the_page_says_that_the_old_time_is_none_why_and_what_follows_without_an_answer(cedar):
    one = f.booked(cedar)
    f.load_cedar(f.CEDAR + f"  Dr. Chen is away on {f.day()}.\n")
    f.proposed(one)
    text = " ".join(page(cedar, one).split())
    assert "cannot take place at the time that you have because Dr. Chen is out." in text
    assert len(re.findall(r", \w+ \d+, 9:00 AM", text)) == 1, (
        "the old time, whatever the hour until which the new one is kept"
    )
    assert "<h2>Cannot take place</h2>" in text and "<h2>Now</h2>" not in text
    assert "If we do not hear from you by then, you will have no appointment" in text
    body = Message.objects.get(thing_id=one.pk, template="time-proposed").body
    assert "If we do not hear from you by then, you will have no appointment" in body


def test_choosing_another_time_does_not_keep_what_cannot_be(cedar, one):
    me = as_patient(cedar, one.patient)
    text = me.get(at(cedar, f"appointments/{one.pk}/move/")).content.decode()
    assert "cannot take place. Choose a new time" in text and promised(text) == []
    assert "We still keep" in text and one.proposals.get().state == "proposed"  # looking gives nothing away
    said = {"answer": "other", "proposal": one.proposals.get().pk}
    me.post(at(cedar, f"appointments/{one.pk}/proposal/"), said)
    text = page(cedar, one)
    assert (
        "cannot take place at the time that you have" in text and "Choose another time" in text and promised(text) == []
    )


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
    said = {"answer": "other", "proposal": one.proposals.get().pk}
    text = as_read(me.post(at(cedar, f"appointments/{one.pk}/proposal/"), said, follow=True).content.decode())
    assert "Please call us at (312) 555-0100 to find another time." in text


def test_control_an_ordinary_appointment_promises_what_it_keeps(cedar):
    one = f.booked(cedar)
    f.load_cedar(f.CEDAR + "  Patients come 10 minutes early for visits.\n")
    text = page(cedar, one)
    assert {"Add to my calendar", "minutes early", "Tell us you are coming", "something earlier opens"} <= set(
        promised(text)
    )


def offer(who, instead_of=None):
    return f.offered(who, f.place("08:30"), instead_of=instead_of)


def written(given, template="waitlist-offer"):
    return Message.objects.get(thing_id=given.pk, template=template).body


def end(given):
    """The practice closes on that day, and whoever has read of the offer hears of it."""
    Message.objects.filter(thing_id=given.pk).update(state="sent")
    ending.end_and_tell(given.hold, "Over")


STAYS = {"en": ("stays yours", "cannot take place"), "es": ("sigue siendo suya", "No podremos atenderle")}
each_language = pytest.mark.parametrize("language", STAYS)


@each_language
def test_an_offer_does_not_promise_what_must_move(cedar, one, language):
    type(one.patient).objects.filter(pk=one.patient_id).update(language=language)
    one.patient.refresh_from_db()
    stays, moves = STAYS[language]
    given = offer(one.patient, one)
    assert stays not in written(given) and moves in written(given)
    end(given)
    assert stays not in written(given, "offer-ended") and moves in written(given, "offer-ended")


@each_language
def test_control_what_need_not_move_stays_theirs(cedar, language):
    kept = f.booked(cedar, language=language)
    given = offer(kept.patient, kept)
    assert STAYS[language][0] in written(given) and STAYS[language][1] not in written(given)
    end(given)
    assert STAYS[language][0] in written(given, "offer-ended")


def test_who_has_no_appointment_is_promised_none(cedar):
    given = offer(f.patient(cedar, established=True))
    assert not any(words in written(given) for words in (*STAYS["en"], "what you have"))


def test_the_pages_of_an_offer_promise_nothing_either(cedar, one):
    given, me = offer(one.patient, one), as_patient(cedar, one.patient)
    path = at(cedar, f"waitlist/offers/{given.pk}/")
    assert "Keep what I have" not in me.get(path).content.decode()
    text = me.post(f"{path}decline/", follow=True).content.decode()
    assert "You are still on the waitlist." in text and "You keep what you have" not in text
    assert "cannot take place at its time" in me.get(path).content.decode()


def test_its_calendar_file_is_tentative_and_says_that_it_must_move(cedar):
    one = f.booked(cedar)

    def file():
        found = as_patient(cedar, one.patient).get(at(cedar, f"appointments/{one.pk}/appointment.ics"))
        return found.content.decode().replace("\r\n ", "")

    assert "STATUS:CONFIRMED" in file() and "cannot take place" not in file()
    f.proposed(one)
    assert "STATUS:TENTATIVE" in file() and "cannot take place at this time" in file()
