"""Two-way texts: what a word means, who may be written to, and what the provider must sign."""

import base64
import datetime as dt
import hashlib
import hmac

import pytest
from django.test import Client, override_settings

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.by_the_clock import Past
from frontdesk.booking.messages import about
from frontdesk.booking.models import Appointment
from frontdesk.intake import patients
from frontdesk.intake.models import Task
from frontdesk.messaging import actions
from frontdesk.messaging.consent import agreed
from frontdesk.messaging.inbound import meaning
from frontdesk.messaging.models import Consent, Inbound, Message
from frontdesk.messaging.providers import signed_by_provider
from frontdesk.messaging.stopping import may_mean_the_visit, stops
from frontdesk.messaging.ways import ways
from tests import factory as f
from tests.peers import TOKEN
from tests.web_client import at

NUMBER = "+13125550147"
URL = "http://AC0001:" + TOKEN + "@127.0.0.1:9"


@pytest.mark.parametrize(
    "word",
    ["CANCEL", "STOP", "End", "quit", "UNSUBSCRIBE", "revoke", "OptOut", "opt-out", " stop. ", "Stop please", "¡ALTO!"],
)
def test_the_laws_words_end_messages_and_never_cancel_a_visit(word):
    assert meaning(word) == "stop"


@pytest.mark.parametrize(
    "text",
    [
        "CANCEL STOP",
        "END STOP",
        "Cancel/stop",
        "CANCEL, STOP",
        "CANCEL CANCEL STOP",
        "cancel cancel",
        "cancel please",
        "please cancel",
        "Cancelar por favor",
        "end now",
    ],
)
def test_a_word_of_the_law_is_heard_beside_another_and_a_visit_is_asked_about(text):
    assert stops(text) and meaning(text) == "stop" and may_mean_the_visit(text)


@pytest.mark.parametrize(
    "text",
    ["no cancelar", "no, cancel", "yes cancel", "cancel please?", "I'm sick, cancel", "cancel my visit", "end of day"],
)
def test_what_may_be_said_of_a_visit_alone_ends_no_messages_beside_something_else(text):
    assert not stops(text) and not may_mean_the_visit(text)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("C", "confirm"),
        ("c!", "confirm"),
        ("Confirm", "confirm"),
        *[
            (said, "confirm")
            for said in ("Yes", "yes I will be there", "ok", "OK 👍", "👍", "Confirmed", "Sí, gracias", "I'm coming")
        ],
        *[
            (said, "cannot")
            for said in (
                "I have to cancel my appointment",
                "I need to cancel",
                "my daughter is sick, please cancel it",
                "I'm sick and can't come, I have to cancel",
                "no, please cancel my appointment",
                "ya no voy",
                "Cancel my appointment",
                "cancela mi cita",
                "please cancel it",
                "I can't come",
                "I can’t make it tomorrow",
                "no puedo ir",
                "We won't be able to come",
            )
        ],
        *[
            (said, "stop")
            for said in (
                "please stop",
                "STOP texting me",
                "para",
                "por favor pare",
                "don't text me",
                "no me escriban más",
                "Remove my number",
                "Do not ever text me again",
                "no quiero mas mensajes",
                "leave me alone",
                "basta",
                "I don't want any more messages",
                "remove me from your list",
                "take me off",
                "no quiero recibir más mensajes",
            )
        ],
        *[
            (said, "urgent")
            for said in (
                "help, I have chest pain",
                "I can't breathe",
                "my son is not breathing",
                "me duele el pecho",
                "No puedo respirar",
                "I want to kill myself",
                "stop the bleeding please",
            )
        ],
        *[(said, "reschedule") for said in ("I need to reschedule my appointment", "cambiar", "move please")],
        *[
            (said, "unclear")
            for said in (
                "yes but can I move it?",
                "dont stop texting",
                "Please don't stop texting me",
                "Stop by tomorrow?",
                "never text in class",
                "do not message the other number",
                "remove me from the waitlist",
                "Please take me off the waitlist",
                "Can you take my number?",
                "I don't want to miss your messages",
                "no quiero perder sus mensajes",
                "Please don't cancel my appointment, I will come",
                "I did not cancel my appointment",
                "did you cancel my appointment?",
                "is my appointment canceled, did you cancel it?",
                "I don't want to cancel my visit",
                "no cancele mi cita",
                "I can't wait to come",
                ".",
                "...",
                "!",
                "ok?",
                "Are you there?",
                "will you be there?",
                "am I confirmed",
                "¿Sí?",
                "no",
                "running late",
                "can I come earlier?",
                "this is not an emergency",
            )
        ],
        ("R", "reschedule"),
        ("help", "help"),
        ("START", "start"),
    ]
    + [
        ("can I cancel my visit?", "cannot"),
        ("", "unclear"),
        ("cancel my visit", "cannot"),
    ],
)
def test_other_words(text, means):
    assert meaning(text) == means


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("STOP texting me, I can't come", "cannot"),
        ("I can't come. Stop.", "cannot"),
        ("PARAR, no puedo ir", "cannot"),
        ("Pare. No puedo ir", "cannot"),
        ("no me escriban más, ya no voy", "cannot"),
        ("STOP, wrong number", "unclear"),
        ("unsubscribe me, my mother died", "unclear"),
        ("STOP. Please don't cancel my appointment", "unclear"),
        ("STOP C", "unclear"),
        ("STOP all messages to this number", "stop"),
        ("dejen de mandarme mensajes por favor", "stop"),
        ("HELP I can't come", "cannot"),
        ("help what do I bring", "unclear"),
        ("START, I can't come", "cannot"),
        ("Start texting me again please", "start"),
        ("don't start texting me", "unclear"),
        ("R any day but Tuesday", "unclear"),
        ("YES I need a ride", "unclear"),
        ("C 👎", "unclear"),
        ("ok ❌", "unclear"),
        ("C 🙏", "confirm"),
        *(
            (text, "confirm")
            for text in ("C ✔", "C ✔️", "Yes ☺️", "Sí ✔", "OK 🙌", "Yes 👏", "Ok 🥰", "YES ⭐", "C 👍🏽")
        ),
        *((text, "unclear") for text in ("C 💔", "yes 🙃", "ok 🙅", "C 🚫", "yes 😷", "C 🚑")),
        *((text, "unclear") for text in ("Yes. Stop", "No. Stop", "Stop. Sí.")),
        ("Ok, stop.", "stop"),
        ("Please stop. Thanks.", "stop"),
    ],
)
def test_what_stands_beside_a_word_that_we_know_is_read_too(text, means):
    assert meaning(text) == means


