"""A day that is taken out of a sentence takes out what is on that day, and never a person or a call: such a sentence is refused with what to write."""

import re

import pytest

from frontdesk.practice.file import read
from frontdesk.rules.completing import typed
from frontdesk.rules.families import FAMILIES
from frontdesk.rules.language import NotByDays, Refusal, parse
from tests import factory as f

VOCABULARY = read(f.CEDAR).setup.book.vocabulary
REFUSED = {"plans", "orders", "promises", "service levels", "papers"}
DROPPING = [
    "Follow-up visits are due every 1 month{}.",
    "After a procedure, a follow-up visit is due in 10 days{}.",
    "When a follow-up visit is missed, the front desk calls within 1 day{}.",
    "When a procedure is booked, the clinician calls within 4 hours{} when the patient is new.",
    "New patient visits are offered a time within 10 business days{}.",
    "Referrals are answered within 3 business days{}.",
    "Requests wait at most 2 business days for approval{}.",
    "The insurance card is due 2 days before procedures{}.",
    "A referral holds for 12 months{}.",
]
DAYS = ["except on Mondays", "except on federal holidays", "except on 2026-12-24", "except on the 1st of the month"]


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("sentence", DROPPING)
def test_days_that_would_drop_somebody_are_refused_with_what_to_write(sentence, days):
    assert parse(sentence.format(""), VOCABULARY)
    text = sentence.format(f" {days}")
    with pytest.raises(NotByDays) as refused:
        parse(text, VOCABULARY)
    assert text[refused.value.at :].startswith(days) and "leave it out" in str(refused.value)
    for written in re.findall("“([A-Z][^”]*[.])”", refused.value.hint):  # what it says to write can be read
        assert parse(written, VOCABULARY)
    assert not typed(text, VOCABULARY).unfinished


def test_a_plan_says_on_which_days_the_visit_is_offered():
    with pytest.raises(NotByDays) as refused:
        parse("Follow-up visits with Dr. Chen are due every 3 months except on Mondays.", VOCABULARY)
    assert "“Follow-up visits with Dr. Chen are not offered on Mondays.”" in str(refused.value)
    with pytest.raises(NotByDays) as refused:
        parse("Follow-up visits are due every 3 months except on federal holidays.", VOCABULARY)
    assert "“The practice is closed on federal holidays.”" in str(refused.value)


def test_every_family_takes_days_out_or_is_one_of_those():
    """The control: the others take them as before."""
    for family in FAMILIES:
        for example in (example for form in family.forms for example in form.examples):
            text = example.rstrip(".")
            try:
                parse(f"{text} except on Fridays.", VOCABULARY)
            except NotByDays:
                assert family.name in REFUSED, example
            except Refusal:
                continue  # ends in words that patients read, or names nothing of this practice
            else:
                assert family.name not in REFUSED, example


@pytest.mark.parametrize(
    "sentence",
    [
        "Follow-up visits are due every 1 month except with Dr. Chen.",
        "Follow-up visits are due every 1 month unless the patient is under 18.",
        "Follow-up visits are due every 1 month until 2027-12-31.",
        "When a follow-up visit is missed, the front desk calls within 1 day except for procedures.",
        "Procedures need approval except on Mondays.",
        "Book procedures at least 2 days ahead except on Mondays.",
    ],
)
def test_what_is_about_the_patient_or_plainly_about_the_day_of_the_visit_stays(sentence):
    assert parse(sentence, VOCABULARY)
