"""Sentences that leave a visit to no patient are said to; those that leave one are not."""

import pytest

from tests.availability.test_findings import odd

NEVER = "nobody can ever have it"
FIRST = "nobody ever has the first one"


@pytest.mark.parametrize(
    "sentences",
    [
        ["Follow-up visits are for new patients.", "Visits are for established patients."],
        ["Follow-up visits are for patients under 2.", "Follow-up visits are for patients over 65."],
        ["Follow-up visits are for patients under 3 months.", "Visits are for patients 6 months or older."],
        ["Follow-up visits are for patients from 3 to 5 weeks.", "Visits are for patients over 41 days."],
        ["Follow-up visits are for patients under 2 or 70 or older.", "Visits are for patients from 2 to 69."],
    ],
)
def test_a_visit_for_no_patient_is_said_with_its_sentences(sentences):
    found = [one for one in odd(*sentences) if NEVER in one.message]
    assert [set(one.because) for one in found] == [set(sentences)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Follow-up visits are for new patients.", "New patient visits are for established patients."],
        ["Follow-up visits are for new patients.", "Visits are for established patients when the insurance is Aetna."],
        ["Follow-up visits are for new patients.", "Visits are for established patients from 2027-01-01."],
        ["Visits with Dr. Chen are for new patients.", "Visits with Dr. Lee are for established patients."],
        ["Follow-up visits are for patients under 3.", "Follow-up visits are for patients 2 or older."],
        ["Follow-up visits are for patients under 6 months.", "Visits are for patients 5 months or older."],
        ["Follow-up visits are for patients under 10 days.", "Visits are for patients 9 days or older."],
        ["Follow-up visits are for patients under 2 or 70 or older.", "Visits are for patients from 2 to 70."],
    ],
)
def test_who_is_left_is_enough(sentences):
    assert not [one for one in odd(*sentences) if NEVER in one.message]


@pytest.mark.parametrize(
    "sentences",
    [
        [
            "Follow-up visits need a new patient visit first.",
            "New patient visits need a completed follow-up visit first.",
        ],
    ],
)
def test_visits_that_wait_for_each_other_are_said_to(sentences):
    found = [one for one in odd(*sentences) if FIRST in one.message]
    assert [one.because for one in found] == [(sentences[1],), (sentences[0],)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Follow-up visits need a new patient visit first."],
        ["Follow-up visits need a new patient visit first.", "New patient visits need a follow-up visit first when the patient is established."],
        ["Follow-up visits need a new patient visit first.", "New patient visits with Dr. Lee need a follow-up visit first."],
        ["Visits need a new patient visit or a follow-up visit first."],
    ],
)  # fmt: skip
def test_a_first_one_that_can_be_had_is_enough(sentences):
    assert not [one for one in odd(*sentences) if FIRST in one.message]
