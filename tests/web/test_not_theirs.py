"""Who meets a page that is not theirs reads what they can do: patients how to get to their own, staff whom to ask."""

import pytest

from frontdesk.booking import actions as booking
from tests import factory as f
from tests.web.test_said_to_patients import page
from tests.web_client import as_patient, as_staff, at

DO = {
    "en": "sign in with the email address or phone number where we write to you about it, or call us.",
    "es": "inicie sesión con el correo electrónico o el teléfono al que le escribimos sobre ella, o llámenos.",
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_who_signed_in_with_another_number_and_meets_their_own_appointment_is_told_how_to_see_it(cedar, language):
    mine = f.patient(cedar, established=True, email="ada@example.org")
    one = booking.book(f.actor(cedar, "front_desk"), mine, visit_type=f.visit("follow-up"), place=f.place())
    me_again = f.patient(cedar, established=True, email="", phone="+13125550177")
    there = page(as_patient(cedar, me_again), at(cedar, f"appointments/{one.pk}/"), language)
    assert DO[language] in there and "(312) 555-0100" in there and "have access" not in there


def test_what_does_not_exist_reads_the_same_so_that_nobody_learns_what_does(cedar):
    theirs = f.patient(cedar, established=True)
    one = booking.book(f.actor(cedar, "front_desk"), theirs, visit_type=f.visit("follow-up"), place=f.place())
    client = as_patient(cedar, f.patient(cedar, email="other@example.org"))
    nothing = f.patient(cedar, email="third@example.org").pk
    assert page(client, at(cedar, f"appointments/{one.pk}/"), "en") == page(
        client, at(cedar, f"appointments/{nothing}/"), "en"
    )


def test_a_patient_is_not_sent_to_an_administrator(cedar):
    client = as_patient(cedar, f.patient(cedar))
    there = page(client, at(cedar, "requests/new/"), "en") + page(client, at(cedar, "console/queue/"), "en")
    assert "administrator" not in there


def test_staff_are(cedar):
    there = page(as_staff(cedar, "billing"), at(cedar, "setup/roles/"), "en")
    assert "You don't have access to this page" in there and "ask your administrator" in there
