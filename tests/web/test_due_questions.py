"""Behind the link of a due visit the form of that visit is asked before there are times, and what is said is kept with the booking."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Recall
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Draft, Request, Task
from frontdesk.messaging.models import Message
from tests import factory as f
from tests.outreach.test_recalls import invited
from tests.web_client import at

ASKED = """\
  - {id: interpreter, ask: Do you need an interpreter?, kind: yes/no, for: [follow-up]}
  - {id: language, ask: Which language?, kind: text, for: [follow-up], show when: 'interpreter is "yes"'}
rules: |
"""
LONGER = '  Follow-up visits take 60 minutes when interpreter is "yes".\n'


@pytest.fixture
def practice(db):
    return with_rules(LONGER)


def with_rules(*lines, asked=ASKED):
    return f.load_cedar(f.CEDAR.replace("rules: |\n", asked, 1) + "".join(lines))


class Somebody(Client):
    """Who follows the link in a browser of their own."""

    def __init__(self, practice, path, **more):
        super().__init__(**more)
        self.practice, self.path = practice, path[1:]

    def open(self, step=""):
        return self.get(at(self.practice, self.path + step)).content.decode()

    def press(self, step="", **data):
        return self.post(at(self.practice, self.path + step), data)

    def begin(self):
        return self.press("questions/")

    def answer(self, field, said):
        return self.press(f"ask/{field}/", answer=said)

    def answers_all(self, interpreter="no"):
        self.begin()
        self.answer("interpreter", interpreter)
        if interpreter == "yes":
            self.answer("language", "Polish")
        return self

    def times(self):
        return re.findall(r'name="time" value="([^"]+)"', self.open())

    def chooses_a_time(self):
        assert self.press(time=self.times()[0]).status_code == 302
        return Appointment.objects.get(state="held")

    def confirms(self):
        return self.press("confirm/", hold=Appointment.objects.latest("created_at").pk)


def test_the_questions_come_before_the_times_and_the_times_after_them(practice):
    _, path = invited(practice)
    them = Somebody(practice, path)
    assert them.times() == [] and "a few questions" in them.open()
    assert not Draft.objects.exists()  # to look changes nothing
    assert them.begin().headers["Location"].endswith("ask/interpreter/")
    assert "Do you need an interpreter?" in them.open("ask/interpreter/")
    assert them.answer("interpreter", "yes").headers["Location"].endswith("ask/language/")
    assert them.answer("language", "Polish").headers["Location"].endswith(path)
    assert them.times()


def test_nobody_who_was_invited_is_asked_what_brings_them_in(practice):
    _, path = invited(practice)
    them = Somebody(practice, path)
    them.begin()
    assert "What brings you in?" not in them.open("ask/interpreter/")
    assert them.get(at(practice, f"{path[1:]}ask/reason/")).status_code == 302


def test_unless_a_rule_hangs_on_it(db):
    practice = with_rules("  Follow-up visits need reason before booking.\n")
    them = Somebody(practice, invited(practice)[1])
    assert them.answers_all().times() == []
    them.answer("reason", "My blood test")
    assert them.times()


def test_a_time_is_as_long_as_the_answers_make_it_and_the_answers_are_kept_with_it(practice):
    _, path = invited(practice)
    them = Somebody(practice, path).answers_all("yes")
    held = them.chooses_a_time()
    assert held.end - held.start == dt.timedelta(minutes=60)
    assert "Your appointment" in them.confirms().content.decode()
    held.refresh_from_db()
    asked = Request.objects.get()
    assert (held.state, held.request, asked.state) == ("booked", asked, "scheduled")
    assert {one.field: one.value for one in asked.answers.all()} == {"interpreter": "yes", "language": "Polish"}
    assert Recall.objects.get().appointment == held
    templates = set(Message.objects.exclude(state="withdrawn").values_list("template", flat=True))
    assert not templates & {"request-received", "request-approved", "information-needed"}


def test_nobody_has_to_approve_what_the_practice_invited_to(db):
    practice = with_rules('  Follow-up visits need approval when interpreter is "yes".\n')
    them = Somebody(practice, invited(practice)[1]).answers_all("yes")
    them.chooses_a_time()
    them.confirms()
    assert Request.objects.get().deciding == ["The practice invited the patient to this visit."]
    assert Appointment.objects.get().state == "booked"


def test_an_answer_that_a_rule_does_not_take_is_said_instead_of_times(db):
    practice = with_rules('  Patients may not book follow-up visits themselves when interpreter is "yes".\n')
    them = Somebody(practice, invited(practice)[1]).answers_all("yes")
    assert them.times() == [] and "you cannot book it" in them.open()
    assert f"{them.path}ask/interpreter/" in them.open()  # who slipped can say so
    them.answer("interpreter", "no")
    assert them.times()


@pytest.mark.parametrize("field", ["interpreter", "language"])
def test_a_question_that_must_be_answered_is_asked_again_where_it_was_left_empty(practice, field):
    them = Somebody(practice, invited(practice)[1])
    them.begin()
    if field == "language":
        them.answer("interpreter", "yes")
    assert them.answer(field, "").status_code == 422
    assert them.times() == []


def test_no_time_can_be_chosen_past_the_questions(practice):
    _, path = invited(practice)
    them, other = Somebody(practice, path).answers_all(), Somebody(practice, path)
    time = them.times()[0]
    answer = other.press(time=time)
    assert answer.status_code == 409 and "Answer our questions first" in answer.content.decode()
    assert not Appointment.objects.exists()


def test_what_was_typed_is_seen_in_no_other_browser(practice):
    _, path = invited(practice)
    them, other = Somebody(practice, path).answers_all("yes"), Somebody(practice, path)
    assert "Polish" in them.open() and "Polish" not in other.open()
    other.begin()
    assert "checked" not in other.open("ask/interpreter/")
    assert Draft.objects.count() == 2


def test_nor_behind_another_link(practice):
    _, path = invited(practice)
    them = Somebody(practice, path).answers_all("yes")
    _, second = invited(practice, who=f.patient(practice, established=True, first_name="Ada"))
    them.path = second[1:]
    assert them.times() == []


def test_a_time_that_was_chosen_by_other_answers_is_not_confirmed(practice):
    them = Somebody(practice, invited(practice)[1]).answers_all("no")
    held = them.chooses_a_time()
    them.answer("interpreter", "yes")
    them.answer("language", "Polish")
    answer = them.confirms()
    assert answer.status_code == 302 and "other answers" in them.open()
    held.refresh_from_db()
    assert held.state == "held"
    held = them.chooses_a_time()
    assert held.end - held.start == dt.timedelta(minutes=60)
    them.confirms()
    assert Appointment.objects.get(pk=held.pk).state == "booked"


def test_a_request_that_waits_for_this_visit_has_its_time_and_the_answers(practice):
    recall, path = invited(practice)
    waits = intake.create_for_caller(
        f.actor(practice, "front_desk"), recall.patient, visit_type=f.visit("follow-up"), answers={"interpreter": "no"}
    )
    assert waits.state == "approved"
    them = Somebody(practice, path).answers_all("yes")
    them.chooses_a_time()
    them.confirms()
    waits.refresh_from_db()
    assert (waits.state, Request.objects.count(), Appointment.objects.get().request) == ("scheduled", 1, waits)
    assert waits.answers.get(field="interpreter").value == "yes"


def test_words_of_an_emergency_are_answered_before_anything_else(practice):
    them = Somebody(practice, invited(practice)[1])
    them.begin()
    them.answer("interpreter", "yes")
    answer = them.answer("language", "I have chest pain and cannot breathe")
    assert answer.headers["Location"].endswith("emergency/")
    assert "911" in them.open("emergency/")
    assert them.press("emergency/").headers["Location"].endswith(them.path)


@pytest.mark.parametrize("waits", [True, False])
def test_and_staff_call_at_once_when_it_is_booked(practice, waits):
    recall, path = invited(practice)
    if waits:
        desk = f.actor(practice, "front_desk")
        intake.create_for_caller(desk, recall.patient, visit_type=f.visit("follow-up"), answers={"interpreter": "no"})
    them = Somebody(practice, path)
    them.begin()
    them.answer("interpreter", "yes")
    them.answer("language", "I have chest pain and cannot breathe")
    them.press("emergency/")
    them.chooses_a_time()
    them.confirms()
    call = Task.objects.get(kind="urgent", state="open")
    assert (call.patient, call.what) == (recall.patient, "I have chest pain and cannot breathe")


def test_a_paper_is_asked_for_and_goes_with_the_booking_and_not_a_second_time(db):
    asked = "  - {id: referral, ask: The referral, kind: document, for: [follow-up]}\nrules: |\n"
    practice = with_rules(asked=asked)
    recall, path = invited(practice)
    them = Somebody(practice, path)
    assert them.times() == []
    them.begin()
    them.press("ask/referral/", answer=SimpleUploadedFile("r.png", f.photo()))
    them.chooses_a_time()
    them.confirms()
    document = Request.objects.get().documents.get()
    assert (document.field, document.patient) == ("referral", recall.patient)
    booking.cancel(f.actor(practice, "front_desk"), Appointment.objects.get(state="booked"), reason="ill")
    _, again = invited(practice, who=recall.patient)
    assert Somebody(practice, again).times()  # we have it


def test_a_visit_without_a_form_has_its_times_at_once(cedar):
    assert Somebody(cedar, invited(cedar)[1]).times()


@pytest.mark.parametrize("step", ["questions/", "ask/interpreter/", "emergency/"])
def test_a_link_that_is_over_opens_none_of_its_pages(practice, step):
    _, path = invited(practice)
    them = Somebody(practice, path).answers_all()
    Recall.objects.update(state="refused", token_hash="")
    assert them.press(step, answer="yes").status_code == 404


def test_back_and_the_other_language_keep_what_is_typed(practice):
    them = Somebody(practice, invited(practice)[1])
    them.begin()
    them.answer("interpreter", "yes")
    assert them.press("ask/language/", answer="Polish", back="yes").headers["Location"].endswith("ask/interpreter/")
    assert 'value="Polish"' in them.open("ask/language/")
    them.press("ask/language/", answer="Polski", language="es")
    assert 'value="Polski"' in them.open("ask/language/") and "Continuar" in them.open("ask/language/")


def test_who_does_not_want_the_visit_keeps_no_time_from_others(cedar):
    them = Somebody(cedar, invited(cedar)[1])
    held = them.chooses_a_time()
    them.press("refuse/")
    held.refresh_from_db()
    assert (held.state, Recall.objects.get().state) == ("cancelled", "refused")


def test_nobody_is_asked_for_nothing(db):
    """Where no answer would help, the page says so at once."""
    practice = with_rules("  At most 1 upcoming visit per patient.\n")
    recall, path = invited(practice)
    them = Somebody(practice, path)
    assert "question" in them.open()
    booking.book(
        f.actor(practice, "scheduler"), recall.patient, visit_type=f.visit("procedure"), place=f.place("09:00")
    )
    page = them.open()
    assert "a few questions" not in page and "1 visit booked" in page


def test_nothing_is_asked_before_there_can_be_times(db):
    practice = with_rules("  Patients book visits at most 8 days ahead.\n")
    page = Somebody(practice, invited(practice, 60)[1]).open()
    assert "a few questions" not in page and "question for you" not in page
