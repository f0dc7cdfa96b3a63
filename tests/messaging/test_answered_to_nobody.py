"""Nobody is answered by itself at a number of the dead alone, or of who wants no texts; an emergency is, and staff read the rest."""

import pytest

from frontdesk.intake.models import Task
from frontdesk.messaging.models import Message
from frontdesk.records.deaths import actions as deaths
from tests import factory as f
from tests.messaging.test_texts import confirmed, hook, remind, seen


def answers() -> list[str]:
    return list(Message.objects.filter(template__startswith="text-").values_list("template", flat=True))


@pytest.fixture
def died(cedar):
    one = seen(cedar)
    remind(one)
    deaths.deceased(f.actor(cedar, "front_desk"), one.patient, on=f.day(0))
    return one


@pytest.mark.parametrize("body", ["C", "R", "can't come", "he is gone", "HELP", "STOP", "START"])
def test_a_number_that_reaches_the_dead_alone_is_not_answered(cedar, died, body):
    hook(cedar, body, "SM1")
    assert answers() == [] and confirmed(died) == [False]
    kinds = [one.kind for one in Task.objects.filter(state="open", thing_kind="inbound")]
    assert kinds == {"can't come": ["cannot"], "STOP": [], "START": []}.get(body, ["text"])


def test_words_of_an_emergency_are_answered_there_too(cedar, died):
    hook(cedar, "I can't breathe", "SM1")
    assert answers() == ["text-urgent"] and Task.objects.get(state="open", thing_kind="inbound").kind == "urgent"


def test_who_shares_the_number_is_answered(cedar, died):
    other = seen(cedar, "11:00")
    remind(other)
    hook(cedar, "C", "SM1")
    assert confirmed(other) == [True]


@pytest.mark.parametrize("word", ["PARAR", "STOP"])
def test_who_wants_no_texts_gets_none(cedar, word):
    seen(cedar)
    hook(cedar, word, "SM1")
    hook(cedar, "qué?", "SM2")
    hook(cedar, "C", "SM3")
    assert answers() == ["text-stopped"]
    assert Task.objects.filter(kind="text", state="open").count() == 2
    hook(cedar, "no puedo respirar", "SM4")
    assert sorted(answers()) == ["text-stopped", "text-urgent"]


def test_who_wants_texts_again_is_answered_again(cedar):
    one = seen(cedar)
    Message.objects.update(state="sent")
    for number, word in enumerate(("STOP", "START", "C")):
        hook(cedar, word, f"SM{number}")
    assert confirmed(one) == [True] and "text-started" in answers()
