"""Approval and information hide no times from staff: they say what must happen before a time is confirmed."""

from frontdesk.availability.engine import Engine
from frontdesk.rules.facts import NO_INSURANCE, OTHER_INSURANCE
from tests.practices import practice, wanted


def needs(rules: str, **facts):
    file = practice(rules)
    return Engine(file.setup).needs(wanted("new-patient", providers=("chen",), **facts))


def test_approval_names_the_sentences_whose_condition_holds():
    rules = "New patient visits need approval when the insurance is Medicaid. Visits need approval when the patient has 2 or more no-shows."
    assert needs(rules, payer="medicaid").approval == (
        "New patient visits need approval when the insurance is Medicaid.",
    )
    assert needs(rules, payer="aetna").approval == ()
    assert needs(rules, no_shows=2).approval == ("Visits need approval when the patient has 2 or more no-shows.",)


def test_information_lists_what_is_not_answered_yet():
    rules = "New patient visits need date of birth, phone and insurance card before booking."
    assert needs(rules).information == ("date-of-birth", "phone", "insurance-card")
    assert needs(rules, answers={"phone": "555-0100", "date-of-birth": " "}).information == (
        "date-of-birth",
        "insurance-card",
    )


def test_a_rule_that_cannot_be_decided_asks_for_the_fact():
    assert needs("Visits need approval when the insurance is Medicaid.").unknown == ("insurance",)
    assert needs("Dr. Chen does not take Medicaid.").unknown == ("insurance",)
    assert needs("Visits need guardian name before booking when the patient is under 18.").unknown == ("date-of-birth",)
    assert needs("Visits need approval when the insurance is Medicaid.", payer="aetna").unknown == ()


def test_who_pays_alone_is_asked_for_no_card_and_no_number():
    rules = "New patient visits need phone, insurance card and member id before booking."
    assert needs(rules, payer=NO_INSURANCE).information == ("phone",)
    for insured in ({"payer": "aetna"}, {"payer": OTHER_INSURANCE}, {}):
        assert needs(rules, **insured).information == ("phone", "insurance-card", "member-id")