@pytest.mark.parametrize(
    "text",
    [
        "do not call or text me",
        "please do not call or text",
        "never call or text me again",
        "don't text or call",
        "Stop calling me",
        "stop calling and texting me",
        "2 STOP",
        "1 stop",
        "STOP 2",
        "S T O P",
        "S.T.O.P.",
        "s-t-o-p please",
        "A L T O",
        "I revoke my consent",
        "I withdraw my consent.",
        "I no longer consent",
        "I do not consent to texts",
        "Don't give permission to text",
        "Stop using my number",
        "revoco mi consentimiento",
        "quiero revocar mi permiso",
        "no me llamen ni me escriban",
        "no me contacten",
    ],
)
def test_any_plain_way_to_say_it_ends_messages(text):
    assert stops(text) and meaning(text) == "stop"


@pytest.mark.parametrize(
    "text",
    [
        "quit smoking appt?",
        "quit smoking class at 5",
        "stop smoking class?",
        "stop taking aspirin?",
        "please stop medications before surgery?",
        "Quit vaping visit tomorrow?",
        "parar de fumar, ¿cita?",
        "stop my pills before the visit?",
        "Don't call me, text me",
        "I withdraw my consent for surgery",
        "can I revoke my consent form?",
        "I do not consent to the treatment",
        "retiro mi consentimiento para la cirugía",
        "2",
        "R 2",
        "cancel 2",
        "end 2",
    ],
)
def test_what_is_asked_of_a_visit_or_of_care_ends_no_messages(text):
    """A person reads it."""
    assert not stops(text) and meaning(text) != "stop"


@pytest.mark.parametrize(
    "text",
    [
        "STOP. Is my appointment still on?",
        "Quit smoking. Stop texting me.",
        "stop appointment reminders?",
        "STOP. Call me",
    ],
)
def test_who_says_both_ends_messages_and_a_person_reads_the_rest(text):
    assert stops(text) and meaning(text) != "stop"


@pytest.fixture
def booked(cedar) -> Appointment:
    who = f.patient(cedar, email="", phone=NUMBER)
    return booking.book(f.actor(cedar, "front_desk"), who, visit_type=f.visit("procedure"), place=f.place())


