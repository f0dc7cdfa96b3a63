"""What is written: both languages, the practice's own words first, and as little about health as possible."""

import datetime as dt
import re

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.messages import about
from frontdesk.booking.models import Appointment
from frontdesk.messaging.models import Message
from frontdesk.messaging.templates import STANDARD, fill, template_for
from frontdesk.messaging.wording_spanish import SPANISH
from frontdesk.outreach.reminders import remind
from frontdesk.practice.file import FileFaults, read
from frontdesk.practice.file.messages import WORDS
from frontdesk.records.deaths import actions as deaths
from tests import factory as f

SENSITIVE = f.CEDAR.replace(
    "  - {id: procedure, name: Procedure}",
    "  - {id: procedure, name: Procedure}\n  - {id: counseling, name: Substance use counseling, sensitive: true}",
)
OWN = """
messages:
  reminders: [3 days, 2 hours]
  quiet hours: {from: "20:00", to: "09:00"}
  templates:
    - id: booked
      subject: "See you on {day}"
      email: "Your {visit}: {when} at {place}. {link}"
      es: {subject: "Le vemos el {day}"}
"""


def test_every_message_exists_in_both_languages_and_says_only_words_that_it_has():
    assert set(STANDARD) == set(SPANISH) == set(WORDS)
    for id_ in WORDS:
        for language in ("en", "es"):
            words = dict.fromkeys(WORDS[id_], "x")
            template = template_for(None, id_, language)
            assert fill(template, "email", words).body and fill(template, "text", words).body
            assert len(fill(template, "text", dict.fromkeys(WORDS[id_], "x" * 12)).body) < 320


def test_a_patient_who_reads_spanish_is_written_to_in_spanish(cedar):
    who = f.patient(cedar, language="es")
    booking.book(f.actor(cedar, "front_desk"), who, visit_type=f.visit("procedure"), place=f.place("09:20"[:2] + ":00"))
    message = Message.objects.get(patient=who)
    assert message.subject == "Su cita con Cedar Family Medicine"
    assert " de " in message.body and "a las 9:00 a. m." in message.body


@pytest.mark.parametrize("channel", ["email", "phone"])
def test_a_sensitive_visit_is_never_named(db, channel):
    cedar = f.load_cedar(SENSITIVE + OWN)
    where = {"email": "", "phone": "+13125550177"} if channel == "phone" else {}
    who = f.patient(cedar, **where)
    made = booking.book(f.actor(cedar, "front_desk"), who, visit_type=f.visit("counseling"), place=f.place("10:00"))
    message = Message.objects.get(patient=who)
    assert "ounseling" not in message.subject + message.body
    assert "Your visit:" in message.body
    assert "ounseling" not in str(about(made))


def test_the_practices_own_words_come_first_piece_by_piece(db):
    cedar = f.load_cedar(f.CEDAR + OWN)
    who = f.patient(cedar, language="es")
    booking.book(f.actor(cedar, "front_desk"), who, visit_type=f.visit("procedure"), place=f.place("10:00"))
    message = Message.objects.get(patient=who)
    assert message.subject.startswith("Le vemos el ")
    assert message.body.startswith("Usted tiene una cita")  # where the practice has none, the standard wording


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ("templates: [{id: bookd, text: hi}]", "no message 'bookd'; did you mean 'booked'?"),
        ('templates: [{id: booked, text: "hi {reason}"}]', "message 'booked' has no {reason}; it may say {practice}"),
        ('templates: [{id: booked, text: "hi {when"}]', "a brace without its other half"),
        ('templates: [{id: booked, text: "{when.year}"}]', "has no {when.year}"),
        ("reminders: [a week]", "'a week' is not a span of time; write it as 90 minutes, 24 hours, 7 days or 2 weeks"),
        ('quiet hours: {from: "25:00", to: "08:00"}', "'25:00' is not a time of day"),
        ('templates: [{id: booked, subject: "Your visit\\nat noon"}]', "a subject is one line"),
        ('templates: [{id: booked, text: "see {{link}}"}]', "have one brace on each side"),
        ('templates: [{id: booked, text: "  "}]', "'text' is empty"),
        ('templates: [{id: booked, subject: ""}]', "'subject' is empty"),
        ('templates: [{id: booked, es: {email: " "}}]', "'email' is empty"),
        ('templates: [{id: booked, email: "a\\u0007b"}]', "cannot be seen"),
        ('quiet hours: {from: "00:00", to: "24:00"}', "quiet hours that end when they begin"),
        ('quiet hours: {to: "24:00"}', "has no 'from'"),
        ("remainders: [7 days]", "unknown key 'remainders'"),
    ],
)
def test_a_fault_in_messages_says_what_would_be_right(lines, complaint):
    with pytest.raises(FileFaults, match=complaint.replace("{", r"\{").replace("}", r"\}").replace("?", r"\?")):
        read(f.CEDAR + f"messages:\n  {lines}\n")


