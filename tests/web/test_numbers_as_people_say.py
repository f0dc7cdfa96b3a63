"""No page shows a telephone number as it is stored: '(312) 555-0100', and abroad '+44 …', in both languages and in messages."""

import datetime as dt
import re
from html import unescape

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.intake import actions as intake
from frontdesk.intake.patients import newcomer
from frontdesk.messaging.models import Message
from frontdesk.people.contacts import shown, telephone_number
from tests import factory as f
from tests.web.every_page import every_page
from tests.web.richer import RicherWorld
from tests.web.test_dates_as_people_say import Shown
from tests.web_client import as_staff, at

STORED = re.compile(r"\+1[\s.-]?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}\b")


FIELD, HIDDEN = re.compile(r"<input\b[^>]*>"), re.compile(r'type="(?:hidden|submit|checkbox|radio)"')
KEPT = re.compile(r"\+1\d{10}")  # what the practice wrote of itself stands as it wrote it
VALUE = re.compile(r'\bvalue="([^"]*)"')  # what stands in a field is read as well


def stored(text: str) -> list[str]:
    """Each piece of a page that has a number of here with its country's code."""
    said = [
        *Shown(text).said,
        *(
            unescape(one)
            for field in FIELD.findall(text)
            if not HIDDEN.search(field)
            for one in VALUE.findall(field)
            if KEPT.fullmatch(one)
        ),
    ]
    return [" ".join(one.split()) for one in said if STORED.search(one)]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+13125551001", "(312) 555-1001"),
        ("+1 312 555 0100", "(312) 555-0100"),
        ("(303) 555-0170", "(303) 555-0170"),
        ("+13125550100x22", "(312) 555-0100 ext. 22"),
        ("+442079460018", "+44 20 7946 0018"),
        ("+525512345678", "+52 55 1234 5678"),
        ("rosa@example.org", "rosa@example.org"),
        ("ask at the desk", "ask at the desk"),
        ("", ""),
    ],
)
def test_a_number_is_said_as_people_there_write_it(number, said):
    assert shown(number) == said
    if number.startswith("+"):
        assert telephone_number(said) == telephone_number(number), "what is shown can be typed"


@pytest.fixture
def world(db):
    return RicherWorld(f.load_cedar(f.CEDAR))


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_shows_one_as_it_is_stored(world, language):
    found, said = {}, 0
    for route, _path, page in every_page(world, language=language):
        said += bool(re.search(r"\(\d{3}\) \d{3}-\d{4}", page))
        if pieces := stored(page):
            found[route] = pieces
    assert found == {}, "\n".join(f"{route}: {pieces}" for route, pieces in found.items())
    assert said > 15


def test_no_message_says_one_as_it_is_stored(world):
    said = [f"{one.subject} {one.body}" for one in Message.objects.all()]
    assert said and not [one for one in said if STORED.search(one)]


def test_a_list_for_other_systems_keeps_it_as_it_is_stored(cedar):
    f.patient(cedar, phone="+13125551001")
    answer = as_staff(cedar, "front_desk").get(at(cedar, "console/patients/?q=555&format=csv"))
    assert b"+13125551001" in (answer.getvalue() if answer.streaming else answer.content)


def test_a_stored_number_would_be_found_and_what_a_program_reads_is_not():
    assert stored("<p>+13125551001</p>") and stored("<p>Call +1 312 555 0100.</p>")
    assert stored('<a href="tel:+13125551001">(312) 555-1001</a><input type="hidden" value="+13125551001">') == []
    assert stored('<input type="text" name="contact" value="+13125551001">') == ["+13125551001"]


def test_whose_a_childs_number_is_is_asked_as_people_write_it(cedar):
    """Of a request that is of nobody whom we know yet."""
    child = newcomer(
        SYSTEM,
        cedar,
        first="Lil",
        last="New",
        birth=f.day() - dt.timedelta(days=3650),
        contact="+13125551001",
        insurance=f.ALONE,
        member_id="",
        language="en",
    )
    f.patient(cedar, first_name="Lil", last_name="New", birth_date=child.birth_date)
    asked = intake.submit(f.themselves(child), child, visit_type=f.visit("new-patient"), answers={"reason": "a cough"})
    page = as_staff(cedar, "front_desk").get(at(cedar, f"console/requests/{asked.pk}/")).content.decode()
    assert "Whose is (312) 555-1001?" in " ".join(page.split()) and stored(page) == []


def test_a_confidential_number_stands_in_its_field_as_people_write_it(cedar):
    who = f.patient(cedar, phone="+13125551001", confidential_contact="+13125551001")
    page = as_staff(cedar, "front_desk").get(at(cedar, f"console/patients/{who.pk}/")).content.decode()
    assert 'value="(312) 555-1001"' in page and stored(page) == []
