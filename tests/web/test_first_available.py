"""The button of the first time is that of the first; who has a provider already is shown the first with them beside it."""

import re

import pytest

from frontdesk.booking import actions as booking
from tests import factory as f
from tests.web_client import as_patient, at

AHEAD = "  Book visits with Dr. Chen at least 5 days ahead.\n"


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + AHEAD)


def buttons(practice, one):
    """What each large button says, and which time it is."""
    text = as_patient(practice, one.patient).get(at(practice, f"appointments/{one.pk}/move/")).content.decode()
    found = re.findall(r'<button\s+class="btn ([^"]*)w-full[^>]*value="([^"]+)"[^>]*><span>([^<]+?)\s*<br>', text)
    return [(words.strip(), time, "btn-primary" in kind) for kind, time, words in found]


def test_the_first_with_the_same_doctor_and_the_first_of_all(practice):
    one = f.booked(practice)
    (same, with_chen, main), (first, of_all, other) = buttons(practice, one)
    assert (same, first, main, other) == ("First with Dr. Chen", "First available", True, False)
    assert with_chen.startswith("chen|") and of_all.startswith("lee|")
    assert of_all.rpartition("|")[2] < with_chen.rpartition("|")[2]


def test_where_they_are_one_there_is_one_button(db):
    practice = f.load_cedar()
    one = f.booked(practice)
    ((words, time, main),) = buttons(practice, one)
    assert words == "First available" and time.startswith("chen|") and main


def test_what_is_proposed_already_is_in_the_list_and_no_button(db):
    practice = f.load_cedar(f.CEDAR + "  Book visits at least 2 days ahead.\n")
    desk, who = f.actor(practice, "scheduler"), f.patient(practice, established=True)
    first = f.place("08:00", date=f.day(2))
    one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=first)
    hold = f.proposed(one, desk).hold
    proposed = f"{hold.provider.code}|{hold.location.code}|{hold.start:%Y-%m-%dT%H:%MZ}"
    text = as_patient(practice, who).get(at(practice, f"appointments/{one.pk}/move/")).content.decode()
    assert proposed in text
    large = [time for _words, time, _main in buttons(practice, one)]
    assert large and proposed not in large
