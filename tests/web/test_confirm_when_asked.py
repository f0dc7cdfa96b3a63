"""What is booked needs no more: *Confirm* stands out only once a reminder has asked for it."""

import pytest

from frontdesk.booking.messages import about, tell_of
from tests import factory as f
from tests.web_client import as_patient, at


def buttons(text):
    """(whether Confirm is there, whether the quiet word is)."""
    return ">Confirm<" in text, ">Tell us you are coming<" in text


def shown(cedar, mine):
    return as_patient(cedar, mine.patient).get(at(cedar, f"appointments/{mine.pk}/")).content.decode()


def test_after_booking_nothing_is_left_to_confirm(cedar):
    assert buttons(shown(cedar, f.booked(cedar))) == (False, True)


def test_once_a_reminder_asks_it_stands_out(cedar):
    mine = f.booked(cedar)
    tell_of(mine, "reminder", about(mine))
    assert buttons(shown(cedar, mine)) == (True, False)


@pytest.mark.parametrize("asked", [False, True])
def test_who_said_so_is_asked_no_more(cedar, asked):
    mine = f.booked(cedar)
    if asked:
        tell_of(mine, "reminder", about(mine))
    client = as_patient(cedar, mine.patient)
    text = client.post(at(cedar, f"appointments/{mine.pk}/confirm/"), follow=True).content.decode()
    assert "You confirmed this appointment." in text and buttons(text) == (False, False)