def hook(cedar, body: str, key: str, sender: str = NUMBER, token: str = TOKEN):
    path = at(cedar, "hooks/text/")
    form = {"From": sender, "Body": body, "MessageSid": key}
    text = "http://127.0.0.1:8000" + path + "".join(f"{name}{form[name]}" for name in sorted(form))
    signature = base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()
    with override_settings(TEXT_URL=URL, PUBLIC_URL="http://127.0.0.1:8000"):
        return Client().post(path, form, headers={"X-Twilio-Signature": signature})


def test_twilios_own_example_of_a_signature():
    """From https://www.twilio.com/docs/usage/security ("Validating requests")."""
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675310",
        "Digits": "1234",
        "From": "+14158675310",
        "To": "+18005551212",
    }
    with override_settings(TEXT_URL="https://AC:12345@x"):
        assert signed_by_provider("https://example.com/myapp.php?foo=1&bar=2", form, "L/OH5YylLD5NRKLltdqwSvS0BnU=")
        assert not signed_by_provider(
            "https://example.com/myapp.php?foo=1&bar=2", {**form, "Digits": "1235"}, "L/OH5YylLD5NRKLltdqwSvS0BnU="
        )


def test_what_is_not_signed_is_not_believed(cedar, booked):
    assert hook(cedar, "STOP", "SM1", token="another").status_code == 403
    with override_settings(TEXT_URL=""):
        assert (
            Client().post(at(cedar, "hooks/text/"), {"From": NUMBER, "Body": "STOP", "MessageSid": "SM1"}).status_code
            == 403
        )
    assert agreed(NUMBER) and not Inbound.objects.exists()


def test_c_confirms_the_appointment_that_we_wrote_about(cedar, booked):
    assert hook(cedar, "C", "SM1").status_code == 200
    booked.refresh_from_db()
    assert (booked.state, booked.confirmed_at is not None) == ("booked", True)
    assert "is confirmed" in Message.objects.latest("created_at").body


def test_r_answers_with_a_page_and_moves_nothing(cedar):
    one = seen(cedar, visit="follow-up", established=True)
    hook(cedar, "R", "SM1")
    one.refresh_from_db()
    assert one.state == "booked"
    assert f"/appointments/{one.pk}/move/" in Message.objects.latest("created_at").body
    assert not Task.objects.filter(state="open").exists()


@pytest.mark.parametrize("language", ["en", "es"])
def test_r_of_who_may_not_choose_alone_leads_to_no_page_of_times_and_is_somebodys(cedar, language):
    one = seen(cedar, language=language)
    hook(cedar, "R", "SM1")
    said = Message.objects.latest("created_at")
    assert said.template == "text-link-call" and "/move/" not in said.body and "(312) 555-0100" in said.body
    assert ("staff will contact you" if language == "en" else "comunicará con usted") in said.body
    assert confirmed(one) == [False] and Task.objects.get(state="open").kind == "text"


@pytest.mark.parametrize("word", ["CANCEL", "STOP", "END", "QUIT", "UNSUBSCRIBE", "REVOKE", "OPTOUT"])
def test_stop_ends_texts_says_so_once_and_leaves_the_visit(cedar, booked, word):
    hook(cedar, word, "SM1")
    booked.refresh_from_db()
    assert booked.state == "booked"
    assert not agreed(NUMBER)
    assert Message.objects.latest("created_at").template == "text-stopped"
    assert not Message.objects.filter(template="booked", state="queued").exists()  # what waited is not sent either
    assert actions.tell(booked.patient, "booked", booked, **about(booked)) is None
    hook(cedar, "START", "SM2")
    assert agreed(NUMBER)


def test_the_same_delivery_twice_is_one_text(cedar, booked):
    hook(cedar, "HELP", "SM1")
    hook(cedar, "HELP", "SM1")
    assert Inbound.objects.count() == 1
    assert Message.objects.filter(template="text-help").count() == 1


def test_stop_is_heard_however_often_somebody_has_written(cedar, booked, monkeypatch):
    from frontdesk.people import actions as people

    monkeypatch.setitem(people.LIMITS, "text", (1, 60))
    for number in range(3):
        hook(cedar, "HELP", f"SM{number}")
    assert (Inbound.objects.count(), Message.objects.filter(template="text-help").count()) == (3, 1)
    hook(cedar, "STOP", "SM9")
    assert not agreed(NUMBER)


