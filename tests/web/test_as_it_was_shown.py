"""What a patient presses or types on a page that was left open: it is about what that page showed, or nothing is done and they read why."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.test import Client

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.booking.take import take
from frontdesk.intake import actions as intake
from frontdesk.intake import patients as intake_patients
from frontdesk.intake.models import Answer, Document, Request, Task
from frontdesk.messaging.actions import agreed_with_record
from frontdesk.messaging.consent import agreed
from frontdesk.messaging.incoming import receive
from frontdesk.messaging.models import Consent, Message
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist.fill import wish_of
from frontdesk.people.models import Patient
from tests import factory as f
from tests.web.forms import forms_of
from tests.web.presses_prepared import upload
from tests.web.test_second_visit import value
from tests.web_client import as_patient, at

CRISIS = "I took 30 pills and want to die"
ASKS = f.CEDAR.replace(
    "intake:\n",
    "intake:\n"
    "  - {id: medicines, ask: Which medicines do you take?, kind: long text, required: no}\n"
    "  - {id: allergy, ask: What are you allergic to?, kind: long text, required: no}\n",
)


def form_of(client, page, action=None):
    """The form as the page shows it now."""
    text = client.get(page).content.decode()
    return next(one for one in forms_of(page, text) if one.method == "post" and one.action == (action or page))


# What was asked ---------------------------------------------------------------------------------------------


@pytest.fixture
def asked(db):
    """A practice, its desk, somebody who is asked about allergies, and the page on which they answer."""
    practice = f.load_cedar(ASKS)
    desk, who = f.actor(practice, "scheduler"), f.patient(practice, established=True)
    made = intake.submit(f.themselves(who), who, visit_type=f.visit("procedure"), answers={"reason": "a mole"})
    intake.ask(desk, made, fields=["allergy"])
    return practice, desk, who, Request.objects.get(pk=made.pk)


def answered_in(client, page, said):
    form = form_of(client, page)
    return client.post(form.action, form.data(**said), follow=True)


def test_an_answer_that_was_typed_while_another_was_sent_is_on_the_page_and_not_lost(asked):
    practice, _desk, who, made = asked
    page = at(practice, f"requests/{made.pk}/answer/")
    one, other = as_patient(practice, who), as_patient(practice, who)
    left_open = form_of(one, page)
    answered_in(other, page, {"allergy-answer": "none known"})
    answer = one.post(left_open.action, left_open.data(**{"allergy-answer": "Penicillin: anaphylaxis"}))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody answered this after you opened that page" in text and "Penicillin: anaphylaxis" in text
    assert Answer.objects.get(request=made, field="allergy").value == "none known"


def test_an_old_page_answers_no_question_that_it_did_not_show(asked):
    """What may be left empty was answered by a form that had no field for it."""
    practice, desk, who, made = asked
    page = at(practice, f"requests/{made.pk}/answer/")
    one, other = as_patient(practice, who), as_patient(practice, who)
    left_open = form_of(one, page)
    answered_in(other, page, {"allergy-answer": "none known"})
    intake.ask(desk, Request.objects.get(pk=made.pk), fields=["medicines"])
    answer = one.post(left_open.action, left_open.data(**{"allergy-answer": "Penicillin: anaphylaxis"}))
    text = answer.content.decode()
    assert answer.status_code == 409 and "We asked for something else" in text and "Penicillin: anaphylaxis" in text
    made.refresh_from_db()
    assert (made.state, made.missing) == ("awaiting_info", ["medicines"])


def test_the_same_question_asked_again_with_other_words_is_another_one(asked):
    practice, desk, who, made = asked
    page = at(practice, f"requests/{made.pk}/answer/")
    one, other = as_patient(practice, who), as_patient(practice, who)
    left_open = form_of(one, page)
    answered_in(other, page, {"allergy-answer": "a pill"})
    intake.ask(desk, Request.objects.get(pk=made.pk), fields=["allergy"], note="Which pill?")
    assert one.post(left_open.action, left_open.data(**{"allergy-answer": "a pill"})).status_code == 409
    made.refresh_from_db()
    assert made.missing == ["allergy"]


@pytest.mark.parametrize("since", ["answered", "asked something else", "nothing"])
def test_words_of_an_emergency_are_read_whatever_became_of_the_question(asked, since):
    practice, desk, who, made = asked
    page = at(practice, f"requests/{made.pk}/answer/")
    one, other = as_patient(practice, who), as_patient(practice, who)
    left_open = form_of(one, page)
    if since != "nothing":
        answered_in(other, page, {"allergy-answer": "none known"})
    if since == "asked something else":
        intake.ask(desk, Request.objects.get(pk=made.pk), fields=["medicines"])
    text = one.post(left_open.action, left_open.data(**{"allergy-answer": CRISIS}), follow=True).content.decode()
    assert text.index("tel:911") < text.index("<h1") and "tel:988" in text and CRISIS in text
    assert Task.objects.get(kind="urgent", thing_id=made.pk).what == CRISIS


def test_words_of_an_emergency_are_read_beside_an_answer_that_is_missing(asked):
    practice, desk, who, made = asked
    intake.answer(f.themselves(who), made, answers={"allergy": ""})
    intake.ask(desk, Request.objects.get(pk=made.pk), fields=["reason", "insurance-card"])
    page = at(practice, f"requests/{made.pk}/answer/")
    client = as_patient(practice, who)
    form = form_of(client, page)
    for _twice in range(2):
        answer = client.post(form.action, form.data(**{"reason-answer": CRISIS}))
        assert answer.status_code == 422 and "tel:911" in answer.content.decode()
    assert Task.objects.filter(kind="urgent", thing_id=made.pk).count() == 1


def test_an_answer_that_is_sent_twice_was_sent(asked):
    practice, _desk, who, made = asked
    page = at(practice, f"requests/{made.pk}/answer/")
    client = as_patient(practice, who)
    form = form_of(client, page)
    sent = form.data(**{"allergy-answer": "bees"})
    first, again = client.post(page, sent), client.post(page, sent)
    assert (again.status_code, again.headers["Location"]) == (302, first.headers["Location"])


# Which time -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["take", "other"])
def test_a_page_that_showed_one_time_answers_for_no_other(cedar, desk, answer):
    """Nobody answered, and another time was proposed since."""
    who = f.patient(cedar, established=True)
    one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    page, path = at(cedar, f"appointments/{one.pk}/"), at(cedar, f"appointments/{one.pk}/proposal/")
    client = as_patient(cedar, who)
    first = f.proposed(one, desk)
    left_open = form_of(client, page, path)
    second = f.proposed(one, desk)
    assert first.pk != second.pk
    text = client.post(path, left_open.data(answer=answer), follow=True).content.decode()
    assert "We keep another time for you than that page showed" in text and "Take this time" in text
    second.refresh_from_db()
    one.refresh_from_db()
    assert (one.state, second.state, second.hold.state) == ("booked", "proposed", "held")
    client.post(path, form_of(client, page, path).data(answer="take"))
    assert Appointment.objects.get(patient=who, state="booked").pk == second.hold_id


@pytest.mark.parametrize("said", [None, "", "x", "0" * 32])
def test_an_answer_that_names_no_time_takes_none(cedar, desk, said):
    who = f.patient(cedar, established=True)
    one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    f.proposed(one, desk)
    page, path = at(cedar, f"appointments/{one.pk}/"), at(cedar, f"appointments/{one.pk}/proposal/")
    client = as_patient(cedar, who)
    client.post(path, form_of(client, page, path).data(answer="take", proposal=said))
    one.refresh_from_db()
    assert one.state == "booked" and one.proposals.get().state == "proposed"


@pytest.mark.parametrize("tabs", [1, 2])
def test_the_link_of_a_due_visit_books_the_time_that_the_page_showed(cedar, desk, tabs):
    who = f.patient(cedar, established=True)
    due = recalls.invite(desk, recalls.order(desk, who, visit_type=f.visit("procedure"), due_on=f.day(7)))
    token = re.search(r"/due/([\w-]+)/", Message.objects.get(thing_id=due.pk).body)[1]
    page, path = at(cedar, f"due/{token}/"), at(cedar, f"due/{token}/confirm/")
    one, other = Client(), Client()
    one.post(page, {"time": value("09:00")})
    shown = form_of(one, path)
    if tabs == 2:
        other.post(page, {"time": value("10:30")})
    text = one.post(path, shown.data(), follow=True).content.decode()
    booked = Appointment.objects.filter(patient=who, state="booked")
    if tabs == 1:
        assert booked.get().start == f.place("09:00").start
        return
    assert not booked.exists() and "You chose another time after this one" in text and "10:30 AM" in text
    one.post(path, form_of(one, path).data())
    assert booked.get().start == f.place("10:30").start


# How to reach them ---------------------------------------------------------------------------------------

NUMBER = "+13125550177"


def settings_of(client, practice):
    page = at(practice, "preferences/")
    return page, next(one for one in forms_of(page, client.get(page).content.decode()) if "language" in one.fields)


@pytest.mark.parametrize("stop", [True, False])
def test_a_stop_is_not_undone_by_a_page_that_was_open(cedar, stop):
    """Only the language was changed on it."""
    who = f.patient(cedar, established=True, phone=NUMBER)
    client = as_patient(cedar, who)
    page, form = settings_of(client, cedar)
    if stop:
        receive(cedar, sender=NUMBER, body="STOP", key="k1")
    said = Consent.objects.count()
    text = client.post(page, form.data(language="es"), follow=True).content.decode()
    who.refresh_from_db()
    assert who.language == "es" and agreed(NUMBER) is not stop and Consent.objects.count() == said
    assert ("cambió después de que usted abrió la página" in text) is stop


def test_a_stop_is_not_undone_by_the_page_of_who_acts_for_others(cedar):
    who = f.patient(cedar, established=True, email="", phone="")
    intake_patients.confirm_proxy(SYSTEM, intake_patients.name_proxy(SYSTEM, who, contact=NUMBER, who="carer", name="Pat"))  # fmt: skip
    agreed_with_record(cedar, "told the tests", NUMBER)
    client = as_patient(cedar, f.patient(cedar))
    session = client.session
    session["contact"] = NUMBER
    session.save()
    page, form = settings_of(client, cedar)
    receive(cedar, sender=NUMBER, body="STOP", key="k1")
    client.post(page, form.data(language="es"))
    assert not agreed(NUMBER)
    page, form = settings_of(client, cedar)
    client.post(page, form.data(written_to="on"))
    assert agreed(NUMBER), "who says so on the page as it stands now begins it again"


def test_what_was_changed_elsewhere_stays_and_what_was_changed_here_is_saved(cedar):
    who = f.patient(cedar, established=True, phone=NUMBER)
    one, other = as_patient(cedar, who), as_patient(cedar, who)
    (page, first), (_, second) = settings_of(one, cedar), settings_of(other, cedar)
    one.post(page, first.data(time_zone="America/Denver"))
    text = other.post(page, second.data(by_email=None), follow=True).content.decode()
    who.refresh_from_db()
    assert who.time_zone == "America/Denver" and not agreed(who.email) and agreed(NUMBER)
    assert "this was changed after you opened the page. It is now: Mountain." in text


def test_a_yes_for_one_number_is_none_for_the_number_that_took_its_place(cedar):
    who = f.patient(cedar, established=True, phone=NUMBER)
    client = as_patient(cedar, who)
    receive(cedar, sender=NUMBER, body="STOP", key="k1")
    page, form = settings_of(client, cedar)
    Patient.objects.filter(pk=who.pk).update(phone="+13125550178")
    text = client.post(page, form.data(by_text="on"), follow=True).content.decode()
    assert not agreed("+13125550178") and not agreed(NUMBER)
    assert "Send me text messages: this was changed after you opened the page." in text


def test_a_form_that_says_nothing_of_what_it_showed_changes_nothing(cedar):
    who = f.patient(cedar, established=True, phone=NUMBER)
    client = as_patient(cedar, who)
    text = client.post(at(cedar, "preferences/"), {"language": "es"}, follow=True).content.decode()
    who.refresh_from_db()
    assert who.language == "en" and agreed(who.email) and agreed(NUMBER)
    assert "this was changed after you opened the page" in text


# What is sent -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("changed", [True, False])
def test_what_was_checked_is_what_is_sent(cedar, changed):
    """The other tab changed an answer: it is shown before anything is sent."""
    who = f.patient(cedar, established=True)
    client = as_patient(cedar, who)
    client.post(at(cedar, ""), {"visit": "procedure", "for": str(who.pk)})
    client.post(at(cedar, "ask/reason/"), {"answer": "a mole"})
    page = at(cedar, "ask/check/")
    form = form_of(client, page)
    if changed:
        client.post(at(cedar, "ask/reason/"), {"answer": "a rash"})
    answer = client.post(page, form.data())
    made = Request.objects.filter(patient=who)
    if not changed:
        assert made.get().answers.get(field="reason").value == "a mole"
        return
    text = answer.content.decode()
    assert answer.status_code == 409 and not made.exists()
    assert "changed in another window" in text and "a rash" in text
    client.post(page, form_of(client, page).data())
    assert made.get().answers.get(field="reason").value == "a rash"


def test_a_document_never_goes_to_another_than_the_page_named(cedar):
    """Who may see one record fewer than when the page was opened."""
    me, child = f.patient(cedar), f.patient(cedar, email="", phone="")
    named = intake_patients.name_proxy(SYSTEM, child, contact=me.email, who="carer", name="Pat")
    intake_patients.confirm_proxy(SYSTEM, named)
    client = as_patient(cedar, me)
    page = at(cedar, "documents/")
    form = form_of(client, page)
    intake_patients.end_proxy(f.actor(cedar, "scheduler"), named, reason="asked for")
    sent = form.data(kind="other", file=upload(), patient=str(child.pk))
    assert client.post(page, sent).status_code == 422
    assert not Document.objects.exists()
    assert form_of(client, page).fields["patient"] == [str(me.pk)]


@pytest.mark.parametrize("offered", [True, False])
def test_who_leaves_the_waitlist_gives_away_no_time_that_they_have_not_seen(cedar, offered):
    who = f.patient(cedar, established=True)
    entry = waitlist.join(f.themselves(who), who, visit_type=f.visit("follow-up"), first_on=f.day(0))
    client = as_patient(cedar, who)
    path = at(cedar, f"waitlist/{entry.pk}/leave/")
    form = form_of(client, at(cedar, "home/"), path)
    if offered:
        hold = take(replace(wish_of(entry, f.place("10:00")), channel="staff", agreed=True), "held", 60)
        given = waitlist.offer(SYSTEM, entry, hold=hold, keep=dt.timedelta(minutes=60))
    text = client.post(path, form.data(), follow=True).content.decode()
    entry.refresh_from_db()
    if not offered:
        assert entry.state == "left"
        return
    given.refresh_from_db()
    assert (entry.state, given.state) == ("offered", "offered")
    assert "This has changed in the meantime" in text and "Take this time" in text
