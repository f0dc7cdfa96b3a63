"""A patient who is refused or limited reads what the rule means for them, in their language, and never the practice's own sentence."""

import datetime as dt
import html
import re

import pytest

from frontdesk.booking import actions as booking
from frontdesk.intake import actions as intake
from tests import factory as f
from tests.web_client import as_patient, as_staff, at

RULES = {
    "At most 1 upcoming visit per patient.": (
        "You can have 1 visit booked ahead; call us if you need another.",
        "Puede tener 1 cita por venir; llámenos si necesita otra.",
    ),
    "The practice is closed from 2020-01-01 to 2040-01-01.": (
        "We are closed then. Choose another time.",
        "Estamos cerrados en ese horario. Elija otro horario.",
    ),
    "Book visits at least 80 days ahead.": (
        "This visit must be booked at least 80 days ahead. Choose a later time, or call us.",
        "Esta visita se programa con al menos 80 días de anticipación. Elija un horario posterior o llámenos.",
    ),
}
LANGUAGES = ("en", "es")


def page(client, address: str, language: str) -> str:
    client.cookies["frontdesk_language"] = language
    return words(client.get(address, follow=True).content.decode())


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def approved(practice):
    patient = f.patient(practice, established=True)
    asked = intake.submit(
        f.themselves(patient), patient, visit_type=f.visit("follow-up"), answers={"reason": "a cough"}
    )
    assert asked.state == "approved"
    return patient, asked


@pytest.mark.parametrize("number", LANGUAGES)
@pytest.mark.parametrize("rule", RULES)
def test_an_empty_list_says_what_stands_in_the_way_of_every_time(db, rule, number):
    practice = f.load_cedar(f"{f.CEDAR}  {rule}\n")
    patient, asked = approved(practice)
    if "upcoming" in rule:
        booking.book(f.actor(practice, "front_desk"), patient, visit_type=f.visit("procedure"), place=f.place("09:00"))
    said = page(as_patient(practice, patient), at(practice, f"requests/{asked.pk}/times/"), number)
    assert RULES[rule][LANGUAGES.index(number)] in said
    assert rule.rstrip(".") not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_time_that_is_pressed_against_the_rules_says_what_they_mean(db, language):
    rule = "At most 1 upcoming visit per patient."
    practice = f.load_cedar(f"{f.CEDAR}  {rule}\n")
    patient, asked = approved(practice)
    booking.book(f.actor(practice, "front_desk"), patient, visit_type=f.visit("procedure"), place=f.place("09:00"))
    client = as_patient(practice, patient)
    client.cookies["frontdesk_language"] = language
    wanted = f.place("10:00")
    value = f"{wanted.provider}|{wanted.location}|{wanted.start.astimezone(dt.UTC).strftime('%Y-%m-%dT%H:%MZ')}"
    answer = client.post(at(practice, f"requests/{asked.pk}/times/"), {"time": value})
    assert answer.status_code == 409
    said = words(answer.content.decode())
    assert RULES[rule][LANGUAGES.index(language)] in said and "At most 1" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_changed_in_the_meantime_is_said_without_the_codes_of_states(cedar, language):
    patient, _asked = approved(cedar)
    desk = f.actor(cedar, "front_desk")
    one = booking.book(desk, patient, visit_type=f.visit("follow-up"), place=f.place())
    booking.cancel(desk, one, reason="the clinic is closed")
    client = as_patient(cedar, patient)
    client.cookies["frontdesk_language"] = language
    said = words(client.post(at(cedar, f"appointments/{one.pk}/confirm/"), follow=True).content.decode())
    expected = {"en": "This has changed in the meantime.", "es": "Esto cambió mientras tanto."}
    assert expected[language] in said and "it cannot become" not in said and "no puede pasar" not in said


def test_a_list_of_times_says_where_it_ends_and_why_and_what_to_do(cedar):
    patient, asked = approved(cedar)
    client = as_patient(cedar, patient)
    address = at(cedar, f"requests/{asked.pk}/times/")
    assert "The list ends" not in page(client, address, "en")
    last = page(client, f"{address}?page=6", "en")
    assert "The list ends on" in last and "We book up to 90 days ahead." in last and "Later times" not in last
    assert "For a later time, call us at (312) 555-0100" in last
    spanish = page(client, f"{address}?page=6", "es")
    assert "La lista termina el" in spanish and "Programamos citas con un máximo de 90 días" in spanish


def test_staff_read_the_rule_itself_at_the_end_of_their_list(cedar):
    patient = f.patient(cedar, established=True)
    desk = as_staff(cedar, "front_desk")
    address = at(cedar, f"console/book/{patient.pk}/?visit=follow-up")
    assert "The list ends" not in page(desk, address, "en")
    last = page(desk, f"{address}&date={f.day(85)}", "en")
    assert "The list ends on" in last and "Book visits at most 90 days ahead." in last
    assert "Next two weeks" not in last