def test_what_cannot_be_read_waits_for_a_person(cedar, booked):
    hook(cedar, "running late", "SM1")
    assert (Task.objects.get(state="open").kind, Inbound.objects.get().body) == ("text", "running late")


def test_a_confirmation_from_another_number_confirms_nothing(cedar, booked):
    hook(cedar, "C", "SM1", sender="+13125550999")
    booked.refresh_from_db()
    assert booked.confirmed_at is None


def test_a_status_that_says_undelivered_is_an_exception_for_staff(cedar, booked):
    message = Message.objects.get(template="booked")
    Message.objects.update(state="sent", provider_key="SM77")
    path = at(cedar, "hooks/text/status/")
    form = {"MessageSid": "SM77", "MessageStatus": "undelivered", "ErrorCode": "30005"}
    text = "http://127.0.0.1:8000" + path + "".join(f"{name}{form[name]}" for name in sorted(form))
    signature = base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()).decode()
    with override_settings(TEXT_URL=URL, PUBLIC_URL="http://127.0.0.1:8000"):
        Client().post(path, form, headers={"X-Twilio-Signature": signature})
    message.refresh_from_db()
    assert (message.state, message.error) == ("failed", "the text could not be delivered (30005)")


# Consent ----------------------------------------------------------------------------------------------------


def test_nobody_is_written_to_who_did_not_agree_and_staff_see_whom_to_call(cedar):
    who = f.patient(cedar, email="", phone="+13125550155")
    actions.consent(f.actor(cedar, "front_desk"), cedar, contact=who.phone, given=False, how="asked at the desk")
    made = booking.book(f.actor(cedar, "front_desk"), who, visit_type=f.visit("procedure"), place=f.place())
    message = Message.objects.get(thing_id=made.pk)
    assert (message.to, message.state, message.error) == (
        "",
        "failed",
        "no email address or phone number that may be used: call",
    )


def test_an_address_that_nobody_was_asked_about_is_not_used(cedar):
    from frontdesk.people.models import Patient

    who = Patient.objects.create(
        practice=cedar, first_name="A", last_name="B", birth_date=dt.date(1980, 1, 1), email="imported@example.org"
    )
    assert ways(who) == []


def test_a_confidential_address_is_the_only_one(cedar):
    who = f.patient(cedar, phone="+13125550156")
    patients.reach_only_at(f.actor(cedar, "front_desk"), who, contact="safe@example.org")
    assert ways(who) == ["safe@example.org"]
    from frontdesk.people.queries import by_contact

    assert not by_contact(who.email).exists()  # who reads the family's mail does not see this record
    assert by_contact("safe@example.org").get() == who


def test_consent_is_only_added_to(cedar):
    from django.db import ProgrammingError, transaction

    f.patient(cedar)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Consent.objects.update(given=False)


def test_a_bounce_is_known_by_our_key_and_shown_to_staff(cedar):
    from frontdesk.messaging.bounces import read
    from frontdesk.messaging.providers import message_id

    made = booking.book(
        f.actor(cedar, "front_desk"), f.patient(cedar), visit_type=f.visit("procedure"), place=f.place()
    )
    message = Message.objects.get(thing_id=made.pk)
    report = BOUNCE.replace("OURS", message_id(message))
    assert read(report.encode()) == (message.pk, "the mailbox does not exist (5.1.1)")
    assert read(report.replace("Action: failed", "Action: delayed").encode()) is None
    assert read(b"Subject: hello\n\nI am out of office") is None


BOUNCE = """\
From: mailer@example.org
To: bounces@cedar.example
Subject: Undelivered
Message-ID: <1@example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=B

--B
Content-Type: text/plain

It could not be delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; example.org

Final-Recipient: rfc822; ada@example.org
Action: failed
Status: 5.1.1

--B
Content-Type: message/rfc822

Message-ID: OURS
Subject: Your appointment

--B--
"""


# What was asked, and unanswered -----------------------------------------------------------------------------------


def seen(cedar, time="09:00", *, days=3, who=None, visit="procedure", **more):
    who = who or f.patient(cedar, email="", phone=NUMBER, **more)
    date = f.day(days)
    return booking.book(f.actor(cedar, "front_desk"), who, visit_type=f.visit(visit), place=f.place(time, date=date))


