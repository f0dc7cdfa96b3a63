"""Every permission of the table of roles has its words, in one place, under what people do with it."""

import re

import pytest

from frontdesk.access.roles import DEFAULT, EVERY_STAFF
from frontdesk.access.wording import GROUPS, WORDS, grouped_permissions, permission_words, without_own
from tests.web.test_said_to_patients import page
from tests.web_client import as_staff, at

EVERY = {without_own(one) for given in DEFAULT.values() for one in given} | set(EVERY_STAFF)
CODE = re.compile(r"\b[a-z]+\.[a-z_]+\b(?!\.)|\b[A-Z][a-z ]+: [a-z]|_")


def test_every_permission_has_its_words_once_and_nothing_else_has():
    assert set(WORDS) == EVERY
    assert sum(map(len, GROUPS.values())) == len(WORDS) == len(set(WORDS.values()))


def test_none_reads_like_its_name_in_the_code():
    assert [said for said in WORDS.values() if CODE.search(said) or not said[0].isupper()] == []
    assert CODE.search("Appointment: arrive") and CODE.search("appointment.no_show")


def test_what_is_limited_says_so():
    assert permission_words("appointment.arrive") == "Check patients in"
    assert permission_words("request.view:own") == "See requests (only their own)"


def test_a_page_lists_what_it_has_and_no_empty_group():
    assert grouped_permissions({"task.done", "appointment.arrive"}) == [
        ("On the day of the visit", ["appointment.arrive"]),
        ("Exceptions and time away", ["task.done"]),
    ]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", ["setup/roles/", "setup/roles/front_desk/"])
def test_no_page_of_roles_shows_a_name_of_the_code(cedar, path, language):
    said = page(as_staff(cedar, "admin"), at(cedar, path), language)
    assert {"en": "Check patients in", "es": "Registrar la llegada de los pacientes"}[language] in said
    assert [one for one in EVERY if re.search(rf"\b{re.escape(one)}\b", said)] == []
