"""Who calls is found though what they say is a little wrong; and who is not in the records is entered by what was said already."""

import datetime as dt

import pytest

from frontdesk.web.console.new_patient import said_by
from tests import factory as f
from tests.web.forms import forms_of
from tests.web_client import as_staff, at

BORN = dt.date(1977, 3, 13)


@pytest.fixture
def rosa(cedar):
    return f.patient(cedar, first_name="Rosa", last_name="Martinez", birth_date=BORN, phone="+13125550188")


@pytest.fixture
def desk(cedar):
    return as_staff(cedar, "front_desk")


def found(desk, cedar, text, page="console/book/"):
    return desk.get(at(cedar, page), {"q": text}).content.decode()


@pytest.mark.parametrize("page", ["console/book/", "console/patients/", "console/find/"])
def test_a_wrong_birth_date_shows_who_has_the_name_and_that_it_is_another(cedar, desk, rosa, page):
    text = found(desk, cedar, "Rosa Martinez 3/27/1971", page)
    assert str(rosa.pk) in text and "another birth date: Mar 13, 1977" in " ".join(text.split())
    assert "another birth date" not in found(desk, cedar, "Rosa Martinez 3/13/1977", page)  # the control


def test_a_wrong_number_shows_who_has_the_name_too(cedar, desk, rosa):
    assert "another phone number" in found(desk, cedar, "Rosa Martinez 312 555 0143")


def test_who_has_the_name_and_the_birth_date_stands_alone(cedar, desk, rosa):
    other = f.patient(cedar, first_name="Rosa", last_name="Martinez", birth_date=dt.date(1971, 3, 27))
    text = found(desk, cedar, "Rosa Martinez 3/27/1971")
    assert str(other.pk) in text and str(rosa.pk) not in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Gwendolyn Pratt", {"first": "Gwendolyn", "last": "Pratt"}),
        ("gwendolyn pratt", {"first": "Gwendolyn", "last": "Pratt"}),
        ("Pratt, Gwendolyn 3/27/1946", {"first": "Gwendolyn", "last": "Pratt", "birth": dt.date(1946, 3, 27)}),
        ("Juan de la Cruz", {"first": "Juan", "last": "de la Cruz"}),
        ("Ana Pratt (312) 555-0143", {"first": "Ana", "last": "Pratt", "contact": "+13125550143"}),
        ("Pratt", {"last": "Pratt"}),
        ("", {}),
    ],
)
def test_what_was_looked_up_is_read(db, text, said):
    assert said_by(text) == said


def test_a_new_patient_has_the_name_that_was_looked_up(cedar, desk):
    path = at(cedar, "console/book/")
    page = found(desk, cedar, "Gwendolyn Pratt 3/27/1946")
    assert f'form="who" formaction="{at(cedar, "console/book/new/")}"' in page and 'id="who"' in page
    new = at(cedar, "console/book/new/") + "?q=Gwendolyn+Pratt+3/27/1946&visit=follow-up"
    form = next(
        one for one in forms_of(path, desk.get(new).content.decode()) if one.method == "post" and "first" in one.fields
    )
    shown = {name: form.fields[name] for name in ("first", "last", "birth_month", "birth_day", "birth_year")}
    assert [value[0] if isinstance(value, list) else value for value in shown.values()] == [
        "Gwendolyn",
        "Pratt",
        "3",
        "27",
        "1946",
    ]


ASKS = '  Follow-up visits need approval when the reason mentions "surgery".\n'


@pytest.mark.parametrize("carried", ["", "&time="])
def test_an_unanswered_question_is_said_above_the_form(db, carried):
    practice = f.load_cedar(f.CEDAR + ASKS)
    who, place = f.patient(practice, established=True), f.place("09:30").start.astimezone(dt.UTC)
    time = f"chen|downtown|{place:%Y-%m-%dT%H:%MZ}"
    path = at(practice, f"console/book/{who.pk}/?visit=follow-up")
    text = as_staff(practice, "front_desk").post(path, {"time": time}).content.decode()
    main = text[text.index("<main") :]
    assert main.index("Ask the caller the questions that are marked.") < main.index("<form")
    assert main.index('name="enter"') < main.index("Ask the caller the questions")  # what Enter presses stays the first
