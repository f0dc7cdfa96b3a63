"""What the practice says to an answer is read before anything is sent, by who may book alone too."""

import pytest

from frontdesk.intake.models import Request
from tests import factory as f
from tests.web_client import as_patient, at

ADVICE = '  When the reason mentions "cough", patients are told: "Please wear a mask." In Spanish: "Traiga una mascarilla."\n'
OFFERS = '  When the reason mentions "cough", offer procedures.\n'
ALONE = "  Patients may book follow-up visits themselves.\n"


def after_the_reason(rules, reason="a cough", language="en"):
    practice = f.load_cedar(f.CEDAR + ALONE + rules)
    who = f.patient(practice, established=True)
    me = as_patient(practice, who)
    me.cookies["frontdesk_language"] = language
    me.post(at(practice, ""), {"visit": "follow-up", "for": str(who.pk)})
    me.post(at(practice, "ask/for/"), {"person": str(who.pk)})
    return me.post(at(practice, "ask/reason/"), {"answer": reason}, follow=True).content.decode()


@pytest.mark.parametrize(("language", "said"), [("en", "Please wear a mask."), ("es", "Traiga una mascarilla.")])
def test_who_may_book_alone_reads_what_the_practice_says_first(db, language, said):
    page = after_the_reason(ADVICE, language=language)
    assert page.count(said) == 1 and not Request.objects.exists()


def test_another_visit_is_offered_before_anything_is_sent(db):
    page = after_the_reason(OFFERS)
    assert "this visit may suit you better" in page and not Request.objects.exists()


@pytest.mark.parametrize("rules", ["", ADVICE, OFFERS])
def test_where_nothing_is_said_to_the_answer_the_times_come_at_once(db, rules):
    page = after_the_reason(rules, reason="a knee")
    assert 'name="time"' in page and "mask" not in page and Request.objects.count() == 1


@pytest.mark.parametrize(("rule", "times"), [("", 0), ("  Patients come 20 minutes early for visits.\n", 1)])
def test_a_patient_reads_once_how_early_to_come_and_only_where_a_rule_says_so(db, rule, times):
    practice = f.load_cedar(f.CEDAR + rule)
    one = f.booked(practice)
    page = as_patient(practice, one.patient).get(at(practice, f"appointments/{one.pk}/")).content.decode()
    assert page.count("minutes early") == times and "insurance card" not in page
