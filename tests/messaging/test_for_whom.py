"""Who reads at an address of several people reads whose visit it is and where that is, whatever words the practice wrote."""

import datetime as dt

import pytest

from frontdesk.messaging.models import Message
from frontdesk.practice.file import read
from frontdesk.practice.findings import findings_in_file
from tests import factory as f

SHARED = "martinez@example.org"
OWN = """
messages:
  templates:
    - id: booked
      email: "You have an appointment on {when}."
      text: "{practice}: an appointment on {when}."
      es: {email: "Usted tiene una cita el {when}."}
"""
SAYING = OWN.replace("an appointment on", "an appointment{for_whom} on").replace("una cita el", "una cita{for_whom} el")


def told(practice, **more):
    f.booked(practice, **more)
    return Message.objects.get(template="booked").body


def of_messages(text):
    return [one.message for one in findings_in_file(read(text), dt.date(2026, 11, 25)) if one.kind == "message"]


@pytest.mark.parametrize(("language", "begins"), [("en", "For Ada: You have"), ("es", "Para Ada: Usted tiene")])
def test_words_of_the_practice_that_do_not_say_it_begin_with_it_where_several_are_reached(db, language, begins):
    practice = f.load_cedar(f.CEDAR + OWN)
    f.patient(practice, first_name="Rosa", email=SHARED)
    assert told(practice, email=SHARED, language=language).startswith(begins)


@pytest.mark.parametrize("own", [OWN, SAYING, ""])
def test_who_has_an_address_alone_is_not_named(db, own):
    assert "Ada" not in told(f.load_cedar(f.CEDAR + own))


@pytest.mark.parametrize("own", [SAYING, ""])
def test_words_that_say_it_say_it_once(db, own):
    practice = f.load_cedar(f.CEDAR + own)
    f.patient(practice, first_name="Rosa", email=SHARED)
    body = told(practice, email=SHARED)
    assert body.count("Ada") == 1 and "an appointment for Ada on" in body


def test_check_says_which_message_of_a_visit_does_not_say_whose_it_is():
    (said,) = of_messages(f.CEDAR + OWN)
    assert "The message “booked” tells of a visit and does not say whose it is: write {for_whom}" in said
    assert of_messages(f.CEDAR + SAYING) == [] and of_messages(f.CEDAR) == []


@pytest.mark.parametrize(
    ("sensitive", "says"), [("", "at Downtown, 120 Sample Street."), (", sensitive: true", "at Cedar Family Medicine.")]
)
def test_an_e_mail_says_enough_to_find_the_place(db, sensitive, says):
    text = f.CEDAR.replace(
        "name: Downtown\n",
        f"name: Downtown\n    address: 120 Sample Street\n{'    sensitive: true' + chr(10) if sensitive else ''}",
    )
    assert says in told(f.load_cedar(text))
