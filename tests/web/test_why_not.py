"""*Why not?* takes everything that rules look at, and says what must come first in place of "On offer"."""

import pytest

from frontdesk.people.models import RolePermission
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.fixture
def sees_patients(cedar):
    RolePermission.objects.create(practice=cedar, role="manager", permission="patient.view")


def ask(cedar, client=None, **more):
    said = {
        "visit": "follow-up",
        "provider": "chen",
        "location": "downtown",
        "at": f"{f.day(10)}T09:00",
        "channel": "phone",
        "patient": "established",
        **more,
    }
    client = client or as_staff(cedar, "manager")
    return client.post(at(cedar, "setup/why/"), said).content.decode()


def test_what_needs_nothing_is_on_offer(cedar):
    text = ask(cedar)
    assert "On offer" in text and "Not on offer" not in text and "Needs" not in text


def test_what_the_rules_ask_for_first_is_not_on_offer(cedar):
    text = ask(cedar, visit="new-patient", patient="new", payer="aetna")
    assert "Needs information" in text and "New patient visits need reason before booking." in text
    assert "> On offer" not in text


def test_what_is_answered_is_not_asked_for_and_approval_is_named(cedar):
    text = ask(cedar, visit="new-patient", patient="new", payer="medicaid", **{"answer-reason": "a cough"})
    assert "Needs information" not in text and "Needs approval" in text
    assert "New patient visits need approval when the insurance is Medicaid." in text and "> On offer" not in text


def test_what_must_come_first_is_judged_on_the_day_of_the_visit(db):
    """Who is of age by then needs no approval, though they are not today."""
    cedar = f.load_cedar(
        f.CEDAR.replace("rules: |\n", "rules: |\n  Follow-up visits need approval when the patient is under 18.\n", 1)
    )
    comes_of_age = f.day(10)
    born = {"born_month": comes_of_age.month, "born_day": comes_of_age.day, "born_year": comes_of_age.year - 18}
    approval = ["Needs approval" in ask(cedar, at=f"{f.day(days)}T09:00", **born) for days in (9, 10)]
    assert approval == [True, False]


def test_the_record_of_who_is_looked_up_counts_and_what_is_entered_counts_in_its_place(cedar, sees_patients):
    f.patient(cedar, first_name="Walter", last_name="Oneofakind", established=False)
    refused = ask(cedar, patient="", person="Oneofakind")
    assert "Follow-up visits are for established patients." in refused
    assert "On offer" in ask(cedar, patient="established", person="Oneofakind")


def test_several_people_are_asked_about_and_nobody_is_said(cedar, sees_patients):
    one = f.patient(cedar, first_name="Ann", last_name="Zwilling", established=True)
    f.patient(cedar, first_name="Ben", last_name="Zwilling")
    text = ask(cedar, person="Zwilling")
    assert "Several people are found. Choose one." in text and str(one.pk) in text
    assert "On offer" in ask(cedar, patient="", person="Zwilling", which=str(one.pk))
    assert "Nobody is found by that." in ask(cedar, person="Qqqqxx")


def test_who_may_not_see_patients_cannot_look_them_up(cedar):
    f.patient(cedar, last_name="Oneofakind")
    client = as_staff(cedar, "manager")
    assert 'name="person"' not in client.get(at(cedar, "setup/why/")).content.decode()
    text = ask(cedar, client, person="Oneofakind")
    assert "Oneofakind" not in text and "On offer" in text


def test_facts_of_patients_stay_out_of_the_address(cedar):
    text = as_staff(cedar, "manager").get(at(cedar, "setup/why/")).content.decode()
    assert '<form method="post" class="card' in text


@pytest.mark.parametrize(
    ("said", "against"),
    [
        ({"born_0": "1", "born_1": "2", "born_2": "1960"}, True),
        ({"born_0": "1", "born_1": "2", "born_2": str(f.day_of_run(0).year - 5)}, False),
        ({"age": "40"}, True),
        ({"age": "4"}, False),
    ],
)
def test_the_birth_date_or_the_age(cedar, said, against):
    f.load_cedar(f.CEDAR + "  Follow-up visits are for patients under 18.\n")
    names = dict(zip(("born_0", "born_1", "born_2"), ("born_month", "born_day", "born_year"), strict=True))
    text = ask(cedar, **{names.get(name, name): value for name, value in said.items()})
    assert ("Not on offer" in text) == against


@pytest.mark.parametrize("span", ["", " in 12 months", " of follow-up visits in 30 days"])
def test_missed_visits_that_are_told_count_for_rules_with_a_span_too(db, span):
    rule = f"rules: |\n  Follow-up visits need approval when the patient has 2 or more no-shows{span}.\n"
    cedar = f.load_cedar(f.CEDAR.replace("rules: |\n", rule, 1))
    assert "Needs approval" in ask(cedar, no_shows="2")
    assert "Needs approval" not in ask(cedar, no_shows="1")