def remind(one):
    assert actions.tell(one.patient, "reminder", one, once=f"reminder {one.pk}", **about(one))


def confirmed(*several):
    found = []
    for one in several:
        one.refresh_from_db()
        found.append(one.confirmed_at is not None)
    return found


def test_c_answers_the_reminder_and_not_what_was_booked_after_it(cedar):
    first = seen(cedar)
    remind(first)
    later = seen(cedar, days=9, who=first.patient)
    hook(cedar, "C", "SM1")
    assert confirmed(first, later) == [True, False]


def test_c_confirms_both_visits_of_the_day_that_was_asked_about_and_no_other_day(cedar):
    first = seen(cedar)
    second = seen(cedar, "11:00", who=first.patient)
    other = seen(cedar, days=5, who=first.patient)
    for one in (other, first, second):
        remind(one)
    hook(cedar, "yes", "SM1")
    assert confirmed(first, second, other) == [True, True, False]


def test_two_children_on_one_number_are_both_confirmed_and_named(cedar):
    ada, ben = seen(cedar, first_name="Ada"), seen(cedar, "11:00", first_name="Ben")
    for one in (ada, ben):
        remind(one)
    hook(cedar, "C", "SM1")
    assert confirmed(ada, ben) == [True, True]
    said = Message.objects.latest("created_at")
    assert said.template == "confirmed-several" and "Ada" in said.body and "Ben" in said.body


def test_a_familys_texts_say_whose_visit_it_is_and_one_persons_do_not(cedar):
    ada = seen(cedar, first_name="Ada")
    assert "for Ada" not in Message.objects.get(thing_id=ada.pk).body
    ben = seen(cedar, "11:00", first_name="Ben")
    assert "appointment for Ben on" in Message.objects.get(thing_id=ben.pk).body


def test_what_the_practice_must_move_is_not_confirmed(cedar):
    from frontdesk.outreach.proposals.actions import propose

    one = seen(cedar)
    remind(one)
    propose(f.actor(cedar, "scheduler"), one, reason="ill")
    hook(cedar, "C", "SM1")
    assert confirmed(one) == [False]


def test_an_emergency_is_answered_with_911_and_is_an_urgent_task(cedar, booked):
    hook(cedar, "help, I have chest pain", "SM1")
    assert "call 911 now" in Message.objects.latest("created_at").body
    task = Task.objects.get(kind="urgent", state="open")
    assert task.due_at < dt.datetime.now(dt.UTC) + dt.timedelta(minutes=16) and task.patient_id == booked.patient_id


def test_an_emergency_is_answered_in_the_patients_language(cedar):
    seen(cedar, language="es")
    hook(cedar, "me duele el pecho", "SM1")
    assert "llame ahora al 911" in Message.objects.latest("created_at").body


@pytest.mark.parametrize("body", ["I can't come", "running late", "", "what do I bring?", "C but for my brother"])
def test_what_needs_a_person_is_a_task_until_somebody_has_dealt_with_it(cedar, booked, body):
    hook(cedar, body, "SM1")
    booked.refresh_from_db()
    assert (booked.state, booked.confirmed_at) == ("booked", None)
    assert Task.objects.get(state="open").kind == ("cannot" if body == "I can't come" else "text")


@pytest.mark.slow
def test_nothing_that_comes_in_is_dropped(cedar, booked):
    for number in range(70):
        hook(cedar, f"message {number}", f"SM{number}")
    assert Inbound.objects.count() == 70
    hook(cedar, "chest pain", "SMX", sender="72345")
    assert Inbound.objects.filter(sender="72345").exists()


def test_somebody_who_may_only_see_confirms_nothing(cedar):
    from frontdesk.messaging.actions import agreed_with_record

    who = f.patient(cedar, email="", phone="+13125550188")
    one = seen(cedar, who=who)
    remind(one)
    agreed_with_record(cedar, "told the tests", NUMBER)
    Message.objects.filter(template="reminder").update(to=NUMBER)  # the number has become somebody else's
    hook(cedar, "C", "SM1")
    assert confirmed(one) == [False]


