"""Whoever types a caller or a referral sees at once who may have a record already."""

import pytest

from frontdesk.people.models import Patient
from tests import factory as f
from tests.web_client import as_staff, at

CALLER = {"first": "Luz", "last": "Nunez", "birth_month": "3", "birth_day": "8", "birth_year": "1980"}
REFERRAL = {
    "first_name": "Nunez",
    "last_name": "Luz",
    "birth_date_month": "8",
    "birth_date_day": "3",
    "birth_date_year": "1980",
}


@pytest.fixture
def known(cedar):
    import datetime as dt

    return f.patient(cedar, first_name="Luz", last_name="Núñez", birth_date=dt.date(1980, 3, 8), phone="+13125550209")


@pytest.mark.parametrize(
    "typed",
    [
        CALLER,
        REFERRAL,
        {"first": "Somebody", "contact": "312 555 0209"},
        {"last_name": "Else", "phone": "(312) 555-0209", "birth_date_month": "99"},
    ],
)
def test_who_may_have_a_record_is_shown_while_it_is_typed(cedar, known, typed):
    page = as_staff(cedar, "scheduler").post(at(cedar, "console/patients/alike/"), typed)
    assert "Luz Núñez" in page.content.decode() and "Is it one of these?" in page.content.decode()
    assert Patient.objects.count() == 1


@pytest.mark.parametrize(
    "typed", [{}, {"first": "Luz"}, {"first": "Luz", "last": "Núñez"}, {**CALLER, "last": "Kim", "first": "Bo"}]
)
def test_nobody_is_shown_for_what_says_too_little(cedar, known, typed):
    page = as_staff(cedar, "scheduler").post(at(cedar, "console/patients/alike/"), typed)
    assert page.status_code == 200 and page.content.decode().strip() == ""


@pytest.mark.parametrize("path", ["console/book/new/", "console/referrals/new/"])
def test_the_forms_ask_while_one_types(cedar, path):
    page = as_staff(cedar, "scheduler").get(at(cedar, path)).content.decode()
    assert f'hx-post="{at(cedar, "console/patients/alike/")}"' in page
