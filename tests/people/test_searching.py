"""Whoever is looked for is found, as people say and write it; who may be the same person is shown."""

import datetime as dt

import pytest
from django.db import connection

from frontdesk.people import queries
from frontdesk.people.contacts import folded
from frontdesk.people.likeness import alike, birth_alike
from frontdesk.people.models import Patient
from tests import factory as f

NAMES = ["O'Brien", "O’Brien", "O´Brien", "Núñez", "Nu\u0301n\u0303ez", "Smith-Jones", "Straße", "Łukasz Øster", "Þór Æsir", "DÍAZ", "ı",
         "van den Berg", "Nguyễn Thị", "Ivanova-Иванова", "ＡＢＣ", "Ann  Marie", "Jr.", "Ab_c", "ﬁn"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_database_folds_a_name_as_the_code_does(db, name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT frontdesk_folded(%s)", [name])
        assert cursor.fetchone()[0] == folded(name)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("Anna", "Smith-Jones", "jones"),
        ("Anna", "Smith-Jones", "Smith Jones"),
        ("Pat", "O’Brien", "brien"),
        ("Pat", "O’Brien", "O'Brien"),
        ("Pat", "O'Brien", "obrien pat"),
        ("Eva", "van den Berg", "berg"),
        ("Eva", "Rosenberg", "berg"),
        ("Mary Ann", "Smith", "ann"),
        ("Mary Ann", "Smith", "maryann"),
        ("Luz", "Núñez", "nunez"),
        ("Luz", "Nu\u0301n\u0303ez", "NÚÑEZ"),
        ("Luz", "Nunez", "Núñez"),
        ("Ana", "De La Cruz", "delacruz"),
        ("Ana", "De La Cruz", "cruz, ana"),
        ("Lê", "Nguyễn", "nguyen le"),
        ("Иван", "Петров", "ПЕТРОВ"),
        ("Li", "Wu", "wu"),
    ],
)
def test_every_word_is_looked_for_in_every_part_of_the_name(cedar, first, last, text):
    wanted = f.patient(cedar, first_name=first, last_name=last)
    f.patient(cedar, first_name="Walter", last_name="Kowalski")
    assert list(queries.find(f.actor(cedar, "front_desk"), text)) == [wanted]


@pytest.mark.parametrize(
    "text",
    ["03/27/80", "3/27/1980", "3-27-1980", "1980-03-27", "Mar 27, 1980", "March 27 1980", "27 Mar 1980", "27-Mar-80", "27/3/1980",
     "3.27.1980", "rosa mar 27, 1980", "March 27th, 1980 diaz", "19800327", "27 de marzo de 1980"],
)  # fmt: skip
def test_a_birth_date_is_read_as_people_write_it(cedar, text):
    wanted = f.patient(cedar, first_name="Rosa", last_name="Diaz", birth_date=dt.date(1980, 3, 27))
    f.patient(cedar, first_name="Rosa", last_name="Diaz", birth_date=dt.date(1981, 3, 27))
    assert list(queries.find(f.actor(cedar, "front_desk"), text)) == [wanted]