def test_stop_beside_something_else_ends_texts_too(cedar, booked):
    hook(cedar, "I am bleeding, stop texting me", "SM1")
    assert not agreed(NUMBER) and Inbound.objects.get().meaning == "urgent"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("STOP texting me, I can't come", "cannot"),
        ("PARAR de escribirme, no puedo ir", "cannot"),
        ("STOP, I am at the other office", "text"),
    ],
)
def test_who_stops_texts_and_says_something_else_is_written_to_no_more_and_is_read(cedar, booked, body, kind):
    hook(cedar, body, "SM1")
    booked.refresh_from_db()
    assert booked.state == "booked" and not agreed(NUMBER)
    assert Message.objects.latest("created_at").template == "text-stopped"
    task = Task.objects.get(state="open", thing_kind="inbound")
    assert (task.kind, task.patient_id) == (kind, booked.patient_id)


def test_who_starts_texts_and_says_something_else_is_answered_to_both(cedar, booked):
    hook(cedar, "STOP", "SM1")
    assert not Task.objects.filter(state="open", thing_kind="inbound").exists()
    hook(cedar, "START, I can't come", "SM2")
    assert agreed(NUMBER)
    assert set(Message.objects.filter(template__startswith="text-").values_list("template", flat=True)) == {
        "text-stopped",
        "text-started",
        "text-cannot",
    }
    assert Task.objects.get(state="open", thing_kind="inbound").kind == "cannot"


# What no yes can mean any more ------------------------------------------------------------------------------------


def test_who_says_yes_to_what_must_move_is_told_so_and_led_to_another_time(cedar):
    from frontdesk.outreach.proposals.actions import propose

    one = seen(cedar)
    remind(one)
    propose(f.actor(cedar, "scheduler"), one, reason="ill")
    hook(cedar, "C", "SM1")
    said = Message.objects.latest("created_at")
    assert said.template == "text-offered" and f"/appointments/{one.pk}/" in said.body
    assert "could not read" not in said.body and confirmed(one) == [False]


@pytest.mark.parametrize("body", ["C", "R", "I can't come"])
def test_what_is_canceled_is_said_to_be_so_and_nothing_else_is_confirmed(cedar, body):
    one = seen(cedar)
    other = seen(cedar, days=9, who=one.patient)
    for each in (other, one):
        remind(each)
    Message.objects.update(state="sent")
    booking.cancel(f.actor(cedar, "front_desk"), one, reason="the doctor is ill")
    hook(cedar, body, "SM1")
    assert Message.objects.latest("created_at").template == "text-over"
    assert confirmed(other) == [False]


def test_what_was_moved_is_confirmed_at_its_new_time(cedar):
    one = seen(cedar)
    remind(one)
    new = booking.reschedule(f.actor(cedar, "front_desk"), one, place=f.place("11:00", date=f.day(4)), reason="asked")
    hook(cedar, "C", "SM1")
    assert confirmed(new) == [True]


def test_nobody_is_expected_at_a_time_that_has_passed(cedar):
    one = seen(cedar)
    Appointment.objects.filter(pk=one.pk).update(
        start=dt.datetime.now(dt.UTC) - dt.timedelta(hours=3), end=dt.datetime.now(dt.UTC) - dt.timedelta(hours=2)
    )
    one.refresh_from_db()
    with pytest.raises(Past, match="has passed"):
        booking.will_come(SYSTEM, one)
    assert confirmed(one) == [False]


@pytest.mark.parametrize(
    "body",
    [
        "Start texting my daughter instead at 312-555-0144",
        "Please resume sending my records to Dr. Lee",
        "start messaging my husband, he has the calendar",
        "When does the class start?",
    ],
)
def test_who_asks_to_begin_something_else_has_not_taken_back_a_stop(cedar, booked, body):
    hook(cedar, "STOP", "SM1")
    hook(cedar, body, "SM2")
    assert not agreed(NUMBER) and Task.objects.get(state="open", thing_kind="inbound").kind == "text"


def test_who_cannot_come_when_it_is_too_late_to_cancel_here_is_told_to_call_and_that_nothing_is_canceled(db):
    cedar = f.load_cedar(f.at_any_hour(f.CEDAR) + "  Patients may cancel visits up to 6 days ahead.\n")
    one = seen(cedar)
    remind(one)
    assert hook(cedar, "I can't come", "SM1").status_code == 200
    said = Message.objects.latest("created_at")
    assert said.template == "text-cannot-call" and "Nothing is canceled yet" in said.body
    assert Task.objects.get(state="open", thing_kind="inbound").kind == "cannot"
