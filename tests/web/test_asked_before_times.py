"""On what a visit's length hangs is asked of whoever asks online before times are offered, as it is of a caller."""

import datetime as dt
import re

import pytest

from frontdesk.booking.models import Appointment
from frontdesk.booking.series.actions import Look
from frontdesk.intake.models import Request
from frontdesk.people.models import Proxy
from frontdesk.practice.models import Payer
from tests import factory as f
from tests.web.test_portal import Asking
from tests.web_client import as_patient, as_staff, at

QUESTIONS = """\
  - {id: interpreter, ask: Do you need an interpreter?, kind: yes/no}
  - id: interpreter-language
    ask: Which language?
    kind: choice
    options: [Spanish, Polish]
    for: [procedure]
    show when: interpreter is "yes"
"""
LONGER = '  Follow-up visits take 60 minutes when interpreter is "yes".\n'
ALONE = "  Patients may book follow-up visits themselves.\n"


def practice_with(rules):
    return f.load_cedar(f.CEDAR.replace("rules: |\n", f"{QUESTIONS}rules: |\n") + rules)


def begun(practice, **who):
    who = f.patient(practice, established=True, **who)
    asking = Asking(practice, "follow-up", as_patient(practice, who))
    asking.answer(person=str(who.pk))
    return asking


@pytest.mark.parametrize(("needs", "minutes"), [("yes", 60), ("no", 30)])
def test_whether_the_visit_takes_longer_is_asked_before_times_are_offered(db, needs, minutes):
    practice = practice_with(LONGER + ALONE)
    asking = begun(practice)
    assert asking.answer(answer="a cough") == "interpreter"
    number, most = re.search(r"<title>[^<]*Question (\d+) of (?:at most )?(\d+)", asking.page()).groups()
    assert number == most
    assert asking.answer(answer=needs) == "check", "and it is a question no more once it is answered"
    sent = asking.client.post(at(practice, "ask/check/"))
    times = asking.client.get(sent.headers["Location"])
    assert times.status_code == 200
    form = {"time": Look(f.place("09:00")).value}
    assert asking.client.post(sent.headers["Location"], form).status_code == 302
    made = Appointment.objects.get()
    assert made.end - made.start == dt.timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "rule",
    [
        '  Procedures take 60 minutes when interpreter is "yes".\n',
        '  Follow-up visits take 60 minutes when interpreter is "yes" and the patient is under 18.\n',
        '  Visits take 60 minutes when interpreter is "yes".\n  Follow-up visits take 20 minutes.\n',
        '  Follow-up visits take 60 minutes when interpreter language is "Polish".\n',
    ],
    ids=["of another visit", "of others", "outdone by a narrower one", "of a question that follows from another"],
)
def test_nobody_is_asked_for_what_changes_nothing_for_them(db, rule):
    assert begun(practice_with(rule + ALONE)).answer(answer="a cough") in ("check", "times")


@pytest.mark.parametrize(
    "rule",
    [
        '  Keep 10 minutes free before follow-up visits when interpreter is "yes".\n',
        '  Patients come 15 minutes early for follow-up visits when interpreter is "yes".\n',
    ],
)
def test_so_it_is_of_whatever_else_hangs_on_an_answer(db, rule):
    assert begun(practice_with(rule + ALONE)).answer(answer="a cough") == "interpreter"


def test_a_caller_is_not_asked_what_follows_from_an_answer_that_they_did_not_give(db):
    rule = '  Follow-up visits take 60 minutes when interpreter language is "Polish".\n'
    practice = practice_with(rule)
    who = f.patient(practice, established=True)
    page = as_staff(practice, "front_desk").get(at(practice, f"console/book/{who.pk}/?visit=follow-up"))
    assert "interpreter-language-answer" not in page.content.decode()


MEDICARE = "  The practice only takes Medicare.\n"


@pytest.mark.parametrize("for_a_child", [False, True])
def test_insurance_that_a_rule_would_have_to_know_is_asked_where_the_record_has_none(db, for_a_child):
    parents = "proxies:\n  - {who: parent, under age: 12, may: [see, book]}\n"
    practice = practice_with(MEDICARE + ALONE + parents)
    mother = f.patient(practice, established=True)
    who = mother
    if for_a_child:
        born = dt.date(f.day(0).year - 5, 1, 1)
        who = f.patient(practice, established=True, birth_date=born, email="")
        Proxy.objects.create(practice=practice, patient=who, contact=mother.email, who="parent", state="confirmed")
    asking = Asking(practice, "follow-up", as_patient(practice, mother))
    asking.answer(person=str(who.pk))
    assert asking.answer(answer="a cough") == "insurance"
    assert asking.answer(payer="medicare", member_id="1EG4") == "check"
    sent = asking.client.post(at(practice, "ask/check/"))
    assert sent.headers["Location"].rstrip("/").endswith("times")
    request = Request.objects.get(patient=who)
    assert request.state == "approved" and request.missing == []


def test_insurance_that_the_record_has_is_not_asked_again(db):
    practice = practice_with(MEDICARE + ALONE)
    who = f.patient(practice, established=True, payer=Payer.objects.get(code="medicare"))
    asking = Asking(practice, "follow-up", as_patient(practice, who))
    asking.answer(person=str(who.pk))
    assert asking.answer(answer="a cough") == "times"


def test_who_pays_alone_has_answered(db):
    asking = begun(practice_with(MEDICARE + ALONE))
    assert asking.answer(answer="a cough") == "insurance"
    assert asking.answer(payer="none") == "check"


@pytest.mark.parametrize(("said", "state"), [("yes", "awaiting_approval"), ("no", "approved")])
def test_so_is_whatever_a_rule_that_can_stand_in_the_way_turns_on(db, said, state):
    practice = practice_with('  Follow-up visits need approval when interpreter is "yes".\n' + ALONE)
    asking = begun(practice)
    assert asking.answer(answer="a cough") == "interpreter"
    assert asking.answer(answer=said) == "check"
    asking.client.post(at(practice, "ask/check/"))
    assert Request.objects.get().state == state


@pytest.mark.parametrize(("insured", "asked"), [({"uninsured": True}, False), ({"insured_elsewhere": True}, True)])
def test_a_card_is_asked_of_whoever_has_one(db, insured, asked):
    practice = practice_with("  Follow-up visits need insurance card before booking.\n" + ALONE)
    assert (begun(practice, **insured).answer(answer="a cough") == "insurance-card") is asked
