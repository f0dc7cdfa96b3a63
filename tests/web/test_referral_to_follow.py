"""Whose doctor has the referral can send a request without it; it stands there as missing, for staff to ask for."""

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.intake import actions
from frontdesk.intake.models import Request
from frontdesk.messaging.models import Message
from tests import factory as f
from tests.web_client import as_patient, as_staff, at

NEEDS = (
    f.CEDAR.replace("rules: |", "  - {id: referral, ask: The referral of your doctor, kind: document}\nrules: |", 1)
    + "  Follow-up visits need referral before booking.\n"
)


@pytest.fixture
def practice(db):
    return f.load_cedar(NEEDS)


def asked_with(practice, **said):
    who = f.patient(practice, established=True)
    me = as_patient(practice, who)
    me.post(at(practice, ""), {"visit": "follow-up", "for": str(who.pk)})
    me.post(at(practice, "ask/for/"), {"person": str(who.pk)})
    me.post(at(practice, "ask/reason/"), {"answer": "a cough"})
    answer = me.post(at(practice, "ask/referral/"), said, follow=True)
    return me, answer


@pytest.mark.parametrize(
    ("said", "words"), [("sent", "To be sent by the doctor"), ("bring", "Will be brought to the visit")]
)
def test_a_request_without_the_file_is_sent_and_staff_see_what_is_missing(practice, said, words):
    me, _answer = asked_with(practice, **{said: "on"})
    me.post(at(practice, "ask/check/"), {"send": "yes"}, follow=True)
    asked = Request.objects.get()
    assert (asked.state, asked.missing) == ("awaiting_info", ["referral"])
    assert Message.objects.filter(template="information-needed").exists() == (said == "bring")
    page = as_staff(practice, "scheduler").get(at(practice, f"console/requests/{asked.pk}/")).content.decode()
    assert "Missing" in page and words in page


def test_who_says_nothing_is_asked(practice):
    _me, answer = asked_with(practice)
    assert "select who will send or bring it" in answer.content.decode() and not Request.objects.exists()


def test_when_it_is_there_nothing_is_missing(practice):
    me, _answer = asked_with(practice, sent="on")
    me.post(at(practice, "ask/check/"), {"send": "yes"}, follow=True)
    asked = Request.objects.get()
    kept = f.drawn(actions_document(practice))
    actions.answer(SYSTEM, asked, answers={}, documents=[kept.pk])
    asked.refresh_from_db()
    assert (asked.state, asked.missing) == ("approved", [])


def actions_document(practice):
    from frontdesk.intake import drafts

    return drafts.keep_document(practice, "referral", f.photo())