# Reminders --------------------------------------------------------------------------------------------------


def due(cedar, hours: float, booked_days_ago: int = 20, **who) -> Appointment:
    """An appointment that begins in so many hours; booked long ago."""
    patient = f.patient(cedar, **who)
    made = booking.book(f.actor(cedar, "front_desk"), patient, visit_type=f.visit("procedure"), place=f.place())
    start = now() + dt.timedelta(hours=hours)
    Appointment.objects.filter(pk=made.pk).update(
        start=start, end=start + dt.timedelta(minutes=30), created_at=now() - dt.timedelta(days=booked_days_ago)
    )
    return Appointment.objects.get(pk=made.pk)


NO_NIGHT = f.CEDAR + 'messages:\n  reminders: [7 days, 24 hours]\n  quiet hours: {from: "03:00", to: "03:01"}\n'


def test_each_reminder_is_written_once_and_by_text_where_there_is_a_number(db):
    cedar = f.load_cedar(NO_NIGHT)
    due(cedar, 6 * 24, phone="+13125550188")
    assert (remind(cedar), remind(cedar)) == (1, 0)
    message = Message.objects.get(template="reminder")
    assert (message.channel, "Reply C to confirm. STOP ends" in message.body) == ("text", True)


def test_after_a_time_without_a_worker_only_the_latest_is_sent(db):
    cedar = f.load_cedar(NO_NIGHT)
    due(cedar, 20)
    assert remind(cedar) == 1
    assert Message.objects.filter(template="reminder").count() == 1


def test_a_reminder_whose_time_was_before_the_booking_is_not_made_up_for(db):
    cedar = f.load_cedar(NO_NIGHT)
    due(cedar, 20, booked_days_ago=0)
    assert remind(cedar) == 0


def test_nothing_is_due_for_what_is_cancelled_and_what_waits_is_withdrawn(db):
    cedar = f.load_cedar(NO_NIGHT)
    made = due(cedar, 6 * 24)
    remind(cedar)
    booking.cancel(f.actor(cedar, "front_desk"), made, reason="The patient asked")
    assert Message.objects.get(template="reminder").state == "withdrawn"
    assert remind(cedar) == 0


def test_the_dead_are_not_written_to(db):
    cedar = f.load_cedar(NO_NIGHT)
    made = due(cedar, 6 * 24)
    deaths.deceased(f.actor(cedar, "front_desk"), made.patient, on=dt.date(2026, 1, 2))
    assert remind(cedar) == 0
    made.refresh_from_db()
    assert made.state == "cancelled"
    assert (
        not Message.objects.filter(patient=made.patient, state="queued", template="cancelled").exclude(to="").exists()
    )


@pytest.mark.parametrize(("language", "standard"), [("en", STANDARD), ("es", SPANISH)])
def test_a_practice_without_a_number_says_nowhere_to_call_it(language, standard):
    for id_, template in standard.items():
        for channel in ("email", "text"):
            words = {**dict.fromkeys(WORDS[id_], "xx"), "for_whom": "", "meanwhile": "", "where": "xx"}
            said = fill(template, channel, {**words, "phone": ""}).body
            to_911 = re.sub(r"(call|llame( ahora)? al) 911( now)?", "", said)
            assert not re.search(r"\b(call|llame|llámenos)( us)?( al| at)?[ .,:]*(\n|$|\.|[A-Z])", to_911), said
            assert said.strip() and not re.search(r"\.\.| \.|:$", said), said
            assert not template.email or "link" not in WORDS[id_] or "{link}" not in template.email or "xx" in said


def test_who_cancels_their_texts_there_is_told_how_to_get_them_again():
    words = {"practice": "Cedar", "phone": ""}
    said = fill(STANDARD["text-stopped"], "text", words).body
    assert (
        said
        == "Cedar: you get no more texts from us. This changes none of your appointments. Reply START to get texts again."
    )