@pytest.mark.parametrize(
    "text",
    ["+1 312-555-0209", "(312) 555-0209", "312.555.0209", "3125550209", "13125550209", "0209", "555-0209", "rosa 0209",
     "312 555 0209 diaz", "312/555-0209"],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(cedar, text):
    wanted = f.patient(cedar, first_name="Rosa", last_name="Diaz", phone="+13125550209")
    f.patient(cedar, first_name="Rosa", last_name="Diaz", phone="+13125550999")
    assert list(queries.find(f.actor(cedar, "front_desk"), text)) == [wanted]


@pytest.mark.parametrize("text", ["\0", "%", "_", "'", "²", "1" * 300, "(((", "0000-00-00", "99/99/9999", "x" * 3000])
def test_any_text_is_looked_for_and_what_is_no_name_finds_nobody(cedar, text):
    f.patient(cedar)
    assert queries.look_up(f.actor(cedar, "front_desk"), text) in (
        [],
        list(Patient.objects.all()) if text == "\0" else [],
    )


def test_who_begins_with_a_word_stands_before_who_has_it_inside(cedar):
    inside = f.patient(cedar, first_name="Hannah", last_name="Abel")
    begins = f.patient(cedar, first_name="Ann", last_name="Zorn")
    assert list(queries.find(f.actor(cedar, "front_desk"), "ann")) == [begins, inside]


# The same person --------------------------------------------------------------------------------------------

SAME = [
    ("Pat O'Brien", "Pat O’Brien"),
    ("Luz Núñez", "Luz Nunez"),
    ("Luz Núñez", "Luz Nu\u0301n\u0303ez"),
    ("Mary Ann Smith-Jones", "Mary Smith Jones"),
    ("Maryann Smith", "Mary Ann Smith"),
    ("Rosa Diaz", "Diaz Rosa"),
    ("Rosa Diaz", "Roza Diaz"),
    ("Catherine Meyer", "Katherine Meyer"),
    ("Catherine Meyer", "Cahterine Meyer"),
    ("Ana De La Cruz", "Ana Delacruz"),
    ("Hans Müller", "Hans Mueller"),
    ("John Q. Public", "John Public"),
    ("J. Public", "John Public"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_that_can_be_one_persons_are_alike(one, other):
    assert alike(one, other) and alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rosa Diaz", "Rosa Kowalski"),
        ("Tom Li", "Tim Lu"),
        ("Ann Smith", "Ana Jones"),
        ("", "Ann Smith"),
        ("J. P.", "John Public"),
    ],
)
def test_names_of_two_people_are_not(one, other):
    assert not alike(one, other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1980-03-08", "1980-08-03", True),
        ("1980-03-27", "1980-03-28", True),
        ("1980-03-27", "1908-03-27", True),
        ("1980-03-27", "1990-03-27", True),
        ("1980-03-27", "1980-03-27", True),
        ("1980-03-27", "1981-04-27", False),
        ("1980-02-29", "1982-01-29", False),
    ],
)
def test_a_birth_date_is_alike_when_one_slip_makes_it_of_the_other(one, other, same):
    assert birth_alike(dt.date.fromisoformat(one), dt.date.fromisoformat(other)) is same


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_record_of_the_same_person_is_noticed(cedar, one, other):
    def parts(name: str) -> dict[str, str]:
        first, _, last = name.partition(" ")
        return {"first_name": first, "last_name": last}

    known = f.patient(cedar, **parts(one), birth_date=dt.date(1980, 3, 8))
    born = Patient(practice=cedar, **parts(other), birth_date=dt.date(1980, 8, 3))
    (match,) = queries.matches(born)
    assert (match.patient, match.strong) == (known, True)


def test_a_shared_name_alone_is_nobody(cedar):
    f.patient(cedar, first_name="Maria", last_name="Garcia", birth_date=dt.date(1950, 1, 1))
    assert (
        queries.matches(Patient(practice=cedar, first_name="Maria", last_name="Garcia", birth_date=dt.date(1980, 3, 8)))
        == []
    )


@pytest.mark.parametrize("text", ["stone 1990", "1990", "1990 stone", "xyz123", "XYZ123", "Sotne", "Stnoe eva"])
def test_a_year_of_birth_a_member_id_and_two_letters_exchanged_find_them(cedar, text):
    born = dt.date(1990, 4, 5)
    wanted = f.patient(cedar, first_name="Eva", last_name="Stone", birth_date=born, member_id="XYZ123")
    f.patient(cedar, first_name="Walter", last_name="Kowalski", birth_date=dt.date(1972, 4, 5), phone="+13125550147")
    assert queries.look_up(f.actor(cedar, "front_desk"), text)[:1] == [wanted]


@pytest.mark.parametrize(("last", "text"), [("Weiss", "Wiess"), ("Weiss", "wiess"), ("Meier", "Mieer")])
def test_a_short_name_with_two_letters_exchanged_is_found(cedar, last, text):
    wanted = f.patient(cedar, first_name="Eva", last_name=last)
    f.patient(cedar, first_name="Wanda", last_name="Wickers")
    assert wanted in queries.look_up(f.actor(cedar, "front_desk"), text)


def test_digits_of_a_number_are_no_year_alone(cedar):
    wanted = f.patient(cedar, phone="+13125551972", birth_date=dt.date(1950, 1, 1))
    assert queries.look_up(f.actor(cedar, "front_desk"), "1972") == [wanted]
