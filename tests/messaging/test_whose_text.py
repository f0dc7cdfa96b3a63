"""A text is about whom we wrote to there, and is answered in a language that is read there."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.intake import patients
from frontdesk.intake.models import Task
from frontdesk.messaging import actions
from frontdesk.messaging.models import Inbound, Message
from tests import factory as f
from tests.messaging.test_texts import NUMBER, confirmed, hook, remind, seen

TABLE = """
proxies:
  - {who: parent, under age: 18, may: [see, book, cancel]}
"""


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + TABLE)


def child_of(practice, number=NUMBER, **more):
    """A child who is reached through a parent's number."""
    child = f.patient(practice, email="", phone="", birth_date=f.day(-10 * 365), **more)
    proxy = patients.name_proxy(f.actor(practice, "front_desk"), child, contact=number, who="parent", name="Pat Kim")
    patients.confirm_proxy(f.actor(practice, "front_desk"), proxy)
    return child


@pytest.mark.parametrize("reached_by", ["proxy", "confidential"])
def test_an_emergency_is_answered_as_we_wrote_there_and_names_whom_it_is_about(practice, reached_by):
    if reached_by == "proxy":
        who = child_of(practice, language="es")
    else:
        who = f.patient(practice, email="", phone="+13125550199", confidential_contact=NUMBER, language="es")
    actions.agreed_with_record(practice, "told the tests", NUMBER)
    remind(seen(practice, who=who))
    hook(practice, "me duele el pecho", "SM1")
    said = Message.objects.latest("created_at")
    assert (said.template, said.language) == ("text-urgent", "es") and "llame ahora al 911" in said.body
    assert Task.objects.get(kind="urgent", state="open").patient == who


def test_what_somebody_writes_in_an_emergency_says_which_language_they_read(practice):
    hook(practice, "no puedo respirar", "SM1", sender="+13125550190")
    assert "llame ahora al 911" in Message.objects.latest("created_at").body
    hook(practice, "I cannot breathe", "SM2", sender="+13125550190")
    assert "call 911 now" in Message.objects.latest("created_at").body


def test_a_yes_is_answered_in_one_language(practice):
    one = seen(practice, who=child_of(practice, language="es"))
    actions.agreed_with_record(practice, "told the tests", NUMBER)
    remind(one)
    hook(practice, "Sí", "SM1")
    said = Message.objects.latest("created_at")
    assert (said.template, said.language, said.patient) == ("confirmed", "es", one.patient)
    assert "gracias" in said.body and "Confirmed" not in said.body


@pytest.mark.parametrize("body", ["I can't come", "We can't make it", "what do I bring?", "she is bleeding"])
def test_a_familys_text_is_about_whom_they_were_asked_about(practice, body):
    mother = f.patient(practice, email="", phone=NUMBER, first_name="Mara")
    child = f.patient(practice, email="", phone=NUMBER, first_name="Kit")
    seen(practice, "11:00", days=9, who=mother)
    remind(seen(practice, who=child))
    hook(practice, body, "SM1")
    assert Task.objects.get(kind__in=["text", "cannot", "urgent"], state="open").patient == child
    assert Inbound.objects.get().patient == child


def test_what_was_asked_is_answered_though_somebody_elses_visit_was_canceled_since(practice):
    kit = f.patient(practice, email="", phone=NUMBER, first_name="Kit")
    lou = f.patient(practice, email="", phone=NUMBER, first_name="Lou", established=True)
    asked = seen(practice, who=kit)
    remind(asked)
    later = seen(practice, days=30, who=lou)
    booking.cancel(f.actor(practice, "front_desk"), later, reason="The patient asked")
    hook(practice, "C", "SM1")
    assert confirmed(asked) == [True]
    assert Message.objects.latest("created_at").patient == kit


def test_a_yes_to_a_proposed_time_confirms_no_other_visit(practice):
    from frontdesk.outreach.proposals.actions import propose

    who = f.patient(practice, email="", phone=NUMBER, established=True)
    other, moves = seen(practice, who=who), seen(practice, days=9, who=who)
    remind(other)
    propose(f.actor(practice, "scheduler"), moves, reason="ill")
    hook(practice, "C", "SM1")
    assert confirmed(other, moves) == [False, False]
    said = Message.objects.latest("created_at")
    assert said.template == "text-offered" and f"/appointments/{moves.pk}/" in said.body


def test_a_text_that_may_be_about_two_names_both(practice):
    ada, ben = seen(practice, first_name="Ada"), seen(practice, "11:00", first_name="Ben")
    for one in (ada, ben):
        remind(one)
    hook(practice, "we can't come", "SM1")
    what = Task.objects.get(kind="cannot", state="open").what
    assert "Ada" in what and "Ben" in what and "we can't come" in what


def test_a_number_that_is_somebody_elses_by_now_is_theirs(practice):
    alice = f.patient(practice, email="", phone=NUMBER, first_name="Alice")
    remind(seen(practice, who=alice))
    type(alice).objects.filter(pk=alice.pk).update(phone="+13125550188")
    bob = f.patient(practice, email="", phone=NUMBER, first_name="Bob")
    hook(practice, "I can't breathe", "SM1")
    assert Task.objects.get(kind="urgent").patient == bob


def test_who_acts_for_somebody_no_longer_writes_of_themselves(practice):
    mara = f.patient(practice, email="", phone=NUMBER, first_name="Mara")
    kit = f.patient(practice, email="", phone="+13125550188", first_name="Kit")
    Message.objects.create(
        practice=practice,
        patient=kit,
        channel="text",
        to=NUMBER,
        template="reminder",
        subject="x",
        body="x",
        state="sent",
    )
    hook(practice, "I can't breathe", "SM1")
    assert Task.objects.get(kind="urgent").patient == mara


def test_an_emergency_at_a_number_of_several_names_them_all(practice):
    f.patient(practice, email="", phone=NUMBER, first_name="Mara")
    f.patient(practice, email="", phone=NUMBER, first_name="Kit")
    hook(practice, "I can't breathe", "SM1")
    assert {"Mara", "Kit"} <= {
        name.split()[0] for name in Task.objects.get(kind="urgent").what.split(":")[0].split(", ")
    }


def test_an_answer_that_does_not_arrive_is_said_to_nobody_else(practice):
    who = f.patient(practice, email="ada@example.org", phone=NUMBER)
    hook(practice, "I can't breathe", "SM1")
    answer = Message.objects.get(template="text-urgent")
    Message.objects.filter(pk=answer.pk).update(state="sent")
    actions.bounced(answer, "no such number")
    assert not Message.objects.filter(patient=who, to="ada@example.org").exists()
